"""Which models are under the hand: chosen in one experiment, the same in the next."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.ui.controls import choice
from app.ui.language import t
from app.ui.names import data_names, model_names


@dataclass(frozen=True)
class Chosen:
    """data: the pictures; models: names of weights -> titles; hand: whose point it is."""

    data: str
    size: int
    models: dict[str, str]

    @property
    def hand(self) -> str:
        return f"autoencoder-{self.data}-{self.size}"


def chosen() -> Chosen:
    """Pictures, model and size of the code, as controls."""
    data = choice(t("Pictures"), data_names(), key="autoencoder_data")
    with st.container(horizontal=True, gap="small"):
        shown = choice(t("Model"), {"both": t("Both, one hand"), **model_names()}, key="autoencoder_model")
        size = code_size()
    kinds = ["ae", "vae"] if shown == "both" else [shown]
    return Chosen(data, size, {f"{kind}-{data}-{size}": model_names()[kind] for kind in kinds})


def code_size() -> int:
    """How many numbers a code has, as a control."""
    return choice(
        t("Numbers in the code"), {2: "2", 16: "16"}, key="autoencoder_size",
        help=t("How many latent dimensions the picture is squeezed into."),
    )  # fmt: skip
