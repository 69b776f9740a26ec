"""From pointer to picture: `python -m tests.benchmarks.drag`.

Drags 150 pointer moves over latent-pad, over a slider of latent-sliders, both again with one training thread busy in
the server's process, and over st.slider, in one run. A live component leaves, for every pointer event, the time from
the event to the screen frame that shows its picture in the browser's User Timing list; st.slider is timed from the
release to the new <img>.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Locator, Page

from tests.served import MAIN, chromium, live, serve, wait_for_frame

MOVES = 150
PATH = "/autoencoder"  # as it opens: two models under one hand
HERE = Path(__file__).parent


def drag(page: Page, target: Locator, along: str) -> None:
    """Press on `target` and make MOVES moves, one about every 1/60 s, then release."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(MOVES):
        angle = 2 * np.pi * 2 * i / MOVES
        dx = np.sin(angle) * box["width"] * 0.4
        dy = np.sin(angle / 2) * box["height"] * 0.4 if along == "plane" else 0
        page.mouse.move(x + dx, y + dy)
        time.sleep(1 / 60)
    page.mouse.up()


COUNT_EVENTS = """(node) => {
  window.delivered = new Set();
  const event = node.tagName === "CANVAS" ? "pointermove" : "input";
  node.addEventListener(event, (e) => { if (e.buttons !== 0) window.delivered.add(e.timeStamp); });
}"""


def measure_live(browser: Browser, url: str, name: str, selector: str, along: str) -> Row:
    """Latencies in milliseconds of one drag over a live component, and how many events got a picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
    page.goto(url + PATH)
    wait_for_frame(page, name, timeout=60_000)
    page.wait_for_timeout(3000)  # the rest of the page arrives
    target = live(page, name).locator(selector).first
    target.evaluate(COUNT_EVENTS)
    page.evaluate(f"performance.clearMeasures('{name}')")
    drag(page, target, along)
    page.wait_for_timeout(500)
    entries = page.evaluate(f"performance.getEntriesByName('{name}').map((m) => [m.startTime, m.duration])")
    delivered = page.evaluate("window.delivered.size")
    page.close()
    pictures = len({start for start, _ in entries})
    return Row(np.array([duration for _, duration in entries]), delivered, min(pictures, delivered))


def measure_st_slider(browser: Browser, url: str) -> Row:
    """The same for st.slider: pictures during one drag, and the times from 20 releases to the new picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
    page.goto(url)
    page.locator("img").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1000)
    page.evaluate(WATCH_IMAGE)
    slider = page.locator("[data-testid=stSlider] [role=group] > div").first
    drag(page, slider, "line")
    during = page.evaluate("window.changes.filter((t) => t < window.released).length")
    box, waits = slider.bounding_box(), []
    for i in range(20):
        page.evaluate("window.changes = []")
        page.mouse.move(box["x"] + box["width"] * (0.2 + 0.6 * (i % 2)), box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.up()
        page.wait_for_timeout(700)
        changes, released = page.evaluate("[window.changes, window.released]")
        waits += [c - released for c in changes if c > released][:1]
    page.close()
    return Row(np.array(waits), MOVES, during)


WATCH_IMAGE = """() => {
  window.changes = [];
  new MutationObserver(() => window.changes.push(performance.now()))
    .observe(document.body, { subtree: true, attributes: true, attributeFilter: ["src"] });
  addEventListener("pointerup", (event) => { window.released = event.timeStamp; }, true);
}"""


@dataclass(frozen=True)
class Row:
    """Waits (n,) in ms, pointer events delivered, and how many of them got a picture of their own."""

    waits: np.ndarray
    events: int
    pictures: int

    def show(self, title: str, median_bar: float | None = None, p95_bar: float | None = None) -> None:
        median, p95 = np.percentile(self.waits, [50, 95]) if len(self.waits) else (np.nan, np.nan)
        bars = [(median, median_bar), (p95, p95_bar)]
        verdict = "".join(f"  {v:.1f} <= {bar:g}: {'met' if v <= bar else 'MISSED'}" for v, bar in bars if bar)
        top = self.waits.max() if len(self.waits) else np.nan
        print(
            f"{title:36s}{self.events:6d} {self.pictures:8d} {median:8.1f} {p95:7.1f} {top:7.1f}{verdict}", flush=True
        )


def main() -> None:
    print(f"{'pointer to picture, ms':36s}events pictures   median     p95     max")
    log = Path(tempfile.mkdtemp()) / "log"
    with chromium() as browser:
        for script, suffix, bars in ((MAIN, "", (20, 40)), (HERE / "busy_app.py", ", one training thread", (None, 60))):
            with serve(script, log=log) as server:
                row = measure_live(browser, server.url, "latent-pad", "canvas.pad", "plane")
                row.show(f"latent-pad{suffix}", *bars)
                row = measure_live(browser, server.url, "latent-sliders", "input[type=range]", "line")
                row.show(f"latent-sliders{suffix}", *bars)
        with serve(HERE / "slider_app.py", log=log) as server:
            measure_st_slider(browser, server.url).show("st.slider (after release)")


if __name__ == "__main__":
    main()
