"""Charts of /classical."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.colours import REAL, TRUTH
from app.ui.language import t
from engines.statistics import mean_and_error

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

LEVEL = "#868e96"  # of the truth, seen on both themes


def counts_charts(result: dict[str, np.ndarray]) -> tuple[Figure, Figure]:
    """K against log-likelihood (train, held_out; truth) and against BIC, means and standard errors over the seeds."""
    import plotly.graph_objects as go

    k, truth = result["k"], float(result["truth"].mean())
    line = {"dash": "dot", "color": LEVEL}
    level = go.Scatter(x=k, y=[truth] * len(k), name=t("The true distribution"), mode="lines", line=line)
    left = go.Figure([
        over_seeds(k, result["train"], t("Training points"), REAL),
        over_seeds(k, result["held_out"], t("Fresh points"), TRUTH, best="max", dash="dash"),
        level,
    ])  # fmt: skip
    right = go.Figure(over_seeds(k, result["bic"], "BIC", REAL, best="min"))
    for figure, title in (
        (left, t("Log-likelihood (nats per point)")),
        (right, t("BIC per point (smaller is better)")),
    ):
        figure.update_xaxes(title_text="K")
        figure.update_layout(
            margin={"l": 10, "r": 10, "t": 40, "b": 70}, title={"text": title, "font_size": 15},
            legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom"},  # below K, however low
        )  # fmt: skip
    return left, right


def over_seeds(
    x: np.ndarray, values: np.ndarray, name: str, colour: str, *, best: str = "", dash: str = "solid"
) -> Scatter:
    """Means of values (seeds, m) with standard errors, as a line; `best`, max or min, is marked by a larger dot."""
    from plotly.graph_objects import Scatter

    mean, error = mean_and_error(values)
    found = {"max": mean.argmax(), "min": mean.argmin()}.get(best)
    sizes = [14 if i == found else 7 for i in range(len(mean))]
    return Scatter(
        x=x, y=mean, name=name, error_y={"array": error, "thickness": 1.4}, mode="lines+markers",
        line={"dash": dash, "color": colour}, marker={"size": sizes, "color": colour},
    )  # fmt: skip
