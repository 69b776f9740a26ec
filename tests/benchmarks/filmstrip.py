"""The filmstrip of /diffusion: when 16 pictures x 20 steps are there, and whether scrubbing keeps the screen's rate.

Bars: first pictures within 200 ms, all within 2.5 s of the request; scrubbing at the screen's rate (60 a second here)
without a message to the server.
    python -m tests.benchmarks.filmstrip
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page

from tests.served import chromium, live, serve

FILMS = 8  # each from a seed that nobody has asked for
SCRUB = """(slider) => new Promise((done) => {
  const times = []; let k = 0;
  const live = slider.closest('[data-live]'), before = Number(live.dataset.frame);
  const next = (now) => {
    times.push(now);
    slider.value = String(0.5 - 0.5 * Math.cos(k++ / 15));
    slider.dispatchEvent(new Event('input'));
    if (k < 240) requestAnimationFrame(next);
    else done([times, Number(live.dataset.frame) - before]);
  };
  requestAnimationFrame(next);
})"""


def opened(page: Page, url: str) -> Locator:
    """The strip of sevens, once its film is whole."""
    page.goto(f"{url}/diffusion?diffusion_class_digits=7")
    strip = live(page, "filmstrip")
    strip.and_(page.locator("[data-all]")).wait_for(timeout=120_000)
    return strip


def waits(strip: Locator) -> list[int]:
    """Milliseconds from the request until the first and the last pictures."""
    return [int(strip.get_attribute(f"data-{name}")) for name in ("first", "all")]


def another(page: Page, strip: Locator, seed: int) -> list[int]:
    """`waits` for a seed that nobody has asked for."""
    strip.evaluate("(e) => { delete e.dataset.first; delete e.dataset.all; }")
    box = page.locator(".st-key-diffusion_film_seed").get_by_role("textbox")
    if not box.is_visible():
        page.get_by_role("button", name="More settings").click()
    box.fill(str(seed))
    box.press("Enter")
    strip.and_(page.locator("[data-all][data-first]")).wait_for(timeout=120_000)
    page.wait_for_timeout(1000)
    return waits(strip)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server, chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
        sent: list[str] = []
        page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(str(data))))
        opened(page, server.url)  # loads torch
        strip = opened(page, server.url)
        print(f"on opening the page (another socket): first {waits(strip)[0]} ms, all {waits(strip)[1]} ms")
        found = np.array([another(page, strip, 1 + seed) for seed in range(FILMS)])
        for name, values in zip(("first pictures", "all pictures"), found.T, strict=True):
            print(f"{name:16} median {np.median(values):6.0f} ms, worst of {FILMS} {values.max():6.0f} ms", flush=True)
        page.wait_for_timeout(5000)  # it has played
        sent.clear()
        times, frames = strip.get_by_role("slider", name="Time:").evaluate(SCRUB)
        gaps = np.diff(times)
        asked = sum('"walk"' in message for message in sent)
        print(f"scrubbing        {1000 / gaps.mean():.1f} frames a second, p95 {np.quantile(gaps, 0.95):.1f} ms, "
              f"{frames} drawn for 240 moves, {asked} messages for pictures", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
