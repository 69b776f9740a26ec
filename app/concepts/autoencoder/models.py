"""Which models are under the hand: chosen in one experiment, the same in the next."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.ui.controls import choice
from app.ui.language import t
from app.ui.names import data_names, model_names, painted
from engines.core import msgid
from engines.data import images
from engines.nets import weights

SIZES = (2, 16)  # numbers in the code of shipped models


@dataclass(frozen=True)
class Chosen:
    """data: the pictures; models: names of weights -> titles; hand: whose point it is."""

    data: str
    size: int
    models: dict[str, str]

    @property
    def hand(self) -> str:
        return f"autoencoder-{self.data}-{self.size}"


def picture_names() -> dict[str, str]:
    """The pictures of which every model is shipped."""
    names, shipped = data_names() | {"postcards": t("Postcards")}, weights.names(kinds=("ae", "vae"))
    models = [f"{kind}-{{}}-{size}" for kind in ("ae", "vae") for size in SIZES]
    return {data: name for data, name in names.items() if all(model.format(data) in shipped for model in models)}


def are_there(data: str) -> bool:
    """Whether the pictures have been painted; until then, how far that is, and nothing else can be shown."""

    def paint() -> Work:
        words = msgid("The postcards are being painted")
        yield 0.0, words
        for share in images.painted.steps("test"):
            yield share / 6, words
        for share in images.painted.steps("train"):
            yield 1 / 6 + share * 5 / 6, words
        return True

    return data in images.SOURCES or bool(answered("autoencoder_pictures", data, paint))


def chosen_data() -> str:
    """The pictures, as a control."""
    return choice(t("Pictures"), picture_names(), key="autoencoder_data", help=painted())


def chosen() -> Chosen:
    """Pictures, model and size of the code, as controls."""
    data = chosen_data()
    with st.container(horizontal=True, gap="small"):
        shown = choice(t("Model"), {"both": t("Both models together"), **model_names()}, key="autoencoder_model")
        size = code_size()
    kinds = ["ae", "vae"] if shown == "both" else [shown]
    return Chosen(data, size, {f"{kind}-{data}-{size}": model_names()[kind] for kind in kinds})


def code_size() -> int:
    """How many numbers a code has, as a control."""
    return choice(
        t("Numbers in the code"), {size: str(size) for size in SIZES}, key="autoencoder_size",
        help=t("How many latent dimensions the picture is squeezed into."),
    )  # fmt: skip
