"""The best judgement there is, p / (p + q), beside which the learned one is drawn."""

from __future__ import annotations

import numpy as np
import torch
from scipy.spatial import cKDTree

from engines.data.grid import cells
from engines.data.worlds import World
from engines.gan.views import HEAT


def optimal_discriminator(world: World, fake_points: np.ndarray, box: list[float], n: int = HEAT) -> np.ndarray:
    """p/(p+q) on n x n cells over `box`, (n, n), row 0 lowest: the best D (Goodfellow et al. 2014, prop. 1).

    q, the generator's density, is not known: it is estimated from its points (m, 2) by a Gaussian kernel of bandwidth
    h = the median distance to the sqrt(m)-th neighbour, at least half a cell. p is exact and blurred by the same
    kernel (exact, too, for a mixture), so that a perfect generator gets 1/2 everywhere and not an edge of kernel width.
    Where both are below 1e-9 of p's largest peak it says 1/2: neither has been seen there.
    """
    X = np.asarray(fake_points, float)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) < 2 or not np.isfinite(X).all():
        raise ValueError(f"fake_points has shape {X.shape}; give at least two finite points (m, 2)")
    low, high = np.asarray(box, float).reshape(2, 2)
    k = min(len(X) - 1, max(1, round(len(X) ** 0.5)))
    some = X[:: max(1, len(X) // 128)]  # enough for a median
    h = max(float(np.median(cKDTree(X).query(some, [k + 1])[0])), float((high - low).max()) / n / 2)
    at = cells(box, n).astype(np.float32)
    x1, x2 = at[0, :, 0], at[:, 0, 1]  # a Gaussian kernel is a product, so the sum over points is a matrix product
    far = -100.0  # beyond, exp leaves the normal floats and everything after it is 20 times slower
    k1, k2 = (
        torch.tensor(np.maximum(-(((X[:, i, None] - c) / h) ** 2) / 2, far)).exp() for i, c in enumerate((x1, x2))
    )
    q = (k2.T @ k1).numpy() / (2 * np.pi * h**2 * len(X))  # numpy's threads wait for each other on a busy machine
    blurred = world.noised(1.0, h)
    p = np.exp(blurred.log_prob(at))
    unseen = 1e-9 * np.exp(blurred.log_prob(world.means)).max()
    return (p + unseen) / (p + q + 2 * unseen)
