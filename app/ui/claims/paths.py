"""The way of the two GANs through their trainings: the textbook's "unstable", not only at the end."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from app.ui.charts import ABOVE, log_axis, one_two_five
from app.ui.claims import measures as metrics
from app.ui.colours import RULE
from app.ui.language import t
from app.ui.names import maker_names
from engines.comparison.budgets import FAKES
from engines.comparison.claims import QUALITY
from engines.comparison.models import MODELS, POINTS, kind_of
from engines.comparison.rises import GANS, rises
from engines.measures import extractor

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as Chart

    from engines.comparison.results import Curves, Results


def quality(data: str) -> str:
    """The measure of quality that charts are drawn of."""
    return QUALITY[kind_of(data)][0]


def draw_floor(chart: Chart, floor: float, *, below: bool) -> None:
    """What perfect samples score, across a chart whose values stand on a logarithmic axis."""
    chart.add_hline(y=floor, line_color=RULE, line_dash="dot", line_width=1.5)
    shift = -10 if below else 10
    where = {"x": 0.6, "xref": "paper", "y": log10(floor), "yshift": shift}  # such an axis wants the exponent
    chart.add_annotation(**where, text=t("perfect samples"), showarrow=False)


def paths_of(data: str, found: Results) -> Curves:
    """The trainings of GANs on these data whose path is known."""
    return {key: curve for key, curve in found.curves.items() if key[0] == data and key[1] in GANS}


def about_paths(data: str, found: Results) -> str:
    """What a line is, and by how much the trainings went back on themselves."""
    every, *_ = next(iter(paths_of(data, found).values()))[0]
    said = t("A line is one training, measured every {n} steps with samples of always the same noise.", n=every)
    names = maker_names()
    shares = [
        f"{names[model]} {metrics.with_error(metric, figure.mean, figure.standard_error)}"
        for (model, metric), figure in rises(found.curves, data).items()
    ]
    rose = t(
        "From one look to the next the distance rose on average, a fall counted as none, by: {shares}.",
        shares=", ".join(shares),
    )
    return f"{said} {rose}"


def floor_of_looks(data: str, found: Results) -> float:
    """What perfect samples score, as many as a training was looked at with."""
    return found.floors[data, quality(data)].mean if data in POINTS else extractor.floor(data, FAKES).mean


def paths(data: str, found: Results) -> Chart:
    """How the distance of the two GANs fell, and rose again, through each of their trainings; a line each, and what
    perfect samples score."""
    import plotly.graph_objects as go

    chart, names, measure = go.Figure(), maker_names(), quality(data)
    for (_, model, seed), curve in paths_of(data, found).items():
        steps, distance = zip(*curve, strict=True)
        chart.add_scatter(
            x=steps, y=distance, mode="lines", name=names[model], legendgroup=model, showlegend=seed == 0,
            line={"color": MODELS[model].colour, "width": 1.5}, opacity=0.75,
            hovertemplate=f"{names[model]} {seed}<br>%{{x}}: %{{y:.3g}}<extra></extra>",
        )  # fmt: skip
    floor = floor_of_looks(data, found)
    draw_floor(chart, floor, below=False)
    chart.update_xaxes(title_text=t("Training steps"))
    title = t("{measure} (lower is better)", measure=metrics.name(measure))
    chart.update_yaxes(
        **log_axis(one_two_five([floor, *(y for trace in chart.data for y in trace.y)])), title_text=title
    )
    chart.update_layout(margin={"l": 60, "r": 30, "t": 30, "b": 50}, legend=ABOVE)
    return chart
