"""Drawings of the home page, as SVG in the theme's colours."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

DIGITS = "vae-digits-16"
BINS = np.arange(0, 24.5, 0.75)  # levels of distance
N_BARS, BAR = 7, 42  # letters whose probabilities are shown, and how high a row is
N_SHOWN, COLUMNS = 24, 6  # training cats on their sheet


@st.cache_data(show_spinner=False)
def real_and_drawn() -> tuple[np.ndarray, np.ndarray]:
    """Two sheets of 5 x 4 digits: written by people, and drawn from the shipped VAE (made with its weights)."""
    test = images.load("digits", "test")
    strip = np.asarray(Image.open(weights.FOLDER / f"{DIGITS}.png"))
    drawn = tiles(strip, len(strip))
    return sheet(grid_of(test.images, test.labels, (3, 8)), 5, gap=3), sheet(drawn, 5, gap=3)


def left(x: float, y: float, words: str, style: str = "") -> str:
    """Text that begins at x."""
    return text(x, y, words, style).replace("<text ", '<text style="text-anchor:start" ', 1)


def at(x: float, y: float, *parts: str, scale: float = 1) -> str:
    """A part of a drawing, moved to a place of it."""
    return f'<g transform="translate({x} {y}) scale({scale})">{"".join(parts)}</g>'


def colour_picture(rgb: np.ndarray, x: float, y: float, width: float) -> str:
    """A uint8 picture (H, W, 3), its pixels kept sharp."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    uri = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    place = f'x="{x}" y="{y}" width="{width}" height="{width * rgb.shape[0] / rgb.shape[1]:.1f}"'
    return f'<image href="{uri}" {place} style="image-rendering:pixelated"/>'


# ---- what a generative model is, in one picture ---------------------------------------------------------------------


def hill(*, named: bool = True) -> str:
    """p(x), 240 x 190, with the draws that fall under it; `named`: its name above it."""
    path = (
        "M0 140 C 30 136, 40 42, 68 42 C 94 42, 98 100, 124 100 C 150 100, 158 62, 178 62 C 208 62, 212 138, 240 140 Z"
    )
    draws = (53, 64, 71, 80, 117, 169, 181, 194)
    dots = "".join(f'<circle cx="{x}" cy="155" r="4" class="fake"/>' for x in draws)
    name = text(120, 26, "p(x)", "big") if named else ""
    return f'<path d="{path}" class="cloud"/><path d="{path}" class="line"/>{dots}{name}'


def story(real: str, drawn: str, words: tuple[str, str], *, narrow: bool = False) -> str:
    """Real examples -> p(x), learned -> new ones; `real` and `drawn` are 250 x 185, `words` stand under them."""
    if narrow:  # 460 x 160: the pictures small, the words as large as ever
        return "".join(
            [
                at(0, 0, real, scale=0.6), arrow(156, 62, 176, 62), at(180, 0, hill(named=False), scale=0.42),
                text(230, 14, "p(x)", "small"), text(230, 90, t("how likely?"), "small"), arrow(284, 62, 304, 62),
                at(310, 0, drawn, scale=0.6), text(82, 136, words[0]), text(372, 136, words[1]),
            ]
        )  # fmt: skip
    return "".join(
        [
            box(0, 0, 280, 215), at(15, 15, real), arrow(290, 107, 356, 107), text(323, 94, t("learn"), "small"),
            at(370, 20, hill()), text(490, 205, t("how likely is each x?"), "small"),
            arrow(624, 107, 690, 107), text(657, 94, t("draw"), "small"), box(700, 0, 280, 215), at(715, 15, drawn),
            text(140, 240, words[0]), text(840, 240, words[1]),
        ]
    )  # fmt: skip


def digits(real: np.ndarray, drawn: np.ndarray, *, narrow: bool = False) -> str:
    """`real` and `drawn` are sheets of ink, white on black."""
    sheets = (pictures.ink(grey, 0, 0, 250, 185, name) for grey, name in ((real, "home-real"), (drawn, "home-drawn")))
    words = (t("written by people"), t("written by nobody"))
    if narrow:
        return svg(460, 146, story(*sheets, words, narrow=True))
    return svg(980, 250, story(*sheets, words))


# ---- the thousand-and-first cat -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """A picture, the training pictures nearest to it, and how far away they are."""

    picture: np.ndarray
    near: np.ndarray
    away: Sequence[float]


@dataclass(frozen=True)
class Seen:
    """Some training cats, a new cat and a real one, and 1,000 distances of each kind."""

    train: np.ndarray
    new: Compared
    real: Compared
    drawn: np.ndarray
    held_out: np.ndarray


def cats(seen: Seen, *, narrow: bool = False, told: bool = True) -> str:
    """The whole stage: from 1,000 cats to a new one; what it is most like; if `told`, how far from all of them."""
    shown = colour_picture(sheet(seen.train, COLUMNS, gap=2, between=128), 0, 4, 250)
    new = f'<g class="arrive">{colour_picture(seen.new.picture, 32, 0, 185)}{frame(32, 0, 185, "fake")}</g>'
    words = (t("1,000 cats that it saw"), t("the 1,001st"))
    rows = (
        neighbours(seen.new, t("The new cat"), "fake", told),
        neighbours(seen.real, t("A cat picture that it was not shown"), "real", told),
    )
    below = distances(seen, 450 if narrow else 960, told)
    if narrow:
        top = story(shown, new, words, narrow=True)
        return svg(460, 640, top, at(5, 160, rows[0]), at(5, 325, rows[1]), at(5, 490, below))
    top = story(shown, new, words)
    return svg(980, 640, top, at(10, 272, rows[0]), at(520, 272, rows[1]), at(10, 470, below))


def frame(x: float, y: float, side: float, kind: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{side}" height="{side}" rx="4" class="{kind}-line"/>'


def neighbours(of: Compared, title: str, kind: str, told: bool) -> str:
    """450 x 160: a picture, and the training pictures nearest to it, if `told` with their distances."""
    caption = t("nearest of the 1,000, and how far away") if told else t("nearest of the 1,000")
    parts = [left(0, 14, title), colour_picture(of.picture, 0, 26, 120), frame(0, 26, 120, kind)]
    parts += [arrow(126, 86, 150, 86), left(156, 152, caption, "small")]
    for j, (picture, away) in enumerate(zip(of.near, of.away, strict=True)):
        x = 156 + 98 * j
        parts += [colour_picture(picture, x, 26, 90), text(x + 45, 134, f"{away:.1f}" if told else "")]
    return "".join(parts)


def distances(seen: Seen, width: float, told: bool) -> str:
    """Two histograms over one axis from 0, a copy, `width` x 150; a line marks each of the two cats. Before it is
    `told`, the real cats alone."""
    high, above = (110, 16) if width > 600 else (72, 0)  # on a phone the legend has no room beside the bars

    def x(level: float) -> float:
        return width * min(level, BINS[-1]) / BINS[-1]

    kinds = (
        (
            "real",
            seen.held_out,
            seen.real.away[0],
            t("1,000 other cat pictures; this one: {d:.1f}", d=seen.real.away[0]),
        ),
        ("fake", seen.drawn, seen.new.away[0], t("1,000 new cats; this one: {d:.1f}", d=seen.new.away[0])),
    )
    asked = t("1,000 new cats: once you have guessed")
    top, parts = max(np.histogram(values, BINS)[0].max() for _, values, *_ in kinds), []
    for i, (kind, values, mark, name) in enumerate(kinds):
        shown = told or kind == "real"
        for low, count in zip(BINS[:-1], np.histogram(values, BINS)[0], strict=True) if shown else ():
            h, w = high * count / top, x(BINS[1]) / 2 - 1
            place = f'x="{x(low) + i * w + 1:.1f}" y="{125 - h:.1f}" width="{w:.1f}" height="{h:.1f}"'
            parts.append(f'<rect {place} class="{kind}" style="opacity:0.8"/>')
        parts += [f'<path d="M{x(mark):.1f} {117 - high} V133" class="{kind}-line"/>'] if shown else []
        parts += [f'<rect x="12" y="{above + 20 * i}" width="12" height="12" class="{kind}"/>']
        parts += [left(30, above + 11 + 20 * i, name if shown else asked, "small")]
    return "".join(
        [
            f'<path d="M0 125 H{width}" class="line"/><path d="M0 0 V133" class="line" stroke-dasharray="5 5"/>',
            *parts, left(0, 146, t("0: a copy"), "small"),
            text(width * 0.62, 146, t("distance to the nearest of the 1,000, levels of 0 to 255"), "small"),
        ]
    )  # fmt: skip


# ---- words and melodies ---------------------------------------------------------------------------------------------


def per_cent(p: float) -> str:
    return f"{100 * p:.0f} %" if p >= 0.01 else "< 1 %"


def bars(rows: Sequence[tuple[str, float, bool]]) -> str:
    """Probabilities as bars: name, p, and whether it is the one that was drawn."""
    top, parts = max(p for _, p, _ in rows), []
    for i, (name, p, chosen) in enumerate(rows):
        y, w = 6 + BAR * i, max(2.0, 250 * p / top)
        style = "strong" if chosen else 'strong" style="opacity:0.35'
        parts += [
            text(40, y + 24, name),
            f'<rect x="88" y="{y + 3}" width="{w:.1f}" height="{BAR - 10}" rx="4" class="{style}"/>',
        ]
        parts.append(left(96 + w, y + 24, per_cent(p), "small"))
    return svg(400, 8 + BAR * N_BARS, *parts)  # as high for a few as for all: nothing moves from letter to letter


def piano_roll(notes: Sequence[tuple[int, float]], names: Mapping[int, str]) -> str:
    """A melody: time to the right, pitch upward; notes are (pitch, beats)."""
    pitches = [pitch for pitch, _ in notes]
    low, high, total = min(pitches), max(pitches), sum(beats for _, beats in notes)
    row, scale = min(24.0, 260 / (high - low + 1)), 500 / total
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
