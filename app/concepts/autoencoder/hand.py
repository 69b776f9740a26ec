"""A point of latent space under the hand, on the map and by sliders, and the pictures that follow it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import sections as parts
from app.concepts.autoencoder.models import chosen
from app.live.latent.component import latent_pad, latent_sliders
from app.ui.controls import choice
from app.ui.language import t
from app.ui.names import class_names
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    with controls:
        now = chosen()
        layers = {"pictures": t("Decoded pictures"), "points": t("Encoded data")}
        layer = choice(t("Map"), layers, key="autoencoder_map")
        if now.size == 16:
            st.caption(
                t(
                    "The map is the plane, through the middle, of the two directions in which the codes vary most. The"
                    " ring moves parallel to it; the sliders reach the rest."
                )
            )
    classes = class_names(now.data)
    maps, sliders = st.columns([3, 1], gap="small")
    with maps:
        latent_pad(now.models, hand=now.hand, page="autoencoder", layer=layer, classes=classes)
    with sliders:
        latent_sliders(now.models, hand=now.hand, page="autoencoder", pictures=False)


EXPERIMENT = Experiment("hand", lambda: t("By hand"), "autoencoder_lead", show, depth=parts.explanation)
