"""Means with their standard errors, and floors: the one place that computes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def mean_and_error(values: ArrayLike, axis: int = 0) -> tuple[Any, Any]:
    """The mean along an axis and its standard error, s / sqrt(n), s with n - 1; floats for values (n,).

    The error of a single value is unknown, NaN, and so is the mean of none.
    """
    v = np.asarray(values)
    n = v.shape[axis]
    mean = v.mean(axis) if n else np.full(v.sum(axis).shape, math.nan)
    error = v.std(axis, ddof=1) / math.sqrt(n) if n > 1 else np.full_like(mean, math.nan, dtype=float)
    return (float(mean), float(error)) if v.ndim == 1 else (mean, error)


def apart(a: tuple[float, float], b: tuple[float, float]) -> int:
    """1 where a mean with its standard error lies above another by more than two errors of the difference, -1 where it
    lies below it by as much, else 0; so also where a number or an error is not known."""
    away = a[0] - b[0]
    return int(math.copysign(1, away)) if abs(away) > 2 * math.hypot(a[1], b[1]) else 0


NOTHING = (0.0, 0.0)  # what a difference, as of pairs, is set against


@dataclass(frozen=True)
class Floor:
    """What a perfect model scores: mean over seeds and its standard error, at n samples."""

    mean: float
    standard_error: float
    n: int
