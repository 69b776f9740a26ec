"""Importance resampling: propose many, weigh them, draw among them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engines.core import bounded, msgid
from engines.data.worlds import World
from engines.sampling.sampler import Sampler, SamplerConfig, Step

MAX_POOL = 200_000  # weighted proposals of one step


@dataclass(frozen=True)
class ImportanceConfig(SamplerConfig):
    pool: int = bounded(
        50, 2, 1000, unit="proposals per point", why="resampling is biased by some 1 / (pool * chains)",
        narrower=(2, 200), label=msgid("Proposals per point"),
    )  # fmt: skip
    spread: float = bounded(
        1.5, 0.2, 5.0, why="width of the proposal law in the world's own; narrow misses the edges",
        label=msgid("Width of the proposals"),
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pool * self.chains > MAX_POOL:
            raise ValueError(f"pool * chains is {self.pool * self.chains}; give at most {MAX_POOL} proposals per step")


class Importance(Sampler):
    """Weigh proposals from one wide Gaussian q by p / q, then redraw points by weight (Rubin 1987, SIR).

    proposal: the pool (m, d), m = pool * chains; info: log_weight (m,), normalised, and ess = 1 / sum of squares (1,).
    """

    label = msgid("Importance")
    Config = ImportanceConfig
    LIVE = ("pool", "spread")

    @property
    def cost(self) -> int:
        return self.config.pool

    def _step(self, n: int) -> Step:
        q = World([1.0], self.world.mean[None], self.config.spread**2 * self.world.covariance[None])
        proposal = q.sample(n * self.config.pool, seed=self.rng)
        log_w = self.world.log_prob(proposal) - q.log_prob(proposal)
        log_w -= log_w.max() + math.log(np.exp(log_w - log_w.max()).sum())
        w = np.exp(log_w)
        chosen = self.rng.choice(len(w), n, p=w / w.sum())
        info = {"log_weight": log_w, "ess": np.array([1 / (w**2).sum()])}
        accepted = np.isin(np.arange(len(w)), chosen)
        return self._yield(proposal[chosen], proposal, accepted, evaluations=self.config.pool, info=info)
