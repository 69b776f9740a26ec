"""What textbooks claim of the models of one page, beside what was measured: rows of the table of /compare."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.ui import code, predict
from app.ui.claims.results import budget_of, data_of, figures, models_of, seconds_of, seeds_of, shipped
from app.ui.claims.table import card
from app.ui.controls import choice, pick
from app.ui.language import t
from app.ui.names import comparison_names, maker_names
from app.ui.terms import caption, say
from engines.comparison.budgets import CONVERGED, N_SAMPLES
from engines.comparison.models import kind_of
from engines.comparison.results import Results


def claims_block(
    models: Sequence[str], page: str, *, after: Sequence[str] = (), controls: DeltaGenerator | None = None
) -> None:
    """What is said of one of `models`, on the data that the person chooses; nothing before anything was measured.

    `after`: the questions of the page whose answers the numbers would give away; until then the sentences stand alone.
    `controls`: where the choices stand, if not here.
    """
    found = shipped()
    there = [d for d in data_of(found) if set(models) & set(models_of(found, d))]
    if not there:
        return
    names = comparison_names()
    with controls or st.container(gap="small"):
        with st.container(horizontal=True, gap="small"):
            data = pick(t("Data"), {d: names[d] for d in there}, key=f"{page}_claims_data", width=200)
            judged = {m: maker_names()[m] for m in models_of(found, data) if m in models}
            key = f"{page}_claims_model_{len(judged)}"
            model = choice(t("Model"), judged, key=key, wrap=True) if len(judged) > 1 else next(iter(judged))
        told = predict.answered(*after)
        found = shipped(budget_of(data))
        if told:
            how(found, data)
        else:
            predict.later()
    code.on_stage(claims=(data, model))
    heading = t("What the textbook says, and what was measured")
    say(f"**{heading}: {judged[model]}**")
    with st.container(key=f"fill-card-{page}"):
        card(model, data, figures(found, data), told=told)


def how(found: Results, data: str) -> None:
    """How the models of these data were trained."""
    n, samples = len(seeds_of(found, data)), f"{N_SAMPLES[budget_of(data)][kind_of(data)]:,}"
    if budget_of(data) == CONVERGED:
        caption(
            t("Every network learned until its criterion had stopped improving, or ran out of steps; the other models"
              " are computed in one go, or end by themselves. Up to {n} trainings, {samples} samples of each, ±"
              " standard error. All models side by side: the page Comparison.", n=n, samples=samples)
        )  # fmt: skip
        return
    caption(
        t("Every network learned for {seconds} seconds of one processor core; the other models are computed in one go,"
          " or end by themselves. {n} seeds, {samples} samples of each, ± standard error. A race says nothing about the"
          " kind of model, so nothing is judged by it. All models side by side: the page Comparison.",
          seconds=f"{seconds_of(found, data):g}", n=n, samples=samples)
    )  # fmt: skip
