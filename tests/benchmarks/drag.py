"""From pointer to picture: `python -m tests.benchmarks.drag`.

Drags 150 pointer moves over latent-pad, over a slider of latent-sliders, with the cross of two-views, over the paper of
latent-encoder and with a hill of world-editor (its density, marginals and samples), all five again with one training
thread busy in the server's process, and over st.slider, in one run. A live component leaves, for every pointer event,
the time from the event to the screen frame that shows its picture in the browser's User Timing list; st.slider is
timed from the release to the new <img>.
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
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Hand:
    """What is dragged: a component on a page, the element in it, along a line or in the plane.

    `start` and `reach` are shares of the element's width and height, counted from its upper left corner.
    """

    path: str
    component: str
    selector: str
    along: str
    start: tuple[float, float] = (0.5, 0.5)
    reach: float = 0.4
    median_bar: float | None = 20  # ms
    p95_bar: float = 40


HANDS = (
    Hand("/autoencoder", "latent-pad", "canvas.pad", "plane"),  # as it opens: two models under one hand
    Hand("/autoencoder", "latent-sliders", "input[type=range]", "line"),
    Hand("/?step=two", "two-views", "canvas.pad", "plane", median_bar=34),  # two frames
    # a stroke, encoded and restored as it is drawn by two models, with the ELBO of one
    Hand("/autoencoder?step=encode", "latent-encoder", "canvas.draws", "plane", median_bar=None, p95_bar=60),
    # the mean of the first hill, with the sampler and the postcards running on the same page
    Hand(
        "/probability?step=landscape",
        "world-editor",
        "canvas.pad",
        "plane",
        start=(2 / 6, 3.5 / 6),
        reach=0.25,
        median_bar=None,
    ),
)


def drag(page: Page, target: Locator, along: str, start: tuple[float, float] = (0.5, 0.5), reach: float = 0.4) -> None:
    """Press on `target` and make MOVES moves, one about every 1/60 s, then release."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    x, y = box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1]
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(MOVES):
        angle = 2 * np.pi * 2 * i / MOVES
        dx = np.sin(angle) * box["width"] * reach
        dy = np.sin(angle / 2) * box["height"] * reach if along == "plane" else 0
        page.mouse.move(x + dx, y + dy)
        time.sleep(1 / 60)
    page.mouse.up()


COUNT_EVENTS = """(node) => {
  window.delivered = new Set();
  const event = node.tagName === "CANVAS" ? "pointermove" : "input";
  node.addEventListener(event, (e) => { if (e.buttons !== 0) window.delivered.add(e.timeStamp); });
}"""


def measure_live(browser: Browser, url: str, hand: Hand) -> Row:
    """Latencies in milliseconds of one drag over a live component, and how many events got a picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
    name = hand.component
    page.goto(url + hand.path)
    wait_for_frame(page, name, timeout=60_000)
    page.wait_for_timeout(3000)  # the rest of the page arrives
    target = live(page, name).locator(hand.selector).first
    target.evaluate(COUNT_EVENTS)
    page.evaluate(f"performance.clearMeasures('{name}')")
    drag(page, target, hand.along, hand.start, hand.reach)
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
        for script, suffix, busy in ((MAIN, "", False), (HERE / "busy_app.py", ", one training thread", True)):
            with serve(script, log=log) as server:
                for hand in HANDS:
                    bars = (None, 60) if busy else (hand.median_bar, hand.p95_bar)
                    measure_live(browser, server.url, hand).show(f"{hand.component}{suffix}", *bars)
        with serve(HERE / "slider_app.py", log=log) as server:
            measure_st_slider(browser, server.url).show("st.slider (after release)")


if __name__ == "__main__":
    main()
