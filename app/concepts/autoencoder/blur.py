"""Why restored pictures are soft: their spectra, their fine detail as one number, and one code that stands for two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder.charts import spectrum_chart
from app.concepts.autoencoder.drawings import picture_row
from app.concepts.autoencoder.models import are_there, code_size, picture_names
from app.ui.charts import show_chart
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import picture_classes
from app.ui.numbers import with_error
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.svg import show_svg
from engines.data import images
from engines.data.pixels import pictures_of, to_unit
from engines.measures.sharpness import fine_energy, spectrum
from engines.shipped import model
from engines.statistics import mean_and_error

N = 400


@dataclass(frozen=True)
class Blur:
    """frequency (k,), cycles per pixel; power: maker -> mean energy of each ring (k,); fine: maker -> mean and
    standard error over pictures of the fine energy that is left, real pictures = 1."""

    frequency: np.ndarray
    power: dict[str, np.ndarray]
    fine: dict[str, tuple[float, float]]


@cache
def blur(data: str, size: int) -> Blur:
    """N test pictures, and what the AE and the VAE with `size` numbers make of them, beside their originals."""
    real = images.load(data, "test").images[:N]
    made = {"real": to_unit(real)}
    for kind in ("ae", "vae"):
        network = model(f"{kind}-{data}-{size}")
        made[kind] = pictures_of(network.decode(network.encode(real)[0]), network.config.shape)
    whole = fine_energy(made["real"]).mean()
    fine = {name: mean_and_error(fine_energy(x) / whole) for name, x in made.items()}
    spectra = {name: spectrum(x) for name, x in made.items()}
    return Blur(spectra["real"][0], {name: power.mean(0) for name, (_, power) in spectra.items()}, fine)


@dataclass(frozen=True)
class Twins:
    """Two test pictures of different classes whose codes in the plane nearly meet, and what is decoded there."""

    pictures: np.ndarray  # (2, H, W) in [0, 1]
    labels: tuple[int, int]
    decoded: np.ndarray  # (H, W)

    @property
    def mean(self) -> np.ndarray:
        return self.pictures.mean(0)

    def distance(self, picture: np.ndarray) -> float:
        """Root of the mean squared difference from the decoded picture, grey values from 0 to 1."""
        return float(np.sqrt(((picture - self.decoded) ** 2).mean()))


@cache
def twins(data: str) -> Twins:
    """The closest codes of two classes, measured in their own clouds' widths, by the VAE with two numbers."""
    test, network = images.load(data, "test"), model(f"vae-{data}-2")
    mu, sigma = network.encode(test.images)
    apart = np.linalg.norm((mu[:, None] - mu) / np.sqrt(sigma[:, None] ** 2 + sigma**2), axis=-1)
    apart[test.labels[:, None] == test.labels] = np.inf
    i, j = np.unravel_index(apart.argmin(), apart.shape)
    decoded = pictures_of(network.decode(mu[[i, j]].mean(0, keepdims=True)), network.config.shape)[0]
    return Twins(to_unit(test.images[[i, j]]), (int(test.labels[i]), int(test.labels[j])), decoded)


def makers() -> dict[str, str]:
    return {"real": t("Test pictures"), "ae": t("Restored by the AE"), "vae": t("Restored by the VAE")}


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = choice(t("Pictures"), picture_names(), key="autoencoder_data")
        size = code_size()
        if not are_there(data):
            return
    found, pair = blur(data, size), twins(data)
    seen = answered("autoencoder_predict_blur")
    names = makers() if seen else {"real": makers()["real"]}
    chart = spectrum_chart(found.frequency, {label: found.power[name] for name, label in names.items()})
    with st.container(key="fill-blur"):
        show_chart(chart, key=f"autoencoder_{'restored' if seen else 'originals'}", fill=True)
    classes = picture_classes(data)
    groups = [
        *((classes[label], picture[None]) for label, picture in zip(pair.labels, pair.pictures, strict=True)),
        (t("decoded"), pair.decoded[None]),
        (t("their mean"), pair.mean[None]),
    ]
    label = t("Two test pictures with nearly the same code, what is decoded from it, and their mean")
    pictures, told = st.columns([3, 2], gap="small", vertical_alignment="center")
    with pictures:
        show_svg(picture_row(groups, "twins"), label, least="14rem")
    if seen:
        told.caption(f"{figures(found.fine, size)} {common_code(pair)}")


def question() -> None:
    data, size = kept("autoencoder_data"), kept("autoencoder_size")
    found = blur(data, size).fine
    predict(
        key="autoencoder_predict_blur",
        about=f"{data}-{size}",
        question=t(
            "The VAE squeezes a picture into {n} numbers and restores it. How much of its fine detail is left?", n=size
        ),
        answers={"all": t("Nearly all"), "half": t("About half"), "little": t("Less than a third")},
        right=share_left(found["vae"][0]),
        because=lesson("autoencoder_blur_because"),
    )


def share_left(share: float) -> str:
    """Which answer is right."""
    return "all" if share > 0.75 else "half" if share > 1 / 3 else "little"


def figures(found: dict[str, tuple[float, float]], size: int) -> str:
    value = {name: with_error(100 * mean, 100 * error, unit=" %") for name, (mean, error) in found.items()}
    return t(
        "Fine detail that is left, waves shorter than four pixels: AE **{ae}**, VAE **{vae}** ({n} test pictures,"
        " {size} numbers, ± standard error).",
        n=N, ae=value["ae"], vae=value["vae"], size=size,
    )  # fmt: skip


def common_code(pair: Twins) -> str:
    near, far = pair.distance(pair.mean), min(pair.distance(picture) for picture in pair.pictures)
    return t(
        "What is decoded lies {near} from the mean of the two, but {far} from the nearer of the two themselves"
        " (grey values from 0 to 1, root mean square).",
        near=f"{near:.2f}", far=f"{far:.2f}",
    )  # fmt: skip


EXPERIMENT = Experiment("blur", lambda: t("Why blurred"), "autoencoder_blur", show, question)
