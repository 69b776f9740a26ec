"""The textbook's sentences about these models, beside what was measured."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import code
from app.concepts.classical.independence import ask
from app.ui.claims.block import claims_block
from app.ui.language import t
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    claims_block(("naive-bayes", "mixture", "kde"), "classical", after=("classical_predict_naive",), controls=controls)


def question() -> None:
    """What the numbers give away; who has come by the other experiment has answered already."""
    ask()


EXPERIMENT = Experiment("measured", lambda: t("Measurements"), "classical_measured", show, question, code=code.measured)
