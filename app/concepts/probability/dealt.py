"""Postcards in rows, dealt one after another."""

from __future__ import annotations

import numpy as np

from app.ui.pictures import data_uri
from app.ui.svg import fill_svg, svg, text

CARD, GAP, CAPTION = 150, 10, 36  # drawing units
DEALT = 0.18  # seconds from one to the next


def fill_cards(images: np.ndarray, caption: str, columns: int = 4) -> None:
    """Pictures (n, 32, 32, 3), dealt one after another, in rows of `columns` as large as the stage allows."""
    step, rows = CARD + GAP, -(-len(images) // columns)
    dealt = [
        f'<image href="{data_uri(image)}" x="{i % columns * step}" y="{i // columns * step}" width="{CARD}"'
        f' height="{CARD}" class="arrive pixels" style="animation-delay: {DEALT * i:.2f}s"/>'
        for i, image in enumerate(images)
    ]
    width, height = columns * step - GAP, rows * step + CAPTION
    fill_svg(svg(width, height, *dealt, text(width / 2, height - 10, caption, "caption")), caption)
