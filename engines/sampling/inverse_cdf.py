"""Inverse transform sampling on a grid: one coordinate, then the other given it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.core import bounded, msgid
from engines.data.worlds import World
from engines.sampling.sampler import REACH, Sampler, SamplerConfig, Step


@dataclass(frozen=True)
class InverseCDFConfig(SamplerConfig):
    cells: int = bounded(
        256, 8, 512, unit="cells per side", why="the density counts as constant inside a cell", narrower=(8, 256),
        label=msgid("Cells per side"),
    )  # fmt: skip


class InverseCDF(Sampler):
    """x1 from u1 through the inverse of F(x1), then x2 from u2 through the inverse of F(x2 | x1), both tabulated.

    Devroye 1986, Non-Uniform Random Variate Generation, II.2 and XI.1. Exact for the density made flat in each cell.
    path: (x1, bottom), then the point; info: u (n, 2).
    """

    label = msgid("Inverse CDF on a grid")
    Config = InverseCDFConfig

    def __init__(self, world: World, config: InverseCDFConfig | None = None) -> None:
        super().__init__(world, config)
        if world.dim != 2:
            raise ValueError(f"a table has 2 dimensions, the world {world.dim}; give a 2-D world or a marginal")
        self.box = world.box(REACH)
        log_p = world.log_prob(world.grid(self.config.cells, self.box)[2])
        mass = np.exp(log_p - log_p.max())  # mass[i, j]: row i is x2, column j is x1
        mass /= mass.sum()
        self.F1 = cumulative(mass.sum(0)[:, None])  # (cells + 1, 1)
        self.F2 = cumulative(mass)  # (cells + 1, cells), one column per cell of x1

    def _step(self, n: int) -> Step:
        u = self.rng.random((n, 2))
        at1, j = invert(np.broadcast_to(self.F1, (len(self.F1), n)), u[:, 0])
        at2, _ = invert(self.F2[:, j], u[:, 1])
        low, high = self.box
        x = low + np.column_stack([at1, at2]) * (high - low)
        path = np.stack([np.column_stack([x[:, 0], np.full(n, low[1])]), x])
        return self._yield(x, x, path=path, evaluations=0, info={"u": u})


def cumulative(mass: np.ndarray) -> np.ndarray:
    """Each column's distribution function at the cell edges, from 0 to 1, (cells + 1, columns)."""
    F = np.concatenate([np.zeros((1, mass.shape[1])), np.cumsum(mass, axis=0)])
    return np.divide(F, F[-1], out=np.zeros_like(F), where=F[-1] > 0)


def invert(F: np.ndarray, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where column i of F, piecewise linear on [0, 1], reaches u[i] in [0, 1): the place (n,) and its cell (n,)."""
    columns = np.arange(len(u))
    cell = np.minimum((F <= u).sum(0) - 1, len(F) - 2)
    below, above = F[cell, columns], F[cell + 1, columns]
    return (cell + (u - below) / (above - below)) / (len(F) - 1), cell
