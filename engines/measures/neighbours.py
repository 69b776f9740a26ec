"""Fidelity, variety and copying from distances to nearest neighbours, for points and for feature vectors.

A ball around each row, out to its k-th nearest fellow, stands for where its set lives; the rest is counting who falls
into whose balls. Rows are (n, d); every distance is Euclidean and computed in float64, because a product of float32
rounds away distances below 1e-3.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree

CHUNK = 1 << 18  # distances at a time: 2 MB, which fits the cache
TREE_DIMS = 8  # in more, a tree looks at nearly every row and the matrix product is faster


def distance_chunks(X: np.ndarray, Y: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """|x - y| for chunks of rows of X: (which rows, (rows, m))."""
    for rows, x2, rest in _squares(X, Y):
        rest += x2[:, None]
        yield rows, np.sqrt(np.maximum(rest, 0, out=rest), out=rest)


def _squares(X: np.ndarray, Y: np.ndarray) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """|x - y|^2 for chunks of rows of X, in two parts: (which rows, |x|^2 (rows,), |y|^2 - 2 x.y (rows, m))."""
    X, Y = _rows(X, "X"), _rows(Y, "Y")
    centre = Y.mean(0)  # near the origin, the squares that cancel are small
    X, Y = X - centre, Y - centre
    right = np.column_stack([Y, (Y**2).sum(1)]).T
    left = np.column_stack([-2 * X, np.ones(len(X))])  # so one product is all of |y|^2 - 2 x.y
    x2, step = (X**2).sum(1), max(1, CHUNK // len(Y))
    for start in range(0, len(X), step):
        rows = slice(start, min(start + step, len(X)))
        yield rows, x2[rows], left[rows] @ right


def kth_nearest(X: np.ndarray, Y: np.ndarray, k: int = 1) -> np.ndarray:
    """The distance from each row of X to its k-th nearest row of Y, (n,). ValueError for fewer than k rows of Y."""
    X, Y = _rows(X, "X"), _rows(Y, "Y")
    if not 1 <= k <= len(Y):
        raise ValueError(f"k is {k}; with {len(Y)} rows to look among give 1 to {len(Y)}")
    if Y.shape[1] <= TREE_DIMS:
        return cKDTree(Y).query(X, k=[k])[0][:, 0]
    parts = [
        x2 + (rest.min(1) if k == 1 else np.partition(rest, k - 1, axis=1)[:, k - 1]) for _, x2, rest in _squares(X, Y)
    ]
    return np.sqrt(np.concatenate(parts).clip(0))


def radii(X: np.ndarray, k: int) -> np.ndarray:
    """From each row to the k-th nearest of the others, (n,)."""
    return kth_nearest(X, X, k + 1)  # the nearest is the row itself


def precision_recall(real: np.ndarray, fake: np.ndarray, *, k: int = 3) -> tuple[float, float]:
    """Shares in [0, 1] (Kynkäänniemi et al. 2019, arXiv:1904.06991; k = 3 as there).

    Precision: of the fake rows, in some real row's ball (believable). Recall: of the real rows, in some fake row's
    ball (within what the model makes). Perfect samples do not reach 1: the balls leave gaps.
    """
    return _share_within(real, fake, radii(real, k)), _share_within(fake, real, radii(fake, k))


def density_coverage(real: np.ndarray, fake: np.ndarray, *, k: int = 5) -> tuple[float, float]:
    """(Naeem et al. 2020, arXiv:2002.09797; k = 5 as there.)

    Density: into how many real balls a fake row falls, over k; 1 for perfect samples, more for those that sit only in
    the thick of the data. Coverage: the share of real balls with a fake row in them; 1 - 2^-k and a little less for
    as many perfect samples as real rows. Unlike precision and recall, one outlier's wide ball moves neither much.
    """
    r = radii(real, k)
    inside, covered = 0, 0
    for rows, D in distance_chunks(real, fake):
        within = D < r[rows, None]
        inside += int(within.sum())
        covered += int(within.any(1).sum())
    return inside / (k * len(fake)), covered / len(real)


def _share_within(centres: np.ndarray, X: np.ndarray, r: np.ndarray) -> float:
    """The share of rows of X in at least one ball."""
    hit = np.zeros(len(X), bool)
    for rows, D in distance_chunks(centres, X):
        hit |= (D < r[rows, None]).any(0)
    return float(hit.mean())


def memorisation(samples: np.ndarray, train: np.ndarray, held_out: np.ndarray) -> float:
    """Mean distance to the nearest training row: samples' over held-out rows'.

    Around 1 for fresh samples, 0 for copies; above 1 for what lies far from all data. A ratio below 1 alone is no
    proof of copying: samples that sit only in the thick of the data are nearer to everything.
    """
    fresh = kth_nearest(held_out, train).mean()
    if fresh == 0:
        raise ValueError("every held-out row is a training row; hold out others")
    return float(kth_nearest(samples, train).mean() / fresh)


def copying(samples: np.ndarray, train: np.ndarray, held_out: np.ndarray) -> dict[str, float]:
    """Do samples lie closer to the training points than fresh points of the same law do?

    sample, held_out: median distances to the nearest training point; copied: the share of samples that are closer to
    one than 95 % of the held-out points are, so about 0.05 for a model that learned the law, and 1 for a copier.
    """
    near, fresh = kth_nearest(samples, train), kth_nearest(held_out, train)
    return {
        "sample": float(np.median(near)),
        "held_out": float(np.median(fresh)),
        "copied": float((near < np.quantile(fresh, 0.05)).mean()),
    }


def mean_distance(X: np.ndarray) -> float:
    """Between two different rows, over all pairs: how varied a set is. ValueError for fewer than two rows."""
    n = len(_rows(X, "X"))
    if n < 2:
        raise ValueError("one row has no pairs; give at least two")
    total = math.fsum(float(D.sum()) for _, D in distance_chunks(X, X))
    return total / (n * (n - 1))


def diversity(samples: np.ndarray, data: np.ndarray) -> float:
    """`mean_distance` of the samples over the data's: 0 for one and the same again, 1 for as varied as the data."""
    return mean_distance(samples) / mean_distance(data)


def _rows(X: np.ndarray, name: str) -> np.ndarray:
    X = np.asarray(X, float)
    if X.ndim != 2 or not len(X):
        raise ValueError(f"{name} has shape {X.shape}; give at least one row, (n, d)")
    return X
