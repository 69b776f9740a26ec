"""Distances between two sets of points, and their floor."""

from __future__ import annotations

import math

import numpy as np

from engines.data.worlds import World
from engines.statistics import mean_and_error


def sliced_wasserstein(X: np.ndarray, Y: np.ndarray, *, n_directions: int = 64, seed: int = 0) -> float:
    """Mean 1-D Wasserstein-1 distance of X and Y (n, d), projected on random directions (Bonneel et al. 2015)."""
    directions = np.random.default_rng(seed).standard_normal((X.shape[1], n_directions))
    directions /= np.linalg.norm(directions, axis=0)
    if len(X) != len(Y):
        raise ValueError(f"X has {len(X)} points, Y {len(Y)}; give as many of each")
    return float(np.abs(np.sort(X @ directions, axis=0) - np.sort(Y @ directions, axis=0)).mean())


def energy_distance(X: np.ndarray, Y: np.ndarray) -> float:
    """2 E|x - y| - E|x - x'| - E|y - y'|, unbiased, so around 0 for equal laws (Szekely & Rizzo 2013)."""
    n, m = len(X), len(Y)
    within = gaps(X, X).sum() / (n * (n - 1)) + gaps(Y, Y).sum() / (m * (m - 1))
    return float(2 * gaps(X, Y).mean() - within)


def gaps(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Distances between all rows, (n, m)."""
    return np.sqrt(sum((X[:, None, i] - Y[None, :, i]) ** 2 for i in range(X.shape[1])))


def grid_total_variation(X: np.ndarray, world: World, *, cells: int = 20) -> float:
    """Half the summed difference of shares and exact masses over cells x cells and all outside, 0 to 1."""
    fine = 8  # points per side of a cell for its mass: exact to 1e-4 down to sd = box / 200
    low, high = world.box()
    p = np.exp(world.log_prob(world.grid(cells * fine)[2])) * np.prod((high - low) / (cells * fine))
    exact = p.reshape(cells, fine, cells, fine).sum((1, 3))
    counts = np.histogram2d(X[:, 1], X[:, 0], bins=cells, range=[(low[1], high[1]), (low[0], high[0])])[0] / len(X)
    outside = abs((1 - counts.sum()) - max(0.0, 1 - exact.sum()))
    return float((np.abs(counts - exact).sum() + outside) / 2)


def distances(X: np.ndarray, world: World, *, seed: int) -> dict[str, float]:
    """Three distances of points X (n, 2) to the truth; two of them to as many exact draws, energy to at most 2,000."""
    Y, few = world.sample(len(X), seed=seed), slice(None, None, max(1, math.ceil(len(X) / 2000)))
    return {
        "sliced_wasserstein": sliced_wasserstein(X, Y, seed=seed),
        "energy": energy_distance(X[few], Y[few]),
        "total_variation": grid_total_variation(X, world),
    }


def oracle_floor(world: World, n: int, *, repeats: int = 10, seed: int = 0) -> dict[str, tuple[float, float]]:
    """What a perfect sampler scores with n points: mean and standard error of each of `distances`."""
    rng = np.random.default_rng(seed)
    runs = [distances(world.sample(n, seed=rng), world, seed=int(rng.integers(2**31))) for _ in range(repeats)]
    return {name: mean_and_error([run[name] for run in runs]) for name in runs[0]}
