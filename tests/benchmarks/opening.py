"""How soon an experiment moves or answers once its page is there: `python -m tests.benchmarks.opening`.

Every experiment in Chromium, opened by its link by a new visitor whose browser has been here before, on a warm server.
The page is there when its heading and its stage are; it answers when the stage shows more than frames and axes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.fitting import ANSWERS, LEAST
from tests.experiments import ALL, path_of
from tests.served import FORGET, chromium, open_page, serve

BAR = 1  # seconds
# Looks every 25 ms, and keeps the first moments of both.
WATCH = """(() => {
  if (!location.protocol.startsWith("http")) return;
  const answers = ANSWERS, shown = () => Object.values(answers()).reduce((sum, share) => sum + share, 0);
  window.opening = {};
  const watch = setInterval(() => {
    if (!document.querySelector("h1")?.checkVisibility() || !document.querySelector(".st-key-stage")) return;
    window.opening.there ??= performance.now() / 1000;
    if (shown() <= LEAST) return;
    window.opening.answered = performance.now() / 1000;
    clearInterval(watch);
  }, 25);
})()""".replace("ANSWERS", ANSWERS).replace("LEAST", str(LEAST))


def opened(page: Page, url: str) -> tuple[float, float]:
    """Seconds from opening an experiment until its page is there, and from then until it moves or answers."""
    page.goto(url)
    page.wait_for_function("window.opening?.answered", timeout=120_000)
    there, answered = page.evaluate("[window.opening.there, window.opening.answered]")
    return there, answered - there


def main() -> None:
    late = []
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server, chromium() as browser:
        context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
        context.add_init_script(FORGET)
        page = context.new_page()
        urls = {f"{name} {key}": server.url + path_of(name, key, lang="en") for name, key in ALL}
        for url in urls.values():
            open_page(page, url)
        context.add_init_script(WATCH)
        print(f"{'seconds':26s}  until the page is there  from then until it answers")
        for name, url in urls.items():
            there, answered = opened(page, url)
            print(f"{name:26s} {there:24.2f} {answered:26.2f}", flush=True)
            late += [name] * (answered > BAR)
    print(f"later than {BAR} s: {', '.join(late) or 'none'}")


if __name__ == "__main__":
    main()
