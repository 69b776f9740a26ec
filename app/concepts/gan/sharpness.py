"""What textbooks claim of GANs on pictures, beside what was measured here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan.pictures import chosen
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import with_error
from app.ui.pictures import fill_pictures
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.measures import sharpness as metrics_sharpness
from engines.shipped import model
from engines.statistics import mean_and_error

N, SEEDS = 400, range(5)
SHOWN, COLUMNS = 24, 4


@dataclass(frozen=True)
class Sharpness:
    """Fine energy relative to real pictures: mean and standard error over seeds; 1 is as sharp as the data."""

    mean: float
    error: float


@st.cache_data(max_entries=8, show_spinner=False)
def sharpness(data: str) -> dict[str, Sharpness]:
    """The shipped GAN and VAE against the data, `N` pictures of each of five seeds; and the data's own spread."""
    test = images.load(data, "test").images
    real = metrics_sharpness.fine_energy(test).mean()
    gan, vae = model(f"gan-{data}"), model(f"vae-{data}-16")
    shape = gan.config.shape
    draws = {
        "gan": [pictures_of(gan.sample(N, seed=s), shape) for s in SEEDS],
        "vae": [pictures_of(vae.sample(N, seed=s), shape) for s in SEEDS],
        "real": [test[np.random.default_rng(s).choice(len(test), N, replace=False)] for s in SEEDS],
    }
    return {
        name: _summary([metrics_sharpness.fine_energy(x).mean() / real for x in sets]) for name, sets in draws.items()
    }


def _summary(values: list[float]) -> Sharpness:
    return Sharpness(*mean_and_error(values))


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
    with st.spinner(t("Measuring …"), show_time=True):
        found = sharpness(data)
    sharper = found["gan"].mean - found["vae"].mean > 2 * np.hypot(found["gan"].error, found["vae"].error)
    told = lesson("gan_sharp_because") if sharper else t("Here the measurement does not bear the textbook out.")
    predict(
        key="gan_predict_sharp",
        about=data,
        question=t("Whose samples hold more fine detail, the GAN's or the VAE's?"),
        answers={"gan": t("The GAN's"), "vae": t("The VAE's"), "same": t("No difference")},
        right="gan" if sharper else "same" if found["gan"].mean > found["vae"].mean else "vae",
        because=f"{told}\n\n{figures(found)}",
    )


def figures(found: dict[str, Sharpness]) -> str:
    """The measurement in a sentence."""
    value = {name: with_error(100 * s.mean, 100 * s.error) for name, s in found.items()}
    return t(
        "Measured, energy of everything thinner than two pixels, real pictures = 100 %: GAN {gan} %, VAE with 16"
        " numbers {vae} %, other real pictures {real} % (five seeds of 400 pictures, ± standard error).",
        **value,
    )


EXPERIMENT = Experiment("sharp", lambda: t("Sharp?"), "gan_sharp", show, question)
