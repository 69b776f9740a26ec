"""Noise schedules: x_t = alpha_t x0 + sigma_t eps for t = 0 (clean) .. T (noise), as tables of T + 1 numbers.

All keep the variance, alpha^2 + sigma^2 = 1, except "flow", whose path is a straight line, alpha + sigma = 1.
sigma/alpha is the noise level of EDM, which looks at x/alpha; -2 log(sigma/alpha) is the log signal-to-noise ratio.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engines.core import Bounds

BETA_1, BETA_T = 1e-4, 0.02  # of DDPM, for T = 1000
TOO_SHORT = 50
SIGMA_MIN, SIGMA_MAX, RHO = 0.002, 80.0, 7.0  # of EDM, table 1


class Level(NamedTuple):
    """One moment of the path. t may lie between two steps; alpha and sigma are of x_t = alpha x0 + sigma eps."""

    t: float
    alpha: float
    sigma: float


@dataclass(frozen=True, eq=False)
class Schedule:
    """alpha, sigma: (T + 1,), float64, index t."""

    name: str
    alpha: np.ndarray
    sigma: np.ndarray

    @property
    def T(self) -> int:
        return len(self.alpha) - 1

    @property
    def alpha_bar(self) -> np.ndarray:
        """The signal's share of the variance of x_t, for data of variance 1: alpha_t^2 where the variance is kept."""
        return self.alpha**2 / (self.alpha**2 + self.sigma**2)

    @property
    def snr(self) -> np.ndarray:
        """alpha^2 / sigma^2, infinite at t = 0."""
        with np.errstate(divide="ignore"):
            return self.alpha**2 / self.sigma**2

    @property
    def log_snr(self) -> np.ndarray:
        """In nats, from infinity down to what is left at T, minus infinity where that is nothing."""
        with np.errstate(divide="ignore"):
            return np.log(self.snr)

    @property
    def noise_level(self) -> np.ndarray:
        """sigma / alpha, EDM's sigma; infinite where alpha is 0."""
        with np.errstate(divide="ignore"):
            return self.sigma / self.alpha

    # ---- where samplers stop ---------------------------------------------------------------------------------------

    def level(self, t: int) -> Level:
        return Level(float(t), float(self.alpha[t]), float(self.sigma[t]))

    def even(self, n: int) -> list[Level]:
        """n steps of about equal length from T to 0: n + 1 levels, fewer where n > T ("trailing", Lin et al. 2024)."""
        times = np.unique(np.round(np.linspace(0, self.T, n + 1)).astype(int))[::-1]
        return [self.level(t) for t in times]

    def karras(self, n: int, rho: float = RHO) -> list[Level]:
        """n steps that are small where little noise is left (EDM, eq. 5), then one to t = 0: n + 1 levels.

        sigma/alpha falls from the schedule's last, at most 80, to its first, at least 0.002.
        """
        high, low = min(self.noise_level[-1], SIGMA_MAX), max(self.noise_level[1], SIGMA_MIN)
        return [*(self.at(s) for s in karras_levels(n, low, high, rho)), self.level(0)]

    def at(self, noise_level: float) -> Level:
        """The level whose sigma/alpha is `noise_level`, between the steps of the table."""
        norm = 1 + noise_level if self.name == "flow" else math.hypot(1, noise_level)
        levels = self.noise_level
        known = np.isfinite(levels) & (levels > 0)
        t = np.interp(math.log(noise_level), np.log(levels[known]), np.flatnonzero(known))
        return Level(float(t), float(1 / norm), float(noise_level / norm))


def karras_levels(n: int, low: float, high: float, rho: float = RHO) -> np.ndarray:
    """n noise levels from high to low, evenly spaced in their rho-th root (Karras et al. 2022, eq. 5)."""
    return np.linspace(high ** (1 / rho), low ** (1 / rho), n) ** rho


# ---- the schedules ---------------------------------------------------------------------------------------------------


def linear(T: int) -> np.ndarray:
    """alpha_bar of DDPM (Ho et al. 2020): betas from 1e-4 to 0.02 for T = 1000, larger for fewer steps."""
    betas = np.linspace(BETA_1, BETA_T, T) * 1000 / T
    return np.cumprod(1 - betas.clip(max=0.999))


def cosine(T: int) -> np.ndarray:
    """Nichol & Dhariwal 2021, arXiv:2102.09672, eq. 17: less noise at first, so that no step is wasted."""
    f = np.cos((np.arange(T + 1) / T + 0.008) / 1.008 * np.pi / 2) ** 2
    betas = 1 - f[1:] / f[:-1]
    return np.cumprod(1 - betas.clip(max=0.999))


def rescaled(T: int) -> np.ndarray:
    """linear, shifted and stretched so that nothing is left at T (Lin et al. 2024, arXiv:2305.08891, algorithm 1)."""
    root = np.sqrt(linear(T))
    return ((root - root[-1]) * root[0] / (root[0] - root[-1])) ** 2


def karras(T: int) -> np.ndarray:
    """The noise levels of EDM, at a scale that keeps the variance."""
    return 1 / (1 + karras_levels(T, SIGMA_MIN, SIGMA_MAX)[::-1] ** 2)


def too_short(T: int) -> np.ndarray:
    """A classic mistake: DDPM's betas in 50 steps instead of 1000, so that alpha_bar_T = 0.60. T is not used."""
    return np.cumprod(1 - np.linspace(BETA_1, BETA_T, TOO_SHORT))


ALPHA_BARS: dict[str, Callable[[int], np.ndarray]] = {
    "linear": linear, "cosine": cosine, "rescaled": rescaled, "karras": karras, "too-short": too_short,
}  # fmt: skip


def build(name: str, T: int = 1000) -> Schedule:
    """A schedule of T steps by name, one of `diffusion_config.SCHEDULES`."""
    Bounds(choices=(*ALPHA_BARS, "flow")).check("schedule", name)
    if name == "flow":
        return Schedule(name, 1 - np.arange(T + 1) / T, np.arange(T + 1) / T)
    alpha_bar = np.concatenate([[1.0], ALPHA_BARS[name](T)])
    return Schedule(name, np.sqrt(alpha_bar), np.sqrt(1 - alpha_bar))
