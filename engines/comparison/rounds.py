"""The rounds of the game "which model made this?": who may have made a sheet, who did, and whether a guess is right."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np

from engines.comparison.models import MODELS, PICTURES, POINTS
from engines.comparison.results import points_file, sheet_file
from engines.core import Bounds
from engines.nets import weights

ROUNDS = Bounds(1, 9_999)


def data_sets() -> list[str]:
    """What can be played: pictures, and points where some are shipped."""
    there = {data for data, _ in _with_points()}
    return [*PICTURES, *(data for data in POINTS if data in there)]


def makers(data: str) -> list[str]:
    """Who may have made a sheet; reality comes last."""
    played = [maker for maker, model in MODELS.items() if model.clue(data)]
    if data in POINTS:
        return [maker for maker in (*played, "real") if (data, maker) in _with_points()]
    return [*(maker for maker in played if has_pictures(data, maker)), "real"]


def has_pictures(data: str, maker: str) -> bool:
    if is_kept_with_losses(maker):
        return sheet_file(data, maker).exists()
    return MODELS[maker].weights.format(data=data) in weights.names()


def is_kept_with_losses(maker: str) -> bool:
    """Whether its pictures come from the sheets of the comparison, because its fit is not shipped."""
    return maker != "real" and not MODELS[maker].weights


def puzzle(data: str, nth: int) -> str:
    """Who made the sheet of round `nth`: always the same one, so that a link can be shared."""
    options = makers(data)
    rng = np.random.default_rng([crc32(data.encode()), nth])
    return options[rng.integers(len(options))]


def is_right(data: str, nth: int, guess: str) -> bool | None:
    """Whether `guess` made the sheet of round `nth`; None where there is no such round, or no such maker in it."""
    if data not in data_sets() or not ROUNDS.low <= nth <= ROUNDS.high or guess not in makers(data):
        return None
    return guess == puzzle(data, nth)


def _with_points() -> frozenset[tuple[str, str]]:
    """(data, maker) of all points that are shipped."""
    path = points_file()
    return _read(path, path.stat().st_mtime) if path.exists() else frozenset()


@lru_cache(maxsize=4)
def _read(path: Path, changed: float) -> frozenset[tuple[str, str]]:
    from safetensors import safe_open

    with safe_open(path, "numpy") as file:
        return frozenset((data, maker) for data, _, maker in (name.partition("-") for name in file.keys()))
