"""Do drawn postcards follow the joint table? What a classifier reads in them, beside the table itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.concepts.diffusion.composed import composed
from app.concepts.diffusion.curve_charts import NEUTRAL, STYLES
from app.ui.charts import ABOVE, show_chart
from app.ui.language import t
from app.ui.names import factor_names
from app.ui.numbers import number, share_of
from app.ui.terms import say
from engines.data.postcards import table as postcards_table
from engines.data.postcards.factors import KINDS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def read_back(test: dict[str, Any]) -> None:
    """How many of 10,000 drawn postcards show what was asked for, and whether their combinations follow the table."""
    st.header(t("Do the postcards show what was asked for?"))
    kl, names = test["joint_kl"], factor_names()
    say(
        t("{n} postcards were asked for by subject, colour, background and style, as often as the table has them. An"
          " independent classifier reads what was drawn. All four are as asked in **{all}** (of real postcards:"
          " {real}); one by one: {each}. All combinations together: {kl} nats from the table (Kullback-Leibler"
          " divergence); fresh real postcards, read in the same way, {floor}.",
          n=f"{test['images']:,}",
          all=share_of(test["as_asked"]["all"]), real=share_of(test["real"]["as_asked"]["all"]),
          each=", ".join(f"{title} {share_of(test['as_asked'][kind])}" for kind, (title, _) in names.items()),
          kl=f"{kl['value']:.3f}", floor=f"{kl['floor']['mean']:.3f}")
    )  # fmt: skip
    held = test["held_out"]
    say(
        t("No training picture shows a black cat at sunset. Asked for one, the model draws it in {requested} of {m}"
          " pictures; asked for nothing, in {unasked}. In the table it has {table} %.",
          requested=share_of(held["requested"]), unasked=share_of(held["unasked"]),
          m=f"{held['requested']['images']:,}", table=f"{100 * held['table']:.0f}")
    )  # fmt: skip
    composed()
    (name, points), (other, rest) = farthest(test["off"]), farthest(test["taught"]["off"])
    say(
        t("Of all shares below, that of “{name}” is farthest from what was asked for: {points} points. Where black cats"
          " at sunset are asked for, mostly mountains are drawn. Without those requests “{other}” is farthest, by"
          " {rest} points, and all four are as asked in {all}.",
          name=name, points=points, other=other, rest=rest, all=share_of(test["taught"]["as_asked"]["all"]))
    )  # fmt: skip
    shown = list(names.items())
    for pair in (shown[:2], shown[2:]):
        for column, (factor, (title, names)) in zip(st.columns(2), pair, strict=True):
            chart = shares_chart(title, names, postcards_table.DEFAULT.marginal(factor), test["readback"][factor])
            show_chart(chart, key=f"diffusion_read_{factor}", on=column)


def farthest(off: dict[str, Any]) -> tuple[str, str]:
    """The name, as people call it, whose share is farthest from what was asked for, and by how many points."""
    kind, name = off["name"].split(" ", 1)
    return factor_names()[kind][1][KINDS[kind].index(name)], number(off["points"], 1)


def shares_chart(title: str, names: list[str], table: Sequence[float], drawn: Sequence[float]) -> Figure:
    """Two bars for each kind: its share in the table and among what was drawn."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for label, shares, colour, shape in (
        (t("the table"), table, NEUTRAL, "/"), (t("read in samples"), drawn, STYLES[0][0], ""),
    ):  # fmt: skip
        marker = {"color": colour, "pattern": {"shape": shape}}  # told apart without colours, too
        figure.add_bar(x=names, y=list(shares), name=label, marker=marker)
    figure.update_layout(
        height=260, margin={"l": 10, "r": 10, "t": 40, "b": 10}, barmode="group", bargap=0.25,
        title={"text": title, "font_size": 15}, yaxis={"tickformat": ".0%"},
        legend=ABOVE | {"x": 1, "xanchor": "right"},
    )  # fmt: skip
    return figure
