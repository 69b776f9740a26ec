"""How well a sampler does: acceptance, effective sample size, distance to the truth beside a perfect sampler's."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from engines.samplers import Step
from engines.statistics import mean_and_error
from engines.worlds import World


def points(steps: Iterable[Step]) -> np.ndarray:
    """All points of the steps, (total, d)."""
    return np.concatenate([step.x for step in steps])


def chains(steps: Iterable[Step]) -> np.ndarray:
    """The chains through the steps, (T, n, d); not for rejection sampling, whose steps differ in size."""
    return np.stack([step.x for step in steps])


def acceptance_rate(steps: Iterable[Step]) -> float:
    """Accepted proposals over all proposals."""
    return float(np.mean(np.concatenate([step.accepted for step in steps])))


def ess(draws: np.ndarray) -> np.ndarray:
    """Effective sample size of chains (T, n, d), or (T,), (T, n): independent points worth as much, per dimension (d,).

    Autocorrelations of split chains pooled as in Stan (Vehtari et al. 2021, 10.1214/20-BA1221, without ranks), summed
    up to Geyer's (1992) initial monotone positive sequence. 0 where nothing moved.
    """
    draws = np.asarray(draws, dtype=float)
    draws = draws.reshape(*draws.shape[:2], -1) if draws.ndim > 1 else draws[:, None, None]
    half = len(draws) // 2
    if half < 4:
        raise ValueError(f"there are {len(draws)} steps; an effective sample size needs at least 8")
    split = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)  # (T, chains, d)
    return np.array([_ess(split[:, :, i]) for i in range(split.shape[2])])


def _ess(x: np.ndarray) -> float:
    T, m = x.shape
    within = autocovariance(x).mean(1) * T / (T - 1)  # (T,), averaged over the chains
    total = within[0] * (T - 1) / T + x.mean(0).var(ddof=1)
    if total <= 0:
        return 0.0
    rho = 1 - (within[0] - within) / total
    rho[0] = 1
    pairs = rho[: T - T % 2].reshape(-1, 2).sum(1)  # positive and falling for a reversible chain
    stop = int(np.argmax(pairs <= 0)) if (pairs <= 0).any() else len(pairs)
    tau = 2 * np.minimum.accumulate(pairs[:stop]).sum() - 1 if stop else 0.0
    return float(T * m / max(tau, 1 / math.log10(T * m)))  # Stan's ceiling for antithetic chains


def autocovariance(x: np.ndarray) -> np.ndarray:
    """Of each column of x (T, m) about its mean, at lags 0 to T - 1, divided by T, (T, m); by FFT."""
    T = len(x)
    spectrum = np.abs(np.fft.rfft(x - x.mean(0), n=2 * T, axis=0)) ** 2
    return np.fft.irfft(spectrum, axis=0)[:T] / T


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
