"""What the shipped models measure, and the textbook's sentences about the VAE beside it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import sections as parts
from app.concepts.autoencoder.drawn import verdict
from app.ui.claims.block import claims_block
from app.ui.language import t
from app.ui.names import data_names
from app.ui.predict import after
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    parts.measured()
    claims_block(("vae",), "autoencoder", controls=controls)


def depth() -> None:
    parts.how_measured()
    if after("autoencoder_predict_holes"):
        for data, name in data_names().items():
            of = t("Variety, {pictures}, 16 numbers in the code.", pictures=name)
            st.markdown(f"**{of}** {verdict(data, 16)}")


EXPERIMENT = Experiment("measured", lambda: t("Measured"), "autoencoder_measured", show, depth=depth)
