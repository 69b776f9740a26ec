"""Drawings of the /classical page."""

from __future__ import annotations

from app.ui.language import t
from app.ui.svg import arrow, box, svg, text


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
