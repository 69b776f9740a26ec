"""Property 3: a generative model is random."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability.dealt import fill_cards
from app.ui.controls import seed_control
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data.postcards import cards, counting
from engines.data.postcards import table as postcards_table

N = 12


@st.cache_data(max_entries=64, show_spinner=False)
def draws(seed: int) -> np.ndarray:
    """N postcards of the same request, uint8."""
    table = postcards_table.DEFAULT.given(subject="cat sitting", colour="black", background="yellow", style="plain")
    return cards.sample(N, seed=seed, table=table).images


def show(controls: DeltaGenerator) -> None:
    with controls:
        seed = seed_control(key="probability_variety_seed", width=180, label=t("Seed of the twelve"))
    drawn = draws(seed)
    fill_cards(drawn, t("Twelve draws of “black cat, sitting, on yellow”"))
    same = np.repeat(drawn[:1], N, axis=0)
    left, right = st.columns(2)
    grey = t("{value} grey levels", value=f"{counting.variety(drawn):.1f}")
    left.metric(t("Difference between two cards that our program painted"), grey)
    zero = t("{value} grey levels", value=f"{counting.variety(same):.1f}")
    right.metric(t("Of a program that always answers the same"), zero)


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
