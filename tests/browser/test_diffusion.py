"""The diffusion page in a real Chromium: time under the hand, without the server; training that is watched."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_runs import PICTURE, resting, step, wait_for_step
from tests.served import Server, live, open_page, until


def test_time_is_scrubbed_in_both_directions_without_the_server(page: Page, server: Server) -> None:
    sent: list[str] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda payload: sent.append(str(payload))))
    open_page(page, server.url + "/diffusion?step=points")
    player = live(page, "run-player")
    expect(player).to_have_attribute("data-state", "running", timeout=60_000)
    wait_for_step(page, player, 30)
    player.get_by_role("button", name="Pause", exact=True).click()
    at = resting(player)
    forward, back = player.locator("canvas.pad").first, player.locator("canvas.pad").last
    time = player.get_by_role("slider", name="Time:")
    sent.clear()
    seen = []
    for value in ("0", "0.5", "1", "0.5", "0"):
        time.fill(value)
        seen.append((forward.evaluate(PICTURE), back.evaluate(PICTURE)))
    assert seen[0] == seen[4] and seen[1] == seen[3] and len({f for f, _ in seen}) == len({b for _, b in seen}) == 3
    assert all('"kind":"watch"' in message for message in sent if '"kind"' in message)
    assert step(player) == at


def test_it_thaws_by_itself_and_tells_the_signal(page: Page, server: Server) -> None:
    open_page(page, server.url + "/diffusion?step=points")
    player = live(page, "run-player")
    expect(player).to_have_attribute("data-state", "running", timeout=60_000)
    wait_for_step(page, player, 5)
    expect(player.locator(".time output")).to_have_text("100 % signal")
    player.get_by_role("slider", name="Time:").fill("0")
    expect(player.locator(".time output")).to_have_text("0.00 % signal")
    player.get_by_role("button", name="Thaw").click()
    until(page, lambda: float(player.get_by_role("slider", name="Time:").input_value()) > 0.05)
