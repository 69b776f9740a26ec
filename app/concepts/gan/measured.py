"""What the shipped GANs measure, and the textbook's sentences about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.concepts.gan.points import PAGE
from app.ui.charts import show_chart
from app.ui.claims.block import claims_block
from app.ui.claims.paths import about_paths, paths, paths_of
from app.ui.claims.results import shipped
from app.ui.language import t
from app.ui.link import kept
from app.ui.names import data_names
from app.ui.numbers import with_error
from app.ui.predict import answered, later, predict
from app.ui.stage import Experiment
from app.ui.terms import caption
from engines.comparison.budgets import CONVERGED
from engines.nets import weights
from engines.statistics import NOTHING, apart

QUESTION = "gan_predict_floor"


def show(controls: DeltaGenerator) -> None:
    names, rows = data_names() | {"postcards": t("Postcards")}, []
    told = answered(QUESTION)
    for name in weights.names(kinds=("gan",)):
        record = weights.record(name)
        test, data = record["test"], weights.data_of(name)
        floor = {t("The same, real against real"): with_error(*floor_of(record))} if told else {}
        rows.append(
            {t("Pictures"): names[data], t("Fréchet distance, 10,000 samples"): f"{test['frechet']:.1f}"}
            | floor
            | {
                t("Classes among the samples"): t(
                    "{n} of {k}", n=test["coverage"]["classes"], k=len(test["coverage"]["histogram"])
                ),
                t("Training (minutes)"): f"{record['minutes']:.0f}",
            }
        )
    st.table(rows, hide_index=True, border="horizontal")
    caption(t("The GAN of postcards was told what each shows, and is asked as often for each as our table has it."))
    claims_block(("gan", "gan-plain"), PAGE, after=("gan_predict_sharp", QUESTION), controls=controls)


def floor_of(record: dict[str, Any]) -> tuple[float, float]:
    """What real pictures score against other real ones, with its standard error."""
    return record["test"]["floor"]["mean"], record["test"]["floor"]["standard_error"]


def question() -> None:
    records = [weights.record(name) for name in weights.names(kinds=("gan",))]
    predict(
        key="gan_predict_floor",
        question=t("Real pictures, set against other real pictures: what Fréchet distance comes out?"),
        answers={"zero": "0", "between": t("More than 0, less than the GAN’s"), "same": t("As much as the GAN’s")},
        right=where([floor_of(record) for record in records], [record["test"]["frechet"] for record in records]),
        because=t(
            "Measured: {floors}. Any 10,000 pictures differ a little from any others, by chance alone. So no generator"
            " can come to 0, and every distance is read beside its floor.",
            floors="; ".join(with_error(*floor_of(record)) for record in records),
        ),
    )  # fmt: skip


def where(floors: Sequence[tuple[float, float]], distances: Sequence[float]) -> str:
    """Where the floors of all lie: at 0, below the distances of generators, or neither."""
    if not any(apart(floor, NOTHING) for floor in floors):
        return "zero"
    below = all(apart(floor, (distance, 0.0)) < 0 for floor, distance in zip(floors, distances, strict=True))
    return "between" if below else "same"


def depth() -> None:
    """How the two GANs fared on their way, on the data that are chosen."""
    data, found = kept(f"{PAGE}_claims_data"), shipped(CONVERGED)
    if not answered("gan_predict_sharp", QUESTION):
        later()
    elif paths_of(data, found):
        caption(about_paths(data, found))
        show_chart(paths(data, found))
    else:
        caption(t("No GAN has been trained to the end on these data so far."))


EXPERIMENT = Experiment(
    "measured", lambda: t("Measurements"), "gan_measured_do", show, question, depth, code=code.measured
)
