"""The textbook's sentences about these models, beside what was measured."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.ui.claims.block import claims_block
from app.ui.language import t
from app.ui.stage import Experiment


def show(controls: DeltaGenerator) -> None:
    claims_block(("naive-bayes", "mixture", "kde"), "classical", after=("classical_predict_naive",))


EXPERIMENT = Experiment("measured", lambda: t("Measured"), "classical_measured", show)
