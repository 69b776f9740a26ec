"""What the browser draws by itself in live parts is of the theme, whose colours all eyes tell apart."""

from __future__ import annotations

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.eyes import apart
from tests.served import Server, live, open_page, until


@pytest.mark.parametrize(
    ("path", "name"),
    [("/diffusion?step=freeze", "freezer"), ("/classical?step=four", "densities"), ("/autoencoder", "latent-sliders")],
)
def test_the_empty_part_of_a_slider_is_nearer_to_the_page_than_to_its_text(
    page: Page, server: Server, path: str, name: str
) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    open_page(page, server.url + path)
    slider = live(page, name).locator("input[type=range]").first
    # Its like at its lowest value, which no answer of the server moves up again.
    slider.evaluate("(e) => { const like = e.cloneNode(); like.value = like.min; e.replaceWith(like); }")

    def empty() -> float:
        pixels = np.array(Image.open(io.BytesIO(slider.screenshot())).convert("L"))
        return float(pixels[pixels.shape[0] // 2, -12])

    until(page, lambda: empty() < 90)
    page.emulate_media(color_scheme="light")
    until(page, lambda: empty() > 200)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_colours_of_the_theme_that_stand_beside_each_other_stay_apart_to_all_eyes(
    page: Page, server: Server, scheme: str
) -> None:
    """What is real and what is made; the hand, the ink and what a table says."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(page, server.url + "/probability?step=sampling")
    read = "(e) => (name) => getComputedStyle(e).getPropertyValue(`--st-${name}-color`).trim()"
    player = live(page, "sampler-player")
    player.wait_for()
    names = ("blue", "orange", "green", "primary", "text")
    colours = {name: player.evaluate(f"(e, name) => ({read})(e)(name)", name).lower() for name in names}
    for together in (("blue", "orange"), ("green", "primary", "text")):
        for one, other in combinations(together, 2):
            assert min(apart(colours[one], colours[other]).values()) > 10, (one, other)
