"""Diagrams as SVG, drawn by us in the theme's own colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from app.ui import pictures
from app.ui.i18n import language, t
from engines.pixels import sheet

CSS = """
figure { margin: 0; overflow-x: auto; } /* on a phone a drawing scrolls rather than shrinks out of sight */
svg { display: block; width: 100%; height: auto;
  color: var(--st-text-color); font-family: var(--st-font); }
"""
DRAWING = """
.box { fill: var(--st-secondary-background-color); stroke: var(--st-border-color); stroke-width: 1.5; }
.strong { fill: var(--st-primary-color); }
.cloud { fill: var(--st-primary-color); opacity: 0.18; }
.line { stroke: currentColor; stroke-width: 2; fill: none; opacity: 0.75; }
text { fill: currentColor; text-anchor: middle; font-size: 17px; }
.small { font-size: 14px; opacity: 0.8; }
.big { font-size: 24px; font-weight: 600; }
.on { fill: var(--st-background-color); font-weight: 600; }
@media (forced-colors: active) {
  .box { fill: Canvas; stroke: CanvasText; }
  .strong, .cloud { fill: Highlight; }
  .on { fill: HighlightText; }
}
"""  # what the drawings' classes mean, wherever they are shown
JS = """
export default function ({ data, parentElement }) {
  let figure = parentElement.querySelector("figure");
  if (!figure) {
    figure = document.createElement("figure");
    parentElement.append(figure);
  }
  figure.lang = data.lang;
  figure.setAttribute("role", "img");
  figure.setAttribute("aria-label", data.label);
  figure.style.maxWidth = data.width;
  figure.innerHTML = data.svg;
  figure.firstElementChild.style.minWidth = data.least;
}
"""


@cache
def _component() -> Any:
    return st.components.v2.component("diagram", js=JS, css=CSS + DRAWING)


def show_svg(svg: str, label: str, *, width: str = "60rem", least: str = "34rem") -> None:
    """Show one of our own drawings, `width` wide if there is room, at least `least`; `label` says what is seen."""
    data = {"svg": svg, "label": label, "width": width, "least": least, "lang": language()}
    _component()(key=f"diagram-{label}", data=data)


def text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x}" y="{y}" class="{style}">{escape(words)}</text>'


def box(x: float, y: float, w: float, h: float, words: str = "", style: str = "box") -> str:
    label = text(x + w / 2, y + h / 2 + 6, words, "on" if style == "strong" else "") if words else ""
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="10" class="{style}"/>{label}'


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1} {y1} L{x2} {y2}" class="line" marker-end="url(#head)"/>'


HEAD = (
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 L10 5 L0 10 z" fill="currentColor"/></marker></defs>'
)


def svg(width: int, height: int, *parts: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">{HEAD}{"".join(parts)}</svg>'


def trapezium(x: float, w: float, left: float, right: float, middle: float, words: str) -> str:
    """A network: its height is `left` at x and `right` at x + w."""
    points = (
        f"{x},{middle - left / 2} {x + w},{middle - right / 2} {x + w},{middle + right / 2} {x},{middle + left / 2}"
    )
    return f'<polygon points="{points}" class="strong"/>{text(x + w / 2, middle + 6, words, "on")}'


def autoencoder_diagram() -> str:
    """x -> encoder -> mu, sigma -> z -> decoder -> x'."""
    m = 100
    return svg(
        900, 215,
        box(10, 55, 90, 90), text(55, 110, "x", "big"), text(55, 172, t("picture"), "small"),
        arrow(104, m, 136, m), trapezium(140, 130, 150, 70, m, t("encoder")),
        arrow(272, m - 14, 316, 62), arrow(272, m + 14, 316, 138),
        box(320, 38, 60, 48, "μ"), box(320, 114, 60, 48, "σ"),
        text(350, 28, t("mean"), "small"), text(350, 182, t("spread"), "small"),
        arrow(382, 62, 432, 90), arrow(382, 138, 432, 110),
        '<ellipse cx="470" cy="100" rx="46" ry="38" class="cloud"/><circle cx="480" cy="92" r="6" class="strong"/>',
        text(462, 112, "z", "big"), text(486, 28, "z = μ + σ·ε", "small"), text(486, 182, t("one draw"), "small"),
        arrow(520, m, 566, m), trapezium(570, 130, 70, 150, m, t("decoder")),
        arrow(704, m, 736, m), box(740, 55, 90, 90), text(785, 110, "x′", "big"),
        text(785, 172, t("restored"), "small"),
    )  # fmt: skip


def picture_row(groups: Sequence[tuple[str, np.ndarray]], mask: str) -> str:
    """Groups of pictures side by side, each (n, H, W) under its caption, as ink on the theme's paper."""
    parts, x = [], 0.0
    for i, (caption, grey) in enumerate(groups):
        row = sheet(grey, len(grey), gap=2)
        width = 60.0 * row.shape[1] / row.shape[0]
        parts += [box(x + 2, 2, width + 16, 76), pictures.ink(row, x + 10, 10, width, 60, f"{mask}-{i}")]
        parts.append(text(x + 10 + width / 2, 98, caption, "small"))
        x += width + 36
    return svg(int(x), 108, *parts)


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


def part(name: str, *drawn: str) -> str:
    """A piece of a diagram that can light up by its name."""
    return f'<g data-part="{name}">{"".join(drawn)}</g>'


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
