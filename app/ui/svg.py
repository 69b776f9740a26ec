"""Diagrams as SVG, drawn by us in the theme's own colours."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from html import escape
from typing import Any

import streamlit as st

from app.ui.language import language

CSS = """
figure { margin: 0; overflow-x: auto; } /* on a phone a drawing scrolls rather than shrinks out of sight */
svg { display: block; width: 100%; height: auto;
  color: var(--st-text-color); font-family: var(--st-font); }
.fill svg { max-height: max(100dvh - 13.5rem, 30rem); } /* one that is high is whole on a screen, too */
@media (min-width: 901px) { .fill, .fill svg { height: 100%; max-height: none; } } /* on a stage */
"""
DRAWING = """
.arrive { animation: arrive 0.6s ease-out backwards; }
.pixels { image-rendering: pixelated; }
@keyframes arrive { from { opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .arrive { animation: none; } }
.box { fill: var(--st-secondary-background-color); stroke: var(--st-border-color); stroke-width: 1.5; }
.strong { fill: var(--st-primary-color); }
.cloud { fill: var(--st-primary-color); opacity: 0.18; }
.real { fill: var(--st-blue-color); }
.fake { fill: var(--st-orange-color); }
.truth { fill: var(--st-green-color); }
.seen { stroke: var(--st-background-color); stroke-width: 0.8; }
.frame { fill: none; stroke: var(--st-border-color); }
.real-line, .fake-line { fill: none; stroke: var(--st-blue-color); stroke-width: 3; }
.fake-line { stroke: var(--st-orange-color); }
.line { stroke: currentColor; stroke-width: 2; fill: none; opacity: 0.75; }
text { fill: currentColor; text-anchor: middle; font-size: 17px; }
.left { text-anchor: start; }
.small { font-size: 14px; opacity: 0.8; }
.big { font-size: 24px; font-weight: 600; }
@media (max-width: 640px) { .small { font-size: 15px; } .caption { font-size: 25px; } } /* shown small there */
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
  figure.classList.toggle("fill", data.fill);
  figure.style.maxWidth = data.width;
  if (figure.phone) figure.phone.onchange = null;
  const phone = (figure.phone = matchMedia("(max-width: 640px)"));
  const draw = () => {
    const svg = (phone.matches && data.narrow) || data.svg;
    if (figure.drawn !== svg) figure.innerHTML = svg; // what arrives does so once
    figure.drawn = svg;
    figure.firstElementChild.style.minWidth = data.least;
  };
  phone.onchange = draw;
  draw();
}
"""


@cache
def _component() -> Any:
    return st.components.v2.component("diagram", js=JS, css=CSS + DRAWING)


def show_svg(svg: str, label: str, *, width: str = "60rem", least: str = "34rem") -> None:
    """Show one of our own drawings, `width` wide if there is room, at least `least`; `label` says what is seen."""
    _show({"svg": svg, "label": label, "width": width, "least": least, "fill": False}, "content")


def fill_svg(svg: str, label: str, *, narrow: str = "", key: str = "") -> None:
    """Show one of our own drawings as large as the stage allows; `narrow` is its layout on a phone, `key` names it
    where the label changes with what it shows."""
    key = key or sha256(label.encode()).hexdigest()[:8]
    with st.container(key=f"fill-diagram-{key}"):  # stage.css gives it its height
        drawn = {"svg": svg, "narrow": narrow, "label": label, "width": "none", "least": "0", "fill": True}
        _show(drawn, "stretch", key)


def _show(data: dict[str, Any], height: str, key: str = "") -> None:
    _component()(key=f"diagram-{key or data['label']}", data={**data, "lang": language()}, height=height)


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


def part(name: str, *drawn: str) -> str:
    """A piece of a diagram that can light up by its name."""
    return f'<g data-part="{name}">{"".join(drawn)}</g>'
