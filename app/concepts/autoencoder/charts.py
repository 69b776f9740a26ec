"""Charts of /autoencoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from app.ui.charts import ABOVE, DASHES
from app.ui.colours import AE, REAL, RULE, VAE
from app.ui.language import t

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from engines.autoencoder.sweep import Sweep


def spectrum_chart(frequency: np.ndarray, power: Mapping[str, np.ndarray]) -> Figure:
    """Energy against fineness, a line per maker: frequency (k,), cycles per pixel; power (k,) of each ring."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for (label, values), colour, dash in zip(power.items(), (REAL, AE, VAE, VAE), DASHES, strict=False):
        figure.add_scatter(
            x=frequency, y=values, name=label, mode="lines", line={"dash": dash, "width": 3, "color": colour}
        )
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10}, legend=ABOVE,
        showlegend=True,
    )  # fmt: skip
    figure.update_xaxes(title=t("fineness: waves per pixel"), range=[0, 0.5])
    figure.update_yaxes(title=t("energy"), type="log", dtick=1, exponentformat="power")
    figure.add_vline(x=0.25, line_color=RULE, line_width=1, line_dash="dot")
    return figure


def sweep_chart(found: Sweep, name: str, title: str) -> Figure:
    """A measured figure against beta: mean over seeds, with its standard error."""
    import plotly.graph_objects as go

    points = [found.figure(name, beta) for beta in found.betas]
    bars = {"type": "data", "array": [error for _, error in points], "thickness": 1.6, "width": 5}
    labels = [f"{beta:g}" for beta in found.betas]
    figure = go.Figure(
        go.Scatter(x=labels, y=[mean for mean, _ in points], error_y=bars, mode="markers+lines", line_color=VAE)
    )
    figure.update_layout(height=190, margin={"l": 10, "r": 10, "t": 10, "b": 10})
    figure.update_xaxes(title=t("β (0: the AE)"), type="category")
    figure.update_yaxes(title=title, rangemode="tozero")
    return figure
