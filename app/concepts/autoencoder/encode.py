"""A test picture encoded: its mean and spread, the restored picture, and draws from the little cloud."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import sections as parts
from app.concepts.autoencoder.models import chosen
from app.ui.language import lesson, t
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    with controls, st.popover(t("Pictures and models"), icon=":material/tune:"):
        now = chosen()
    parts.encode_section(now.models, now.hand, now.data, controls)


def depth() -> None:
    st.markdown(lesson("autoencoder_encode"))


EXPERIMENT = Experiment("encode", lambda: t("Encode a picture"), "autoencoder_encode_do", show, depth=depth)
