"""Are two sets of points from one law? The maximum mean discrepancy and its permutation test.

The sliced Wasserstein and the energy distance are in `sampler_quality`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.core import Refused
from engines.measures.neighbours import distance_chunks

MAX_ROWS = 2000  # of either set: the kernel of both together is then 64 MB


@dataclass(frozen=True)
class Discrepancy:
    """squared: unbiased MMD^2, around 0 (and as often below) for equal laws; p_value: of the permutation test."""

    squared: float
    p_value: float
    bandwidth: float


def median_distance(X: np.ndarray, *, at_most: int = 1000) -> float:
    """Between different rows, of the first `at_most`: the usual bandwidth of a kernel (Gretton et al. 2012)."""
    X = X[:at_most]
    every = np.concatenate([D for _, D in distance_chunks(X, X)])
    found = float(np.median(every[np.triu_indices(len(X), 1)]))
    if not found > 0:
        raise Refused("no-bandwidth", "half of all distances are 0, so they set no bandwidth; give one")
    return found


def mmd(
    X: np.ndarray, Y: np.ndarray, *, bandwidth: float | None = None, n_permutations: int = 200, seed: int = 0
) -> Discrepancy:
    """Gretton et al. 2012 (JMLR 13), Lemma 6: the mean kernel within X plus within Y minus twice across.

    Kernel exp(-|x - y|^2 / (2 bandwidth^2)); the bandwidth is the median distance of both sets together unless given:
    choose it from other data to compare several X. It sees differences of about its own size and is nearly blind to
    far finer ones. p: the share of `n_permutations` random splits of the pooled rows, and the split itself, that
    discriminate as well; uniform for equal laws. Only the first `MAX_ROWS` rows of either set are used.
    """
    X, Y = np.asarray(X, float)[:MAX_ROWS], np.asarray(Y, float)[:MAX_ROWS]
    n, m = len(X), len(Y)
    if min(n, m) < 2:
        raise ValueError(f"there are {n} and {m} points; give at least two of each")
    pooled = np.concatenate([X, Y])
    rng = np.random.default_rng(seed)
    h = bandwidth or median_distance(pooled[rng.permutation(n + m)])
    K = np.empty((n + m, n + m), np.float32)
    for rows, D in distance_chunks(pooled, pooled):
        part = np.minimum(D / h, 100).astype(np.float32)  # beyond, the kernel is 0; 1e38 would overflow
        K[rows] = np.exp(part * part / -2)
    np.fill_diagonal(K, 0)  # a row with itself says nothing: that is what makes it unbiased
    splits = np.zeros((n + m, 1 + n_permutations), np.float32)
    splits[:n, 0] = 1
    splits[:, 1:] = rng.permuted(np.repeat(splits[:, :1], n_permutations, axis=1), axis=0)
    values = _of_splits(K, splits, n, m)
    return Discrepancy(float(values[0]), float((values >= values[0]).mean()), h)


def _of_splits(K: np.ndarray, splits: np.ndarray, n: int, m: int) -> np.ndarray:
    """MMD^2 where column s of `splits` marks which n rows are X, (s,)."""
    within = np.einsum("is,is->s", splits, K @ splits, dtype=float)
    to_all = K.sum(1, dtype=float)
    of_x = to_all @ splits
    across, rest = of_x - within, to_all.sum() - 2 * of_x + within
    return within / (n * (n - 1)) + rest / (m * (m - 1)) - 2 * across / (n * m)
