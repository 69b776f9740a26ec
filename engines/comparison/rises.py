"""How much a training of a GAN goes back on itself: what "unstable" means on the way, not only at its end.

A training that is steady comes nearer to the data, or stays; what counts is by how much it gets further away from one
look to the next. Where it stays does not count: a GAN that has collapsed and stays so is bad, and steady.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engines.comparison.rule import Figure
from engines.statistics import mean_and_error

if TYPE_CHECKING:
    from engines.comparison.results import Curves

GANS = ("gan", "gan-plain")  # whose criterion is the distance of their samples itself


def rise(path: np.ndarray) -> float:
    """By what share the distance grows from one look to the next, a fall counted as none: the geometric mean of
    max(1, y now / y before) over the looks of a training at distances y, less 1."""
    return float(np.expm1(np.maximum(np.diff(np.log(path)), 0).mean()))


def rises(curves: Curves, data: str) -> dict[tuple[str, str], Figure]:
    """That of each GAN whose paths are known: mean and standard error over its trainings."""
    found = {}
    for model in GANS:
        paths = [np.array([y for _, y in path]) for (d, m, _), path in curves.items() if (d, m) == (data, model)]
        if paths:
            mean, error = mean_and_error([rise(path) for path in paths])
            found[model, "rise"] = Figure(mean, error if len(paths) > 1 else 0.0, len(paths))
    return found
