"""A walk through the generator's noise."""

from __future__ import annotations

import numpy as np
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.concepts.gan.pictures import chosen
from app.live.latent.component import latent_pad
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import picture_classes
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data import images
from engines.data.postcards.table import DEFAULT
from engines.nets import weights


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = chosen()
    latent_pad({f"gan-{data}": t("GAN")}, hand=f"gan-{data}", layer="pictures", classes=[])


def question() -> None:
    """How even the kinds are among the fakes, as the record of the shipped weights has it."""
    data = kept("gan_data")
    counts = weights.record(f"gan-{data}")["test"]["coverage"]["histogram"]
    times, names = max(counts) / min(counts), picture_classes(data)
    predict(
        key="gan_predict_even",
        about=data,
        question=t("Of 10,000 fakes from random noise: how many times as often does the commonest class come as the"
                   " rarest?"),
        answers={"even": t("Equally often"), "some": t("Up to 3 times"), "many": t("More than 3 times")},
        right="even" if times < 1.2 else "some" if times <= 3 else "many",
        because=lesson("gan_even") + "\n\n" + t(
            "Most: “{most}”, {high} times. Fewest: “{fewest}”, {low} times. Counted where a classifier is 90 % sure."
            " Among real ones the commonest comes {real} times as often as the rarest.",
            real=f"{uneven(data):.1f}",
            most=names[counts.index(max(counts))], high=f"{max(counts):,}",
            fewest=names[counts.index(min(counts))], low=f"{min(counts):,}",
        ),
    )  # fmt: skip


def uneven(data: str) -> float:
    """How many times as often the commonest class comes as the rarest, among the real pictures."""
    shares = DEFAULT.marginal("subject") if data == "postcards" else np.bincount(images.load(data).labels)
    return float(shares.max() / shares.min())


def depth() -> None:
    say(lesson("gan_walk"))


EXPERIMENT = Experiment("noise", lambda: t("The noise space"), "gan_noise_do", show, question, depth, code=code.noise)
