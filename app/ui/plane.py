"""Squares of the plane as drawings: a density, points on it. They are there with the page; no library of charts is
fetched and started for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from app.ui.colours import DENSEST, DENSITY
from app.ui.language import t
from app.ui.pictures import data_uri
from app.ui.svg import box, svg, text

SIDE = 560  # drawing units of a square
HEAD = 36  # above it, for its words
GAP = 24  # between squares


class Cloud(NamedTuple):
    """Points (n, 2), the class of their colour and their radius."""

    points: np.ndarray
    style: str
    radius: float


class Square(NamedTuple):
    """A density (n, n), row 0 lowest, from 0 to 1, whose root is drawn, so that low slopes are seen, too; points on it;
    one of them in a ring, (2,)."""

    clouds: Sequence[Cloud]
    density: np.ndarray | None = None
    ringed: np.ndarray | None = None


def squares(drawn: Sequence[tuple[Square, str]], area: Sequence[float], *, columns: int) -> str:
    """Squares in rows of `columns`, each under its words; `area`: lowest x1, x2, highest x1, x2."""
    rows = -(-len(drawn) // columns)
    parts = []
    for i, (square, words) in enumerate(drawn):
        x, y = i % columns * (SIDE + GAP), i // columns * (SIDE + HEAD + GAP)
        parts.append(moved(x, y, text(SIDE / 2, 24, words, "big"), moved(0, HEAD, inside(square, area))))
    return svg(columns * (SIDE + GAP) - GAP, rows * (SIDE + HEAD + GAP) - GAP, *parts)


def with_legend(
    square: Square, area: Sequence[float], signs: Sequence[tuple[Callable[[float, float], str], str]]
) -> str:
    """One square under its legend: signs, each drawn at a place, and their words."""
    parts = []
    for i, (sign, words) in enumerate(signs):
        x = 14 + i * SIDE / 3
        parts += [sign(x, 14), text(x + 16, 20, words, "left")]
    return svg(SIDE, SIDE + HEAD, *parts, moved(0, HEAD, inside(square, area)))


def inside(square: Square, area: Sequence[float]) -> str:
    low, high = np.array(area[:2]), np.array(area[2:])
    parts = [box(0.5, 0.5, SIDE - 1, SIDE - 1, style="frame")]
    if square.density is not None:
        parts += [_heat(square.density), text(12, SIDE - 12, t("colour: √p(x)"), "left caption")]
    for points, style, radius in square.clouds:
        seen = points[((points > low) & (points < high)).all(axis=1)]
        parts += [dot(*_place(x, low, high), style, radius) for x in seen]
    if square.ringed is not None:
        parts.append(ring(*_place(square.ringed, low, high)))
    return "".join(parts)


def _place(x: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[float, float]:
    right, up = SIDE * (x - low) / (high - low)
    return right, SIDE - up


def _heat(density: np.ndarray) -> str:
    picture = np.empty((*density.shape, 4), np.uint8)
    picture[..., :3] = DENSITY
    picture[..., 3] = np.round(255 * DENSEST * np.sqrt(np.clip(density[::-1], 0, 1)))
    return f'<image href="{data_uri(picture)}" width="{SIDE}" height="{SIDE}" preserveAspectRatio="none"/>'


def moved(x: float, y: float, *parts: str) -> str:
    return f'<g transform="translate({x} {y})">{"".join(parts)}</g>'


def dot(x: float, y: float, style: str, radius: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" class="{style} seen"/>'


def ring(x: float, y: float, radius: float = 15) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" class="fake-line"/>'
