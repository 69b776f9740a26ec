"""Property 2: a generative model combines freely."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code, families
from app.concepts.probability.dealt import fill_cards
from app.ui.code import on_stage
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.data import letters
from engines.data.postcards import cards
from engines.data.postcards.table import TAUGHT
from engines.measures import combining

SHOWN = 12


@st.cache_data(show_spinner=False)
def training(what: str) -> np.ndarray:
    """The first of what a model learns from, uint8 (SHOWN, 32, 32[, 3])."""
    if what == "postcards":
        return cards.render(cards.draw_factors(SHOWN, seed=0, table=TAUGHT))
    glyphs = letters.load()
    return families.paper(glyphs.images[:: len(glyphs.images) // SHOWN + 1])


def show(controls: DeltaGenerator) -> None:
    with controls:
        options = {"postcards": t("A black cat at sunset"), "letters": t("Hangul syllables")}
        what = choice(t("What no picture showed"), options, key="probability_combine_what")
        told = predict(
            key="probability_predict_combine",
            about=what,
            question=asked(what),
            answers={"never": t("Never"), "some": t("It depends on the model"), "always": t("Every model can")},
            right=combining.who(what),
            because=lesson("probability_combines_answer" if what == "postcards" else "probability_combines_letters"),
        )
    on_stage(what=what)
    if told:
        families.show(what)
    else:
        caption = t("Twelve of the training postcards") if what == "postcards" else t("Twelve of the training pictures")
        fill_cards(training(what), caption)


def asked(what: str) -> str:
    if what == "postcards":
        return t("No training postcard shows a black cat at sunset. Can a model draw one?")
    return t(
        "Of {all} syllables {n} were kept back from training, though each of their letters came in others. Can a model"
        " write one of those?",
        all=f"{len(letters.SYLLABLES):,}", n=len(letters.held_out()),
    )  # fmt: skip


EXPERIMENT = Experiment("combines", lambda: t("New combinations"), "probability_combines", show, code=code.combines)
