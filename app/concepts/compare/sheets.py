"""Sheets for the game: pictures of the shipped models, of the comparison, or real ones; points; none of them picked."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.ui.claims import results
from engines.comparison.models import MODELS, POINTS
from engines.comparison.rounds import is_kept_with_losses
from engines.data import images
from engines.data.pixels import SHAPES, pictures_of, to_bytes
from engines.measures import sharpness
from engines.shipped import model

N_PICTURES = 8
N_POINTS = 250  # of the 400 that are shipped


@st.cache_data(max_entries=256, show_spinner=False)
def draw(data: str, maker: str, nth: int) -> np.ndarray:
    """The sheet that a maker gives in round `nth`: bytes (8, H, W), (8, H, W, 3) with colours, or points (250, 2)."""
    rng = np.random.default_rng(nth)
    if data in POINTS:
        return rng.permutation(results.points_of()[data, maker])[:N_POINTS]
    if is_kept_with_losses(maker):
        return rng.permutation(results.pictures_of(data, maker))[:N_PICTURES]
    test = images.load(data, "test").images
    if maker == "real":
        return test[rng.choice(len(test), N_PICTURES, replace=False)]
    rows = model(MODELS[maker].weights.format(data=data)).sample(N_PICTURES, seed=nth)
    return pictures_of(to_bytes(rows), SHAPES[data])


@st.cache_data(max_entries=4, show_spinner=False)
def _real_detail(data: str) -> float:
    return float(sharpness.fine_energy(images.load(data, "test").images).mean())


def detail(data: str, pictures: np.ndarray) -> float:
    """Energy of the waves shorter than four pixels, on average over a sheet; real pictures = 1."""
    return float(sharpness.fine_energy(pictures).mean()) / _real_detail(data)
