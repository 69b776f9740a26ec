"""Random numbers drawn many batches ahead, one independent generator per replica, small when pickled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from engines.core import AHEAD

Law = Callable[[tuple[int, ...], torch.Generator], Tensor]


def normal(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Standard normal numbers."""
    return torch.randn(shape, generator=generator)


def uniform(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Numbers uniform in [0, 1)."""
    return torch.rand(shape, generator=generator)


class Rows:
    """The law of uniformly chosen row numbers below `n`, with replacement."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __call__(self, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
        return torch.randint(self.n, shape, generator=generator)


class Stream:
    """`next()` gives (S, *shape), replica i from its own generator: it sees the same numbers alone or in company."""

    def __init__(self, law: Law, shape: Sequence[int], seeds: Sequence[int]) -> None:
        self.law, self.shape = law, tuple(shape)
        self.generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        self.n_ahead = max(1, AHEAD // torch.Size(self.shape).numel())
        self.position = self.n_ahead  # nothing is drawn yet

    def next(self) -> Tensor:
        if self.position == self.n_ahead:
            self.states = [g.get_state() for g in self.generators]
            self._draw()
        self.position += 1
        return self.block[self.position - 1]

    def _draw(self) -> None:
        draws = [self.law((self.n_ahead, *self.shape), g) for g in self.generators]
        self.block = torch.stack(draws, 1).contiguous() if len(draws) > 1 else draws[0][:, None]
        self.position = 0

    # A torch.Generator has no pickle of its own; the block is drawn again instead of carried along.

    def __getstate__(self) -> dict[str, Any]:
        if self.position == self.n_ahead:  # the block is used up: the next one starts where the generators are
            self.states = [g.get_state() for g in self.generators]
        return {k: v for k, v in self.__dict__.items() if k not in ("generators", "block")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.generators = [torch.Generator() for _ in self.states]
        for generator, at in zip(self.generators, self.states, strict=True):
            generator.set_state(at)
        if self.position < self.n_ahead:
            self._draw()
            self.position = state["position"]
