"""Plotly charts; they take the theme's colours from Streamlit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from streamlit.delta_generator import DeltaGenerator

STILL = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}


def show_chart(figure: Figure, *, key: str | None = None, on: DeltaGenerator | None = None, fill: bool = False) -> None:
    """Show a chart, on a column or here: to be read and pointed at; neither dragged nor wheeled, so the page scrolls.

    A landscape can be turned by the mouse. `fill`: it takes the height of the stage.
    """
    figure.update_layout(dragmode=False)
    figure.update_xaxes(fixedrange=True, automargin=True)  # room for every digit of the marks
    figure.update_yaxes(fixedrange=True, automargin=True)
    if fill:
        figure.update_layout(height=None)
    (on or st).plotly_chart(figure, key=key, config=STILL, height="stretch" if fill else "content")


# A legend over the plot: it grows upwards, however many rows it takes, and never covers what is drawn.
ABOVE = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")  # lines are told apart without colours, too


def log_axis(ticks: Sequence[float], *, percent: bool = False) -> dict[str, Any]:
    """A logarithmic axis with these marks on it, written out."""
    text = [f"{100 * v:,g} %" if percent else f"{v:,g}" for v in ticks]
    return {"type": "log", "tickmode": "array", "tickvals": list(ticks), "ticktext": text}


def one_two_five(values: Sequence[float]) -> list[float]:
    """1, 2, 5, 10, ... around all that is drawn; a logarithmic axis has no place for others than positive values."""
    drawn = [v for v in values if v > 0]
    if not drawn:
        return []
    low, high = (math.floor(math.log10(v)) for v in (min(drawn), max(drawn)))
    return [float(f"{m}e{k}") for k in range(low, high + 1) for m in (1, 2, 5)]
