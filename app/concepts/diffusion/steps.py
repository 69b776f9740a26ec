"""How many steps back from noise are needed, and with which sampler: guesses first, then what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code
from app.concepts.diffusion.before import before
from app.concepts.diffusion.curve_charts import measured_chart
from app.concepts.diffusion.curve_words import (
    FEW,
    NOISY,
    Measure,
    between,
    floor_of,
    made_of,
    measures,
    perfect,
    sampler_labels,
    side,
    sides,
    told,
    unlike,
    winner,
)
from app.concepts.diffusion.published import as_known
from app.concepts.diffusion.rerun import rerun
from app.live.world.choice import world_names
from app.ui.charts import show_chart
from app.ui.code import on_stage
from app.ui.controls import choice, pick
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.predict import after, answered, predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.diffusion import curve_records
from engines.diffusion.curve_records import Row, curve, select, shared

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

POINTS = ("diffusion_predict_few", "diffusion_predict_many")
PICTURES = ("diffusion_predict_pictures",)
ON = "diffusion_steps_on"


def show(controls: DeltaGenerator) -> None:
    rows = curve_records.read()["rows"]
    with controls:
        on = choice(t("Measured on"), {"points": t("Points"), "digits": t("Pictures of digits")}, key=ON)
        if on == "digits":
            where, name = {"part": "steps", "on": "digits", "by": "network"}, "frechet"
        else:
            where, name = points_asked(rows)
    on_stage(curve=(dict(where), name))
    if not answered(*(PICTURES if on == "digits" else POINTS)):
        before(name)
        return
    with st.container(key="fill-diffusion_curves"):
        show_chart(steps_chart(rows, where, measures()[name]), key=f"diffusion_curves_{name}", fill=True)


def points_asked(rows: Sequence[Row]) -> tuple[Row, str]:
    """Which world, whose answers and which figure; the ring's, until the guesses are made."""
    if not answered(*POINTS):
        return {"part": "steps", "on": "ring", "by": "network"}, "off"
    there = {row["on"] for row in select(rows, part="steps", by="network")}
    worlds = {name: label for name, label in world_names().items() if name in there}
    with st.container(horizontal=True, gap="small"):
        on = pick(t("World"), {"ring": worlds["ring"]} | worlds, key="diffusion_curves_world", width=150)
        kinds = {"network": t("The trained network"), "exact": t("The exact answer")}
        there = {row["by"] for row in select(rows, part="steps", on=on)}
        by = pick(t("Who takes the noise away?"), {k: v for k, v in kinds.items() if k in there},
                  key=f"diffusion_curves_by_{on}", width=190)  # fmt: skip
    name = choice(t("Figure"), {name: measures()[name].label for name in ("off", "distance")},
                  key="diffusion_curves_figure")  # fmt: skip
    return {"part": "steps", "on": on, "by": by}, name


def steps_chart(rows: Sequence[Row], where: Row, measure: Measure) -> Figure:
    """Quality against network evaluations, a line per sampler, and the floor."""
    lines = {
        label: curve(rows, "evaluations", measure.name, **where, sampler=name)
        for name, label in sampler_labels().items()
    }
    return measured_chart(
        {label: c for label, c in lines.items() if len(c.x)}, title=measure.label.capitalize(),
        x=t("network evaluations per sample"), floor=floor_of(rows, where["on"], measure.name)[0],
        perfect=perfect(where["on"]), log_y=True, percent=measure.percent,
    )  # fmt: skip


def question() -> None:
    rows = curve_records.read()["rows"]
    (ask_pictures if kept(ON) == "digits" else ask_points)(rows)


def ask_points(rows: Sequence[Row]) -> None:
    """Two guesses whose right answers are what was measured."""
    where, measure = {"part": "steps", "on": "ring", "by": "network"}, measures()["off"]
    most = max(shared(rows, "sampler", ("eta-0", *NOISY), "budget", **where))
    few, many = (winner(rows, where, measure, n) for n in (FEW, most))
    predict(
        key="diffusion_predict_few",
        question=t("Only {n} steps back from noise. Which way leaves fewer samples where no data are?", n=FEW),
        answers=sides(),
        right=few,
        because=f"{lesson('diffusion_curves_few') if few == 'quiet' else unlike()} "
        f"{told(rows, where, measure, FEW, ('eta-0', *NOISY))}",
    )
    predict(
        key="diffusion_predict_many",
        question=t("And with {n} steps?", n=f"{most:,}"),
        answers=sides(),
        right=many,
        because=f"{lesson('diffusion_curves_many') if many == 'noisy' else unlike()} "
        f"{told(rows, where, measure, most, ('eta-0', *NOISY))}",
    )


def ask_pictures(rows: Sequence[Row]) -> None:
    """The same samplers on the shipped model of digits."""
    where, measure = {"part": "steps", "on": "digits", "by": "network"}, measures()["frechet"]
    much, some = (between(rows, where, measure, FEW, "eta-0", noisy) for noisy in ("ddpm-large", "eta-1"))
    figures = told(rows, where, measure, FEW, ("eta-0", *NOISY, "heun"))
    other = t("η = 0 against η = 1, with {n} steps: {verdict}.", n=FEW, verdict=as_known(some, "eta-1", FEW))
    predict(
        key="diffusion_predict_pictures",
        question=t("Digits, {n} steps: DDIM without new noise, or DDPM with its larger noise. Whose pictures are closer"
                   " to real ones?", n=FEW),
        answers=sides(),
        right=side(much),
        because=f"{unlike() if side(much) != 'quiet' else ''} {figures} {other}",
    )  # fmt: skip


def depth() -> None:
    """What the words mean, how it was measured, and the form to measure again."""
    rows = curve_records.read()["rows"]
    say(lesson("diffusion_curves"))
    if kept(ON) == "digits":
        say(lesson("diffusion_curves_pictures"))
        if answered(*PICTURES):
            caption(made_of(rows, {"part": "steps", "on": "digits", "by": "network"}, "pictures"))
        return
    if after(*POINTS):
        say(lesson("diffusion_curves_points"))
        caption(made_of(rows, {"part": "steps", "on": "ring", "by": "network"}, "points"))
        rerun(rows)


EXPERIMENT = Experiment(
    "steps", lambda: t("The number of steps"), "diffusion_steps", show, question, depth, code=code.steps
)
