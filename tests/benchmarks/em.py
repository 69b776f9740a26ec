"""From pointer to picture on /classical: `python -m tests.benchmarks.em`.

Drags the start of a component of em-player, so that every move is a whole run of EM, and a bandwidth of densities.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page

from tests.benchmarks.drag import COUNT_EVENTS, MOVES, Row, drag
from tests.served import chromium, live, serve, wait_for_frame

REACH = 3.0  # the box of em-player runs from -REACH to REACH


def measure(page: Page, name: str, target: Locator, move: object) -> Row:
    """Latencies of one drag, `move()`, over `target`, a part of the component called `name`."""
    target.evaluate(COUNT_EVENTS)
    page.evaluate(f"performance.clearMeasures('{name}')")
    move()
    page.wait_for_timeout(500)
    entries = page.evaluate(f"performance.getEntriesByName('{name}').map((m) => [m.startTime, m.duration])")
    delivered = page.evaluate("window.delivered.size")
    return Row(np.array([duration for _, duration in entries]), delivered, len({start for start, _ in entries}))


def drag_start(page: Page, player: Locator) -> None:
    """Move the second component's start about where it is; `n` says where that is."""
    pad = player.locator(".pad")
    pad.focus()
    page.keyboard.press("n")
    page.wait_for_timeout(1500)
    place = player.locator("[aria-live=polite]").inner_text().split("(")[1].rstrip(")")
    x1, x2 = (float(v) for v in place.split(","))
    box = pad.bounding_box()
    x, y = box["x"] + (x1 + REACH) / 6 * box["width"], box["y"] + (REACH - x2) / 6 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(MOVES):
        angle = 4 * np.pi * i / MOVES
        page.mouse.move(x + 60 * np.sin(angle), y + 60 * np.sin(angle / 2))
        time.sleep(1 / 60)
    page.mouse.up()


def main() -> None:
    print(f"{'pointer to picture, ms':36s}events pictures   median     p95     max")
    with serve(log=Path(tempfile.mkdtemp()) / "log") as server, chromium() as browser:
        for title, query in (
            ("em-player, pinwheel, n 300, K 5", ""),
            ("em-player, blobs, n 400, K 3", "&classical_world=blobs&classical_k=3&classical_n=400"),
        ):
            page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
            page.goto(f"{server.url}/classical?step=em{query}")
            player = live(page, "em-player")
            player.wait_for(timeout=60_000)
            page.wait_for_timeout(6000)  # the first run has been played
            row = measure(page, "em-player", player.locator(".pad"), lambda p=page, c=player: drag_start(p, c))
            row.show(title)
            page.close()
        page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
        page.goto(f"{server.url}/classical?step=four")
        wait_for_frame(page, "densities", timeout=60_000)
        slider = live(page, "densities").get_by_role("slider", name="Width h").last
        row = measure(page, "densities", slider, lambda: drag(page, slider, "line"))
        row.show("densities, bandwidth, n 100")


if __name__ == "__main__":
    main()
