"""Pictures as PNG: for st.image, and as ink for the theme's colours inside SVG."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st
from PIL import Image


def png(picture: np.ndarray) -> bytes:
    """A uint8 picture (H, W), (H, W, 3) or, with an opacity, (H, W, 4) as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def fill_pictures(pictures: Sequence[tuple[np.ndarray, str]], *, key: str) -> None:
    """Pictures, uint8 as for `png`, side by side, each with its caption, as large as the stage allows."""
    figures = "".join(
        f'<figure><img alt="{escape(caption)}" src="{data_uri(picture)}"><figcaption>{escape(caption)}</figcaption>'
        "</figure>"
        for picture, caption in pictures
    )
    with st.container(key=f"fill-picture-{key}"):  # stage.css gives it its height
        st.html(f'<div class="pictures">{figures}</div>')


def dots(points: np.ndarray, half: float, colour: str, *, side: int = 460, radius: float = 2.5) -> bytes:
    """Points (n, 2) of the square from -half to half as a PNG without a background; those outside are left out."""
    from PIL import ImageDraw

    fine = 2  # drawn larger and made smaller, so that dots are round
    picture = Image.new("RGBA", (fine * side, fine * side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for x, y in (points * [1, -1] / half + 1) / 2 * fine * side:
        pen.ellipse((x - fine * radius, y - fine * radius, x + fine * radius, y + fine * radius), fill=colour)
    buffer = io.BytesIO()
    picture.resize((side, side), Image.Resampling.BOX).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def data_uri(picture: np.ndarray) -> str:
    """A picture as a data: URI."""
    return f"data:image/png;base64,{base64.b64encode(png(picture)).decode()}"


def ink(grey: np.ndarray, x: float, y: float, width: float, height: float, mask_id: str) -> str:
    """SVG that paints a grey picture in the current text colour: white is ink, black is paper."""
    box = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    style = "image-rendering:pixelated"
    return (
        f'<mask id="{mask_id}" {box} maskUnits="userSpaceOnUse">'
        f'<image href="{data_uri(grey)}" {box} preserveAspectRatio="none" style="{style}"/></mask>'
        f'<rect {box} fill="currentColor" mask="url(#{mask_id})"/>'
    )


def painted(picture: np.ndarray, x: float, y: float, width: float, height: float, mask_id: str) -> str:
    """SVG of a picture: a grey one as `ink`, one with colours as it is."""
    if picture.ndim == 2:
        return ink(picture, x, y, width, height, mask_id)
    box = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    return f'<image href="{data_uri(picture)}" {box} preserveAspectRatio="none" style="image-rendering:pixelated"/>'


def grid_of(images: np.ndarray, labels: np.ndarray, per_class: Sequence[int]) -> np.ndarray:
    """The k-th picture of every class for each k in `per_class`, row by row, (10 * len(per_class), H, W)."""
    return np.stack([images[np.flatnonzero(labels == c)[k]] for k in per_class for c in range(10)])
