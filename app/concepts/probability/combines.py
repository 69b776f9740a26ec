"""Property 2: a generative model combines freely."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code, families
from app.concepts.probability.dealt import fill_cards
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.data.postcards import cards
from engines.data.postcards.table import TAUGHT
from engines.measures import combining

SHOWN = 12


@st.cache_data(show_spinner=False)
def training() -> np.ndarray:
    """The first of the postcards that a model learns from."""
    return cards.render(cards.draw_factors(SHOWN, seed=0, table=TAUGHT))


def show(controls: DeltaGenerator) -> None:
    with controls:
        told = predict(
            key="probability_predict_combine",
            question=t("No training postcard shows a black cat at sunset. Can a model draw one?"),
            answers={"never": t("Never"), "some": t("It depends on the model"), "always": t("Every model can")},
            right=combining.who(),
            because=lesson("probability_combines_answer"),
        )
    if told:
        families.show()
    else:
        fill_cards(training(), t("Twelve of the training postcards"))


EXPERIMENT = Experiment("combines", lambda: t("New combinations"), "probability_combines", show, code=code.combines)
