"""What the shipped models measure, and the textbook's sentences about the VAE beside it."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import sections as parts
from app.ui.claims.block import claims_block
from app.ui.language import t
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    parts.measured()
    claims_block(("vae",), "autoencoder", controls=controls)


def depth() -> None:
    parts.how_measured()


EXPERIMENT = Experiment("measured", lambda: t("Measured"), "autoencoder_measured", show, depth=depth)
