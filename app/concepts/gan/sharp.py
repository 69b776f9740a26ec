"""What textbooks claim of GANs on pictures, beside what was measured here."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.concepts.gan.pictures import chosen
from app.ui.claims.detail import detail, told
from app.ui.claims.table import answer, asks
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.pictures import fill_pictures
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.comparison.rule import Figure
from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.shipped import model
from engines.statistics import apart

MEASURED = ("gan-shipped", "vae-shipped")  # the weights whose pictures are shown
SHOWN, COLUMNS = 28, 4  # seven rows: as high as the stage


def show(controls: DeltaGenerator) -> None:
    """Unpicked pictures of the three, side by side."""
    with controls:
        data = chosen(grey=True)
    titles = {"real": t("Real data"), "gan": "GAN", "vae": "VAE"}
    sheets = [(sheet(examples(maker, data), COLUMNS, between=128), title) for maker, title in titles.items()]
    fill_pictures(sheets, key="sharp")


@st.cache_data(max_entries=12, show_spinner=False)
def examples(maker: str, data: str) -> np.ndarray:
    """The first SHOWN pictures of one maker, uint8 (SHOWN, H, W)."""
    if maker == "real":
        return images.load(data, "test").images[:SHOWN]
    network = model(f"gan-{data}" if maker == "gan" else f"vae-{data}-16")
    return to_bytes(pictures_of(network.sample(SHOWN, seed=0), network.config.shape))


def question() -> None:
    """Sharp pictures: a guess, the measurement."""
    data = kept("gan_data")
    answers = {"gan": t("The GAN's"), "vae": t("The VAE's"), "same": t("No difference")}
    found = detail(data, MEASURED)
    predict(
        key="gan_predict_sharp",
        about=data,
        question=t("Whose samples hold more fine detail, the GAN's or the VAE's?"),
        answers=answers,
        right=sharper(found),
        because=because(found),
    )


def sharper(found: Mapping[str, Figure]) -> str:
    """Whose detail is finer by more than two standard errors, or "same"."""
    gan, vae = ((found[name].mean, found[name].standard_error) for name in MEASURED)
    return {0: "same", 1: "gan", -1: "vae"}[apart(gan, vae)]


def because(found: Mapping[str, Figure]) -> str:
    """Why the textbook is right, or what to answer who asks whether it is wrong, and the measurement."""
    why = lesson("gan_sharp_because")
    if sharper(found) != "gan":
        why = " ".join((t("Here the measurement does not bear the textbook out."), f"**{asks()}**", answer()))
    return f"{why}\n\n{told(found)}"


EXPERIMENT = Experiment("sharp", lambda: t("Sharpness"), "gan_sharp", show, question, code=code.sharp)
