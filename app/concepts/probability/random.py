"""Property 3: a generative model is random."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code
from app.concepts.probability.dealt import fill_cards
from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.ui.code import on_stage
from app.ui.controls import choice, seed_control
from app.ui.language import lesson, t
from app.ui.numbers import apart
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data.pixels import as_pictures, to_bytes
from engines.data.postcards import counting
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT
from engines.nets import weights

N = 12
DRAWN_BY = {"diffusion": "diffusion-postcards", "gan": "gan-postcards"}


def draws(by: str, seed: int) -> Work:
    """N pictures of the same request by one of DRAWN_BY, uint8 (N, 32, 32, 3)."""
    from engines.shipped import model  # torch

    yield 0.0
    asked = rows({kind: (name,) for kind, name in counting.ONE_REQUEST.items()}, N, seed, DEFAULT)
    return to_bytes(as_pictures("postcards", model(DRAWN_BY[by]).sample(N, seed=seed, y=asked)))


def show(controls: DeltaGenerator) -> None:
    names = {"diffusion": t("Diffusion"), "gan": "GAN"}
    shipped = {by: name for by, name in names.items() if DRAWN_BY[by] in weights.names()}
    with controls:
        by = choice(t("Drawn by"), shipped, key="probability_variety_by")
        seed = seed_control(key="probability_variety_seed", width=180, label=t("Seed of the twelve"))
    on_stage(model=DRAWN_BY[by])
    drawn = answered("probability_variety", (by, seed), lambda: draws(by, seed))
    if drawn is not None:
        fill_cards(drawn, t("Twelve answers to “black cat, sitting, on yellow”"))
    differences = {
        t("Difference between two of one request: {model}", model=names[by]): apart(*variety(by)),
        t("The program that painted the training cards"): apart(*variety(by, "painted")),
        t("A program that always answers the same"): ("0", ""),
    }
    for column, (name, (value, error)) in zip(st.columns(len(differences)), differences.items(), strict=True):
        levels = t("{value} grey levels", value=value)
        column.metric(name, levels, error or None, delta_color="off", delta_arrow="off")


def variety(by: str, whose: str = "model") -> tuple[float, float]:
    """How far two pictures of the request lie apart, and the standard error: of a model, or of what it has learned."""
    found = weights.record(DRAWN_BY[by])["variety"][whose]
    return found["levels"], found["standard_error"]


def question() -> None:
    predict(
        key="probability_predict_seed",
        question=t("You change the seed, and then back to the first number. Which twelve cats come?"),
        answers={"same": t("The first twelve"), "like": t("Similar ones"), "new": t("Twelve new ones")},
        right="same",
        because=lesson("probability_seed"),
    )


def depth() -> None:
    say(lesson("probability_random_depth"))


EXPERIMENT = Experiment(
    "random", lambda: t("Randomness"), "probability_random", show, question, depth, code=code.random
)
