"""Drawings of the /classical page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from app.ui.language import t
from app.ui.plane import Cloud, Square, dot, ring, with_legend
from app.ui.svg import arrow, box, svg, text


def points_drawing(
    points: np.ndarray, area: Sequence[float], *, fresh: np.ndarray | None = None, lonely: np.ndarray | None = None
) -> str:
    """Training points (n, 2) and what is fresh of the same world, (m, 2); a ring around a lonely one, (2,)."""
    clouds = {t("Training points"): Cloud(points, "real", 4)}
    if fresh is not None:
        clouds[t("Fresh points")] = Cloud(fresh, "truth", 2.6)
    signs = [(partial(dot, style=style, radius=5), words) for words, (_, style, _) in clouds.items()]
    if lonely is not None:
        signs.append((partial(ring, radius=9), t("Here one hill starts, tightly")))
    square = Square(list(clouds.values())[::-1], ringed=lonely)  # the training points above the fresh ones
    return with_legend(square, area, signs)


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
