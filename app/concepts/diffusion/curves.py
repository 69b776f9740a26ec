"""Measured curves on the /diffusion page: steps against quality, guidance, the average of the weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app.concepts.diffusion.curve_charts import measured_chart
from app.concepts.diffusion.curve_words import (
    FEW,
    NOISY,
    Measure,
    between,
    enough,
    floor_of,
    made_of,
    measures,
    perfect,
    sampler_labels,
    side,
    sides,
    told,
    winner,
)
from app.concepts.diffusion.published import as_known, published
from app.concepts.diffusion.rerun import rerun
from app.concepts.diffusion.reruns import rerun_averaging, rerun_guidance
from app.live.world.choice import world_names
from app.ui.charts import show_chart
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.predict import after, predict
from engines.diffusion import curve_records
from engines.diffusion.curve_records import Row, compare, curve, select, shared

STEPS = ("diffusion_predict_few", "diffusion_predict_many", "diffusion_predict_pictures")


def curves() -> Callable[[], None]:
    """Everything that was measured, as far as it is in the record. Returns what fills in the forms to measure again:
    to be called last, so that all the page is there while one of them measures."""
    rows = curve_records.read()["rows"]
    st.header(t("How many steps does it take?"))
    st.markdown(lesson("diffusion_curves"))
    forms = [(st.container(), rerun)] if point_part(rows) else []
    if enough(rows, "digits"):
        picture_part(rows)
    if after(*STEPS):
        published(rows)
    if select(rows, part="guidance") and guidance_part(rows):
        forms.append((st.container(), rerun_guidance))
    if select(rows, part="ema") and averaging_part(rows):
        forms.append((st.container(), rerun_averaging))

    def fill() -> None:
        for place, form in forms:
            with place:
                form(rows)

    return fill


# ---- steps -----------------------------------------------------------------------------------------------------------


def point_part(rows: Sequence[Row]) -> bool:
    """Points, where the truth is known: two guesses, then the curves, if they may be seen."""
    where = {"part": "steps", "on": "ring", "by": "network"}
    most = max(shared(rows, "sampler", ("eta-0", *NOISY), "budget", **where))
    if not ask_few_and_many(rows, where, measures()["off"], most):
        return False
    with st.container(horizontal=True, gap="medium"):
        there = {row["on"] for row in select(rows, part="steps", by="network")}
        worlds = {name: label for name, label in world_names().items() if name in there}
        on = choice(t("World"), {"ring": worlds["ring"]} | worlds, key="diffusion_curves_world")
        kinds = {"network": t("The trained network"), "exact": t("The exact answer")}
        there = {row["by"] for row in select(rows, part="steps", on=on)}
        by = choice(t("Who takes the noise away?"), {k: v for k, v in kinds.items() if k in there},
                    key=f"diffusion_curves_by_{on}")  # fmt: skip
    for column, name in zip(st.columns(2), ("off", "distance"), strict=True):
        show_chart(steps_chart(rows, {"part": "steps", "on": on, "by": by}, measures()[name]),
                   key=f"diffusion_curves_{name}", on=column)  # fmt: skip
    st.caption(made_of(rows, {"part": "steps", "on": on, "by": by}, "points"))
    st.markdown(lesson("diffusion_curves_points"))
    return True


def picture_part(rows: Sequence[Row]) -> None:
    """The same samplers on the shipped model of digits."""
    st.subheader(t("The same on pictures"))
    st.markdown(lesson("diffusion_curves_pictures"))
    where, measure = {"part": "steps", "on": "digits", "by": "network"}, measures()["frechet"]
    much, some = (between(rows, where, measure, FEW, "eta-0", noisy) for noisy in ("ddpm-large", "eta-1"))
    figures = told(rows, where, measure, FEW, ("eta-0", *NOISY, "heun"))
    other = t("η = 0 against η = 1, with {n} steps: {verdict}.", n=FEW, verdict=as_known(some, "eta-1", FEW))
    asked = predict(
        key="diffusion_predict_pictures",
        question=t("Digits, {n} steps: DDIM without new noise, or DDPM with its larger noise. Whose pictures are closer"
                   " to real ones?", n=FEW),
        answers=sides(),
        right=side(much),
        because=f"{unlike() if side(much) != 'quiet' else ''} {figures} {other}",
    )  # fmt: skip
    if asked:
        show_chart(steps_chart(rows, where, measure), key="diffusion_curves_frechet")
        st.caption(made_of(rows, where, "pictures"))


def ask_few_and_many(rows: Sequence[Row], where: Row, measure: Measure, most: int) -> bool:
    """Two guesses, whose right answers are what was measured; whether both have been told."""
    few, many = (winner(rows, where, measure, n) for n in (FEW, most))
    first = predict(
        key="diffusion_predict_few",
        question=t("Only {n} steps back from noise. Which way leaves fewer samples where no data are?", n=FEW),
        answers=sides(),
        right=few,
        because=f"{lesson('diffusion_curves_few') if few == 'quiet' else unlike()} "
        f"{told(rows, where, measure, FEW, ('eta-0', *NOISY))}",
    )
    second = predict(
        key="diffusion_predict_many",
        question=t("And with {n} steps?", n=f"{most:,}"),
        answers=sides(),
        right=many,
        because=f"{lesson('diffusion_curves_many') if many == 'noisy' else unlike()} "
        f"{told(rows, where, measure, most, ('eta-0', *NOISY))}",
    )
    return first and second


def unlike() -> str:
    return t("**Our measurement does not show what is known from large picture models.**")


def steps_chart(rows: Sequence[Row], where: Row, measure: Measure) -> Any:
    lines = {
        label: curve(rows, "evaluations", measure.name, **where, sampler=name)
        for name, label in sampler_labels().items()
    }
    return measured_chart(
        {label: c for label, c in lines.items() if len(c.x)}, title=measure.label.capitalize(),
        x=t("network evaluations per sample"), floor=floor_of(rows, where["on"], measure.name)[0],
        perfect=perfect(where["on"]), log_y=True, percent=measure.percent,
    )  # fmt: skip


# ---- guidance --------------------------------------------------------------------------------------------------------


def guidance_part(rows: Sequence[Row]) -> bool:
    """Quality, obedience and variety against the strength of the guidance, if they may be seen."""
    st.subheader(t("Stricter guidance: what is won, what is lost"))
    st.markdown(lesson("diffusion_curves_guidance"))
    where = {"part": "guidance", "on": "digits"}
    strongest = max(row["guidance"] for row in select(rows, **where))
    weak, strong = ({**where, "guidance": w} for w in (1.0, strongest))
    d = compare(rows, "diversity", strong, weak)
    alike = t("More guidance makes pictures clearer and more alike.") if d.verdict == "second" else ""
    asked = predict(
        key="diffusion_predict_guidance",
        question=t("Guidance {w} in place of 1. How different are two pictures of the same digit from each other?",
                   w=f"{strongest:g}"),
        answers={"more": t("More different"), "same": t("As different"), "less": t("Less different")},
        right={"first": "more", "second": "less", "same": "same"}[d.verdict],
        because=f"{alike} {guidance_told(rows, where, strongest)}",
    )  # fmt: skip
    if not asked:
        return False
    for column, name in zip(st.columns(3), ("frechet", "obeyed", "diversity"), strict=True):
        measure = measures()[name]
        line = {measure.label: curve(rows, "guidance", name, **where)}
        figure = measured_chart(
            line, title=measure.label.capitalize(), x=t("guidance"), floor=floor_of(rows, "digits", name)[0],
            perfect=perfect("digits"), log_x=False, percent=measure.percent, legend=False,
        )  # fmt: skip
        show_chart(figure, key=f"diffusion_curves_guidance_{name}", on=column)
    steps = select(rows, **where)[0]["steps"]
    st.caption(f"{made_of(rows, where, 'pictures')} "
               + t("DDIM, η = 0, {n} steps. Dotted: as many real pictures.", n=steps))  # fmt: skip
    return True


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


def averaging_part(rows: Sequence[Row]) -> bool:
    """The last weights against their running average, of the same training, if they may be seen."""
    st.subheader(t("The average of the weights"))
    st.markdown(lesson("diffusion_curves_averaging"))
    where = {"part": "ema", "on": "ring"}
    most = max(row["updates"] for row in select(rows, **where))
    last, averaged = ({**where, "weights": w, "updates": most} for w in ("last", "averaged"))
    d = compare(rows, "distance", averaged, last)
    asked = predict(
        key="diffusion_predict_averaging",
        question=t("The same training, {n} updates. Whose samples are closer to the truth?", n=f"{most:,}"),
        answers={"averaged": t("Those of the averaged weights"), "last": t("Those of the last weights"),
                 "same": t("No difference")},
        right={"first": "averaged", "second": "last", "same": "same"}[d.verdict],
        because=averaging_told(rows, where, most),
    )  # fmt: skip
    if not asked:
        return False
    names = {"last": t("last weights"), "averaged": t("averaged weights")}
    for column, name in zip(st.columns(2), ("distance", "score_error"), strict=True):
        lines = {label: curve(rows, "updates", name, **where, weights=w) for w, label in names.items()}
        floor = floor_of(rows, "ring", name)[0] if name == "distance" else None
        figure = measured_chart(lines, title=measures()[name].label.capitalize(), x=t("updates of the network"),
                                floor=floor, perfect=perfect("ring"), log_y=True)  # fmt: skip
        show_chart(figure, key=f"diffusion_curves_averaging_{name}", on=column)
    st.caption(made_of(rows, where, "points"))
    return True


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
