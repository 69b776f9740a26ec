"""Property 3: a generative model is random."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability.dealt import fill_cards
from app.ui.controls import seed_control
from app.ui.language import lesson, t
from app.ui.numbers import apart
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data.postcards import cards, counting
from engines.data.postcards import table as postcards_table
from engines.nets import weights

N = 12


@st.cache_data(max_entries=64, show_spinner=False)
def draws(seed: int) -> np.ndarray:
    """N postcards of the same request, uint8."""
    table = postcards_table.DEFAULT.given(**counting.ONE_REQUEST)
    return cards.sample(N, seed=seed, table=table).images


def show(controls: DeltaGenerator) -> None:
    with controls:
        seed = seed_control(key="probability_variety_seed", width=180, label=t("Seed of the twelve"))
    drawn = draws(seed)
    fill_cards(drawn, t("Twelve draws of “black cat, sitting, on yellow”"))
    same = np.repeat(drawn[:1], N, axis=0)
    differences = {
        t("Difference between two cards that our program painted"): (f"{counting.variety(drawn):.1f}", ""),
        t("Of the same request, drawn by a diffusion model"): apart(*learned()),
        t("Of a program that always answers the same"): (f"{counting.variety(same):.1f}", ""),
    }
    for column, (name, (value, error)) in zip(st.columns(len(differences)), differences.items(), strict=True):
        levels = t("{value} grey levels", value=value)
        column.metric(name, levels, error or None, delta_color="off", delta_arrow="off")


def learned() -> tuple[float, float]:
    """How far two pictures of the request lie apart that the shipped model draws, and the standard error."""
    found = weights.record("diffusion-postcards")["variety"]["model"]
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


EXPERIMENT = Experiment("random", lambda: t("Randomness"), "probability_random", show, question, depth)
