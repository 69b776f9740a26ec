"""Where no picture was encoded: what AE and VAE draw there."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import sections as parts
from app.live.latent.component import latent_pad
from app.ui.controls import choice
from app.ui.language import t
from app.ui.link import kept
from app.ui.names import class_names, data_names, model_names
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = choice(t("Pictures"), data_names(), key="autoencoder_data")
    models = {f"{kind}-{data}-2": title for kind, title in model_names().items()}
    classes = class_names(data)
    latent_pad(models, hand=f"autoencoder-{data}-2", page="autoencoder", layer="points", classes=classes)


def question() -> None:
    parts.predict_holes(kept("autoencoder_data"))


EXPERIMENT = Experiment("holes", lambda: t("Holes"), "autoencoder_holes_where", show, question)
