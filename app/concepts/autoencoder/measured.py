"""What the shipped models measure, and the textbook's sentences about the VAE beside it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import sections as parts
from app.concepts.autoencoder.drawn import verdict
from app.concepts.autoencoder.models import SIZES, picture_names
from app.ui.claims.block import claims_block
from app.ui.language import lesson, t
from app.ui.predict import after, predict
from app.ui.stage import Experiment
from engines.nets import weights


def show(controls: DeltaGenerator) -> None:
    if after("autoencoder_predict_restores"):
        parts.measured()
    claims_block(("vae",), "autoencoder", controls=controls)


def question() -> None:
    pairs = [(weights.record(f"{kind}-{data}-{size}")["test"]["reconstruction"] for kind in ("ae", "vae"))
             for data in picture_names() for size in SIZES]  # fmt: skip
    cheaper = sum(ae < vae for ae, vae in pairs)
    predict(
        key="autoencoder_predict_restores",
        question=t("Same networks, as many numbers in the code. Which restores test pictures better?"),
        answers={"ae": t("The AE"), "vae": t("The VAE"), "both": t("Now one, now the other")},
        right={0: "vae", len(pairs): "ae"}.get(cheaper, "both"),
        because=lesson("autoencoder_restores"),
    )


def depth() -> None:
    parts.how_measured()
    if after("autoencoder_predict_holes"):
        for data, name in picture_names().items():
            of = t("Variety, {pictures}, 16 numbers in the code.", pictures=name)
            st.markdown(f"**{of}** {verdict(data, 16)}")


EXPERIMENT = Experiment("measured", lambda: t("Measured"), "autoencoder_measured", show, question, depth)
