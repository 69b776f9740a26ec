"""What drawing from p(x) means, measured: the law of large numbers, free combination, variety."""

from __future__ import annotations

import math

import numpy as np

from engines.postcards import KINDS, SHAPE, Factors, JointTable
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


def count_model(factors: Factors) -> JointTable:
    """The copier: each combination as often as it was seen; one that was never seen has probability 0."""
    p = np.zeros(SHAPE)
    np.add.at(p, tuple(factors.kinds.T), 1.0)
    return JointTable(p)


def subject_model(factors: Factors) -> JointTable:
    """p(subject) p(colour | subject) p(background | subject) p(style | subject), each counted: naive Bayes.

    A cat is a cat whatever its colour (GROUPS are taken together), so what is seen of one is expected of the others.
    """
    kinds = factors.kinds
    cat = np.array(["cat" in name for name in KINDS["subject"]])
    group = np.where(cat, 0, 1 + np.arange(len(cat)))[kinds[:, 0]]
    p = np.zeros(SHAPE)
    for g in np.unique(group):
        rows = kinds[group == g]
        shares = [np.bincount(rows[:, i], minlength=SHAPE[i]) / len(rows) for i in range(len(SHAPE))]
        p += len(rows) / len(kinds) * np.einsum("s,c,b,t->scbt", *shares)
    return JointTable(p)


# ---- it is random ---------------------------------------------------------------------------------------------------


def variety(images: np.ndarray) -> float:
    """The mean root-mean-square difference between two pictures, (n, ...) uint8, in grey levels of 0 to 255."""
    flat = images.reshape(len(images), -1).astype(float)
    i, j = np.triu_indices(len(flat), 1)
    return float(np.sqrt(((flat[i] - flat[j]) ** 2).mean(1)).mean()) if len(i) else 0.0
