"""What a postcard shows: four discrete factors and twelve numbers that determine its picture fully."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from engines.core import Bounds
from engines.data.postcards.painting import PALETTE
from engines.data.postcards.scenery import BACKGROUNDS
from engines.data.postcards.subjects import SUBJECTS

KINDS: dict[str, tuple[str, ...]] = {
    "subject": tuple(SUBJECTS),
    "colour": tuple(PALETTE),
    "background": tuple(BACKGROUNDS),
    "style": ("plain", "painterly", "monochrome"),
}
SHAPE = tuple(len(names) for names in KINDS.values())
CATS = ("cat sitting", "cat running", "cat curled")
GROUPS = {"cat": CATS}  # names that stand for several

NUMBERS: dict[str, Bounds] = {
    "x": Bounds(-0.2, 0.2, unit="half pictures", why="right of the middle"),
    "y": Bounds(-0.1, 0.1, unit="half pictures", why="below the middle"),
    "size": Bounds(0.75, 1.1, why="relative to the subject's usual size"),
    "tilt": Bounds(-10, 10, unit="degrees", why="clockwise"),
    "facing": Bounds(-1, 1, why="left below 0, right above"),
    "pose": Bounds(0, 1, why="the cat's tail or gallop, the flower's turn, the second peak, the length of the hair"),
    "hue": Bounds(-1, 1, why="shift of the colour, towards ripe"),
    "shape": Bounds(0, 1, why="slim to round; flat to steep; light to dark skin"),
    "leaf": Bounds(0, 1, why="length of the apple's leaf, 0 is none; red hair above 0.7"),
    "leaf_angle": Bounds(-10, 70, unit="degrees", why="of the apple's leaf, above the horizon"),
    "light": Bounds(0, 1, why="how low the horizon, how bright the wall"),
    "detail": Bounds(0, 1, why="seed of stars, flowers, clouds, ridges and brush strokes"),
}
LOW = np.array([b.low for b in NUMBERS.values()], float)
HIGH = np.array([b.high for b in NUMBERS.values()], float)


@dataclass(frozen=True, eq=False)
class Factors:
    """What n postcards show. kinds: int (n, 4), indices into the names of KINDS; numbers: float (n, 12), see NUMBERS.

    `factors["subject"]` and `factors["size"]` are columns, shape (n,); an index, slice or mask picks postcards.
    """

    kinds: np.ndarray
    numbers: np.ndarray

    def __post_init__(self) -> None:
        kinds, numbers = np.asarray(self.kinds), np.asarray(self.numbers, float)
        if kinds.ndim != 2 or kinds.shape[1] != len(KINDS) or not np.issubdtype(kinds.dtype, np.integer):
            raise ValueError(f"kinds is {kinds.dtype} {kinds.shape}; give whole numbers of shape (n, {len(KINDS)})")
        if numbers.shape != (len(kinds), len(NUMBERS)):
            raise ValueError(f"numbers has shape {numbers.shape}; give ({len(kinds)}, {len(NUMBERS)})")
        for name, column in zip(KINDS, kinds.T, strict=True):
            _check_range(name, column, 0, len(KINDS[name]) - 1)
        for (name, bounds), column in zip(NUMBERS.items(), numbers.T, strict=True):
            _check_range(name, column, bounds.low, bounds.high)
        object.__setattr__(self, "kinds", kinds)
        object.__setattr__(self, "numbers", numbers)

    @classmethod
    def of(cls, n: int = 1, **factors: Any) -> Self:
        """n postcards with these factors, e.g. of(subject="apple", size=[0.8, 1, 1.1], n=3); numbers default to
        the middle of their range, names to a black cat sitting on plain yellow."""
        return cls(np.zeros((n, len(KINDS)), int), np.tile((LOW + HIGH) / 2, (n, 1))).replace(**factors)

    def replace(self, **factors: Any) -> Self:
        """A copy with some columns changed: a name or names of KINDS, a number or numbers."""
        kinds, numbers = self.kinds.copy(), self.numbers.copy()
        for name, value in factors.items():
            if name in KINDS:
                kinds[:, list(KINDS).index(name)] = [kind_index(name, v) for v in np.atleast_1d(value).tolist()]
            else:
                numbers[:, _column(name)] = value
        return type(self)(kinds, numbers)

    def names(self, i: int) -> dict[str, str]:
        """The discrete factors of postcard i in words."""
        return {name: KINDS[name][k] for name, k in zip(KINDS, self.kinds[i], strict=True)}

    def __len__(self) -> int:
        return len(self.kinds)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.kinds[:, list(KINDS).index(key)] if key in KINDS else self.numbers[:, _column(key)]
        key = [key] if isinstance(key, (int, np.integer)) else key
        return type(self)(self.kinds[key], self.numbers[key])

    def cells(self) -> np.ndarray:
        """Each postcard's cell in a flattened table of shape SHAPE, int (n,)."""
        return np.ravel_multi_index(self.kinds.T, SHAPE)

    def tally(self) -> np.ndarray:
        """How many postcards fall into each cell, int of shape SHAPE."""
        return np.bincount(self.cells(), minlength=math.prod(SHAPE)).reshape(SHAPE)


def _check_range(name: str, column: np.ndarray, low: float, high: float) -> None:
    bad = ~((column >= low) & (column <= high))
    if bad.any():
        raise ValueError(f"{name} is {column[bad][0]}; give a number from {low} to {high}")


def _column(name: str) -> int:
    if name not in NUMBERS:
        raise ValueError(f"unknown factor {name!r}; choose one of {', '.join((*KINDS, *NUMBERS))}")
    return list(NUMBERS).index(name)


def kind_index(kind: str, name: str) -> int:
    """The index of a name, e.g. kind_index("subject", "apple")."""
    if name not in KINDS[kind]:
        raise ValueError(f"unknown {kind} {name!r}; choose one of {', '.join(KINDS[kind])}")
    return KINDS[kind].index(name)
