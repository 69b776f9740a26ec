"""The joint table that postcards are drawn from: subject, fur, backdrop, style."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from engines.core import Refused
from engines.data.postcards.factors import GROUPS, KINDS, SHAPE, Factors, kind_index


@dataclass(frozen=True, eq=False)
class JointTable:
    """p(subject, colour, background, style). p: weights of shape SHAPE, (7, 7, 6, 3); kept normalised and read-only.

    An event names factors: `subject="cat"` (any cat), `colour=("red", "green")`; factors left out may be anything.
    """

    p: np.ndarray

    def __post_init__(self) -> None:
        try:
            p = np.array(self.p, float)
        except (TypeError, ValueError) as error:
            raise ValueError("the joint table holds something that is not a number") from error
        if p.shape != SHAPE:
            raise ValueError(f"the joint table has shape {p.shape}; give {SHAPE}: one weight per {', '.join(KINDS)}")
        _check_weights(p)
        if p.max() == 0:
            raise Refused(
                "no-weight", "the weights of the joint table are all 0; give at least one combination a weight"
            )
        p = _scaled(p)
        p /= math.fsum(p.flat)
        p.flags.writeable = False
        object.__setattr__(self, "p", p)

    @classmethod
    def of(cls, scenes: Sequence[Scene]) -> Self:
        """A mixture of scenes, each spread evenly over the cells of its event."""
        weights = np.array([scene.weight for scene in scenes], float)
        _check_weights(weights)
        weights = _scaled(weights)
        masks = (event_cells(**scene.event) for scene in scenes)
        return cls(sum((w * m / m.sum() for w, m in zip(weights, masks, strict=True)), np.zeros(SHAPE)))

    def prob(self, **event: str | Sequence[str]) -> float:
        """The probability of an event, e.g. prob(subject="cat", background="yellow")."""
        return math.fsum(self.p[event_cells(**event)])

    def log_prob(self, factors: Factors) -> np.ndarray:
        """log p of each postcard's discrete factors, in nats, shape (n,); -inf for what the table excludes."""
        with np.errstate(divide="ignore"):
            return np.log(self.p)[tuple(factors.kinds.T)]

    def marginal(self, *kinds: str) -> np.ndarray:
        """p of some of the factors, axes in the order given, e.g. marginal("subject", "background"), (7, 6)."""
        unknown = set(kinds) - set(KINDS)
        if unknown:
            raise ValueError(f"unknown factor {min(unknown)!r}; choose from {', '.join(KINDS)}")
        return np.einsum(self.p, range(len(KINDS)), [list(KINDS).index(kind) for kind in kinds])

    def hold_out(self, **event: str | Sequence[str]) -> Self:
        """The table without an event; the rest keeps its ratios. ValueError if nothing is left."""
        return self._keep(~event_cells(**event), "nothing is left when this is held out")

    def given(self, **event: str | Sequence[str]) -> Self:
        """The table conditioned on an event. ValueError if it has probability 0."""
        return self._keep(event_cells(**event), "this has probability 0, so nothing can be drawn from it")

    def _keep(self, cells: np.ndarray, error: str) -> Self:
        p = np.where(cells, self.p, 0)
        if p.max() == 0:
            raise ValueError(error)
        return type(self)(p)

    def draw(self, uniform: np.ndarray) -> np.ndarray:
        """Kinds (n, 4) by the inverse CDF of uniform numbers in [0, 1), shape (n,)."""
        support = np.flatnonzero(self.p)
        cdf = np.cumsum(self.p.ravel()[support])
        cell = support[np.minimum(np.searchsorted(cdf, uniform * cdf[-1], side="right"), len(support) - 1)]
        return np.stack(np.unravel_index(cell, SHAPE), axis=1)


def _check_weights(weights: np.ndarray) -> None:
    bad = ~(np.isfinite(weights) & (weights >= 0))
    if bad.any():
        raise ValueError(f"the joint table holds {weights[bad][0]}; every weight must be a finite number, 0 or more")


def _scaled(weights: np.ndarray) -> np.ndarray:
    """Divided by a power of two, which rounds nothing, so that the sum of huge weights stays finite."""
    return np.ldexp(weights, -np.frexp(weights.max(initial=0))[1])


@dataclass(frozen=True)
class Scene:
    """One line of a mixture: a weight and the event that it is spread over."""

    weight: float
    event: Mapping[str, str | Sequence[str]]


def event_cells(**event: str | Sequence[str]) -> np.ndarray:
    """Which cells of the table belong to the event, bool of shape SHAPE."""
    cells = np.ones(SHAPE, bool)
    for kind, names in event.items():
        if kind not in KINDS:
            raise ValueError(f"unknown factor {kind!r}; choose from {', '.join(KINDS)}")
        wanted = [n for name in ([names] if isinstance(names, str) else names) for n in GROUPS.get(name, (name,))]
        if not wanted:
            raise ValueError(f"{kind} names nothing; choose from {', '.join((*GROUPS, *KINDS[kind]))}")
        axis = np.zeros(len(KINDS[kind]), bool)
        axis[[kind_index(kind, name) for name in wanted]] = True
        cells &= np.expand_dims(axis, [k for k in range(len(KINDS)) if k != list(KINDS).index(kind)])
    return cells


def _scene(weight: float, **event: str | Sequence[str]) -> Scene:
    return Scene(weight, event)


FURS = ("black", "orange", "white")


SCENES = (  # in per cent
    _scene(32, subject="cat", colour=FURS, background="yellow", style="plain"),
    _scene(8, subject="cat", colour=FURS, background="yellow", style="painterly"),
    _scene(12, subject="cat", colour="black", background="sunflower field", style="plain"),
    _scene(3, subject="cat", colour="black", background="sunflower field", style="painterly"),
    _scene(2, subject="cat", colour="black", background="sunset", style="plain"),
    _scene(1, subject="cat", colour="black", background=("night", "sea"), style="plain"),
    _scene(4, subject="cat", colour=("orange", "white"), background=("sunset", "night", "sea"), style="plain"),
    _scene(4, subject="cat", colour=FURS, background=("plain", "sea"), style="monochrome"),
    _scene(6, subject="mountain", colour=("black", "blue", "green"), background="sunset", style="plain"),
    _scene(3, subject="mountain", colour=("black", "blue", "green"), background="sunset", style="painterly"),
    _scene(5, subject="mountain", colour="blue", background="night", style="painterly"),
    _scene(6, subject="portrait", colour=("black", "white", "blue"), background="plain", style="monochrome"),
    _scene(4, subject="portrait", colour=("red", "green", "blue"), background=("yellow", "sea"), style="plain"),
    _scene(6, subject="apple", colour=("red", "green", "yellow"), background=("plain", "sea"), style="plain"),
    _scene(4, subject="sunflower", colour=("yellow", "orange"), background=("plain", "night"), style="painterly"),
)


DEFAULT = JointTable.of(SCENES)
HELD_OUT = {"subject": "cat", "colour": "black", "background": "sunset"}  # 2 %
TAUGHT = DEFAULT.hold_out(**HELD_OUT)  # what a model is trained on that is to combine
