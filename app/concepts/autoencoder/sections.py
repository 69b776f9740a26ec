"""Blocks of the /autoencoder page that are plain Streamlit."""

from __future__ import annotations

import itertools

import streamlit as st

from app.concepts.autoencoder import formulas
from app.concepts.autoencoder.drawings import autoencoder_diagram
from app.concepts.autoencoder.models import SIZES, picture_names
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import with_error
from app.ui.svg import show_svg
from app.ui.terms import say
from engines.autoencoder.spaces import copies, spaces
from engines.nets import weights


def explanation() -> None:
    """The diagram, the loss with each symbol explained."""
    show_svg(
        autoencoder_diagram(),
        t("Diagram: picture, encoder, mean and variance, sampling, decoder, restored picture"),
    )
    left, right = st.columns(2)
    with left:
        say(f"{lesson('autoencoder_ae').rstrip()} {copied(kept('autoencoder_data'))}")
    with right:
        say(lesson("autoencoder_vae"))
    formulas.loss()
    say(lesson("autoencoder_loss"))


def copied(data: str) -> str:
    """How near the AE comes to a perfect copy, and what that would cost."""
    paid = {f"of_{size}": restoring(f"ae-{data}-{size}") for size in SIZES}
    return t(
        "Restoring a test picture ({pictures}) costs {of_2} nats with 2 numbers, {of_16} with 16; a perfect copy would"
        " cost {copy}, for a grey pixel is itself uncertain.",
        pictures=picture_names()[data], copy=with_error(*copies()[data]), **paid,
    )  # fmt: skip


def measured() -> None:
    """The shipped models and what they measured on the test images."""
    rows = []
    for data, size in itertools.product(picture_names(), SIZES):
        ae, vae = (weights.record(f"{kind}-{data}-{size}") for kind in ("ae", "vae"))
        rows.append(
            {
                t("Pictures"): picture_names()[data],
                t("Numbers in the code"): size,
                t("A perfect copy (nats)"): with_error(*copies()[data]),
                t("AE: restoring costs (nats)"): restoring(f"ae-{data}-{size}"),
                t("VAE: restoring costs (nats)"): restoring(f"vae-{data}-{size}"),
                t("VAE less AE (nats)"): with_error(*spaces()[f"vae-{data}-{size}"].dearer),
                t("VAE: −log p(x) (nats)"): with_error(
                    *(vae["test"][f"nll_iw200{of}"] for of in ("", "_standard_error"))
                ),
                t("Training: AE, VAE (minutes)"): f"{ae['minutes']:.0f}, {vae['minutes']:.0f}",
            }
        )
    st.table(rows, hide_index=True, border="horizontal")


def restoring(name: str) -> str:
    """What a shipped model's restored test pictures cost, nats ± standard error."""
    test = weights.record(name)["test"]
    return with_error(test["reconstruction"], test["reconstruction_standard_error"])


def how_measured() -> None:
    """What the figures mean."""
    say(
        t(
            "Means over the first 2,000 test images, lower is better. Restoring: cross-entropy between the grey"
            " pixels and the picture decoded from the code, ± standard error over the pictures. A perfect copy costs"
            " the entropy of the grey pixels, each a probability of ink: no restored picture can cost less. The"
            " difference picture by picture, for both restore the same ones. −log p(x): importance-weighted with 200"
            " samples on binarised pixels, an upper bound on average, ± standard error; an AE has no p(x), because"
            " nothing says how likely a code is. Of postcards it is of the first {n} images: colours take long.",
            n=500,
        )
    )
