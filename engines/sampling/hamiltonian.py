"""Hamiltonian Monte Carlo: a ball rolls over the landscape turned upside down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.core import bounded, msgid
from engines.data.worlds import World
from engines.sampling.metropolis import LIMIT, STEP_SIZE, Chain, ChainConfig
from engines.sampling.sampler import Step


@dataclass(frozen=True)
class HamiltonianConfig(ChainConfig):
    step_size: float = bounded(
        0.1, 1e-4, 5.0, unit="length", why="unstable beyond twice the narrowest sd", narrower=(0.002, 1.2),
        label=STEP_SIZE,
    )  # fmt: skip
    n_leapfrog: int = bounded(20, 1, 100, unit="leapfrog steps", label=msgid("Leapfrog steps"))
    jitter: float = bounded(
        0.2, 0.0, 0.9, why="step size +- this share, by chance: else a way of one period goes nowhere",
        label=msgid("Step size varies by"),
    )  # fmt: skip


class Hamiltonian(Chain):
    """A ball rolled over -log p with a random push, by leapfrog (Duane et al. 1987; Neal 2011, arXiv:1206.1901).

    path: its way, (n_leapfrog + 1, n, d); log_ratio is the energy lost on it, nats, 0 but for the discretisation.
    """

    label = msgid("Hamiltonian")
    Config = HamiltonianConfig
    LIVE = ("step_size", "n_leapfrog", "jitter")

    @property
    def cost(self) -> int:
        return self.config.n_leapfrog

    def _step(self, n: int) -> Step:
        c, L = self.config, self.config.n_leapfrog
        h = c.step_size * (1 + c.jitter * self.rng.uniform(-1, 1))  # one for all chains (Neal 2011, 5.4.2.2)
        p0 = self.rng.standard_normal(self.x.shape)
        path, p, log_p, score = leapfrog(self.world, self.x, p0, h, L, score=self.score)
        lost = (log_p - (p**2).sum(1) / 2) - (self.log_p - (p0**2).sum(1) / 2)  # H(x, p0) - H(y, p)
        return self._decide(path[-1], log_p, score, lost, path=path, evaluations=L)


def leapfrog(
    world: World, x: np.ndarray, p: np.ndarray, h: float, n: int, *, score: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """n leapfrog steps of H = -log p(x) + |p|^2 / 2: path (n + 1, m, d), last momentum, log p and score there."""
    path = [x]
    p = p + h / 2 * (world.score(x) if score is None else score)
    for i in range(n):
        x = np.clip(x + h * p, -LIMIT, LIMIT)
        log_p, score = world.log_prob_and_score(x)
        p = p + (h if i < n - 1 else h / 2) * score
        path.append(x)
    return np.stack(path), p, log_p, score
