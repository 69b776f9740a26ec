"""The pictures of README, from the running app: `python -m tests.front_page`.

One of each page at 1280 x 720 as a visitor finds it, and a film of a GAN in training: docs/pictures/*.webp.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.experiments import PAGES, path_of
from tests.served import ROOT, chromium, live, open_page, serve, until

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT, SHOWN = 1280, 720, 960  # pixels of the window, and of a picture's width
FILM, FILM_SHOWN = 48, 800  # frames, and their width
FRAME_MS, EVERY_MS = 100, 250  # between two frames of the film when it is shown, and when it is taken
LOOKED = {"gan": 6_000, "home": 6_000, "diffusion": 6_000}  # ms, until there is something to see
REST = 2_000


def taken(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def resized(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize((width, round(width * picture.height / picture.width)), Image.Resampling.LANCZOS)


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US")
    open_page(page, url)
    return page


def picture(browser: Browser, server: str, name: str) -> None:
    page = opened(browser, server + path_of(name, "", lang="en"))
    page.wait_for_timeout(LOOKED.get(name, REST))
    resized(taken(page), SHOWN).save(FOLDER / f"{name}.webp", quality=82, method=6)
    page.close()


def film(browser: Browser, server: str) -> None:
    """A GAN on a ring, from its first turns on."""
    page = opened(browser, f"{server}/gan?lang=en")
    player = live(page, "run-player").first
    until(page, lambda: int(player.get_attribute("data-step") or 0) > 0, within=60)
    player.get_by_text("↺", exact=True).click()
    frames = []
    for _ in range(FILM):
        frames.append(resized(taken(page), FILM_SHOWN))
        page.wait_for_timeout(EVERY_MS)
    frames[0].save(
        FOLDER / "lab.webp", save_all=True, append_images=frames[1:], duration=FRAME_MS, loop=0, quality=60, method=6
    )
    page.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server, chromium() as browser:
        for name in PAGES:
            picture(browser, server.url, name)
        film(browser, server.url)
    for path in sorted(FOLDER.glob("*.webp")):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
