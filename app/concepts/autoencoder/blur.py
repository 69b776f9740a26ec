"""Why restored pictures are soft, and new ones too: their spectra, their fine detail as one number, and one code that
stands for two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code
from app.concepts.autoencoder.charts import spectrum_chart
from app.concepts.autoencoder.drawings import picture_row
from app.concepts.autoencoder.models import are_there, chosen_data, code_size
from app.ui.charts import show_chart
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import picture_classes
from app.ui.numbers import with_error
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.svg import show_svg
from app.ui.terms import caption
from engines.data import images
from engines.data.pixels import pictures_of, to_unit
from engines.measures.sharpness import fine_energy, spectrum
from engines.shipped import model
from engines.statistics import mean_and_error

N = 400
PAIRS = 100  # of test pictures with nearly the same code


@dataclass(frozen=True)
class Blur:
    """frequency (k,), cycles per pixel; power: maker -> mean energy of each ring (k,); fine: maker -> mean and
    standard error over pictures of the fine energy that is left, real pictures = 1."""

    frequency: np.ndarray
    power: dict[str, np.ndarray]
    fine: dict[str, tuple[float, float]]


@cache
def blur(data: str, size: int) -> Blur:
    """N test pictures, what the AE and the VAE with `size` numbers restore of them, and as many that the VAE decodes
    from draws of its prior ("drawn")."""
    real = images.load(data, "test").images[:N]
    ae, vae = (model(f"{kind}-{data}-{size}") for kind in ("ae", "vae"))
    decoded = {name: network.decode(network.encode(real)[0]) for name, network in (("ae", ae), ("vae", vae))}
    decoded["drawn"] = vae.decode(np.random.default_rng(0).standard_normal((N, size)))
    made = {"real": to_unit(real)} | {name: pictures_of(x, vae.config.shape) for name, x in decoded.items()}
    whole = fine_energy(made["real"]).mean()
    fine = {name: mean_and_error(fine_energy(x) / whole) for name, x in made.items()}
    spectra = {name: spectrum(x) for name, x in made.items()}
    return Blur(spectra["real"][0], {name: power.mean(0) for name, (_, power) in spectra.items()}, fine)


@dataclass(frozen=True)
class Twins:
    """Pairs of test pictures of different classes whose codes in the plane nearly meet, the closest first, and what is
    decoded there."""

    pictures: np.ndarray  # (n, 2, H, W[, 3]) in [0, 1]
    labels: np.ndarray  # (n, 2)
    decoded: np.ndarray  # (n, H, W[, 3])

    @property
    def mean(self) -> np.ndarray:
        return self.pictures.mean(1)

    @property
    def distances(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """From what is decoded to the mean of the two, and to the nearer of the two: root of the mean squared
        difference, grey values from 0 to 1, mean and standard error over the pairs."""
        between = (self.pictures - self.decoded[:, None]).reshape(*self.labels.shape, -1)
        near = between.mean(1)
        return tuple(mean_and_error(np.sqrt(x)) for x in ((near**2).mean(-1), (between**2).mean(-1).min(1)))


@cache
def twins(data: str) -> Twins:
    """The closest codes of two classes, measured in their own clouds' widths, by the VAE with two numbers; no picture
    is in two pairs."""
    test, network = images.load(data, "test"), model(f"vae-{data}-2")
    mu, sigma = network.encode(test.images)
    apart = np.linalg.norm((mu[:, None] - mu) / np.sqrt(sigma[:, None] ** 2 + sigma**2), axis=-1)
    apart[test.labels[:, None] == test.labels] = np.inf
    pairs = np.empty((PAIRS, 2), int)
    for pair in pairs:
        pair[:] = np.unravel_index(apart.argmin(), apart.shape)
        apart[pair], apart[:, pair] = np.inf, np.inf
    decoded = pictures_of(network.decode(mu[pairs].mean(1)), network.config.shape)
    return Twins(to_unit(test.images[pairs]), test.labels[pairs], decoded)


def makers() -> dict[str, str]:
    return {
        "real": t("Test pictures"), "ae": t("Restored by the AE"), "vae": t("Restored by the VAE"),
        "drawn": t("New, drawn by the VAE"),
    }  # fmt: skip


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = chosen_data()
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
        *((classes[label], picture[None]) for label, picture in zip(pair.labels[0], pair.pictures[0], strict=True)),
        (t("decoded"), pair.decoded[:1]),
        (t("their mean"), pair.mean[:1]),
    ]
    label = t("Two test pictures with nearly the same code, what is decoded from it, and their mean")
    pictures, told = st.columns([3, 2], gap="small", vertical_alignment="center")
    with pictures:
        show_svg(picture_row(groups, "twins"), label, least="14rem")
    if seen:
        with told:
            caption(f"{figures(found.fine, size)} {common_code(pair)}")


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
        " {size} numbers, ± standard error). New pictures, drawn by the VAE from its prior, have **{drawn}** of"
        " what test pictures have.",
        n=N, ae=value["ae"], vae=value["vae"], drawn=value["drawn"], size=size,
    )  # fmt: skip


def common_code(pair: Twins) -> str:
    near, far = (with_error(*figure) for figure in pair.distances)
    return t(
        "Over {n} such pairs, what is decoded lies {near} from the mean of the two, but {far} from the nearer of the"
        " two themselves (grey values from 0 to 1, root mean square, ± standard error).",
        n=PAIRS, near=near, far=far,
    )  # fmt: skip


EXPERIMENT = Experiment("blur", lambda: t("Blur"), "autoencoder_blur", show, question, code=code.blur)
