"""From pointer to picture: `python -m tests.benchmarks.drag`.

Drags 150 pointer moves over latent-pad, over a slider of latent-sliders, both again with one training thread busy in
the server's process, and over st.slider, in one run. A live component leaves, for every pointer event, the time from
the event to the screen frame that shows its picture in the browser's User Timing list; st.slider is timed from the
release to the new <img>.
"""

from __future__ import annotations

import tempfile
import time
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
  window.delivered = 0;
  node.addEventListener(node.tagName === "CANVAS" ? "pointermove" : "input", () => { window.delivered += 1; });
}"""


def measure_live(browser: Browser, url: str, name: str, selector: str, along: str) -> dict[str, float]:
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
    waits = np.array(page.evaluate(f"performance.getEntriesByName('{name}').map((m) => m.duration)"))
    delivered = page.evaluate("window.delivered")
    page.close()
    return summary(waits, int(delivered))


def measure_st_slider(browser: Browser, url: str) -> dict[str, float]:
    """The same for st.slider: pictures during the drag, and the time from release to the new picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
    page.goto(url)
    page.locator("img").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1000)
    page.evaluate("""() => {
      window.changes = [];
      new MutationObserver(() => window.changes.push(performance.now()))
        .observe(document.body, { subtree: true, attributes: true, attributeFilter: ["src"] });
      addEventListener("pointerup", (event) => { window.released = event.timeStamp; }, true);
    }""")
    drag(page, page.locator("[data-testid=stSlider] [role=group] > div").first, "line")
    page.wait_for_timeout(1500)
    changes, released = page.evaluate("[window.changes, window.released]")
    page.close()
    after = [c - released for c in changes if c > released]
    return summary(np.array(after[:1]), MOVES) | {"pictures": float(len(changes))}


def summary(waits: np.ndarray, delivered: int) -> dict[str, float]:
    if not len(waits):
        return {"events": delivered, "pictures": 0, "median": np.nan, "p95": np.nan, "max": np.nan}
    median, p95 = np.percentile(waits, [50, 95])
    return {"events": delivered, "pictures": len(waits), "median": median, "p95": p95, "max": waits.max()}


def show(title: str, row: dict[str, float]) -> None:
    counts = f"{row['events']:6.0f} {row['pictures']:8.0f}"
    print(f"{title:34s} {counts} {row['median']:9.1f} {row['p95']:7.1f} {row['max']:7.1f}", flush=True)


def main() -> None:
    print(f"{'pointer to picture, ms':34s} events pictures    median     p95     max")
    log = Path(tempfile.mkdtemp()) / "log"
    with chromium() as browser:
        for script, suffix in ((MAIN, ""), (HERE / "busy_app.py", ", one training thread")):
            with serve(script, log=log) as server:
                show(f"latent-pad{suffix}", measure_live(browser, server.url, "latent-pad", "canvas.pad", "plane"))
                row = measure_live(browser, server.url, "latent-sliders", "input[type=range]", "line")
                show(f"latent-sliders{suffix}", row)
        with serve(HERE / "slider_app.py", log=log) as server:
            show("st.slider (after release)", measure_st_slider(browser, server.url))


if __name__ == "__main__":
    main()
