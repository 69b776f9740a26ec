"""Charts of /classical."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.ui.colours import FAKE, REAL, TRUTH
from app.ui.language import t
from engines.statistics import mean_and_error

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter


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
            margin={"l": 10, "r": 10, "t": 40, "b": 10}, title={"text": title, "font_size": 15},
            legend={"orientation": "h", "y": -0.25},
        )  # fmt: skip
    return left, right


def points_chart(
    points: np.ndarray, box: Sequence[float], *, fresh: np.ndarray | None = None, lonely: np.ndarray | None = None
) -> Figure:
    """Training points (n, 2) and what is fresh of the same world, (m, 2); a ring around a lonely one, (2,)."""
    import plotly.graph_objects as go

    figure = go.Figure()
    if fresh is not None:
        figure.add_scatter(
            x=fresh[:, 0], y=fresh[:, 1], mode="markers", name=t("Fresh points"), hoverinfo="skip",
            marker={"size": 5, "color": TRUTH, "opacity": 0.5},
        )  # fmt: skip
    figure.add_scatter(
        x=points[:, 0], y=points[:, 1], mode="markers", name=t("Training points"), hoverinfo="skip",
        marker={"size": 7, "color": REAL},
    )  # fmt: skip
    if lonely is not None:
        figure.add_scatter(
            x=lonely[:1], y=lonely[1:], mode="markers", name=t("Here one hill starts, tightly"), hoverinfo="skip",
            marker={"size": 26, "color": FAKE, "symbol": "circle-open", "line": {"width": 3}},
        )  # fmt: skip
    low1, low2, high1, high2 = box
    figure.update_xaxes(title_text="x<sub>1</sub>", range=[low1, high1], constrain="domain")
    figure.update_yaxes(title_text="x<sub>2</sub>", range=[low2, high2], scaleanchor="x", constrain="domain")
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "itemsizing": "constant"},
    )
    return figure


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
