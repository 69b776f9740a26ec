"""Pieces of a lesson: predict, then check."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.ui import controls
from app.ui.i18n import t


@st.fragment
def predict(
    *, key: str, question: str, answers: Mapping[str, str], right: str, because: str, reveals: bool = False
) -> None:
    """Ask for a guess; only then tell the answer and the reason.

    `reveals`: the page shows more once there is a guess, so that it is run again.
    """
    with st.container(border=True):
        heading = t("Predict, then check")
        st.markdown(f":material/psychology_alt: **{heading}** · {question}")
        guess = controls.guess(question, answers, key=key)
        if guess is None:
            return
        told = t("That is right.") if guess == right else t("Not quite: {answer}.", answer=answers[right])
        st.markdown(f"**{told}** {because}")
        if reveals and not st.session_state.get(f"{key}_revealed"):
            st.session_state[f"{key}_revealed"] = True
            st.rerun()
