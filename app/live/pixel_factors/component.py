"""Naive Bayes, pixel by pixel."""

from __future__ import annotations

import streamlit as st

from app.live.channel.mount import mount
from app.ui.colours import COLOURS
from app.ui.language import t


@st.fragment
def pixel_factors(*, page: str) -> None:
    """A digit, and the ten densities p(x_j | y) of the pixel under the hand."""
    text = {
        "picture": t("A handwritten digit; one pixel is marked"),
        "help": t("Move over it, or use the arrow keys: the curves are this pixel's. Shift takes larger steps."),
        "curves": t("The ten densities of this pixel's value, one per class"),
        "another": t("Another digit"),
        "here": t("Row {row}, column {column}: the pixel's value is {value} (0 paper, 1 ink)."),
        "factor": t("this pixel: log p(xⱼ | y)"),
        "all": t("all 784, summed"),
        "share": t("p(y | x)"),
        "table": t("What each class gives to this pixel, and to the whole picture"),
        "says": t("Naive Bayes says: {y}."),
    }
    mount(
        "pixel_factors/factors",
        key="classical_pixels",
        page=page,
        data={"colours": list(COLOURS)},
        text=text,
        fill=True,
    )
