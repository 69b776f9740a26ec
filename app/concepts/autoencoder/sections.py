"""Blocks of the /autoencoder page that are plain Streamlit."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder.charts import code_chart
from app.concepts.autoencoder.drawings import autoencoder_diagram, picture_row
from app.live.latent.component import put_hand
from app.ui.charts import show_chart
from app.ui.controls import another, pick, whole_number
from app.ui.language import lesson, t
from app.ui.names import class_names, data_names
from app.ui.numbers import with_error
from app.ui.stage import go
from app.ui.svg import fill_svg, show_svg
from engines.core import Bounds
from engines.data import images
from engines.data.pixels import pictures_of
from engines.nets import weights
from engines.shipped import model

if TYPE_CHECKING:
    from engines.autoencoder.model import Autoencoder

N_RESAMPLED = 6
PICTURES = Bounds(1, 150)  # of a class: every class has more test pictures than that


def encode_section(models: Mapping[str, str], hand: str, data: str, controls: DeltaGenerator) -> None:
    """Encode a test picture; show mu and sigma, the restored picture, and draws from the little cloud."""
    test = images.load(data, "test")
    with controls.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        label = pick(t("Class"), dict(enumerate(class_names(data))), key="autoencoder_class", width=180)
        rows = np.flatnonzero(test.labels == label)
        nth = whole_number(t("Which one"), PICTURES, key="autoencoder_nth", default=1, width=140)
        draw = another(t("Resample"), counter="autoencoder_draw", icon=":material/casino:", key="autoencoder_resample")
        put = st.button(t("Put the hand here"), icon=":material/pan_tool_alt:", key="autoencoder_put")
    picture = test.images[rows[nth - 1]]
    networks = {name: model(name) for name in models}
    codes = {name: network.encode(picture[None]) for name, network in networks.items()}
    for name, title in models.items():
        _encoded(networks[name], title, picture, codes[name], draw)
    for column, (name, title) in zip(st.columns(len(models)), models.items(), strict=True):
        mu, sigma = codes[name]
        show_chart(code_chart(mu[0], sigma[0], title), key=f"autoencoder_code_{title}", on=column)
    if put:
        put_hand(hand, {name: mu[0].tolist() for name, (mu, _) in codes.items()})
        go("autoencoder", "hand")


def _encoded(
    network: Autoencoder, title: str, picture: np.ndarray, code: tuple[np.ndarray, np.ndarray], draw: int
) -> None:
    """A picture, what is restored of it, and what is decoded around its code, mean and spread (1, d)."""
    mu, sigma = code
    rng = np.random.default_rng(draw)
    z = mu + sigma * rng.standard_normal((N_RESAMPLED, mu.shape[1])).astype(np.float32)
    shape = network.config.shape
    st.markdown(f"**{title}**")
    clouds = t("decoded from z = μ + σ·ε, six new ε") if sigma.any() else t("no σ: always the same picture")
    groups = [
        (t("original"), picture[None]),
        (t("restored"), pictures_of(network.decode(mu), shape)),
        (clouds, pictures_of(network.decode(z), shape)),
    ]
    label = t("The original picture, the restored one, and pictures decoded from resampled codes")
    fill_svg(picture_row(groups, f"encoded-{title}"), f"{title}: {label}")


def explanation() -> None:
    """The diagram, the loss with each symbol explained."""
    show_svg(
        autoencoder_diagram(),
        t("Diagram: picture, encoder, mean and standard deviation, one draw, decoder, restored picture"),
    )
    left, right = st.columns(2)
    left.markdown(lesson("autoencoder_ae"))
    right.markdown(lesson("autoencoder_vae"))
    restore, pull = t("reconstruction"), t("pull to the prior")
    st.latex(
        rf"\text{{loss}} = \underbrace{{-\log p(x\mid z)}}_{{\text{{{restore}}}}} + \beta\,\underbrace{{\mathrm{{KL}}"
        rf"\big(\mathcal N(\mu,\sigma^2)\,\|\,\mathcal N(0,1)\big)}}_{{\text{{{pull}}}}}"
    )
    st.latex(r"z=\mu+\sigma\,\varepsilon,\quad\varepsilon\sim\mathcal N(0,1)")
    st.markdown(lesson("autoencoder_loss"))


def measured() -> None:
    """The shipped models and what they measured on the test images."""
    rows = []
    for data, size in itertools.product(data_names(), (2, 16)):
        ae, vae = (weights.record(f"{kind}-{data}-{size}") for kind in ("ae", "vae"))
        rows.append(
            {
                t("Pictures"): data_names()[data],
                t("Numbers in the code"): size,
                t("AE: restoring costs (nats)"): f"{ae['test']['reconstruction']:.1f}",
                t("VAE: restoring costs (nats)"): f"{vae['test']['reconstruction']:.1f}",
                t("VAE: −log p(x) (nats)"): with_error(
                    *(vae["test"][f"nll_iw200{of}"] for of in ("", "_standard_error"))
                ),
                t("Training: AE, VAE (minutes)"): f"{ae['minutes']:.0f}, {vae['minutes']:.0f}",
            }
        )
    st.table(rows, hide_index=True, border="horizontal")


def how_measured() -> None:
    """What the figures mean."""
    st.markdown(
        t(
            "Means over the first 2,000 test images, lower is better. Restoring: cross-entropy between the grey"
            " pixels and the picture decoded from the code. −log p(x): importance-weighted with 200 samples on"
            " binarised pixels, an upper bound on average, ± standard error; an AE has no p(x), because nothing says"
            " how likely a code is."
        )
    )
