"""What the shipped GANs measure, and the textbook's sentences about them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan.points import PAGE
from app.ui.charts import show_chart
from app.ui.claims.block import claims_block
from app.ui.claims.paths import about_paths, paths, paths_of
from app.ui.claims.results import shipped
from app.ui.language import t
from app.ui.link import kept
from app.ui.names import data_names
from app.ui.numbers import with_error
from app.ui.predict import answered
from app.ui.stage import Experiment
from engines.comparison.budgets import CONVERGED
from engines.nets import weights


def show(controls: DeltaGenerator) -> None:
    names, rows = data_names() | {"postcards": t("Postcards")}, []
    for name in weights.names(kinds=("gan",)):
        record = weights.record(name)
        test, data = record["test"], name.split("-")[1]
        rows.append(
            {
                t("Pictures"): names[data],
                t("Fréchet distance, 10,000 samples"): f"{test['frechet']:.1f}",
                t("The same, real against real"): with_error(test["floor"]["mean"], test["floor"]["standard_error"]),
                t("Kinds of picture among the samples"): t(
                    "{n} of {k}", n=test["coverage"]["classes"], k=len(test["coverage"]["histogram"])
                ),
                t("Training (minutes)"): f"{record['minutes']:.0f}",
            }
        )
    st.table(rows, hide_index=True, border="horizontal")
    claims_block(("gan",), PAGE, after=("gan_predict_sharp",), controls=controls)


def depth() -> None:
    """How the two GANs fared on their way, on the data that are chosen."""
    data, found = kept(f"{PAGE}_claims_data"), shipped(CONVERGED)
    if data and answered("gan_predict_sharp") and paths_of(data, found):
        st.caption(about_paths(data, found))
        show_chart(paths(data, found))


EXPERIMENT = Experiment("measured", lambda: t("Measured"), "gan_measured_do", show, depth=depth)
