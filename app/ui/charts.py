"""Plotly charts; they take the theme's colours from Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app.ui.i18n import t
from engines.statistics import mean_and_error

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter
    from streamlit.delta_generator import DeltaGenerator

STILL = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}


def show_chart(figure: Figure, *, key: str | None = None, on: DeltaGenerator | None = None) -> None:
    """Show a chart, on a column or here: to be read and pointed at; neither dragged nor wheeled, so the page scrolls.

    A landscape can be turned by the mouse.
    """
    figure.update_layout(dragmode=False)
    figure.update_xaxes(fixedrange=True, automargin=True)  # room for every digit of the marks
    figure.update_yaxes(fixedrange=True, automargin=True)
    (on or st).plotly_chart(figure, key=key, config=STILL)


DASHES = ("solid", "dash", "dot", "dashdot", "longdash")  # lines are told apart without colours, too


def code_chart(mu: np.ndarray, sigma: np.ndarray) -> Figure:
    """mu with an error bar of one sigma per latent dimension, each (d,)."""
    import plotly.graph_objects as go

    names = [f"z<sub>{i + 1}</sub>" for i in range(len(mu))]
    bars = {"type": "data", "array": sigma, "thickness": 1.6, "width": 5} if sigma.any() else None
    marks = go.Scatter(x=names, y=mu, error_y=bars, mode="markers", marker={"size": 9}, name="μ ± σ")
    figure = go.Figure(marks)
    figure.update_layout(
        height=230, margin={"l": 40, "r": 10, "t": 10, "b": 30}, showlegend=False,
        yaxis_title=t("μ ± σ") if bars else "μ",
    )  # fmt: skip
    figure.add_hline(y=0, line_width=1, opacity=0.4)
    return figure


def surface_chart(x1: np.ndarray, x2: np.ndarray, p: np.ndarray) -> Figure:
    """A density (n, n) over its grid as a landscape."""
    import plotly.graph_objects as go

    figure = go.Figure(go.Surface(x=x1, y=x2, z=p, showscale=False))
    figure.update_layout(
        height=460, margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={"xaxis_title": "x1", "yaxis_title": "x2", "zaxis_title": "p(x)"},
    )  # fmt: skip
    return figure


def heat_chart(density: np.ndarray, box: Sequence[float], top: float, title: str, points: np.ndarray) -> Figure:
    """A density (n, n) over a square of the plane, row 0 lowest, `top` its darkest colour, and points (m, 2) on it."""
    from plotly.graph_objects import Figure, Heatmap, Scatter

    low1, low2, high1, high2 = box
    step1, step2 = (high1 - low1) / density.shape[1], (high2 - low2) / density.shape[0]
    figure = Figure(
        Heatmap(
            z=np.sqrt(density), x0=low1 + step1 / 2, dx=step1, y0=low2 + step2 / 2, dy=step2, showscale=False,
            zmin=0, zmax=top**0.5, hoverinfo="skip",
        )
    )  # fmt: skip
    dots = {"size": 4, "color": "#e8590c", "opacity": 0.6}  # seen on both ends of the ramp, light and dark
    figure.add_trace(Scatter(x=points[:, 0], y=points[:, 1], mode="markers", marker=dots, hoverinfo="skip"))
    figure.update_yaxes(scaleanchor="x", constrain="domain", range=[low2, high2])
    figure.update_xaxes(constrain="domain", range=[low1, high1])
    figure.update_layout(title=title, height=400, margin={"l": 10, "r": 10, "t": 50, "b": 10}, showlegend=False)
    return figure


def counts_charts(result: dict[str, np.ndarray]) -> tuple[Figure, Figure]:
    """K against log-likelihood (train, held_out; truth) and against BIC, means and standard errors over the seeds."""
    import plotly.graph_objects as go

    k, truth = result["k"], float(result["truth"].mean())
    level = go.Scatter(x=k, y=[truth] * len(k), name=t("The truth"), mode="lines", line={"dash": "dot"})
    left = go.Figure([
        over_seeds(k, result["train"], t("Training points")),
        over_seeds(k, result["held_out"], t("Fresh points"), best="max", dash="dash"),
        level,
    ])  # fmt: skip
    right = go.Figure(over_seeds(k, result["bic"], "BIC", best="min"))
    for figure, title in (
        (left, t("Log-likelihood (nats per point)")),
        (right, t("BIC per point (smaller is better)")),
    ):
        figure.update_xaxes(title_text="K")
        figure.update_layout(
            height=340, margin={"l": 10, "r": 10, "t": 40, "b": 10}, title={"text": title, "font_size": 15},
            legend={"orientation": "h", "y": -0.25},
        )  # fmt: skip
    return left, right


def over_seeds(x: np.ndarray, values: np.ndarray, name: str, *, best: str = "", dash: str = "solid") -> Scatter:
    """Means of values (seeds, m) with standard errors, as a line; `best`, max or min, is marked by a larger dot."""
    from plotly.graph_objects import Scatter

    mean, error = mean_and_error(values)
    found = {"max": mean.argmax(), "min": mean.argmin()}.get(best)
    sizes = [14 if i == found else 7 for i in range(len(mean))]
    return Scatter(
        x=x, y=mean, name=name, error_y={"array": error, "thickness": 1.4}, mode="lines+markers", line={"dash": dash},
        marker={"size": sizes},
    )  # fmt: skip


def schedule_chart(lines: dict[str, np.ndarray], unit: str) -> Figure:
    """What is left of the signal over the share of the walk, a line per schedule."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for dash, (name, v) in zip(DASHES, lines.items(), strict=True):
        figure.add_scatter(x=np.linspace(0, 1, len(v)), y=v, name=name, line={"dash": dash})
    figure.update_layout(
        height=320, margin={"l": 40, "r": 10, "t": 10, "b": 40}, xaxis_title="t / T", yaxis_title=unit,
        legend={"orientation": "h", "y": -0.3},
    )  # fmt: skip
    return figure


def points_chart(points: np.ndarray, title: str, colour: str) -> Figure:
    """Points (n, 2) of the plane, both axes to the same scale."""
    from plotly.graph_objects import Figure, Scatter

    dots = {"size": 4, "color": colour, "opacity": 0.7}
    figure = Figure(Scatter(x=points[:, 0], y=points[:, 1], mode="markers", marker=dots, hoverinfo="skip"))
    figure.update_yaxes(scaleanchor="x", constrain="domain")
    figure.update_xaxes(constrain="domain")
    figure.update_layout(
        title={"text": title, "font_size": 14}, height=400, margin={"l": 10, "r": 10, "t": 40, "b": 10},
        showlegend=False,
    )  # fmt: skip
    return figure
