"""A component that collapses on one point, and the cure."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import code, setup
from app.concepts.classical.drawings import points_drawing
from app.live.em.component import em_player
from app.live.world.choice import box_of, world_of
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from engines.classical.mixture import nearest_distances

FEW = 60  # points of the collapsing run: one of them weighs more
MOST = 3  # components of it


def show(controls: DeltaGenerator) -> None:
    with controls:
        with setup.more_settings():
            world, n, k = setup.world_control(), setup.points_control(), setup.components_control()
            seed = setup.seed_control()
        told = predict(
            key="classical_predict_singular",
            question=t("One hill shrinks onto a single point. What does the training log-likelihood do?"),
            answers={"falls": t("It falls"), "stops": t("It rises and levels off"), "ever": t("It rises without end")},
            right="ever",
            because=lesson("classical_singular_answer"),
        )
    n, k = min(n, FEW), min(k, MOST)
    if n < 3 or k > n:
        st.info(t("With fewer than three points there is nothing to compare; choose more points."))
        return
    if not told:
        points = world_of(world).sample(n, seed=seed)
        lonely = points[nearest_distances(points).argmax()]
        drawing = points_drawing(points, box_of(world), lonely=lonely)
        fill_svg(drawing, t("Training points, a ring around the loneliest one"))
        return
    em_player(
        world, n=n, k=max(k, 2), covariance="spherical", floor=0.0, seed=seed, box=box_of(world),
        cure=True,
    )  # fmt: skip


EXPERIMENT = Experiment("singularity", lambda: t("The collapse"), "classical_singular", show, code=code.singularity)
