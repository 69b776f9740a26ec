"""Charts of /probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.ui.colours import DENSITY

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


def heat_charts(maps: Sequence[tuple[str, np.ndarray, np.ndarray, str]], box: Sequence[float]) -> Figure:
    """Maps side by side, each a title, a density (n, n) on a grid of the plane, row 0 lowest, points
    (m, 2) on it, and their colour.

    All have one scale of colours: the darkest is the first one's highest.
    """
    from plotly.graph_objects import Figure, Heatmap, Scatter

    low1, low2, high1, high2 = box
    top = float(maps[0][1].max()) ** 0.5
    figure = Figure()
    for i, (title, density, points, colour) in enumerate(maps):
        x, y = (f"{axis}{i + 1 if i else ''}" for axis in "xy")
        step1, step2 = (high1 - low1) / density.shape[1], (high2 - low2) / density.shape[0]
        figure.add_trace(
            Heatmap(
                z=np.sqrt(density), x0=low1 + step1 / 2, dx=step1, y0=low2 + step2 / 2, dy=step2, showscale=False,
                zmin=0, zmax=top, colorscale=DENSITY, hoverinfo="skip", xaxis=x, yaxis=y,
            )
        )  # fmt: skip
        dots = {"size": 6, "color": colour, "line": {"width": 1, "color": "white"}}  # seen on the density's blue
        figure.add_trace(
            Scatter(x=points[:, 0], y=points[:, 1], mode="markers", marker=dots, hoverinfo="skip", xaxis=x, yaxis=y)
        )
        left = i / len(maps)
        domain = [left + 0.03, left + 1 / len(maps) - 0.01]
        figure.update_layout({
            f"xaxis{x[1:]}": {"domain": domain, "anchor": y, "range": [low1, high1], "constrain": "domain",
                              "title": {"text": "x<sub>1</sub>", "standoff": 2}},
            f"yaxis{y[1:]}": {"anchor": x, "scaleanchor": x, "range": [low2, high2], "constrain": "domain",
                              "title": {"text": "x<sub>2</sub>" if not i else "", "standoff": 12}},
        })  # fmt: skip
        figure.add_annotation(
            text=f"<b>{title.replace(', ', ',<br>', 1)}</b>", showarrow=False, xref="paper", yref="paper",
            x=sum(domain) / 2, xanchor="center", y=1.01, yanchor="bottom",
        )  # fmt: skip
    figure.update_layout(margin={"l": 10, "r": 10, "t": 48, "b": 10}, showlegend=False)
    return figure
