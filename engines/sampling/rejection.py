"""Rejection sampling: propose from a wide density, keep in proportion."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engines.core import bounded, msgid
from engines.data.worlds import World
from engines.sampling.sampler import REACH, Sampler, SamplerConfig, Step


@dataclass(frozen=True)
class RejectionConfig(SamplerConfig):
    envelope: float = bounded(
        1.0, 0.05, 20.0, why="height of the lid over the highest density; below 1 the peaks are cut off: wrong samples",
        label=msgid("Height of the lid"),
    )  # fmt: skip


class Rejection(Sampler):
    """Throw darts uniformly under a flat lid over the world's box; keep those that land under p (von Neumann 1951).

    info: height of each dart, density there, lid, all in densities (n,). Where density > lid, the lid is too low.
    """

    label = msgid("Rejection")
    Config = RejectionConfig
    LIVE = ("envelope",)

    def __init__(self, world: World, config: RejectionConfig | None = None) -> None:
        super().__init__(world, config)
        self.box, self.log_top = world.box(REACH), highest_log_density(world)

    def _step(self, n: int) -> Step:
        proposal = self.rng.uniform(*self.box, size=(n, self.world.dim))
        lid = self.config.envelope * math.exp(self.log_top)
        height = lid * self.rng.random(n)
        density = np.exp(self.world.log_prob(proposal))
        accepted = height < density
        info = {"height": height, "density": density, "lid": np.full(n, lid)}
        return self._yield(proposal[accepted], proposal, accepted, info=info)


def highest_log_density(world: World) -> float:
    """The top of log p, nats: mean-shift from every component's mean (Carreira-Perpinan 2000), then 0.1 % of room."""
    x, precisions = world.means, np.linalg.inv(world.covariances)
    pulls = np.einsum("kij,kj->ki", precisions, world.means)
    for _ in range(30):  # x <- (sum_k r_k S_k^-1)^-1 sum_k r_k S_k^-1 mu_k never lowers p
        r = world.responsibilities(x)
        x = np.linalg.solve(np.einsum("nk,kij->nij", r, precisions), (r @ pulls)[..., None])[..., 0]
    return float(world.log_prob(x).max()) + 1e-3
