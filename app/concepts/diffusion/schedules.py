"""Noise schedules beside each other."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.concepts.diffusion.curve_charts import schedule_chart
from app.concepts.diffusion.points import too_short
from app.concepts.diffusion.words import schedule_names
from app.ui.charts import show_chart
from app.ui.controls import choice
from app.ui.language import lesson, t
from engines.diffusion import schedules as engine


def decibels(schedule: engine.Schedule) -> np.ndarray:
    """10 log10 of alpha^2 / sigma^2, where both are there."""
    found = 10 / np.log(10) * schedule.log_snr
    return np.where(np.isfinite(found), found, np.nan)


def schedules() -> None:
    """How fast the signal goes: the schedules side by side, and the one that never reaches noise."""
    st.header(t("How fast does the signal go?"))
    st.markdown(lesson("diffusion_schedules"))
    built = {name: engine.build(name, 1000) for name in schedule_names()}
    quantities = {"share": t("Signal's share ᾱ"), "ratio": t("Signal-to-noise ratio in decibels")}
    quantity = choice(t("What to read"), quantities, key="diffusion_quantity")
    lines = {label: built[name].alpha_bar for name, label in schedule_names().items()}
    ratios = {label: decibels(built[name]) for name, label in schedule_names().items()}
    show_chart(
        schedule_chart(lines, "ᾱ") if quantity == "share" else schedule_chart(ratios, "dB"), key="diffusion_schedules"
    )
    left = built["too-short"].alpha_bar[-1]
    st.markdown(
        t("At the end of the walk, signal left: {rest}.", rest=", ".join(
            f"{label} {100 * values[-1]:.3f} %" for label, values in lines.items()))
    )  # fmt: skip
    too_short(left)
