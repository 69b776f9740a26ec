"""A walk through the generator's noise."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.concepts.gan.pictures import chosen, takes_requests
from app.live.latent.component import latent_pad
from app.ui.code import on_stage
from app.ui.controls import pick
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import factor_names, picture_classes
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data import images
from engines.data.postcards.table import DEFAULT
from engines.nets import weights

OPEN = -1  # a factor that is left open


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = chosen()
        asked = request() if takes_requests(data) else []
    on_stage(asked=asked)
    latent_pad({f"gan-{data}": t("GAN")}, hand=f"gan-{data}", layer="pictures", classes=[], asked=asked)


def request() -> list[int]:
    """What the GAN of postcards is asked for, chosen factor by factor: the value of each, -1 where it is left open."""
    found, told = {}, st.container()
    with st.popover(t("Factor by factor"), icon=":material/category:"):
        for kind, (title, names) in factor_names().items():
            options = {OPEN: t("left open")} | dict(enumerate(names))
            default = 0 if kind == "subject" else OPEN
            found[kind] = pick(title, options, key=f"gan_noise_{kind}", default=default, width=150)
    what = [names[found[kind]] for kind, (_, names) in factor_names().items() if found[kind] != OPEN]
    rest = t("Told: {what}. The noise decides the rest; far from the middle of the map it may even overrule you.",
             what=", ".join(what))  # fmt: skip
    told.caption(rest if what else t("Told nothing: the noise decides everything."))
    return list(found.values())


def question() -> None:
    """How even the kinds are among fakes that nobody asked for, as the record of the shipped weights has it."""
    data = kept("gan_data")
    test = weights.record(f"gan-{data}")["test"]
    counts = test.get("unasked", test)["coverage"]["histogram"]
    times, names = max(counts) / min(counts), picture_classes(data)
    predict(
        key="gan_predict_even",
        about=data,
        question=t(
            "Of 10,000 fakes from random noise, nothing asked for: how many times as often does the commonest class"
            " come as the rarest?"
        ) if takes_requests(data) else t(
            "Of 10,000 fakes from random noise: how many times as often does the commonest class come as the rarest?"
        ),
        answers={"even": t("Equally often"), "some": t("Up to 3 times"), "many": t("More than 3 times")},
        right="even" if times < 1.2 else "some" if times <= 3 else "many",
        because=lesson("gan_even_told" if takes_requests(data) else "gan_even") + "\n\n" + t(
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
    say(lesson("gan_walk_told" if takes_requests(kept("gan_data")) else "gan_walk"))


EXPERIMENT = Experiment("noise", lambda: t("The noise space"), "gan_noise_do", show, question, depth, code=code.noise)
