"""Histogram, naive product, mixture and kernel density of the same points, beside the truth."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import setup
from app.live.densities.component import four_densities
from app.live.world.choice import box_of
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say


def show(controls: DeltaGenerator) -> None:
    with controls, st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        world = setup.world_control()
        seed = setup.seed_control()
    four_densities(world, seed=seed, box=box_of(world), page="classical")


def question() -> None:
    predict(
        key="classical_predict_four",
        question=t("Make the kernels very narrow (small h). How likely does the kernel density find fresh points?"),
        answers={"more": t("More likely: it is sharper"), "same": t("The same"), "less": t("Less likely")},
        right="less",
        because=lesson("classical_four_answer"),
    )


def depth() -> None:
    say(lesson("classical_four_formula"))
    say(lesson("classical_four_symbols"))


EXPERIMENT = Experiment("four", lambda: t("Four densities"), "classical_four", show, question, depth)
