"""The live components of /classical in a real Chromium: played, stepped, scrubbed, dragged, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.served import FIND, Server, becomes, box_of, live, open_page, until, wait_for_frame

PICTURE = "(canvas) => canvas.toDataURL()"
OUTSIDE = """(root) => {
  const box = root.getBoundingClientRect();
  const parts = [...root.querySelectorAll("canvas, button, input, .classes, .told")];
  return parts.map((part) => [part.className || part.tagName, part.getBoundingClientRect()]).filter(([, at]) =>
    at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1)
    .map(([name, at]) => `${name} ${at.left},${at.top},${at.right},${at.bottom} of ${box.right},${box.bottom}`);
}"""
REACH = 3.0  # the box runs from -REACH to REACH


def player(page: Page, server: Server, query: str = "step=em", name: str = "em-player") -> Locator:
    open_page(page, f"{server.url}/classical?{query}")
    root = live(page, name)
    expect(root).to_have_attribute("data-steps", re.compile(r"\d+"), timeout=90_000)
    return root


def number(root: Locator, name: str) -> float:
    return float(root.get_attribute(f"data-{name}"))


def ended(page: Page, root: Locator) -> None:
    """Scrub to the last step."""
    timeline = root.get_by_role("slider", name="Timeline")
    timeline.fill(timeline.get_attribute("max"))
    expect(root).to_have_attribute("data-state", "done")


def test_em_plays_pauses_steps_and_scrubs_and_never_falls(page: Page, server: Server) -> None:
    root = player(page, server)
    expect(root).to_have_attribute("data-state", "done", timeout=30_000)  # it has played by itself
    root.get_by_role("combobox", name="Speed").select_option("2")
    root.get_by_role("button", name="Play").click()
    expect(root).to_have_attribute("data-step", re.compile("^[1-9]$"))
    root.get_by_role("button", name="Pause").click()
    expect(root).to_have_attribute("data-state", "paused")
    at = number(root, "step")
    page.wait_for_timeout(1200)
    assert number(root, "step") == at  # paused means still
    root.get_by_role("slider", name="Timeline").fill("0")
    curve, seen = [], set()
    for step in range(8):
        expect(root).to_have_attribute("data-step", str(step))
        curve.append(number(root, "loglik"))
        seen.add(root.locator(".pad").evaluate(PICTURE))
        root.get_by_role("button", name="One step on").click()
    assert curve == sorted(curve) and curve[-1] > curve[0] + 0.1
    assert len(seen) == 8
    root.get_by_role("button", name="One step back").click()
    expect(root).to_have_attribute("data-step", "7")
    ended(page, root)
    expect(root.locator(".told")).to_contain_text("Converged")


def test_it_can_be_restarted_while_it_plays(page: Page, server: Server) -> None:
    """The page fixture fails on an error of the page's own scripts."""
    page.add_init_script(
        """const send = WebSocket.prototype.send; // slow enough for the run to go on playing meanwhile
           WebSocket.prototype.send = function (...data) { setTimeout(() => send.apply(this, data), 150); };"""
    )
    root = player(page, server)
    root.get_by_role("combobox", name="Speed").select_option("10")
    for _ in range(3):
        root.get_by_role("button", name="Start again").click()
        expect(root).to_have_attribute("data-state", "running", timeout=30_000)
    expect(root).to_have_attribute("data-state", "done", timeout=30_000)


def test_dragging_a_start_runs_em_from_there_with_every_move(page: Page, server: Server) -> None:
    root = player(page, server, "step=em&classical_world=grid&classical_k=3")
    ended(page, root)
    pad = root.locator(".pad")
    pad.scroll_into_view_if_needed()
    pad.focus()
    page.keyboard.press("n")  # says where the second start is
    place = root.locator("[aria-live=polite]")
    expect(place).to_contain_text("Start 2")
    x1, x2 = (float(v) for v in place.inner_text().split("(")[1].rstrip(")").split(","))
    box = pad.bounding_box()
    before, frames, result = pad.evaluate(PICTURE), number(root, "frame"), number(root, "loglik")
    x, y = box["x"] + (x1 + REACH) / 6 * box["width"], box["y"] + (REACH - x2) / 6 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    results = {result}
    towards = -1 if x1 > 0 else 1
    for i in range(1, 26):
        page.mouse.move(x + towards * 7 * i, y + (3 if x2 > 0 else -3) * i)
        until(page, lambda n=frames: number(root, "frame") > n)  # every move that is not overtaken is a whole new run
        frames = number(root, "frame")
        results.add(number(root, "loglik"))
    page.mouse.up()
    until(page, lambda: pad.evaluate(PICTURE) != before)
    assert len(results) > 2
    expect(root).to_have_attribute("data-state", re.compile("done|paused"))


def test_em_by_keyboard(page: Page, server: Server) -> None:
    root = player(page, server)
    root.get_by_role("slider", name="Timeline").fill("2")
    root.locator(".pad").focus()
    page.keyboard.press(".")
    expect(root).to_have_attribute("data-step", "3")
    page.keyboard.press(",")
    page.keyboard.press(",")
    expect(root).to_have_attribute("data-step", "1")
    before, frames = root.locator(".pad").evaluate(PICTURE), number(root, "frame")
    for key in ("n", "ArrowRight", "Shift+ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    until(page, lambda: number(root, "frame") > frames and root.locator(".pad").evaluate(PICTURE) != before)
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-state", "running")


def test_a_component_collapses_and_the_slider_cures_it(page: Page, server: Server) -> None:
    root = player(page, server, "step=singularity&classical_predict_singular=ever", "em-player")
    expect(root).to_have_attribute("data-ended", "singular")
    ended(page, root)
    expect(root.locator(".told")).to_contain_text("Hill 1 has collapsed")
    thin, high = number(root, "thinnest"), number(root, "loglik")
    assert thin < 1e-4
    floor = root.get_by_role("slider", name="Added to every variance")
    floor.fill("45")  # 10 ** -2.5
    expect(root).not_to_have_attribute("data-ended", "singular")
    assert number(root, "thinnest") > 0.05 and number(root, "loglik") < high
    floor.focus()
    page.keyboard.press("Home")
    expect(root).to_have_attribute("data-ended", "singular")


def test_every_setting_of_the_four_densities_follows_the_slider(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/classical?step=four&classical_world=moons")
    wait_for_frame(page, "densities", timeout=90_000)
    root = live(page, "densities")
    root.scroll_into_view_if_needed()
    for label, position, name in (
        ("Boxes per side", "50", "histogram"),
        ("Hills", "12", "mixture"),
        ("Width h", "4", "kernel"),
    ):
        before, frames = number(root, name), number(root, "frame")
        root.get_by_role("slider", name=label).first.fill(position)
        wait_for_frame(page, "densities", int(frames) + 1)
        until(page, lambda name=name, before=before: number(root, name) != before)
    assert number(root, "kernel") > 1 and number(root, "product") > number(root, "mixture")
    frames = number(root, "frame")
    root.get_by_role("slider", name="Points to learn from").fill("5")
    wait_for_frame(page, "densities", int(frames) + 1)
    expect(root.locator(".density.best")).to_have_count(1)


def test_a_dragged_bandwidth_is_answered_with_every_move(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/classical?step=four")
    wait_for_frame(page, "densities", timeout=90_000)
    root = live(page, "densities")
    slider = root.get_by_role("slider", name="Width h").last
    slider.scroll_into_view_if_needed()
    frames, box = number(root, "frame"), slider.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    for i in range(30):
        page.mouse.move(box["x"] + 10 + i * (box["width"] - 20) / 30, box["y"] + box["height"] / 2)
        if i:  # where the hand came down it may have been before
            until(page, lambda n=frames: number(root, "frame") > n)
        frames = number(root, "frame")
    page.mouse.up()


def test_a_pixels_factors_follow_pointer_and_keys(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/classical")
    wait_for_frame(page, "pixel-factors", timeout=90_000)
    root = live(page, "pixel-factors")
    pad, curves = root.locator(".pad"), root.locator(".curves")
    pad.scroll_into_view_if_needed()
    before, box = curves.evaluate(PICTURE), pad.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.3)
    expect(root).to_have_attribute("data-pixel", "11,8")
    until(page, lambda: curves.evaluate(PICTURE) != before)
    pad.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(root).to_have_attribute("data-pixel", "12,12")
    labels, right = set(), 0
    for _ in range(10):
        labels.add(root.get_attribute("data-label"))
        right += int(root.get_attribute("data-says") == root.get_attribute("data-label"))
        root.get_by_role("button", name="Another digit").click()
    assert right >= 5 and len(labels) >= 5


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("step", "name"), [("naive", "pixel-factors"), ("em", "em-player"), ("four", "densities")])
def test_a_live_part_fits_its_stage(browser: Browser, server: Server, width: int, step: str, name: str) -> None:
    context = browser.new_context(locale="ko-KR", viewport={"width": width, "height": 844 if width < 400 else 720})
    page = context.new_page()
    open_page(page, f"{server.url}/classical?step={step}")
    page.wait_for_function(
        f"(name) => Number({FIND}?.dataset.frame) > 0", arg=name, timeout=90_000
    )  # it may be playing
    becomes(page, lambda: live(page, name).evaluate(OUTSIDE), [])
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert box_of(live(page, name).locator(".pad").first)["width"] >= 90
    context.close()


def test_without_a_connection_em_still_runs_the_slow_way(page: Page, server: Server) -> None:
    page.route_web_socket(re.compile("live/em"), lambda socket: socket.close())
    open_page(page, f"{server.url}/classical?step=em")
    root = live(page, "em-player")
    expect(root.locator(".notice")).to_contain_text("live connection", timeout=60_000)
    expect(root).to_have_attribute("data-steps", re.compile(r"\d+"), timeout=60_000)
    root.get_by_role("slider", name="Timeline").fill("3")
    expect(root).to_have_attribute("data-step", "3")
