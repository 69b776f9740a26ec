"""A person's table of numbers, and the two of its columns that a world is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engines.core import Refused

MAX_ROWS = 20_000
FAR = 10.0  # standard deviations from the median, robustly measured
SQUEEZED = 0.3  # the rest's spread, as a share of the spread that the axis is measured in


@dataclass(frozen=True)
class Note:
    """What a person should know of how their file was read. By `code`, `values` holds:

    lines-left-out: n, line, cell (lines that are no rows of the table; the first of them and its first cell)
    rows-left-out: n, line, cell, column, name (no number in a chosen column; the first of them)
    index-column, class-column, text-column: column, name (not proposed; text-columns are not in the table)
    commas: cell, number (read so, but it could mean the other)
    outlier: column, name, n, value, line (n values stretch the axis, the farthest of them)
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """Two columns. A value is mean + sd * (the same in standard units), which is how axes get their own units back."""

    names: tuple[str, str]  # "" where the file has none
    numbers: tuple[int, int]  # of the columns in the file, from 1
    points: np.ndarray  # (n, 2)
    mean: np.ndarray  # (2,)
    sd: np.ndarray  # (2,)
    notes: tuple[Note, ...]  # of this pair only; the table has its own

    @property
    def standard(self) -> np.ndarray:
        """The points in standard units of each column, (n, 2)."""
        return (self.points - self.mean) / self.sd


@dataclass(frozen=True)
class Table:
    """The columns that hold numbers."""

    names: tuple[str, ...]  # (k,); "" where the file has none
    numbers: tuple[int, ...]  # (k,): the columns' numbers in the file, from 1
    values: np.ndarray  # (n, k), NaN where a cell holds no number
    proposal: tuple[int, int]  # the two columns to begin with, as indices of the others' axis k
    notes: tuple[Note, ...]
    lines: np.ndarray  # (n,), the file's line in which each row stands, from 1
    gaps: Mapping[tuple[int, int], str]  # the text of cells that are no numbers, by row and column

    def pair(self, i: int, j: int) -> Pair:
        """Columns i and j, without the rows that lack either. Refused where nothing can be learned from them."""
        if not (0 <= i < len(self.names) and 0 <= j < len(self.names)) or i == j:
            raise ValueError(f"columns are {i} and {j}; choose two different ones from 0 to {len(self.names) - 1}")
        there = np.isfinite(self.values[:, [i, j]]).all(1)
        points, lines = self.values[there][:, [i, j]], self.lines[there]
        if len(points) < 2:
            raise few_rows(len(points))
        for column, x in zip((i, j), points.T, strict=True):
            if not x.std() > 1e-9 * np.abs(x).max():
                raise Refused("constant-column", f"column {self.numbers[column]} is {x[0]:g} in every row, or nearly; "
                              "give a column that varies", **self._called(column), value=float(x[0]))  # fmt: skip
        notes = [] if there.all() else [self._left_out(np.flatnonzero(~there), i, j)]
        for column, x in zip((i, j), points.T, strict=True):
            notes += self._outlier(column, x, lines)
        names, numbers = (tuple(which[c] for c in (i, j)) for which in (self.names, self.numbers))
        return Pair(names, numbers, points, points.mean(0), points.std(0), tuple(notes))

    def _called(self, column: int) -> dict[str, Any]:
        return {"column": self.numbers[column], "name": self.names[column]}

    def _left_out(self, rows: np.ndarray, i: int, j: int) -> Note:
        first = int(rows[0])
        column = i if np.isnan(self.values[first, i]) else j
        cell = self.gaps.get((first, column), "")
        where = {"n": len(rows), "line": int(self.lines[first]), "cell": cell}
        return Note("rows-left-out", where | self._called(column))

    def _outlier(self, column: int, x: np.ndarray, lines: np.ndarray) -> list[Note]:
        """A note where a few values stretch the axis so far that the rest is hardly seen."""
        away = np.abs(x - np.median(x))
        spread = 1.4826 * np.median(away)  # the standard deviation, where the distribution is normal
        far = np.flatnonzero(away > FAR * spread)
        if not spread or not len(far) or spread > SQUEEZED * x.std():
            return []
        worst = far[away[far].argmax()]
        found = {"n": len(far), "value": float(x[worst]), "line": int(lines[worst])}
        return [Note("outlier", found | self._called(column))]


def few_rows(n: int) -> Refused:
    return Refused("few-rows", f"the file has {n} rows of numbers; give 2 to {MAX_ROWS}, two numbers in each",
                   n=n, most=MAX_ROWS)  # fmt: skip
