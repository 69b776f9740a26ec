"""Histogram, naive product, mixture and kernel density of the same points, beside the truth."""

from __future__ import annotations

import json

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import code, formulas, setup
from app.live.densities.component import densities
from app.live.world.choice import box_of, world_of
from app.ui.language import lesson, t
from app.ui.numbers import number
from app.ui.predict import ask, card, tell
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.classical.kernel_density import BandwidthScores
from engines.statistics import NOTHING, apart, mean_and_error

WIDTHS = 0.3, 0.02  # the slider's, as it begins and at its end
POINTS, HELD_OUT = 100, 1000  # that are learned from, as the slider begins, and fresh ones
TRAIN, FRESH = 0, 1  # seeds


def show(controls: DeltaGenerator) -> None:
    with controls, st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        world = setup.world_control()
        seed = setup.seed_control()
    densities(world, seed=seed, box=box_of(world))


def question() -> None:
    world = setup.chosen_world()
    answers = {"more": t("More likely: it is sharper"), "same": t("The same"), "less": t("Less likely")}
    with card("classical_predict_four"):
        guess = ask(
            key="classical_predict_four",
            about=world_of(world).key[:8],
            question=t("Pull the kernels' width h from {wide} down to {low}. How likely does the kernel density of {n}"
                       " points find fresh points then?", wide=WIDTHS[0], low=WIDTHS[1], n=POINTS),
            answers=answers,
        )  # fmt: skip
        if guess is not None:
            found = scores(json.dumps(world))
            tell(guess, answers=answers, right=shifted(*found[2]), because=because(*found))


def because(usual: float, narrow: float, difference: tuple[float, float]) -> str:
    measured = t(
        "Measured with {n} points: {usual} nats with h = {wide}, {narrow} with h = {low}.",
        n=POINTS, usual=number(usual, 2), narrow=number(narrow, 2), wide=WIDTHS[0], low=WIDTHS[1],
    )  # fmt: skip
    why = lesson("classical_four_answer") if shifted(*difference) == "less" else t(
        "The hills of this world are hardly wider than the needles, so the needles stand where fresh points fall. In"
        " other worlds fresh points fall between them.")  # fmt: skip
    return f"{why}\n\n{measured}"


@st.cache_data(max_entries=64, show_spinner=False)
def scores(world: str) -> tuple[float, float, tuple[float, float]]:
    """Mean log p of fresh points with either width, nats, and what the narrow one adds, with its standard error."""
    built = world_of(json.loads(world))
    widths = BandwidthScores(built.sample(POINTS, seed=TRAIN), built.sample(HELD_OUT, seed=FRESH))
    usual, narrow = (widths.kernel(h) for h in WIDTHS)
    return float(usual.mean()), float(narrow.mean()), mean_and_error(narrow - usual)


def shifted(mean: float, error: float) -> str:
    return {0: "same", 1: "more", -1: "less"}[apart((mean, error), NOTHING)]


def depth() -> None:
    say(lesson("classical_four_formula"))
    say(lesson("classical_four_symbols"))
    formulas.kernel()


EXPERIMENT = Experiment("four", lambda: t("Four densities"), "classical_four", show, question, depth, code=code.four)
