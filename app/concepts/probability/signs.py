"""Probability and density, nat and bit: a bell that gets higher than 1, and the area under it that never does."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code
from app.ui.charts import ABOVE, show_chart
from app.ui.colours import RULE
from app.ui.controls import amount
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import readable
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.core import Bounds

WIDTH, REACH = Bounds(0.05, 1.5), Bounds(0.05, 2.0)
SEEN = 3.0  # half of what is drawn of the axis


def show(controls: DeltaGenerator) -> None:
    with controls:
        sd = amount(t("Width of the bell, σ"), WIDTH, key="probability_signs_width", default=0.2)
        reach = amount(t("Reach of the shaded part, ±"), REACH, key="probability_signs_reach", default=0.2)
    chance = inside(reach, sd)
    figures = {
        t("Density at the top"): readable(height(0.0, sd)),
        t("Probability of the shaded part"): f"{100 * chance:.1f} %",
        t("Surprise in bits"): readable(bits(chance)),
        t("Surprise in nats"): readable(max(0.0, -math.log(chance))),
    }
    with st.container(key="fill-wide-probability_signs"):
        show_chart(bell(sd, reach), key="probability_signs_bell", fill=True)
    with st.container(horizontal=True, gap="medium", key="probability_signs_figures"):
        for name, value in figures.items():
            st.metric(name, value, width="content")


def inside(reach: float, sd: float) -> float:
    """The probability of the shaded part."""
    return math.erf(reach / sd / math.sqrt(2))


def bits(chance: float) -> float:
    return max(0.0, -math.log2(chance))


def height(x: float | np.ndarray, sd: float) -> float | np.ndarray:
    return np.exp(-((x / sd) ** 2) / 2) / (sd * math.sqrt(2 * math.pi))


def bell(sd: float, reach: float) -> object:
    from plotly.graph_objects import Figure, Scatter

    x, inside = np.linspace(-SEEN, SEEN, 601), np.linspace(-reach, reach, 201)
    chart = Figure()
    chart.add_trace(Scatter(
        x=inside, y=height(inside, sd), fill="tozeroy", mode="lines", line={"width": 0}, name=t("probability: the area")
    ))  # fmt: skip
    chart.add_trace(Scatter(x=x, y=height(x, sd), mode="lines", line={"width": 3}, name=t("density: the height")))
    chart.add_hline(1.0, line={"dash": "dot", "color": RULE})
    chart.update_layout(margin={"t": 10, "r": 12, "b": 10}, legend=ABOVE)
    chart.update_xaxes(title_text="x").update_yaxes(title_text="p(x)", rangemode="tozero")
    return chart


def question() -> None:
    chance = inside(kept("probability_signs_reach"), kept("probability_signs_width"))
    predict(
        key="probability_predict_bit",
        question=t("A part that is only half as likely as the shaded one: how surprising is it to land there?"),
        answers={"one": t("One bit more"), "double": t("Twice as many bits"), "half": t("Half as many bits")},
        right=surprise_of_half(chance),
        because=t(
            "The shaded part has {p} %: {bits} bits. Half of that is {half} %: {more} bits. Whatever is half as likely"
            " costs one bit more; whatever is 2.7 times less likely, one nat more.",
            p=f"{100 * chance:.1f}", bits=readable(bits(chance)), half=f"{50 * chance:.1f}",
            more=readable(bits(chance / 2)),
        ),
    )  # fmt: skip


def surprise_of_half(chance: float) -> str:
    """What becomes of the surprise when a probability is halved."""
    before = bits(chance)
    guesses = {"one": before + 1, "double": 2 * before, "half": before / 2}
    return min(guesses, key=lambda name: abs(guesses[name] - bits(chance / 2)))


def depth() -> None:
    say(lesson("probability_signs_depth"))


EXPERIMENT = Experiment("signs", lambda: t("The signs"), "probability_signs", show, question, depth, code=code.signs)
