"""Charts of the comparison: quality against sampling time, and every score of every model at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.charts import log_axis, one_two_five
from app.ui.claims import measures as metrics
from app.ui.claims.paths import draw_floor, quality
from app.ui.colours import RULE
from app.ui.language import t
from app.ui.names import maker_names
from engines.comparison.claims import Figure, Figures
from engines.comparison.models import MODELS, POINTS, family, kind_of
from engines.measures.score_names import PICTURE_SCORES, POINT_SCORES, Measure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as Chart


AXES = {
    "points": ("sliced_wasserstein", "modes", "hq", "mode_kl", "precision", "recall", "coverage", "diversity",
               "memorisation", "reverse_kl_knn"),
    "pictures": ("frechet", "precision", "recall", "coverage", "sharpness", "class_kl", "diversity", "memorisation"),
}  # fmt: skip


def symbol(model: str) -> str:
    """Hollow where the weights were trained for long."""
    return MODELS[family(model)].symbol + ("" if model in MODELS else "-open")


def against_time(data: str, found: Figures, models: list[str]) -> Chart:
    """Quality (low is good) over the time for 1,000 samples, a mark per model, with standard errors and the floor."""
    import plotly.graph_objects as go

    y, x, names = quality(data), "sample_seconds", maker_names()
    chart, floors = go.Figure(), []
    for model in models:
        time, score = found.get((model, x)), found.get((model, y))
        if time is None or score is None or time.mean is None or score.mean is None:
            continue
        floors += [score.floor] if score.floor else []
        chart.add_scatter(
            x=[time.mean], y=[score.mean], mode="markers+text", text=[names[model]], name=names[model],
            textposition=MODELS[family(model)].place, cliponaxis=False,
            error_x={"array": [time.standard_error], "thickness": 1.4},
            error_y={"array": [score.standard_error], "thickness": 1.4},
            marker={"size": 13, "color": MODELS[family(model)].colour, "symbol": symbol(model)},
            hovertemplate=f"{names[model]}<br>{metrics.written(x, time)}<br>{metrics.written(y, score)}<extra></extra>",
        )  # fmt: skip
    if floors:
        draw_floor(chart, floors[0], below=True)
    chart.update_xaxes(type="log", title_text=t("Seconds for 1,000 samples"), dtick=1, exponentformat="power")
    chart.update_yaxes(
        **log_axis(one_two_five([m for trace in chart.data for m in trace.y] + floors)),
        title_text=t("{measure} (lower is better)", measure=metrics.name(y)),
    )
    chart.update_layout(height=430, margin={"l": 60, "r": 30, "t": 30, "b": 50}, showlegend=False)
    return chart


def short_of(measure: Measure, figure: Figure) -> float:
    """How far a score falls short of what perfect samples score, 0 or more, in the measure's unit."""
    away = figure.mean - figure.floor
    if measure.better == "near-floor":
        return abs(away)
    return max(0.0, -away if measure.better == "high" else away)


def normalised(data: str, found: Figures, models: list[str]) -> dict[str, dict[str, float]]:
    """metric -> model -> 1 as perfect samples, 0 as the model that falls shortest of them."""
    known = POINT_SCORES if data in POINTS else PICTURE_SCORES
    out: dict[str, dict[str, float]] = {}
    for metric in AXES[kind_of(data)]:
        have = {m: found[m, metric] for m in models if (m, metric) in found}
        short = {
            m: short_of(known[metric], f) for m, f in have.items() if f.mean is not None and f.floor is not None
        }  # fmt: skip
        if short:
            worst = max(short.values())
            out[metric] = {m: 1 - s / worst if worst else 1.0 for m, s in short.items()}
    return out


def all_scores(data: str, found: Figures, models: list[str]) -> Chart:
    """Parallel coordinates, a row per measure: right is perfect, left the model that falls shortest."""
    import plotly.graph_objects as go

    scores, names = normalised(data, found, models), maker_names()
    rows, chart = list(scores), go.Figure()
    for model in models:
        mine = [m for m in rows if model in scores[m]]
        hover = [f"{names[model]}<br>{metrics.name(m)}: {metrics.written(m, found[model, m])}" for m in mine]
        chart.add_scatter(
            x=[scores[m][model] for m in mine], y=[metrics.name(m) for m in mine], name=names[model],
            mode="lines+markers", line={"color": MODELS[model].colour, "width": 2},
            marker={"size": 10, "color": MODELS[model].colour, "symbol": symbol(model)}, text=hover, hoverinfo="text",
        )  # fmt: skip
    chart.add_vline(x=1, line_color=RULE, line_dash="dot", line_width=1.5)
    ends = {"tickvals": [0, 1], "ticktext": [t("worst here"), t("perfect samples")]}
    chart.update_xaxes(range=[-0.08, 1.08], zeroline=False, **ends)
    order = [metrics.name(m) for m in rows]
    chart.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=order)
    chart.update_layout(
        height=90 + 42 * len(rows), margin={"l": 10, "r": 55, "t": 10, "b": 30},
        legend={"orientation": "h", "y": -0.14, "yanchor": "top"},
    )  # fmt: skip
    return chart


def points_chart(points: np.ndarray, title: str, colour: str) -> Chart:
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
