"""How well a sampler does: acceptance, effective sample size, distance to the truth beside a perfect sampler's."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from engines.sampling.sampler import Step


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
