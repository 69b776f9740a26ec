"""The three structures, drawn in the same pieces and at the same size: 460 x 132 each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.ui import pictures
from app.ui.language import t
from app.ui.svg import arrow, box, svg, text, trapezium

WIDE = 460
SAMPLES = 208  # wide
Drawn = Callable[[float, float, float], str]  # x, y, width -> SVG
LEVELS = (0.0, 0.35, 0.7, 1.0)  # share of noise in the pictures of the chain


def vae() -> str:
    m = 66
    return "".join([
        box(2, 40, 52, 52), text(28, 73, "x", "big"), text(28, 116, t("picture"), "small"),
        arrow(58, m, 76, m), trapezium(80, 92, 104, 48, m, t("encoder")), arrow(176, m, 194, m),
        f'<ellipse cx="230" cy="{m}" rx="32" ry="28" class="cloud"/>', text(230, 73, "z", "big"),
        text(230, 22, "μ, σ²", "small"), text(230, 116, t("latent space"), "small"),
        arrow(266, m, 284, m), trapezium(288, 92, 48, 104, m, t("decoder")), arrow(384, m, 402, m),
        box(406, 40, 52, 52), text(432, 73, "x′", "big"), text(432, 116, t("restored"), "small"),
    ])  # fmt: skip


def gan() -> str:
    return "".join([
        box(2, 12, 48, 48), text(26, 43, "z", "big"), text(26, 80, t("noise"), "small"),
        arrow(54, 36, 72, 36), trapezium(76, 96, 44, 72, 36, t("generator")), arrow(176, 36, 194, 36),
        box(198, 12, 58, 48), text(227, 43, "G(z)", "big"), text(188, 80, t("fake"), "small left"),
        box(198, 84, 58, 46), text(227, 114, "x", "big"), text(112, 112, t("real data"), "small left"),
        arrow(260, 40, 284, 56), arrow(260, 106, 284, 88),
        trapezium(288, 104, 108, 52, 72, t("discriminator")), arrow(396, 72, 412, 72),
        text(437, 78, "D(x)"), text(412, 124, t("real or fake?"), "small"),
    ])  # fmt: skip


def diffusion(noisy: tuple[str, ...]) -> str:
    """Four pictures on the way between data and noise; `noisy`: SVG of each, 60 x 60 at (0, 0)."""
    parts = []
    for k, picture in enumerate(noisy):
        x = 4 + 131 * k
        parts += [box(x, 38, 60, 60), f'<g transform="translate({x} 38)">{picture}</g>']
        if k:
            parts += [arrow(x - 67, 56, x - 5, 56), arrow(x - 5, 82, x - 67, 82)]
    return "".join([
        text(230, 24, t("forward: noise is added →"), "small"), *parts,
        text(34, 120, "x₀", "small"),
        text(427, 120, "xT", "small").replace("xT", 'x<tspan dy="3" font-size="11">T</tspan>'),
        text(230, 120, t("← backward: the network removes it"), "small"),
    ])  # fmt: skip


def noise_steps(picture: np.ndarray, *, seed: int = 0) -> tuple[str, ...]:
    """A picture (H, W) or (H, W, 3) of bytes, and the same under more and more noise, up to noise alone."""
    clean = picture / 127.5 - 1
    eps = np.random.default_rng(seed).standard_normal(clean.shape)
    drawn = []
    for k, share in enumerate(LEVELS):
        mixed = np.sqrt(1 - share**2) * clean + share * eps
        grey = np.clip(127.5 * (mixed + 1), 0, 255).astype(np.uint8)
        drawn.append(pictures.painted(grey, 3, 3, 54, 54, f"chain-{k}"))
    return tuple(drawn)


def side_by_side(rows: Sequence[tuple[str, str, Drawn]], *, narrow: bool) -> str:
    """Each model's name, structure and samples, one under the other; samples(x, y, width) draws them there."""
    step = 250 if narrow else 158
    parts = []
    for k, (name, structure, samples) in enumerate(rows):
        top = 4 + step * k
        parts.append(text(2, top + 14, name, "left"))
        parts.append(f'<g transform="translate(0 {top + 18})">{structure}</g>')
        parts.append(samples(2, top + 156, WIDE - 4) if narrow else samples(WIDE + 32, top + 18, SAMPLES))
    width = WIDE if narrow else WIDE + 34 + SAMPLES
    return svg(width, step * len(rows), *parts)
