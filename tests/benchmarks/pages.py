"""From page to page, and how much JavaScript an experiment brings: `python -m tests.benchmarks.pages`.

In Chromium on a warm server. A switch is timed from the click on a page's name until the new heading and the new stage
are there. The scripts are those of ours that the browser asked for, as they are sent, gzip-compressed.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from urllib.parse import urlparse

import numpy as np
from playwright.sync_api import Page

from app.live.channel.modules import small
from tests.experiments import ALL, path_of
from tests.served import FORGET, ROOT, chromium, open_page, serve, settled

ROUNDS = 5  # through all pages
SWITCH_BAR, SCRIPT_BAR = 500, 60  # ms, KB
SWITCH = """(name) => new Promise((done) => {
  const link = [...document.querySelectorAll("nav a")].find((one) => one.textContent.includes(name));
  const before = document.querySelector("h1").textContent, stage = document.querySelector(".st-key-stage");
  const began = performance.now();
  link.click();
  const look = () => {
    const now = document.querySelector(".st-key-stage");
    if (document.querySelector("h1").textContent !== before && now && now !== stage && now.checkVisibility())
      return done(performance.now() - began);
    requestAnimationFrame(look);
  };
  look();
})"""
PAGES = ("Probability", "Classical models", "Autoencoder", "GAN", "Diffusion", "Comparison", "Home")
ASKED = "performance.getEntriesByType('resource').map((one) => one.name).filter((name) => name.endsWith('.js'))"


def switches(page: Page, url: str) -> list[float]:
    """Milliseconds of each."""
    open_page(page, url)
    took = []
    for nth in range(ROUNDS + 1):
        for name in PAGES:
            ms = page.evaluate(SWITCH, name)
            took += [ms] if nth else []  # the first round loads what all share
            settled(page)
    return took


def kilobytes(page: Page, url: str) -> float:
    """Of our own scripts, compressed, that one experiment brings."""
    open_page(page, url)
    page.wait_for_load_state("networkidle")  # the parts come after the page
    names = {urlparse(name).path.partition("/live-assets/")[2].partition("/")[2] for name in page.evaluate(ASKED)}
    files = [ROOT / "assets" / "live" / name for name in names if name]
    return sum(len(gzip.compress(small(file, 0))) for file in files) / 1e3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server, chromium() as browser:
        context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
        context.add_init_script(FORGET)
        page = context.new_page()
        took = switches(page, server.url)
        print(f"page to page, ms: median {np.median(took):.0f}, p95 {np.quantile(took, 0.95):.0f}, longest "
              f"{max(took):.0f}, of {len(took)}   (bar: p95 {SWITCH_BAR})", flush=True)  # fmt: skip
        sizes = {f"{name} {key}": kilobytes(page, server.url + path_of(name, key)) for name, key in ALL}
        most = sorted(sizes, key=sizes.get)[-3:]
        print(f"our scripts of an experiment, compressed, KB: median {np.median(list(sizes.values())):.0f}; most "
              f"{', '.join(f'{name} {sizes[name]:.0f}' for name in reversed(most))}   (bar: {SCRIPT_BAR})")  # fmt: skip


if __name__ == "__main__":
    main()
