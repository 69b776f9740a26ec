"""What beta does, as measured: the shipped records of models trained with several betas and seeds.

How the rows are made is in `assets.autoencoder`; nothing here needs torch. beta 0 is the AE.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from engines.core import ASSETS
from engines.statistics import mean_and_error

FOLDER = ASSETS / "autoencoder"
FACTORS = ("ripeness", "size", "shape", "leaf", "leaf_angle")  # of an apple, in the order of a row's table


@dataclass(frozen=True)
class Sweep:
    """config: what the models have in common; rows: one per beta and seed, with its figures (see `sweep`)."""

    config: dict[str, Any]
    rows: Sequence[dict[str, Any]]

    @property
    def betas(self) -> list[float]:
        return sorted({row["beta"] for row in self.rows})

    def at(self, beta: float) -> list[dict[str, Any]]:
        """The rows of one beta, a seed each, the first seed first."""
        return sorted((row for row in self.rows if row["beta"] == beta), key=lambda row: row["seed"])

    def figure(self, name: str, beta: float) -> tuple[float, float]:
        """Mean of a figure over the seeds of one beta, and its standard error; NaN where there is none (an AE's KL)."""
        return mean_and_error([np.nan if row[name] is None else row[name] for row in self.at(beta)])


@cache
def sweep(name: str) -> Sweep:
    """`name` is "apples" or "beta", of digits. Nats per picture.

    Rows of apples: reconstruction, kl, active (numbers in use), mig and its floor mig_floor (see
    `measures.disentanglement`), correlations (d, 5): Spearman's of each number of the code with each of FACTORS.
    Rows of digits: restoring, kl of each number, elbo, active.
    """
    record = json.loads((FOLDER / f"{name}.json").read_text())
    return Sweep(record["config"], record["rows"])
