"""What textbooks claim of GANs on pictures, beside what was measured here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.concepts.gan.pictures import chosen
from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.ui.claims.table import answer, asks
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import with_error
from app.ui.pictures import fill_pictures
from app.ui.predict import ask, card, tell
from app.ui.stage import Experiment
from engines.core import msgid
from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.measures import sharpness as metrics_sharpness
from engines.shipped import model
from engines.statistics import apart, mean_and_error

N, SEEDS = 400, range(5)
SHOWN, COLUMNS = 28, 4  # seven rows: as high as the stage


@dataclass(frozen=True)
class Sharpness:
    """Fine energy relative to real pictures: mean and standard error over seeds; 1 is as sharp as the data."""

    mean: float
    error: float


def sharpness(data: str) -> Work:
    """The shipped GAN and VAE against the data, `N` pictures of each of five seeds; and the data's own spread."""
    test = images.load(data, "test").images
    real = metrics_sharpness.fine_energy(test).mean()
    yield 0.0, msgid("Measuring …")
    networks = {"gan": model(f"gan-{data}"), "vae": model(f"vae-{data}-16")}
    found: dict[str, list[float]] = {name: [] for name in (*networks, "real")}
    for s in SEEDS:
        draws = {name: pictures_of(network.sample(N, seed=s), network.config.shape)
                 for name, network in networks.items()}  # fmt: skip
        draws["real"] = test[np.random.default_rng(s).choice(len(test), N, replace=False)]
        for name, pictures in draws.items():
            found[name].append(metrics_sharpness.fine_energy(pictures).mean() / real)
        yield (s + 1) / len(SEEDS), msgid("Measuring …")
    return {name: Sharpness(*mean_and_error(values)) for name, values in found.items()}


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
    with card("gan_predict_sharp"):
        guess = ask(
            key="gan_predict_sharp", about=data, answers=answers,
            question=t("Whose samples hold more fine detail, the GAN's or the VAE's?"),
        )  # fmt: skip
        if guess is None:
            return
        found = answered("gan_sharpness", data, lambda: sharpness(data))
        if found:
            tell(guess, answers=answers, right=sharper(found), because=because(found))


def sharper(found: dict[str, Sharpness]) -> str:
    """Whose detail is finer by more than two standard errors, or "same"."""
    gan, vae = ((found[name].mean, found[name].error) for name in ("gan", "vae"))
    return {0: "same", 1: "gan", -1: "vae"}[apart(gan, vae)]


def because(found: dict[str, Sharpness]) -> str:
    """Why the textbook is right, or what to answer who asks whether it is wrong, and the measurement."""
    told = lesson("gan_sharp_because")
    if sharper(found) != "gan":
        told = " ".join((t("Here the measurement does not bear the textbook out."), f"**{asks()}**", answer()))
    return f"{told}\n\n{figures(found)}"


def figures(found: dict[str, Sharpness]) -> str:
    """The measurement in a sentence."""
    value = {name: with_error(100 * s.mean, 100 * s.error) for name, s in found.items()}
    return t(
        "Measured, energy of the waves shorter than four pixels, real pictures = 100 %: GAN {gan} %, VAE with 16"
        " numbers {vae} %, other real pictures {real} % (five seeds of 400 pictures, ± standard error).",
        **value,
    )


EXPERIMENT = Experiment("sharp", lambda: t("Sharpness"), "gan_sharp", show, question, code=code.sharp)
