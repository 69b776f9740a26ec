"""Blocks of the /probability page."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from app.concepts.probability.charts import surface_chart
from app.live.samplers.component import sampler_player
from app.live.samplers.service import LIVE_BOUNDS, settings_of
from app.live.world.choice import box_of, world_of
from app.ui import link
from app.ui.charts import show_chart
from app.ui.controls import amount, choice, section
from app.ui.language import lesson, t
from app.ui.predict import predict
from engines.sampling.samplers import SAMPLERS

PAGE = "probability"


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
