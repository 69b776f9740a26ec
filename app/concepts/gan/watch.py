"""A fair fight in the plane, live."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan.points import player
from app.ui.language import lesson, t
from app.ui.stage import Experiment
from engines.gan.recipes import RECIPES

HEALTHY_STEPS = 20_000


def show(controls: DeltaGenerator) -> None:
    recipe = RECIPES["healthy"]
    player("healthy", recipe.config.replace(steps=HEALTHY_STEPS), "gan", controls, key="gan", speed=None)


def depth() -> None:
    st.markdown(lesson("gan_lead"))
    st.markdown(lesson("gan_live"))


EXPERIMENT = Experiment("watch", lambda: t("Watch"), "gan_watch_do", show, depth=depth)
