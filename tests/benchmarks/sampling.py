"""Frames that a running sampler draws in a second: `python -m tests.benchmarks.sampling`.

Opens /probability with each sampler in turn, as it opens, and counts the frames that sampler-player has drawn during
five seconds of play, beside the screen's own frames; the longest pause between two frames is shown, too.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from engines.sampling.samplers import SAMPLERS
from tests.served import FIND, MAIN, chromium, live, serve

SECONDS = 5
BAR = 30  # frames a second

WATCH = """async (seconds) => {
  const root = FIND, player = [];
  new MutationObserver(() => player.push(performance.now())).observe(root, { attributeFilter: ["data-frame"] });
  const frame = () => new Promise(requestAnimationFrame);
  let screen = 0;
  const start = await frame();
  while ((await frame()) - start < 1000 * seconds) screen++;
  const pauses = player.slice(1).map((t, i) => t - player[i]);
  return { drawn: player.length, screen, pause: Math.max(...pauses), state: root.dataset.state };
}""".replace("FIND", FIND.replace("${name}", "sampler-player"))


def measure(browser: Browser, url: str, sampler: str) -> dict[str, float | str]:
    """Frames drawn and shown in SECONDS of play, and the longest pause in ms."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
    page.goto(f"{url}/probability?step=sampling&probability_sampler={sampler}")
    player = live(page, "sampler-player")
    player.scroll_into_view_if_needed(timeout=60_000)
    page.wait_for_function(f"Number({FIND.replace('${name}', 'sampler-player')}.dataset.step) > 5", timeout=60_000)
    page.wait_for_timeout(3000)  # the rest of the page arrives
    seen = page.evaluate(WATCH, SECONDS)
    page.close()
    return seen


def main() -> None:
    print(f"{'frames a second':20s}   drawn   screen   longest pause, ms   (bar: at least {BAR})")
    log = Path(tempfile.mkdtemp()) / "log"
    with chromium() as browser, serve(MAIN, log=log) as server:
        for sampler in SAMPLERS:
            seen = measure(browser, server.url, sampler)
            drawn, screen = seen["drawn"] / SECONDS, seen["screen"] / SECONDS
            verdict = "met" if drawn >= BAR else f"MISSED, {seen['state']}"
            print(f"{sampler:20s}{drawn:8.1f} {screen:8.1f} {seen['pause']:19.0f}   {verdict}", flush=True)


if __name__ == "__main__":
    main()
