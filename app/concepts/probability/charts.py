"""Charts of /probability."""

from __future__ import annotations

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
        scene={"xaxis_title": "x₁", "yaxis_title": "x₂", "zaxis_title": "p(x)"},
    )  # fmt: skip
    return figure
