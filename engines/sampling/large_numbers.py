"""What drawing from p(x) means, measured: the law of large numbers, free combination, variety."""

from __future__ import annotations

import math

import numpy as np

from engines.statistics import mean_and_error

# ---- the law of large numbers ---------------------------------------------------------------------------------------


def running_distance(labels: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Total variation between the tally of the first n labels and p, for n = 1 .. len(labels); 0 to 1.

    labels: int (n,) in 0 .. K - 1; p: (K,), sums to 1.
    """
    counts = np.cumsum(np.asarray(labels)[:, None] == np.arange(len(p)), axis=0)
    n = np.arange(1, len(labels) + 1)[:, None]
    return np.abs(counts / n - p).sum(1) / 2


def expected_distance(p: np.ndarray, n: np.ndarray | int) -> np.ndarray:
    """What `running_distance` is on average: sum_k E|Binomial(n, p_k) / n - p_k| / 2, by the normal approximation.

    Each term is sqrt(2 p (1 - p) / (pi n)): the law of large numbers, at the rate 1 / sqrt(n).
    """
    return np.sqrt(2 * p * (1 - p) / math.pi).sum() / 2 / np.sqrt(n)


def measured_distance(p: np.ndarray, n: int, *, runs: int, seed: int) -> tuple[float, float]:
    """The same by experiment: mean and standard error of the distance after n draws, over `runs` tallies."""
    tallies = np.random.default_rng(seed).multinomial(n, p, size=runs)
    distances = np.abs(tallies / n - p).sum(1) / 2
    return mean_and_error(distances)


# ---- it combines freely ---------------------------------------------------------------------------------------------


# ---- it is random ---------------------------------------------------------------------------------------------------
