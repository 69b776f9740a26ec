"""Drawings of the /classical page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.ui.language import t
from app.ui.svg import arrow, box, svg, text

SIDE = 560  # drawing units of the plane
LEGEND = 34  # above it
DOTS = {"train": ("real", 4), "fresh": ("truth", 2.6)}  # colour and radius


def points_drawing(
    points: np.ndarray, area: Sequence[float], *, fresh: np.ndarray | None = None, lonely: np.ndarray | None = None
) -> str:
    """Training points (n, 2) and what is fresh of the same world, (m, 2); a ring around a lonely one, (2,)."""
    low, high = np.array(area[:2]), np.array(area[2:])

    def place(x: np.ndarray) -> np.ndarray:
        return np.array([0, LEGEND]) + SIDE * np.abs((x - [low[0], high[1]]) / (high - low))

    clouds = {"train": points} if fresh is None else {"fresh": fresh, "train": points}
    inside = {name: cloud[((cloud > low) & (cloud < high)).all(axis=1)] for name, cloud in clouds.items()}
    parts = [box(1, LEGEND, SIDE - 2, SIDE - 2, style="frame")]
    parts += [dot(*at, name) for name, cloud in inside.items() for at in place(cloud)]
    words = {"train": t("Training points"), "fresh": t("Fresh points")}
    signs = [(lambda x, name=name: dot(x, 14, name), words[name]) for name in reversed(clouds)]
    if lonely is not None:
        parts.append(ring(*place(lonely), 15))
        signs.append((lambda x: ring(x, 14, 9), t("Here one hill starts, tightly")))
    for i, (sign, name) in enumerate(signs):
        x = 14 + i * SIDE / 2
        parts += [sign(x), text(x + 16, 20, name, "left")]
    return svg(SIDE, SIDE + LEGEND, *parts)


def dot(x: float, y: float, name: str) -> str:
    style, radius = DOTS[name]
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" class="{style} seen"/>'


def ring(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" class="fake-line"/>'


def em_diagram() -> str:
    """E-step and M-step, in a circle."""
    return svg(
        760, 190,
        box(20, 40, 300, 100), text(170, 78, t("E-step"), "big"), text(170, 108, "r = w N(x; μ, Σ) / p(x)", "small"),
        text(170, 166, t("whose point is it?"), "small"),
        box(440, 40, 300, 100), text(590, 78, t("M-step"), "big"), text(590, 108, "w, μ, Σ ← r, x", "small"),
        text(590, 166, t("move and reshape"), "small"),
        arrow(326, 70, 434, 70), text(380, 58, t("colours"), "small"),
        arrow(434, 112, 326, 112), text(380, 136, t("ellipses"), "small"),
    )  # fmt: skip
