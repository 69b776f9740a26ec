"""Plotly charts of measured curves: means with standard errors over seeds, and the floor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.ui.charts import ABOVE, log_axis, one_two_five
from engines.diffusion.curve_records import Curve

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Colour, line and mark: seen on light and on dark, and told apart without colours, too.
STYLES = (
    ("#228be6", "solid", "circle"), ("#15aabf", "dash", "square"), ("#f08c00", "dot", "diamond"),
    ("#e03131", "dashdot", "triangle-up"), ("#40c057", "longdash", "x"),
)  # fmt: skip
NEUTRAL = "#868e96"
UNDER = 8  # px: wide enough to be seen on both sides of the line that lies on it
COVERED = 0.01  # of the height


def measured_chart(
    curves: Mapping[str, Curve], *, title: str, x: str, floor: float | None = None, perfect: str = "",
    log_x: bool = True, log_y: bool = False, percent: bool = False, legend: bool = True,
) -> Figure:  # fmt: skip
    """Lines named by `curves`, error bars of one standard error; `floor` is what `perfect` scores."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for (colour, dash, symbol), (name, c) in zip(STYLES, curves.items(), strict=False):
        bars = {"type": "data", "array": c.error, "thickness": 1.4, "width": 4}
        figure.add_scatter(
            x=c.x, y=c.mean, error_y=bars, name=name, mode="lines+markers", line={"dash": dash, "color": colour},
            marker={"size": 7, "color": colour, "symbol": symbol},
        )  # fmt: skip
    xs = sorted({float(v) for c in curves.values() for v in c.x})
    if floor is not None and xs:
        line = {"color": NEUTRAL, "dash": "dot", "width": 2}
        figure.add_scatter(x=[xs[0], xs[-1]], y=[floor, floor], name=perfect, mode="lines", line=line)
    figure.update_xaxes(title_text=x, **(log_axis(apart(xs)) if log_x else {"tickvals": xs}))
    figure.update_yaxes(tickformat=".0%" if percent else None)
    if log_y:
        drawn = [v for c in curves.values() for v in c.mean] + ([floor] if floor else [])
        figure.update_yaxes(**log_axis(one_two_five(drawn), percent=percent))
    figure.update_layout(
        height=430 if legend else 320, margin={"l": 10, "r": 10, "t": 40, "b": 10}, showlegend=legend,
        title={"text": title, "font_size": 15}, legend={"orientation": "h", "y": -0.22, "yanchor": "top"},
    )  # fmt: skip
    return figure


def apart(values: Sequence[float]) -> list[float]:
    """Those of rising values that are 1.3 times the one before or more: names of closer ones would overlap."""
    return [v for v, after in zip(values, [*values[1:], math.inf], strict=True) if after > 1.3 * v]


def schedule_chart(lines: dict[str, np.ndarray], unit: str) -> Figure:
    """What is left of the signal over the share of the walk, a line per schedule; one under another is wide."""
    import plotly.graph_objects as go

    figure, drawn = go.Figure(), list(lines.values())
    for i, ((colour, dash, _), (name, v)) in enumerate(zip(STYLES, lines.items(), strict=True)):
        under = any(covers(other, v) for other in drawn[i + 1 :])
        line = {"dash": "solid" if under else dash, "color": colour, "width": UNDER if under else 2.5}
        figure.add_scatter(x=np.linspace(0, 1, len(v)), y=v, name=name, line=line)
    figure.update_layout(
        height=320, margin={"l": 40, "r": 10, "t": 10, "b": 40}, xaxis_title="t / T", yaxis_title=unit, legend=ABOVE
    )
    return figure


def covers(line: np.ndarray, other: np.ndarray) -> bool:
    """Whether two lines over the same stretch would be seen as one along most of it."""
    at = np.linspace(0, 1, 201)
    one, two = (np.interp(at, np.linspace(0, 1, len(v)), v) for v in (line, other))
    return float(np.nanmedian(np.abs(one - two))) < COVERED * float(np.nanmax([one, two]) - np.nanmin([one, two]))
