"""Naive Bayes, pixel by pixel: the ten factors of the pixel under the hand, and what all 784 say together."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import code, formulas
from app.live.pixel_factors.component import pixel_factors
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say


def show(controls: DeltaGenerator) -> None:
    pixel_factors()


def question() -> None:
    predict(
        key="classical_predict_corner",
        question=t("Move into a corner, where no digit has ink. What does that pixel tell about which digit it is?"),
        answers={"nothing": t("Nothing"), "little": t("A little"), "much": t("As much as any other")},
        right="nothing",
        because=lesson("classical_corner"),
    )


def depth() -> None:
    say(lesson("classical_lead"))
    say(lesson("classical_naive_formula"))
    formulas.product()


EXPERIMENT = Experiment("naive", lambda: t("Single pixels"), "classical_naive", show, question, depth, code=code.naive)
