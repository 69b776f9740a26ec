"""What the browser draws by itself in live parts is of the theme."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.served import Server, live, open_page, settled


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize(
    ("path", "name"),
    [("/diffusion?step=freeze", "freezer"), ("/classical?step=four", "densities"), ("/autoencoder", "latent-sliders")],
)
def test_the_empty_part_of_a_slider_is_nearer_to_the_page_than_to_its_text(
    page: Page, server: Server, path: str, name: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(page, server.url + path)
    slider = live(page, name).locator("input[type=range]").first
    # Its like at its lowest value, which no answer of the server moves up again.
    slider.evaluate("(e) => { const like = e.cloneNode(); like.value = like.min; e.replaceWith(like); }")
    settled(page)
    pixels = np.array(Image.open(io.BytesIO(slider.screenshot())).convert("L"))
    empty = float(pixels[pixels.shape[0] // 2, -12])
    assert empty < 90 if scheme == "dark" else empty > 200
