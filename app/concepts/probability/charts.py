"""Charts of /probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


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
