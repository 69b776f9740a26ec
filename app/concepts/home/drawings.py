"""Drawings of the home page, as SVG in the theme's colours."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
from PIL import Image

from app.ui import pictures
from app.ui.language import t
from app.ui.pictures import grid_of
from app.ui.svg import arrow, box, svg, text
from engines.data import images
from engines.data.pixels import sheet, tiles
from engines.nets import weights

__all__ = ["home_picture"]
DIGITS = "vae-digits-16"
BINS = np.arange(0, 24.5, 0.75)  # levels of distance


@st.cache_data
def real_and_drawn() -> tuple[np.ndarray, np.ndarray]:
    """Two sheets of 5 x 4 digits: written by people, and drawn from the shipped VAE (made with its weights)."""
    test = images.load("digits", "test")
    strip = np.asarray(Image.open(weights.FOLDER / f"{DIGITS}.png"))
    drawn = tiles(strip, len(strip))
    return sheet(grid_of(test.images, test.labels, (3, 8)), 5, gap=3), sheet(drawn, 5, gap=3)


def left(x: float, y: float, words: str, style: str = "") -> str:
    """Text that begins at x."""
    return text(x, y, words, style).replace("<text ", '<text style="text-anchor:start" ', 1)


def colour_picture(rgb: np.ndarray, x: float, y: float, side: float) -> str:
    """A uint8 picture (H, W, 3), its pixels kept sharp."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    uri = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    place = f'x="{x}" y="{y}" width="{side}" height="{side}"'
    return f'<image href="{uri}" {place} style="image-rendering:pixelated"/>'


Row = tuple[str, np.ndarray, Sequence[tuple[np.ndarray, float]]]


def neighbours(rows: Sequence[Row]) -> str:
    """Each row: its title, a picture, and the training pictures nearest to it with their distances."""
    parts: list[str] = []
    for i, (title, picture, near) in enumerate(rows):
        y = 30 + 210 * i
        parts += [left(4, y - 10, title), colour_picture(picture, 4, y, 150)]
        parts += [f'<rect x="4" y="{y}" width="150" height="150" rx="4" class="line" style="stroke-width:3"/>']
        parts += [arrow(164, y + 75, 190, y + 75)]
        for j, (other, away) in enumerate(near):
            x = 200 + 122 * j
            parts += [colour_picture(other, x, y + 20, 112), text(x + 56, y + 150, f"{away:.1f}")]
        parts.append(left(200, y + 10, t("nearest of the 1,000, and how far away"), "small"))
    return svg(566, 30 + 210 * len(rows) - 40, *parts)


def distances(real: np.ndarray, drawn: np.ndarray, marks: Mapping[str, float]) -> str:
    """Two histograms of distances over one axis from 0, a copy; `marks` are the present ones, new then real."""

    def at(level: float) -> float:
        return 20 + 520 * min(level, BINS[-1]) / BINS[-1]

    parts, top = [], max(np.histogram(values, BINS)[0].max() for values in (real, drawn))
    rows = ((drawn, t("1,000 new cats"), 120), (real, t("1,000 real cats that it was not shown"), 280))
    for (values, title, base), (name, mark) in zip(rows, marks.items(), strict=True):
        counts = np.histogram(values, BINS)[0]
        for low, high, count in zip(BINS[:-1], BINS[1:], counts, strict=True):
            h = 90 * count / top
            parts.append(
                f'<rect x="{at(low) + 1:.1f}" y="{base - h:.1f}" width="{at(high) - at(low) - 2:.1f}" '
                f'height="{h:.1f}" class="strong" style="opacity:{1 if base == 120 else 0.45}"/>'
            )
        parts += [f'<path d="M20 {base} H540" class="line"/>', left(20, base - 98, title)]
        parts += [f'<path d="M{at(mark):.1f} {base - 78} V{base}" class="line" style="stroke-width:3;opacity:1"/>']
        parts += [text(at(mark), base + 20, f"{name}: {mark:.1f}", "small")]
    parts += [
        f'<path d="M{at(0):.1f} 40 V300" class="line" stroke-dasharray="5 5"/>',
        left(20, 322, t("0: a copy"), "small"),
        text(340, 322, t("distance to the nearest of the 1,000, levels of 0 to 255"), "small"),
    ]
    return svg(560, 332, *parts)


def bars(rows: Sequence[tuple[str, float, bool]]) -> str:
    """Probabilities as bars: name, p, and whether it is the one that was drawn."""
    top, parts = max(p for _, p, _ in rows), []
    for i, (name, p, chosen) in enumerate(rows):
        y, w = 4 + 26 * i, max(2.0, 330 * p / top)
        style = "strong" if chosen else 'strong" style="opacity:0.35'
        parts += [
            text(62, y + 17, name),
            f'<rect x="128" y="{y + 3}" width="{w:.1f}" height="18" rx="3" class="{style}"/>',
        ]
        parts.append(left(136 + w, y + 17, f"{100 * p:.0f} %" if p >= 0.01 else "< 1 %", "small"))
    return svg(560, 8 + 26 * len(rows), *parts)


def piano_roll(notes: Sequence[tuple[int, float]], names: Mapping[int, str]) -> str:
    """A melody: time to the right, pitch upward; notes are (pitch, beats)."""
    pitches = [pitch for pitch, _ in notes]
    low, high, total = min(pitches), max(pitches), sum(beats for _, beats in notes)
    row, scale = min(16.0, 150 / (high - low + 1)), 500 / total
    parts, x = [], 52.0
    labelled = float("-inf")
    for pitch in sorted(set(pitches), reverse=True):
        y = 8 + (high - pitch) * row
        parts.append(f'<path d="M52 {y + row / 2:.1f} H552" class="line" style="opacity:0.12"/>')
        if pitch in names and y - labelled >= 15:
            labelled = y
            parts.append(text(24, y + row / 2 + 5, names[pitch], "small"))
    for pitch, beats in notes:
        y = 8 + (high - pitch) * row
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(2.0, beats * scale - 2):.1f}" height="{row:.1f}" rx="3" '
            f'class="strong"/>'
        )
        x += beats * scale
    return svg(560, int(16 + (high - low + 1) * row), *parts)


__all__ += ["bars", "box", "distances", "neighbours", "piano_roll", "real_and_drawn"]


def home_picture(real: np.ndarray, drawn: np.ndarray) -> str:
    """Real pictures -> p(x), learned -> new pictures; `real` and `drawn` are sheets of ink, white on black."""
    hill = "M372 190 C 402 186, 412 92, 440 92 C 466 92, 470 150, 496 150 C 522 150, 530 112, 550 112 " \
           "C 580 112, 584 188, 612 190 Z"  # fmt: skip
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" class="strong"/>'
        for x, y in ((425, 205), (436, 205), (443, 205), (452, 205), (489, 205), (541, 205), (553, 205), (566, 205))
    )
    return svg(
        980, 300,
        box(10, 30, 280, 215), pictures.ink(real, 25, 45, 250, 185, "home-real"),
        arrow(298, 137, 362, 137), text(330, 124, t("learn"), "small"),
        f'<path d="{hill}" class="cloud"/><path d="{hill}" class="line"/>', dots, text(492, 70, "p(x)", "big"),
        arrow(622, 137, 686, 137), text(654, 124, t("draw"), "small"),
        box(694, 30, 280, 215), pictures.ink(drawn, 709, 45, 250, 185, "home-drawn"),
        text(150, 278, t("pictures that people wrote")), text(492, 240, t("how likely is each x?"), "small"),
        text(834, 278, t("pictures that nobody wrote")),
    )  # fmt: skip
