"""How often a training loses a part of the data: a share of trainings, with its exact binomial interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from scipy.special import betaincinv

from engines.comparison.results import Row
from engines.comparison.rule import RATE, Figure
from engines.statistics import Floor

PARTS = ("modes", "classes")  # which a perfect model has all of
OFTEN = 0.25  # of the trainings: from there on a model collapses often


class Share(NamedTuple):
    """k of n, and where the true share lies, each side but for `RATE` (Clopper & Pearson 1934,
    10.1093/biomet/26.4.404)."""

    k: int
    n: int
    low: float
    high: float


def share(k: int, n: int, rate: float = RATE) -> Share:
    low = float(betaincinv(k, n - k + 1, rate)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - rate)) if k < n else 1.0
    return Share(k, n, low, high)


def share_of(figure: Figure) -> Share:
    """That of a figure of the measure `lost`."""
    return share(round(figure.mean * figure.n_seeds), figure.n_seeds)


def lost(rows: Iterable[Row], floors: Mapping[tuple[str, str], Floor]) -> tuple[Row, ...]:
    """For each training a row of the measure `lost`: 1 where it ends without a mode or a class that the data have."""
    counted = [
        row for row in rows if row.metric in PARTS and row.value is not None and (row.data, row.metric) in floors
    ]
    return tuple(
        row._replace(metric="lost", value=float(row.value <= floors[row.data, row.metric].mean - 1)) for row in counted
    )


def often(share: Share) -> str:
    """Whether so many are often: supported, contradicted, or unclear with so few trainings."""
    return "supported" if share.low > OFTEN else "contradicted" if share.high < OFTEN else "unclear"
