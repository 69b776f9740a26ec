"""What beta does, measured over seeds: the shipped records of the apples and of the digits. Read without torch.

A row is one training: beta (0 is the AE), seed, what it restores, how much its codes say, and, for the apples, how its
numbers go with the true factors. `assets/autoencoder/make.py` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engines.statistics import mean_and_error

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "autoencoder"
FACTORS = ("ripeness", "size", "shape", "leaf", "leaf_angle")  # of an apple, in the order of a row's table
BETAS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)

Row = Mapping[str, Any]


def read(name: str) -> list[dict[str, Any]]:
    """The rows of "apples" or "digits"."""
    return json.loads((FOLDER / f"{name}.json").read_text())["rows"]


def over_seeds(rows: Sequence[Row], figure: str) -> tuple[list[float], np.ndarray, np.ndarray]:
    """The betas, and a figure's mean and standard error over seeds at each, (k,)."""
    betas = sorted({row["beta"] for row in rows})
    found = [mean_and_error([row[figure] for row in rows if row["beta"] == beta]) for beta in betas]
    means, errors = np.array(found).T
    return betas, means, errors
