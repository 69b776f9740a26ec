"""What textbooks claim of the models of one page, beside what was measured: rows of the table of /compare."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.ui import predict
from app.ui.claims.results import data_of, models_of, seconds_of, seeds_of, shipped
from app.ui.claims.table import table
from app.ui.controls import pick
from app.ui.language import t
from app.ui.names import comparison_names


def claims_block(models: Sequence[str], page: str, *, after: Sequence[str] = ()) -> None:
    """The rows of `models` on the data that the person chooses; nothing before anything was measured.

    `after`: the questions of the page whose answers the rows would give away.
    """
    found = shipped()
    there = [d for d in data_of(found) if set(models) & set(models_of(found, d))]
    if not there:
        return
    st.header(t("What the textbook says, and what was measured"))
    if not predict.after(*after):
        return
    names = comparison_names()
    data = pick(t("Data"), {d: names[d] for d in there}, key=f"{page}_claims_data", width=260)
    table(found, data, models)
    n, seconds = len(seeds_of(found, data)), seconds_of(found, data)
    st.caption(
        t("Every model learned for {seconds} seconds of one processor core; {n} seeds, ± standard error. All models"
          " side by side: the page Comparison.", seconds=f"{seconds:g}", n=n)
    )  # fmt: skip
