"""Runs that are begun anew, with other settings or the same, and links to runs that are over, in a real Chromium."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from engines.gan.recipes import RECIPES
from tests.browser.test_runs import SMALL, ask, opened, paused, run_of, step, wait_for_step
from tests.served import Server, live, open_page, until

LIVE_RUNS = re.compile("live/runs")
RECORD = """(player) => {
  window.steps = [];
  new MutationObserver(() => window.steps.push(Number(player.dataset.step)))
    .observe(player, { attributeFilter: ["data-step"] });
}"""


def end(page: Page, run: str) -> None:
    """The owner's browser ends its run."""
    ask(page, kind="control", do="end", run=run, owner=page.evaluate("localStorage.getItem('live-owner')"))


def test_a_recipe_chosen_after_three_seconds_is_the_one_that_runs(page: Page, server: Server) -> None:
    open_page(page, server.url + "/gan?step=watch&gan_batch=64")
    player = live(page, "run-player").first
    wait_for_step(page, player, 50)
    healthy = run_of(page)
    page.wait_for_timeout(3000)
    page.locator(".st-key-experiments").get_by_role("radio", name="Failures and cures").click()
    for name, title in (("collapse", ""), ("vanishing-gradient", "Vanishing gradient")):
        if title:
            page.wait_for_timeout(3000)
            page.get_by_role("radio", name=title).click()
        wanted = RECIPES[name].config.as_dict()
        expect(player.locator(".timeline output")).to_contain_text(f"of {wanted['steps']:,}", timeout=60_000)
        expect(live(page, "run-player")).to_have_count(1)
        expect(player.locator(".foreign")).to_be_hidden()  # it has the settings of the page
        page.wait_for_function("() => !location.search.includes('gan_run=')")
        run = run_of(page, "gan_fail_run")
        assert run != healthy
        assert ask(page, kind="join", run=run)["config"] == json.loads(json.dumps(wanted))  # a tuple comes as a list
    assert ask(page, kind="join", run=healthy)["config"]["loss"] == "non-saturating"  # nobody has touched it


class Late:
    """The page's sockets to its runs; frames that come can be kept back for a while, as by a slow network."""

    def __init__(self, page: Page) -> None:
        self.holding, self.held = False, []
        page.route_web_socket(LIVE_RUNS, self.through)

    def through(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: self.came(socket, message))

    def came(self, socket: WebSocketRoute, message: str | bytes) -> None:
        meta = json.loads(message[8 : 8 + int.from_bytes(message[:8], "little")])["__metadata__"]
        if self.holding and meta["kind"] in ('"frame"', '"history"'):
            self.held.append((socket, message))
        else:
            socket.send(message)

    def hold_one(self, page: Page) -> None:
        """From here on a frame is on its way."""
        self.holding = True
        until(page, lambda: bool(self.held))

    def release(self) -> None:
        self.holding = False
        for socket, message in self.held:
            socket.send(message)
        self.held.clear()


def test_from_the_beginning_leaves_nothing_of_before(page: Page, server: Server) -> None:
    sockets = Late(page)
    player = opened(page, server)
    wait_for_step(page, player, 300)
    sockets.hold_one(page)
    player.get_by_role("button", name="From the beginning").click()
    expect(player.locator(".timeline input")).to_have_attribute("max", "0")
    player.evaluate(RECORD)
    sockets.release()
    expect(player.locator(".timeline input")).not_to_have_attribute("max", "0", timeout=30_000)
    at = paused(player)
    shown = page.evaluate("window.steps")
    assert shown == sorted(shown) and shown[-1] == at
    timeline = player.get_by_role("slider", name="Timeline")
    assert int(timeline.get_attribute("max")) == at
    timeline.focus()
    went = [at]
    while went[-1]:  # a picture may come a moment after its key
        page.keyboard.press(",")
        page.wait_for_timeout(20)
        went.append(step(player))
        assert len(went) < 1000, went


@pytest.mark.parametrize("who", ["owner", pytest.param("student", marks=pytest.mark.slow)])
def test_the_link_of_a_run_that_ended_says_so(page: Page, server: Server, browser: Browser, who: str) -> None:
    player = opened(page, server)
    wait_for_step(page, player, 20)
    url, run = page.url, run_of(page)
    end(page, run)
    expect(player.locator(".foreign")).to_contain_text("This run has ended", timeout=20_000)  # also where one watches
    expect(player).to_have_attribute("data-state", "ended")
    context = page.context if who == "owner" else browser.new_context(locale="en-US")
    visitor = context.new_page()
    sent: list[str] = []
    visitor.on("websocket", lambda ws: ws.on("framesent", lambda payload: sent.append(str(payload))))
    open_page(visitor, url)
    found = live(visitor, "run-player").first
    expect(found.locator(".foreign")).to_contain_text("This run has ended", timeout=60_000)
    visitor.wait_for_timeout(1500)
    assert not any('"create"' in message or '"restart"' in message for message in sent)
    assert run_of(visitor) == run
    expect(found).to_have_attribute("data-state", "ended")
    found.get_by_role("button", name="Start a new run").click()
    visitor.wait_for_function("(run) => new URLSearchParams(location.search).get('gan_run') !== run", arg=run)
    expect(found).to_have_attribute("data-state", "running", timeout=30_000)
    visitor.close()
    if who == "student":
        context.close()


def test_a_watcher_has_the_new_run_from_its_first_step(page: Page, server: Server, browser: Browser) -> None:
    player = opened(page, server, SMALL)
    wait_for_step(page, player, 100)
    context = browser.new_context(locale="en-US")
    guest = context.new_page()
    sockets = Late(guest)
    open_page(guest, page.url)
    watching = live(guest, "run-player").first
    wait_for_step(guest, watching, 100)
    sockets.hold_one(guest)
    player.get_by_role("button", name="From the beginning").click()
    page.wait_for_timeout(1500)
    at = paused(player)
    sockets.release()
    wait_for_step(guest, watching, at)
    expect(watching).to_have_attribute("data-step", str(at))

    def at_the_beginning() -> bool:
        watching.get_by_role("slider", name="Timeline").fill("0")
        return step(watching) == 0

    until(guest, at_the_beginning)  # what it has missed comes, too
    context.close()
