"""Runs in a real Chromium: watched, paused, scrubbed, shared, and found again after a reload or a lost socket."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_made import rests
from tests.served import Server, becomes, live, open_page, settled, until

PICTURE = "(canvas) => canvas.toDataURL()"
SMALL = "?gan_width=16&gan_batch=64"


def opened(page: Page, server: Server, query: str = SMALL) -> Locator:
    open_page(page, server.url + "/gan" + query)
    player = live(page, "run-player").first
    expect(player).to_have_attribute("data-state", "running", timeout=60_000)
    run_of(page)
    return player


def step(player: Locator) -> int:
    return int(player.get_attribute("data-step") or 0)


def run_of(page: Page, key: str = "gan_run") -> str:
    """The run of the link. It may train for a while before a rerun of the page has put it there."""
    found = page.wait_for_function("(key) => new URLSearchParams(location.search).get(key)", arg=key, polling=50)
    return found.json_value()


ASK = """async (message) => {
  const { parseFrame } = await import("/live-assets/channel/frame.js");
  const answer = await fetch("/live/runs", { method: "POST", body: JSON.stringify({ id: 1, ...message }),
    headers: { "Content-Type": "application/json", "X-Live-Viewer": "a-test" } });
  return parseFrame(await answer.arrayBuffer()).meta;
}"""


def ask(page: Page, **message: Any) -> dict[str, Any]:
    """What the server itself says of a run, asked beside the page; where it refuses, its words are the failure."""
    answer = page.evaluate(ASK, message)
    assert answer["kind"] != "error", (message, answer)
    return answer


def wait_for_step(page: Page, player: Locator, at_least: int) -> int:
    until(page, lambda: step(player) >= at_least)
    return step(player)


def paused(player: Locator) -> int:
    player.get_by_role("button", name="Pause", exact=True).click()
    return resting(player)


def resting(player: Locator) -> int:
    """The step at which a paused run stands, once its last frame has been drawn."""
    expect(player).to_have_attribute("data-state", "paused")
    stood, before = 0, -1
    while stood < 5:
        player.page.wait_for_timeout(300)
        stood = stood + 1 if step(player) == before else 0
        before = step(player)
    return before


def test_it_trains_while_one_watches_and_stands_still_when_paused(page: Page, server: Server) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 50)
    at = paused(player)
    picture = player.locator("canvas.pad").first.evaluate(PICTURE)
    page.wait_for_timeout(500)
    assert step(player) == at
    player.get_by_role("button", name="One step on").click()
    assert wait_for_step(page, player, at + 1) == at + 1
    player.get_by_role("button", name="One D step").click()
    until(page, lambda: player.locator("canvas.pad").first.evaluate(PICTURE) != picture)
    player.get_by_role("button", name="Train", exact=True).click()
    wait_for_step(page, player, at + 20)


def test_the_past_is_scrubbed_without_the_server(page: Page, server: Server) -> None:
    sent: list[str] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda payload: sent.append(str(payload))))
    player = opened(page, server)
    wait_for_step(page, player, 100)
    at = paused(player)
    assert any('"kind":"watch"' in message for message in sent)  # they are seen here
    sent.clear()
    timeline = player.get_by_role("slider", name="Timeline")
    frames = int(player.get_attribute("data-frame"))
    timeline.fill("1")  # what is moved is drawn with the screen's next frame
    until(page, lambda: 0 < step(player) < at)
    timeline.fill("0")
    until(page, lambda: step(player) == 0)
    timeline.press("ArrowRight")
    until(page, lambda: step(player) > 0)
    assert int(player.get_attribute("data-frame")) >= frames + 3
    timeline.press("End")
    until(page, lambda: step(player) == at)
    # A viewer asks for news every few seconds; nothing else has gone to the live channel.
    assert all('"kind":"watch"' in message for message in sent if '"kind"' in message)


def test_a_step_of_the_past_is_in_the_link_and_a_reload_and_a_guest_see_it(
    page: Page, server: Server, browser: Browser
) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 100)
    at = paused(player)
    player.get_by_role("slider", name="Timeline").fill("1")
    rests(page, "gan_looks")
    past, picture = step(player), player.locator("canvas.pad").first.evaluate(PICTURE)
    assert 0 < past < at
    guest = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 1000}).new_page()
    open_page(guest, page.url)
    page.reload()
    settled(page, 0)
    for window in (page, guest):
        shown = live(window, "run-player").first
        expect(shown).to_have_attribute("data-step", str(past), timeout=30_000)
        expect(shown).to_have_attribute("data-state", "paused")
        becomes(window, lambda shown=shown: shown.locator("canvas.pad").first.evaluate(PICTURE), picture)
    guest.context.close()


def test_keyboard(page: Page, server: Server) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 20)
    player.locator("input[type=range]").focus()
    page.keyboard.press(" ")
    at = resting(player)
    page.keyboard.press(".")
    assert wait_for_step(page, player, at + 1) == at + 1
    page.keyboard.press(",")
    assert step(player) < at + 1
    page.keyboard.press("r")
    expect(player).to_have_attribute("data-state", "running")


def test_slow_motion_explains_one_turn(page: Page, server: Server) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 20)
    player.get_by_role("button", name="Slow motion").click()
    expect(player).to_have_attribute("data-stage", "noise")
    expect(player.locator(".stage li")).to_have_count(6)
    for name in ("fake", "judged", "d-updated", "g-gradient", "g-updated"):
        player.locator(".stage").get_by_role("button", name="Next").click()
        expect(player).to_have_attribute("data-stage", name)
    player.locator(".stage").get_by_role("button", name="Close").click()
    expect(player.locator(".stage")).to_be_hidden()


def test_a_reload_and_a_second_tab_come_back_to_the_same_run(page: Page, server: Server) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 50)
    run, at = run_of(page), step(player)
    begun = ask(page, kind="join", run=run)["epoch"]
    page.reload()
    player = live(page, "run-player").first
    expect(player).to_have_attribute("data-state", "running", timeout=60_000)
    wait_for_step(page, player, at)
    assert run_of(page) == run and ask(page, kind="join", run=run)["epoch"] == begun  # nor has it begun anew
    second = page.context.new_page()
    open_page(second, page.url)
    other = live(second, "run-player").first
    expect(other).to_have_attribute("data-state", "running", timeout=60_000)
    expect(other.get_by_role("button", name="One D step")).to_be_enabled()
    other.get_by_role("button", name="Pause", exact=True).click()
    page.bring_to_front()
    expect(player).to_have_attribute("data-state", "paused")
    second.close()


def test_somebody_else_watches_by_the_link(page: Page, server: Server, browser: Browser) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 20)
    context = browser.new_context(locale="en-US")
    guest = context.new_page()
    open_page(guest, page.url)
    watching = live(guest, "run-player").first
    expect(watching).to_have_attribute("data-state", "running", timeout=60_000)
    expect(watching.get_by_text("only the one who began it controls it")).to_be_visible()
    expect(watching.get_by_role("button", name="One D step")).to_be_disabled()
    before = step(watching)
    wait_for_step(guest, watching, before + 20)
    run = run_of(guest)
    watching.get_by_role("button", name="Begin my own").click()
    guest.wait_for_function("(run) => new URLSearchParams(location.search).get('gan_run') !== run", arg=run)
    expect(watching.get_by_role("button", name="One D step")).to_be_enabled()
    context.close()


def test_a_lost_socket_comes_back_to_the_present_step(page: Page, server: Server) -> None:
    page.add_init_script(
        """const Real = WebSocket; window.opened = [];
           window.WebSocket = class extends Real {
             constructor(...a) { super(...a); if (String(a[0]).includes("/live/")) window.opened.push(this); }
           };"""
    )
    player = opened(page, server)
    at = wait_for_step(page, player, 50)
    run = run_of(page)
    page.evaluate("window.opened.forEach((socket) => socket.close())")
    wait_for_step(page, player, at + 50)
    assert run_of(page) == run
    expect(player).to_have_attribute("data-state", "running")


def test_settings_change_the_run(page: Page, server: Server) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 50)
    run = run_of(page)
    page.get_by_role("button", name="More settings").click()
    page.get_by_role("textbox", name="Seed").fill("7")
    page.get_by_role("textbox", name="Seed").press("Enter")
    page.wait_for_function("() => location.search.includes('gan_seed=7')")
    wait_for_step(page, player, 1)
    assert run_of(page) == run  # begun anew, the link still leads to it
    expect(player).to_have_attribute("data-state", "running")


def test_without_a_socket_it_comes_the_slow_way(page: Page, server: Server) -> None:
    page.add_init_script(
        """const Real = WebSocket;
           window.WebSocket = class extends Real {
             constructor(url, ...more) { super(String(url).replace("/live/", "/nowhere/"), ...more); }
           };"""
    )
    open_page(page, server.url + "/gan" + SMALL)
    player = live(page, "run-player").first
    expect(player).to_have_attribute("data-transport", "fallback", timeout=60_000)
    wait_for_step(page, player, 1)
    expect(player.get_by_text("the slow way")).to_be_visible()


def test_history_in_parts_becomes_one(page: Page, server: Server) -> None:
    page.goto(server.url + "/_stcore/health")
    serials = page.evaluate(
        """async () => {
          const { RunHistory } = await import("/live-assets/runs/history.js");
          const history = new RunHistory();
          const frame = (serial) =>
            ({ serial, step: serial, bytes: 1000, meta: { metrics: { a: serial } }, arrays: {} });
          history.add(frame(300));
          history.merge(Array.from({ length: 100 }, (_, i) => frame(i + 1)));
          history.merge(Array.from({ length: 200 }, (_, i) => frame(i + 101)));
          history.add(frame(301));
          const before = history.frames.map((f) => f.serial);
          for (let i = 302; i < 3000; i++) history.add(frame(i));
          const after = history.frames.map((f) => f.serial);
          return [before, after, history.indexOf(after[5]), history.curve("a").length];
        }"""
    )
    before, after, index, points = serials
    assert before == list(range(1, 302))
    assert len(after) <= 400 and after[0] == 1 and after[-1] == 2999 and after == sorted(after)
    assert index == 5 and points == len(after)


def test_layers_by_keyboard(page: Page, server: Server) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 20)
    paused(player)
    picture = player.locator("canvas.pad").first.evaluate(PICTURE)
    box = player.get_by_role("checkbox", name="fakes G(z)")
    box.focus()
    page.keyboard.press(" ")
    expect(box).not_to_be_checked()
    until(page, lambda: player.locator("canvas.pad").first.evaluate(PICTURE) != picture)
    expect(player).to_have_attribute("data-state", "paused")


LAYERS = ["judgement of D", "real points", "fakes G(z)", "pushed", "warped grid", "ways of some"]


def test_every_layer_is_seen(page: Page, server: Server) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 60)
    paused(player)
    pad = player.locator("canvas.pad").first
    for layer in LAYERS:
        box, picture = player.get_by_role("checkbox", name=layer), pad.evaluate(PICTURE)
        box.click()
        until(page, lambda picture=picture: pad.evaluate(PICTURE) != picture)
        box.click()
        until(page, lambda picture=picture: pad.evaluate(PICTURE) == picture)
