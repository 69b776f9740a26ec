"""x ~ p(x): eight ways, each step seen."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability.shown import PAGE, world_here
from app.live.samplers.component import sampler_player
from app.live.samplers.service import LIVE_BOUNDS, settings_of
from app.live.world.choice import box_of
from app.ui import link
from app.ui.controls import amount, choice, whole_number
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.sampling.samplers import SAMPLERS

SAMPLER = "probability_sampler"
FIRST = ("metropolis", "ancestral")  # a walk, and the exact way; the others on demand


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


def show(controls: DeltaGenerator) -> None:
    world = world_here(controls)
    with controls:
        sampler = _sampler()
        settings = _settings(sampler)
    if world is None:
        return
    chain = sampler in ("metropolis", "langevin", "mala", "hamiltonian")
    seed = int(settings.pop("seed"))
    sampler_player(world, sampler, settings, chain=chain, box=box_of(world), seed=seed, page=PAGE)


def _sampler() -> str:
    """One of the first two, or of all in a popover; one that was chosen there stands beside the two."""
    names = sampler_names()
    link.from_link(SAMPLER, link.one_of({name: name for name in names}), FIRST[0], t("Sampler"))
    beside = [*FIRST, *({link.kept(SAMPLER)} - set(FIRST))]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = choice(t("Sampler"), {name: names[name] for name in beside}, key=SAMPLER, default=FIRST[0], wrap=True)
        with st.popover(t("Others"), icon=":material/more_horiz:"):
            for name in names:
                if name not in FIRST:
                    st.button(names[name], key=f"{SAMPLER}_{name}", type="tertiary", on_click=_take, args=(name,))
    return chosen


def _take(name: str) -> None:
    link.state().values[SAMPLER] = st.session_state[SAMPLER] = name


def _settings(sampler: str) -> dict[str, float]:
    """The one that matters most, and in a popover the others and the seed."""
    names = settings_of(sampler)
    first = next((name for name in names if name != "chains"), names[0])
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        with st.container(width=200):
            values = {first: _setting(sampler, first)}
        with st.popover(t("More settings"), icon=":material/tune:"):
            values |= {name: _setting(sampler, name) for name in names if name != first}
            values["seed"] = whole_number(t("Seed"), 0, 999, key="probability_seed", default=0, width=140)
    return values


def _setting(sampler: str, name: str) -> float:
    """A slider with the bounds of the engine's configuration; steps are finer where numbers are small."""
    config = SAMPLERS[sampler].Config
    bounds, default = config.bounds(name), getattr(config(), name)
    label, key = setting_names()[name], f"probability_{sampler}_{name}".replace("-", "_")
    bounds = LIVE_BOUNDS.get(name, bounds)
    if name == "chains":
        default = 24
    if isinstance(default, int):
        return amount(label, int(bounds.low), int(bounds.high), key=key, default=default, step=1)
    high = min(bounds.high, 12 * default)
    low = max(bounds.low, high / 500)
    return amount(label, low, high, key=key, default=float(default), step=low)


def question() -> None:
    predict(
        key="probability_predict_step",
        question=t("Metropolis with a longer step, 1 in place of 0.3: fewer proposals are accepted. And its points?"),
        answers={
            "less": t("Worth less"),
            "same": t("Worth the same"),
            "more": t("Worth more"),
        },
        right="more",
        because=lesson("probability_step"),
    )


def depth() -> None:
    st.markdown(lesson("probability_sampling"))
    st.markdown(lesson(f"sampler_{link.kept(SAMPLER).replace('-', '_')}"))


EXPERIMENT = Experiment("sampling", lambda: t("Drawing: x ~ p(x)"), "probability_sampling_do", show, question, depth)
