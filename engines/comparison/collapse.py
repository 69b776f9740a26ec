"""How often a training collapses: a share of trainings, with its exact binomial interval.

It has collapsed where its samples are spread over the modes, or the classes, as unevenly as if one of them had kept a
tenth of its part and nothing else were amiss. Whether a mode has any sample at all is no measure: one stray in ten
thousand keeps it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from scipy.special import betaincinv

from engines.comparison.results import Row
from engines.comparison.rule import RATE, Figure
from engines.statistics import Floor

PARTS = {"mode_kl": "modes", "class_kl": "classes"}  # unevenness in nats, and of how many parts
KEPT = 0.1  # of its part, by a mode that is as good as lost
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


def uneven(parts: float) -> float:
    """KL in nats of the shares of so many equal parts, where one has only `KEPT` of what is its own, from even ones: no
    shares with so small a part are closer to even."""
    rest = (parts - KEPT) / (parts - 1)  # times its own, of each other part
    return (KEPT * math.log(KEPT) + (parts - KEPT) * math.log(rest)) / parts


def lost(rows: Iterable[Row], floors: Mapping[tuple[str, str], Floor]) -> tuple[Row, ...]:
    """For each training a row of the measure `lost`: 1 where it has collapsed, or why that cannot be told. An infinite
    KL is of no good sample."""
    return tuple(
        row._replace(metric="lost")
        if kl is None
        else row._replace(metric="lost", reason="", value=float(kl >= uneven(floors[parts].mean)))
        for row in rows
        if row.metric in PARTS
        for kl, parts in [(math.inf if row.reason == "infinite" else row.value, (row.data, PARTS[row.metric]))]
        if kl is None or parts in floors
    )


def often(share: Share) -> str:
    """Whether so many are often: supported, contradicted, or unclear with so few trainings."""
    return "supported" if share.low > OFTEN else "contradicted" if share.high < OFTEN else "unclear"
