"""Drawings of /autoencoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.ui import pictures
from app.ui.language import t
from app.ui.svg import arrow, box, svg, text, trapezium
from engines.data.pixels import sheet


def autoencoder_diagram() -> str:
    """x -> encoder -> mu, sigma -> z -> decoder -> x'."""
    m = 100
    return svg(
        900, 215,
        box(10, 55, 90, 90), text(55, 110, "x", "big"), text(55, 172, t("picture"), "small"),
        arrow(104, m, 136, m), trapezium(140, 130, 150, 70, m, t("encoder")),
        arrow(272, m - 14, 316, 62), arrow(272, m + 14, 316, 138),
        box(320, 38, 60, 48, "μ"), box(320, 114, 60, 48, "σ"),
        text(350, 28, t("mean"), "small"), text(350, 182, t("σ² = variance"), "small"),
        arrow(382, 62, 432, 90), arrow(382, 138, 432, 110),
        '<ellipse cx="470" cy="100" rx="46" ry="38" class="cloud"/><circle cx="480" cy="92" r="6" class="strong"/>',
        text(462, 112, "z", "big"), text(486, 28, "z = μ + σ·ε", "small"), text(486, 182, t("sampling"), "small"),
        arrow(520, m, 566, m), trapezium(570, 130, 70, 150, m, t("decoder")),
        arrow(704, m, 736, m), box(740, 55, 90, 90), text(785, 110, "x′", "big"),
        text(785, 172, t("restored"), "small"),
    )  # fmt: skip


def picture_row(groups: Sequence[tuple[str, np.ndarray]], mask: str) -> str:
    """Groups of pictures side by side, each (n, H, W[, 3]) under its caption, grey ones as ink on the theme's paper."""
    parts, x = [], 0.0
    for i, (caption, images) in enumerate(groups):
        row = sheet(images, len(images), gap=2)
        width = 60.0 * row.shape[1] / row.shape[0]
        parts += [box(x + 2, 2, width + 16, 76), pictures.painted(row, x + 10, 10, width, 60, f"{mask}-{i}")]
        parts.append(text(x + 10 + width / 2, 98, caption, "small"))
        x += width + 36
    return svg(int(x), 108, *parts)
