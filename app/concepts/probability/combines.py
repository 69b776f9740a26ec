"""Property 2: a generative model combines freely."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability.dealt import fill_cards
from app.ui import numbers
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.data.postcards import cards, counting
from engines.data.postcards.table import HELD_OUT, TAUGHT, event_cells
from engines.diffusion.composed_records import fresh, share
from engines.nets import weights
from engines.statistics import mean_and_error

SEEDS = range(5)
N = 1000
SHOWN = 12


@st.cache_data(show_spinner=False)
def training() -> np.ndarray:
    """The first of the postcards that a model learns from."""
    return cards.render(cards.draw_factors(N, seed=SEEDS[0], table=TAUGHT)[np.arange(SHOWN)])


@st.cache_data(show_spinner=False)
def combining(n: int) -> tuple[dict[str, tuple[float, float]], np.ndarray]:
    """Train both models on n postcards without black cats at sunset; how often do they draw one?

    Means and standard errors over SEEDS, in per cent of 10,000 draws; and SHOWN of the pictures, uint8.
    """
    shares: dict[str, list[float]] = {"count": [], "subject": []}
    pictures = []
    for seed in SEEDS:
        seen = cards.draw_factors(n, seed=seed, table=TAUGHT)
        for name, fit in (("count", counting.count_model), ("subject", counting.subject_model)):
            model = fit(seen)
            drawn = cards.draw_factors(10_000, seed=1000 + seed, table=model)
            found = np.flatnonzero(event_cells(**HELD_OUT).ravel()[drawn.cells()])
            shares[name].append(100 * len(found) / len(drawn))
            if name == "subject" and not pictures and len(found):
                pictures.append(cards.render(drawn[found[:SHOWN]]))
    summary = {k: mean_and_error(v) for k, v in shares.items()}
    return summary, pictures[0] if pictures else np.zeros((0, 32, 32, 3), np.uint8)


def show(controls: DeltaGenerator) -> None:
    with controls:
        told = predict(
            key="probability_predict_combine",
            question=t("No training postcard shows a black cat at sunset. Can a model draw one?"),
            answers={"never": t("Never"), "some": t("It depends on the model"), "always": t("Every model can")},
            right="some",
            because=lesson("probability_combines_answer"),
        )
    if told:
        _found()
    else:
        fill_cards(training(), t("Twelve of the training postcards"))


def _found() -> None:
    shares, pictures = combining(N)
    shares = shares | {name: (100 * s["share"], 100 * s["standard_error"]) for name, s in learned().items()}
    labels = {
        "count": t("Model that counts whole postcards"),
        "subject": t("Model that knows “cat”, then colour, then background"),
        "unasked": t("Diffusion model of pictures, asked for nothing"),
        "plain": t("The same, asked for a black cat at sunset"),
        "whole": t("The same, with guidance 2"),
        "early": t("The same, and the subject weighs more"),
    }
    for row in (("count", "subject", "unasked"), ("plain", "whole", "early")):
        for column, name in zip(st.columns(3), row, strict=True):
            value, error = numbers.apart(*shares[name])
            column.metric(labels[name], f"{value} %", error, delta_color="off", delta_arrow="off")
    if len(pictures):
        fill_cards(pictures, t("Black cats at sunset that no training postcard showed"))


def learned() -> dict[str, dict[str, float]]:
    """Of the pictures of the shipped diffusion model, which saw none either: how many are read as one; on request as it
    was learned, with guidance, and guided factor by factor."""
    requested = {way: share(fresh("held_out", way), "both") for way in ("plain", "whole", "early")}
    return {"unasked": weights.record("diffusion-postcards")["test"]["held_out"]["unasked"], **requested}


EXPERIMENT = Experiment("combines", lambda: t("New combinations"), "probability_combines", show)
