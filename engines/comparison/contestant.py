"""What every contestant of a comparison answers, and what most of them have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from engines.comparison.budgets import LONGEST
from engines.comparison.models import kind_of
from engines.comparison.patience import Patience
from engines.core import Config, Diverged
from engines.data.pixels import dequantise
from engines.measures.divergences import bits_per_dim
from engines.measures.score_names import NotDefined

LogDensity = Callable[[np.ndarray], np.ndarray]


class Contestant(Protocol):
    """`start`, then `step` for `steps` times or until `done`, then the rest.

    A model in closed form has 0 steps: `start` does it all.
    """

    config: dict[str, Any]  # everything that made it
    defaults: dict[str, Any]
    steps: int
    done: bool  # further steps would change nothing, or bring nothing
    settled: bool  # and that by its own criterion, not because the steps were used up
    longest: int  # steps, of one that converges
    steps_before: int  # of training that was done elsewhere, and its seconds
    seconds_before: float
    asked: np.ndarray | None  # what the pictures drawn last were to show, (n,), where the model can be asked
    evaluations: int  # of a network, per sample

    def converge(self, validation: np.ndarray | None) -> None: ...
    def start(self, X: np.ndarray, y: np.ndarray | None) -> None: ...
    def step(self) -> None: ...
    def sample(self, n_samples: int, *, seed: int) -> np.ndarray: ...
    def log_density(self) -> LogDensity | NotDefined: ...
    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]: ...

    @property
    def n_parameters(self) -> int: ...


class Base:
    """What most contestants have in common."""

    steps, settled, evaluations, longest = 0, True, 0, LONGEST
    steps_before, seconds_before = 0, 0.0
    asked: np.ndarray | None = None

    def __init__(self, data: str, seed: int, steps: int) -> None:
        self.data, self.seed = data, seed

    @property
    def done(self) -> bool:
        """What is fitted by steps says when it has settled."""
        return self.settled

    @property
    def defaults(self) -> dict[str, Any]:
        """Every setting of its engine as it is where nobody chose another, or could, before there was that setting."""
        config = getattr(getattr(self, "model", None), "config", None)
        return type(config)().as_dict() if isinstance(config, Config) else {}

    def converge(self, validation: np.ndarray | None) -> None:
        """Before `start`: learn until nothing improves, not for a number of steps. Closed forms do."""

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


class Network(Stepwise):
    """One that is trained for a number of steps, or, once it was told to `converge`, until it has settled."""

    RATES: tuple[str, ...] = ("lr",)  # the settings that fall to zero at the end
    MARGIN = 0.0  # share of the criterion that counts as an improvement
    EVERY = {"points": 500, "pictures": 500}  # steps between two looks
    LOOKS: Mapping[str, int] = {}  # of `Patience`, where they are not its own

    patience: Patience | None = None

    @property
    def networks(self) -> list[int]:
        """The parameters of each network that learns, once it has started."""
        raise NotImplementedError

    def criterion(self) -> float:
        """What it strives for, on the validation set; it falls as the model learns."""
        raise NotImplementedError

    def constant(self) -> Any:
        """The model with rates that do not fall, and about as many parameters as the other networks."""
        raise NotImplementedError

    def converge(self, validation: np.ndarray | None) -> None:
        self.patience = Patience(self.EVERY[kind_of(self.data)], self.MARGIN, **self.LOOKS)
        self.validation, self.model = validation, self.constant()
        self.first = self.model.config

    @property
    def longest(self) -> int:
        return self.patience.longest

    @property
    def settled(self) -> bool:
        return self.patience is not None and self.patience.settled

    @property
    def done(self) -> bool:
        return self.patience is not None and self.patience.done

    @property
    def config(self) -> dict[str, Any]:
        """As it began, since the rates fall."""
        if self.patience is None:
            return super().config
        p = self.patience
        kept = {"every": p.every, "margin": p.margin, "looks": p.looks, "most": p.most} | self.LOOKS
        return self.first.as_dict() | {"patience": kept}

    def step(self) -> None:
        try:
            super().step()
        except Diverged:  # a result, too: there is nothing to wait for
            if not self.patience:
                raise
            self.patience.give_up()
            return
        if self.patience and self.model.n_steps % self.patience.every == 0:
            share = self.patience.look(self.model.n_steps, self.criterion())
            if self.patience.cooling:
                self.model.set_params(**{name: share * getattr(self.first, name) for name in self.RATES})


def byte_bits(score_samples: LogDensity, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
    """A bound of the bits of held-out bytes, by dequantisation."""
    log_density = score_samples(dequantise(held_out, seed=seed)).mean()
    bits = float(bits_per_dim(log_density, held_out.shape[1], levels=256))
    return {"bits_per_dim": bits, "binary_bits": NotDefined("byte-pixels")}


class OfBytes(Base):
    """One with a density of bytes: `model.score_samples` of dequantised rows."""

    model: Any

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        return byte_bits(self.model.score_samples, held_out, seed)

    @property
    def n_parameters(self) -> int:
        return self.model.n_parameters


def in_pieces(score_samples: LogDensity, rows: int) -> LogDensity:
    """The same log-density, a few rows at a time: every row costs memory for each bump."""

    def log_density(X: np.ndarray) -> np.ndarray:
        return np.concatenate([score_samples(X[k : k + rows]) for k in range(0, len(X), rows)])

    return log_density
