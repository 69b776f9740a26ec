"""A mixture of Gaussians fitted by EM, played, stepped, scrubbed, its first means dragged."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import setup
from app.concepts.classical.drawings import em_diagram
from app.live.em.component import em_player
from app.live.world.choice import box_of
from app.ui.errors import explain
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.svg import show_svg
from app.ui.terms import say
from engines.classical.mixture import too_many_components


def show(controls: DeltaGenerator) -> None:
    with controls:
        world = setup.world_control()
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            n, k = setup.points_control(), setup.components_control()
            with setup.more_settings():
                covariance, seed = setup.shape_control(), setup.seed_control()
    if k > n:
        st.error(explain(too_many_components(k, n)), icon=":material/error:")
        return
    em_player(
        world, n=n, k=k, covariance=covariance, floor=setup.FLOOR, seed=seed, box=box_of(world), page="classical"
    )  # fmt: skip


def question() -> None:
    predict(
        key="classical_predict_start",
        question=t("You drag the rings: the hills start elsewhere, and EM climbs again. Where does it end?"),
        answers={"same": t("At the same top"), "start": t("It depends on the start"), "lower": t("Ever lower")},
        right="start",
        because=lesson("classical_start"),
    )


def depth() -> None:
    label = t("E-step: whose point is it? M-step: move and reshape the components. And again.")
    show_svg(em_diagram(), label, width="48rem")
    say(lesson("classical_em_formula"))
    say(lesson("classical_em_steps"))


EXPERIMENT = Experiment("em", lambda: t("EM, step by step"), "classical_em", show, question, depth)
