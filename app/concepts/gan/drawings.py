"""Drawings of /gan."""

from __future__ import annotations

from app.ui.language import t
from app.ui.svg import arrow, box, part, svg, text, trapezium


def gan_diagram() -> str:
    """z -> G -> fakes, real data -> D -> real or fake; the verdict teaches both. Its parts can light up."""
    dashes = 'class="line" stroke-dasharray="6 5" marker-end="url(#head)"'
    return svg(
        640, 310,
        part("z", box(8, 64, 68, 64), text(42, 104, "z", "big"), text(42, 148, t("noise"), "small")),
        arrow(80, 96, 108, 96), part("G", trapezium(112, 120, 60, 116, 96, t("generator"))),
        arrow(236, 96, 264, 96),
        part("fake", box(268, 64, 88, 64), text(312, 104, "G(z)", "big"), text(312, 148, t("fake"), "small")),
        part("real", box(268, 208, 88, 64), text(312, 248, "x", "big"), text(312, 292, t("real data"), "small")),
        arrow(360, 104, 396, 138), arrow(360, 232, 396, 194),
        part("D", trapezium(400, 120, 136, 60, 166, t("discriminator"))), arrow(524, 166, 546, 166),
        part("verdict", box(550, 132, 84, 68), text(592, 174, "D(x)", "big"),
             text(580, 222, t("real or fake?"), "small")),
        part("teach-D", f'<path d="M584 128 C 574 84, 512 66, 474 104" {dashes}/>'),
        part("teach-G", f'<path d="M600 128 C 592 -6, 300 -6, 186 54" {dashes}/>'),
        text(560, 28, t("both learn from it"), "small"),
    )  # fmt: skip
