"""Blocks of the /probability page."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from app.live.postcards import DEFAULT, LINES
from app.live.probability_components import postcard_tally, sampler_player
from app.live.sampling import LIVE_BOUNDS, settings_of
from app.ui import link
from app.ui.charts import show_chart, surface_chart
from app.ui.controls import amount, choice, section, table, whole_number
from app.ui.i18n import lesson, t
from app.ui.lessons import predict
from app.ui.numbers import with_error
from app.ui.worlds_ui import box_of, world_of
from engines.probability import measured_distance
from engines.samplers import SAMPLERS

PAGE = "probability"
RUNS = 200  # tallies of the measured law of large numbers


def line_names() -> list[str]:
    """The lines of the postcard table in the session's language."""
    names = {
        "cat on yellow": t("cat on yellow"),
        "black cat in a sunflower field": t("black cat, sunflower field"),
        "black cat at sunset": t("black cat at sunset"),
        "other cats": t("other cats"),
        "sunset over mountains": t("sunset over mountains"),
        "mountains at night, Van Gogh style": t("Van Gogh's night mountains"),
        "monochrome portrait": t("monochrome portrait"),
        "portrait in colour": t("portrait in colour"),
        "apple": t("apple"),
        "sunflower, Van Gogh style": t("Van Gogh's sunflower"),
    }
    return [names[line] for line in LINES]


def discrete() -> None:
    """A table that the person edits, postcards drawn from it, the tally that closes in on it."""
    st.header(t("A table of chances, and postcards drawn from it"))
    st.markdown(lesson("probability_discrete"))
    guess = st.container()
    with section(t("Edit the table"), icon=":material/edit:", key="probability_table_open"):
        weights = _edited_weights()
    some = sum(weights) > 0
    with guess:
        told = predict(
            key="probability_predict_tally",
            question=t("After 100 draws the tally is off by some amount. After 10,000 draws, how far off is it?"),
            answers={"same": t("As far"), "ten": t("A tenth"), "hundred": t("A hundredth")},
            right=_root_n_found(weights) if some else "ten",
            because=f"{lesson('probability_root_n')}\n\n{_root_n_measured(weights) if some else ''}",
        )
    seed = whole_number(t("Seed"), 0, 999, key="probability_seed", default=0, width=140)
    if some:
        postcard_tally(weights, line_names(), law=told, seed=seed, page=PAGE)
    else:  # in place of a tally of other weights
        st.error(t("All weights are 0; give at least one a weight above 0."), icon=":material/error:")


def _tallies(weights: list[float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far off a tally of this table is after 100 draws, and after 10,000: means and standard errors."""
    p = np.array(weights) / sum(weights)
    return measured_distance(p, 100, runs=RUNS, seed=0), measured_distance(p, 10_000, runs=RUNS, seed=1)


def _root_n_found(weights: list[float]) -> str:
    """The answer that is nearest to what was measured; a table of a single line is never off."""
    (few, _), (many, _) = _tallies(weights)
    times = {"same": 1, "ten": 10, "hundred": 100}
    return min(times, key=lambda answer: abs(np.log(few / many / times[answer]))) if many else "same"


def _root_n_measured(weights: list[float]) -> str:
    """The law of large numbers for this table, by experiment."""
    (few, few_error), (many, many_error) = _tallies(weights)
    if not many:
        return t("With a single line in the table there is nothing to be off.")
    return t(
        "Measured, {runs} times with this table: off by {few} after 100 draws, by {many} after 10,000, so"
        " **{times} times closer**.",
        runs=RUNS, few=with_error(few, few_error), many=with_error(many, many_error), times=f"{few / many:.1f}",
    )  # fmt: skip


def _edited_weights() -> list[float]:
    weights = table(
        line_names(), (t("Postcard"), t("Chance (%)")), key="probability_table", default=DEFAULT, high=1000.0, step=0.5,
        width=420,
    )  # fmt: skip
    total = sum(weights)
    st.caption(t("Sum: {total} %. The chances are divided by their sum.", total=f"{total:g}"))
    return weights


def nothing_yet() -> None:
    """There is no density: nothing is painted, no table was given."""
    st.info(
        t("As soon as there is a density here, its landscape, samplers and a model that learns it follow below."),
        icon=":material/draw:",
    )


def surface(spec: dict[str, Any]) -> None:
    """The same density as a landscape."""
    landscape = section(t("See it as a landscape"), icon=":material/landscape:", key="probability_landscape")
    if not landscape.open:
        return
    with landscape:
        x1, x2, points = world_of(spec).grid(60, np.array(box_of(spec)).reshape(2, 2))
        show_chart(surface_chart(x1, x2, np.exp(world_of(spec).log_prob(points))), key="probability_surface")


def sampler_names() -> dict[str, str]:
    names = {
        "ancestral": t("Ancestral"), "inverse-cdf": t("Inverse CDF on a grid"), "rejection": t("Rejection"),
        "importance": t("Importance"), "metropolis": t("Metropolis"), "langevin": t("Langevin, unadjusted"),
        "mala": t("Langevin, adjusted (MALA)"), "hamiltonian": t("Hamiltonian"),
    }  # fmt: skip
    return {name: names[name] for name in SAMPLERS}


def setting_names() -> dict[str, str]:
    return {
        "chains": t("Points at a time"), "cells": t("Cells per side"), "envelope": t("Height of the lid"),
        "pool": t("Proposals per point"), "spread": t("Width of the proposals"), "step_size": t("Step size"),
        "n_leapfrog": t("Leapfrog steps"), "jitter": t("Step size varies by"),
    }  # fmt: skip


def sampling(spec: dict[str, Any]) -> None:
    """x ~ p(x): eight ways, each step seen."""
    st.header(t("Drawing from it: x ~ p(x)"))
    st.markdown(lesson("probability_sampling"))
    predict(
        key="probability_predict_step",
        question=t("Metropolis with a longer step, 1 in place of 0.3: fewer proposals are accepted. And its points?"),
        answers={
            "less": t("They are worth less"),
            "same": t("They are worth the same"),
            "more": t("They are worth more"),
        },
        right="more",
        because=lesson("probability_step"),
    )
    sampler = choice(t("Sampler"), sampler_names(), key="probability_sampler", default="metropolis")
    st.markdown(lesson(f"sampler_{sampler.replace('-', '_')}"))
    with st.container(horizontal=True, gap="medium"):
        settings = {name: _setting(sampler, name) for name in settings_of(sampler)}
    chain = sampler in ("metropolis", "langevin", "mala", "hamiltonian")
    seed = link.kept("probability_seed", 0)
    sampler_player(spec, sampler, settings, chain=chain, box=box_of(spec), seed=seed, page=PAGE)


def _setting(sampler: str, name: str) -> float:
    """A slider with the bounds of the engine's configuration; steps are finer where numbers are small."""
    config = SAMPLERS[sampler].Config
    bounds, default = config.bounds(name), getattr(config(), name)
    label, key = setting_names()[name], f"probability_{sampler}_{name}".replace("-", "_")
    bounds = LIVE_BOUNDS.get(name, bounds)
    if name == "chains":
        default = 24
    if isinstance(default, int):
        return amount(label, int(bounds.low), int(bounds.high), key=key, default=default, step=1, width=220)
    high = min(bounds.high, 12 * default)
    low = max(bounds.low, high / 500)
    return amount(label, low, high, key=key, default=float(default), step=low, width=220)
