"""A walk through the generator's noise."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan.pictures import chosen
from app.concepts.gan.points import PAGE
from app.live.latent.component import latent_pad
from app.ui.language import lesson, t
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = chosen(grey=True)
    latent_pad({f"gan-{data}": t("GAN")}, hand=f"gan-{data}", page=PAGE, layer="pictures", classes=[])


def depth() -> None:
    st.markdown(lesson("gan_walk"))


EXPERIMENT = Experiment("noise", lambda: t("Through the noise"), "gan_noise_do", show, depth=depth)
