"""Langevin: uphill plus noise, without and with correction (MALA)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.core import bounded, msgid
from engines.sampling.metropolis import LIMIT, STEP_SIZE, Chain, ChainConfig
from engines.sampling.sampler import Step


@dataclass(frozen=True)
class LangevinConfig(ChainConfig):
    step_size: float = bounded(
        0.05, 1e-4, 5.0, unit="length", why="the samples are off by its square", narrower=(0.001, 0.6), label=STEP_SIZE
    )


class Langevin(Chain):
    """Unadjusted: uphill and noise, y = x + h^2/2 score(x) + h eps, never refused, so never exact (Parisi 1981).

    A chain whose step is too large runs away; info: diverged, bool (n,).
    """

    label = msgid("Langevin, unadjusted")
    Config = LangevinConfig

    def _step(self, n: int) -> Step:
        h, before = self.config.step_size, self.x
        y = drift(before, self.score, h) + h * self.rng.standard_normal(before.shape)
        self.x = y = np.clip(y, -LIMIT, LIMIT)
        self.log_p, self.score = self.world.log_prob_and_score(y)
        return self._yield(y, y, before=before, info={"diverged": (np.abs(y) >= LIMIT).any(1)})


@dataclass(frozen=True)
class MALAConfig(ChainConfig):
    step_size: float = bounded(
        0.2, 1e-4, 5.0, unit="length", why="about 57 % accepted is best in many dimensions", narrower=(0.01, 2.5),
        label=STEP_SIZE,
    )  # fmt: skip


class MALA(Chain):
    """Langevin's step as a proposal, adjusted by accepting or refusing it (Roberts & Tweedie 1996)."""

    label = msgid("Langevin, adjusted (MALA)")
    Config = MALAConfig

    def _step(self, n: int) -> Step:
        h, x = self.config.step_size, self.x
        y = drift(x, self.score, h) + h * self.rng.standard_normal(x.shape)
        log_p, score = self.world.log_prob_and_score(y)
        forth = -((y - drift(x, self.score, h)) ** 2).sum(1) / (2 * h**2)  # log q(y | x)
        back = -((x - drift(y, score, h)) ** 2).sum(1) / (2 * h**2)  # log q(x | y)
        return self._decide(y, log_p, score, log_p - self.log_p + back - forth)


def drift(x: np.ndarray, score: np.ndarray, h: float) -> np.ndarray:
    """The mean of a Langevin step of length h."""
    return x + h**2 / 2 * score
