"""Naive Bayes, pixel by pixel: the ten factors of the pixel under the hand, and what all 784 say together."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.pixel_factors.component import pixel_factors
from app.ui.language import lesson, t
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    pixel_factors(page="classical")


def depth() -> None:
    st.markdown(lesson("classical_lead"))
    st.markdown(lesson("classical_naive_formula"))


EXPERIMENT = Experiment("naive", lambda: t("Pixel by pixel"), "classical_naive", show, depth=depth)
