"""What guiding a request factor by factor was measured to do: of the rows that `assets.diffusion.composed` makes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from engines.core import msgid
from engines.diffusion.curve_records import Row, read, select
from engines.diffusion.presets import COMPOSED
from engines.statistics import mean_and_error

CHOSEN_ON = 0  # the seed on which the weights were chosen; figures come from others
COLLECTED = 2_100  # real postcards that the second opinion knows: 100 of each subject and style, black at sunset
WHOLE = {"extra": [], "extra_until": 0.0}
WAYS: dict[str, tuple[str, Mapping[str, Any]]] = {  # what they are called, and their settings
    "plain": (msgid("Guidance 1: all four factors as learned"), {"guidance": 1.0, **WHOLE}),
    "whole": (msgid("Guidance 2 for all four together"), {"guidance": 2.0, **WHOLE}),
    "early": (msgid("Guidance 2, and the subject weighs more at first"), COMPOSED),
    "always": (msgid("Guidance 2, and the subject weighs more to the end"), COMPOSED | {"extra_until": 0.0}),
}


@cache
def fresh(asked: str, way: str = "") -> list[Row]:
    """The shipped rows of what was asked for, by one of WAYS or, without, painted, on the seeds that nothing was chosen
    on. asked: held_out, as the table has what was held out; typed, the same in any style; ordinary, all else."""
    how = {"by": "network", **WAYS[way][1]} if way else {"by": "painting"}
    found = select(read()["rows"], part="composed", asked=asked, **how)
    return [row for row in found if row["seed"] != CHOSEN_ON]


def share(rows: Iterable[Row], name: str = "read") -> dict[str, float]:
    """A share of all pictures of the rows, and its standard error."""
    n = sum(row["n"] for row in rows)
    p = sum(row["n"] * row[name] for row in rows) / n
    return {"share": p, "standard_error": math.sqrt(p * (1 - p) / (n - 1))}


def distance(rows: Iterable[Row]) -> tuple[float, float]:
    """The mean Fréchet distance over the seeds, and its standard error."""
    return mean_and_error([row["frechet"] for row in rows])
