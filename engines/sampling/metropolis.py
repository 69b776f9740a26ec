"""Markov chains: what they share, and Metropolis with its random steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engines.core import bounded, msgid
from engines.data.worlds import World
from engines.sampling.sampler import Sampler, SamplerConfig, Step

STEP_SIZE = msgid("Step size")
LIMIT = 1e9  # where a diverging trajectory is held: its density there is 0, so that it is refused


@dataclass(frozen=True)
class ChainConfig(SamplerConfig):
    step_size: float = bounded(0.3, 1e-4, 5.0, unit="length", narrower=(0.01, 3.0), label=STEP_SIZE)


class Chain(Sampler):
    """Points that move; x0 (n, d) is where they start, by default anywhere in the world's box.

    info, where proposals can be refused: log_ratio (n,), accepted with probability min(1, exp(log_ratio)).
    """

    Config = ChainConfig
    LIVE = ("step_size",)
    chain = True

    def __init__(self, world: World, config: ChainConfig | None = None, *, x0: np.ndarray | None = None) -> None:
        super().__init__(world, config)
        shape = (self.config.chains, world.dim)
        self.x = self.rng.uniform(*world.box(), size=shape) if x0 is None else np.array(x0, dtype=float)
        if self.x.shape != shape or not (np.abs(self.x) < LIMIT).all():
            raise ValueError(f"x0 has shape {self.x.shape}; give finite starting points of shape {shape}")
        self.log_p, self.score = world.log_prob_and_score(self.x)

    def _decide(self, y: np.ndarray, log_p: np.ndarray, score: np.ndarray, log_ratio: np.ndarray, **rest: Any) -> Step:
        """Accept y with probability min(1, exp(log_ratio)) (Hastings 1970); a refusal repeats the point and counts."""
        accepted = np.log1p(-self.rng.random(len(y))) < log_ratio  # 1 - u, because u can be 0
        before, keep = self.x, accepted[:, None]
        self.x, self.score = np.where(keep, y, before), np.where(keep, score, self.score)
        self.log_p = np.where(accepted, log_p, self.log_p)
        return self._yield(self.x, y, accepted, before=before, info={"log_ratio": log_ratio}, **rest)


class Metropolis(Chain):
    """Random walk: a Gaussian step, accepted with probability min(1, p(y) / p(x)) (Metropolis et al. 1953)."""

    label = msgid("Metropolis")

    def _step(self, n: int) -> Step:
        y = self.x + self.config.step_size * self.rng.standard_normal(self.x.shape)
        log_p = self.world.log_prob(y)
        return self._decide(y, log_p, self.score, log_p - self.log_p)  # the score is never read here
