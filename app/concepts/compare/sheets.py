"""Sheets for the game: pictures of the shipped models, of the comparison, or real ones; points; none of them picked."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import streamlit as st

from app.ui.claims import results
from engines.comparison.models import MODELS, PICTURES, POINTS, kind_of
from engines.data import images
from engines.data.pixels import SHAPES, pictures_of, to_bytes
from engines.measures import sharpness
from engines.nets import weights
from engines.shipped import model

N_PICTURES = 8
N_POINTS = 250  # of the 400 that are shipped


def data_sets() -> list[str]:
    """What can be played: pictures, and points where some are shipped."""
    there = {data for data, _ in results.points_of()}
    return [*PICTURES, *(data for data in POINTS if data in there)]


def makers(data: str) -> list[str]:
    """Who may have made a sheet; reality comes last."""
    played = [maker for maker, model in MODELS.items() if kind_of(data) in model.clues]
    if data in POINTS:
        there = {maker for d, maker in results.points_of() if d == data}
        return [maker for maker in (*played, "real") if maker in there]
    return [*(maker for maker in played if has_pictures(data, maker)), "real"]


def has_pictures(data: str, maker: str) -> bool:
    if is_kept_with_losses(maker):
        return results.sheet_file(data, maker).exists()
    return MODELS[maker].weights.format(data=data) in weights.names()


def is_kept_with_losses(maker: str) -> bool:
    """Whether its pictures come from the sheets of the comparison, because its fit is not shipped."""
    return maker != "real" and not MODELS[maker].weights


def puzzle(data: str, nth: int) -> str:
    """Who made the sheet of round `nth`: always the same one, so that a link can be shared."""
    options = makers(data)
    rng = np.random.default_rng([crc32(data.encode()), nth])
    return options[rng.integers(len(options))]


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
