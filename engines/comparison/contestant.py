"""What every contestant of a comparison answers, and what most of them have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from engines.data.pixels import dequantise
from engines.measures.divergences import bits_per_dim
from engines.measures.score_names import NotDefined

LogDensity = Callable[[np.ndarray], np.ndarray]


class Contestant(Protocol):
    """`start`, then `step` for `steps` times or until `settled`, then the rest.

    A model in closed form has 0 steps: `start` does it all.
    """

    config: dict[str, Any]  # everything that made it
    steps: int
    settled: bool  # further steps would change nothing
    steps_before: int  # of training that was done elsewhere, and its seconds
    seconds_before: float
    asked: np.ndarray | None  # what the pictures drawn last were to show, (n,), where the model can be asked
    evaluations: int  # of a network, per sample

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None: ...
    def step(self) -> None: ...
    def sample(self, n_samples: int, *, seed: int) -> np.ndarray: ...
    def log_density(self) -> LogDensity | NotDefined: ...
    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]: ...

    @property
    def n_parameters(self) -> int: ...


class Base:
    """What most contestants have in common."""

    steps, settled, evaluations = 0, False, 0
    steps_before, seconds_before = 0, 0.0
    asked: np.ndarray | None = None

    def __init__(self, data: str, seed: int, steps: int) -> None:
        self.data, self.seed = data, seed

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        raise NotImplementedError

    def step(self) -> None:
        raise NotImplementedError("fitted in closed form: there are no steps")

    def log_density(self) -> LogDensity | NotDefined:
        return NotDefined("no-density")

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        """Bits per dimension on held-out pictures: of their bytes, and of their binarised pixels (`binary_bits`)."""
        return {"bits_per_dim": NotDefined("no-density"), "binary_bits": NotDefined("no-density")}


class Stepwise(Base):
    """An engine that learns step by step; `self.model` is made by the subclass."""

    model: Any

    @property
    def steps(self) -> int:
        return self.model.config.steps

    @property
    def config(self) -> dict[str, Any]:
        return self.model.config.as_dict()

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.model.start(X)

    def step(self) -> None:
        self.model.step()

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return self.model.sample(n_samples, seed=seed)


def byte_bits(score_samples: LogDensity, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
    """A bound of the bits of held-out bytes, by dequantisation."""
    log_density = score_samples(dequantise(held_out, seed=seed)).mean()
    return {"bits_per_dim": float(bits_per_dim(log_density, held_out.shape[1], levels=256))}


def in_pieces(score_samples: LogDensity, rows: int) -> LogDensity:
    """The same log-density, a few rows at a time: every row costs memory for each bump."""

    def log_density(X: np.ndarray) -> np.ndarray:
        return np.concatenate([score_samples(X[k : k + rows]) for k in range(0, len(X), rows)])

    return log_density
