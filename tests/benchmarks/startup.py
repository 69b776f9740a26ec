"""From start to an interactive first page, beside `streamlit hello`: `python -m tests.benchmarks.startup`.

Each run starts a new server and a new Chromium window and waits until the page's heading is there, its script has run
and its first control answers; hello and the app take turns, so that both meet the same machine.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from tests.served import MAIN, chromium, serve

RUNS = 5
SCRIPT_RAN = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


def interactive(page: Page) -> None:
    """Wait until the heading is shown, the script has ended and a link of the navigation can be clicked."""
    page.get_by_role("heading", level=1).first.wait_for(timeout=60_000)
    page.wait_for_function(SCRIPT_RAN, timeout=60_000)
    page.locator('a[data-testid*="Nav"]').first.click(trial=True, timeout=60_000)


def seconds_to_interactive(browser: Browser, script: Path | None, log: Path) -> tuple[float, float]:
    """Seconds from starting the process, and from opening the page, to an interactive page."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    start = time.perf_counter()
    with serve(script, log=log) as server:
        opened = time.perf_counter()
        page = context.new_page()
        page.goto(server.url)
        interactive(page)
        end = time.perf_counter()
    context.close()
    return end - start, end - opened


def main() -> None:
    log = Path(tempfile.mkdtemp()) / "log"
    rows: dict[str, list[tuple[float, float]]] = {"streamlit hello": [], "this app": []}
    with chromium() as browser:
        for run in range(RUNS + 1):
            for name, script in zip(rows, (None, MAIN), strict=True):
                figures = seconds_to_interactive(browser, script, log)
                if run:  # the first fills the disk cache for both
                    rows[name].append(figures)
    print(f"{'first page interactive, s':28s} from start  (sd)   from opening  (sd)")
    medians = []
    for name, figures in rows.items():
        f = np.array(figures)
        medians.append(np.median(f, 0))
        (a, b), (sa, sb) = medians[-1], f.std(0, ddof=1)
        print(f"{name:28s} {a:8.2f} {sa:8.2f} {b:12.2f} {sb:8.2f}")
    ratio = medians[1] / medians[0]
    print(f"{'ratio':28s} {ratio[0]:8.2f} {'':8s} {ratio[1]:12.2f}   (bar: at most 1.5)")


if __name__ == "__main__":
    main()
