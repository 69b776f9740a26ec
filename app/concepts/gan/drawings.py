"""Drawings of /gan."""

from __future__ import annotations

from app.ui.language import t
from app.ui.svg import arrow, box, part, svg, text, trapezium


def gan_diagram() -> str:
    """z -> G -> fakes, real data -> D -> real or fake; the verdict teaches both. Its parts can light up."""
    fake = box(320, 30, 100, 66), text(370, 72, "G(z)", "big"), text(370, 116, t("fake"), "small")
    dashes = 'class="line" stroke-dasharray="6 5" marker-end="url(#head)"'
    return svg(
        960, 250,
        part("z", box(10, 30, 80, 66), text(50, 72, "z", "big"), text(50, 116, t("noise"), "small")),
        arrow(94, 63, 136, 63), part("G", trapezium(140, 130, 60, 116, 63, t("generator"))),
        arrow(274, 63, 316, 63), part("fake", *fake),
        part("real", box(320, 152, 100, 66), text(370, 194, "x", "big"), text(370, 238, t("real data"), "small")),
        arrow(424, 70, 496, 110), arrow(424, 180, 496, 140),
        part("D", trapezium(500, 150, 130, 60, 125, t("discriminator"))), arrow(654, 125, 696, 125),
        part("verdict", box(700, 82, 180, 86), text(790, 120, "D(x)", "big"),
             text(790, 150, t("real or fake?"), "small")),
        part("teach-D", f'<path d="M770 78 C 750 44, 640 36, 588 74" {dashes}/>'),
        part("teach-G", f'<path d="M800 78 C 790 -2, 340 -10, 222 24" {dashes}/>'),
        text(880, 62, t("both learn from it"), "small"),
    )  # fmt: skip
