"""Guidance, the average of the weights, and the published table beside ours: guesses, then what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code
from app.concepts.diffusion.before import before
from app.concepts.diffusion.curve_charts import measured_chart
from app.concepts.diffusion.curve_words import floor_of, made_of, measures, perfect
from app.concepts.diffusion.published import known, published
from app.concepts.diffusion.reruns import rerun_averaging, rerun_guidance
from app.concepts.diffusion.steps import PICTURES, POINTS
from app.ui.charts import show_chart
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.predict import after, answered, predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.diffusion import curve_records
from engines.diffusion.curve_records import Row, compare, curve, select

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ON = "diffusion_depth_on"
FIGURES = {"guidance": ("diversity", "frechet", "obeyed"), "averaging": ("distance", "score_error")}
GUIDANCE = {"part": "guidance", "on": "digits"}
AVERAGING = {"part": "ema", "on": "ring"}


def show(controls: DeltaGenerator) -> None:
    rows = curve_records.read()["rows"]
    topics = {"guidance": t("Guidance"), "averaging": t("Averaged weights"), "published": t("Published table")}
    with controls:
        on = choice(t("Topic"), topics, key=ON)
        if on in FIGURES:
            figures = {name: measures()[name].label for name in FIGURES[on]}
            name = choice(t("Figure"), figures, key=f"diffusion_{on}_figure")
    if on not in FIGURES:
        if answered(*POINTS, *PICTURES):
            published(rows)
        else:
            caption(t("The published table comes once you have guessed, or skipped, what “The number of steps” asks."))
            before("frechet")
        return
    if not answered(f"diffusion_predict_{on}"):
        before(name)
        return
    figure = (guidance_chart if on == "guidance" else averaging_chart)(rows, name)
    with st.container(key="fill-diffusion_curves"):
        show_chart(figure, key=f"diffusion_curves_{on}_{name}", fill=True)


def question() -> None:
    rows = curve_records.read()["rows"]
    if kept(ON) == "guidance":
        ask_guidance(rows)
    elif kept(ON) == "averaging":
        ask_averaging(rows)


def depth() -> None:
    """What is compared, how it was measured, and the form to measure it again."""
    rows, on = curve_records.read()["rows"], kept(ON)
    if on not in FIGURES:
        say(lesson("diffusion_curves_published"))
        if answered(*POINTS, *PICTURES):
            known(rows)
        return
    say(lesson(f"diffusion_curves_{on}"))
    if not after(f"diffusion_predict_{on}"):
        return
    if on == "guidance":
        steps = select(rows, **GUIDANCE)[0]["steps"]
        caption(f"{made_of(rows, GUIDANCE, 'pictures')} "
                   + t("DDIM, η = 0, {n} steps. Dotted: the same number of real pictures.", n=steps))  # fmt: skip
        rerun_guidance(rows)
    else:
        caption(made_of(rows, AVERAGING, "points"))
        rerun_averaging(rows)


# ---- guidance --------------------------------------------------------------------------------------------------------


def guidance_chart(rows: Sequence[Row], name: str) -> Figure:
    """Quality, obedience or variety against the strength of the guidance."""
    m = measures()[name]
    return measured_chart(
        {m.label: curve(rows, "guidance", name, **GUIDANCE)}, title=m.label.capitalize(), x=t("guidance"),
        floor=floor_of(rows, "digits", name)[0], perfect=perfect("digits"), log_x=False, percent=m.percent,
        legend=False,
    )  # fmt: skip


def ask_guidance(rows: Sequence[Row]) -> None:
    where = GUIDANCE
    strongest = max(row["guidance"] for row in select(rows, **where))
    weak, strong = ({**where, "guidance": w} for w in (1.0, strongest))
    d = compare(rows, "diversity", strong, weak)
    alike = t("More guidance makes pictures clearer and more alike.") if d.verdict == "second" else ""
    predict(
        key="diffusion_predict_guidance",
        question=t("Guidance {w} instead of 1. How different are two pictures of the same digit from each other?",
                   w=f"{strongest:g}"),
        answers={"more": t("More different"), "same": t("As different"), "less": t("Less different")},
        right={"first": "more", "second": "less", "same": "same"}[d.verdict],
        because=f"{alike} {guidance_told(rows, where, strongest)}",
    )  # fmt: skip


def guidance_told(rows: Sequence[Row], where: Row, strongest: float) -> str:
    parts = []
    for name in ("frechet", "obeyed", "diversity"):
        c, m = curve(rows, "guidance", name, **where), measures()[name]
        real = m.write(floor_of(rows, "digits", name)[0])
        parts.append(
            t("{what}: **{one}** at 1, **{strong}** at {w} (real pictures {real})", what=m.label,
              one=m.write(*c.at(1.0)), strong=m.write(*c.at(strongest)), w=f"{strongest:g}", real=real)
        )  # fmt: skip
    return t("Measured, mean ± standard error: {parts}.", parts="; ".join(parts))


# ---- the average of the weights --------------------------------------------------------------------------------------


def averaging_chart(rows: Sequence[Row], name: str) -> Figure:
    """The last weights against their running average, of the same training."""
    names = {"last": t("last weights"), "averaged": t("averaged weights")}
    lines = {label: curve(rows, "updates", name, **AVERAGING, weights=w) for w, label in names.items()}
    floor = floor_of(rows, "ring", name)[0] if name == "distance" else None
    return measured_chart(
        lines, title=measures()[name].label.capitalize(), x=t("updates of the network"), floor=floor,
        perfect=perfect("ring"), log_y=True,
    )  # fmt: skip


def ask_averaging(rows: Sequence[Row]) -> None:
    where = {"part": "ema", "on": "ring"}
    most = max(row["updates"] for row in select(rows, **where))
    last, averaged = ({**where, "weights": w, "updates": most} for w in ("last", "averaged"))
    d = compare(rows, "distance", averaged, last)
    predict(
        key="diffusion_predict_averaging",
        question=t("The same training, {n} updates. Whose samples are closer to the true distribution?", n=f"{most:,}"),
        answers={"averaged": t("Those of the averaged weights"), "last": t("Those of the last weights"),
                 "same": t("No difference")},
        right={"first": "averaged", "second": "last", "same": "same"}[d.verdict],
        because=averaging_told(rows, where, most),
    )  # fmt: skip


def averaging_told(rows: Sequence[Row], where: Row, most: int) -> str:
    parts = []
    for name in ("distance", "score_error"):
        m = measures()[name]
        last, averaged = (curve(rows, "updates", name, **where, weights=w).at(most) for w in ("last", "averaged"))
        parts.append(
            t("{what}: last **{last}**, averaged **{averaged}**, so {times} times smaller", what=m.label,
              last=m.write(*last), averaged=m.write(*averaged), times=f"{last[0] / averaged[0]:.1f}")
        )  # fmt: skip
    return t("Measured, mean ± standard error: {parts}.", parts="; ".join(parts))


EXPERIMENT = Experiment("depth", lambda: t("Finer points"), "diffusion_depth", show, question, depth, code=code.depth)
