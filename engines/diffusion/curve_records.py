"""Measured curves of diffusion samplers: the shipped record, and means, standard errors and comparisons over seeds.

A row is one measurement: what was measured ("part", "on", "by", "sampler", ..., "seed") and its figures. How rows are
made is in `diffusion_curves`; nothing here needs torch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engines.core import ASSETS
from engines.diffusion.samplers import SAMPLERS
from engines.statistics import mean_and_error

FILE = ASSETS / "diffusion" / "curves.json"


class Measured(NamedTuple):
    """What a curve is of: a sampler and eta of a configuration; and what people call it."""

    sampler: str
    eta: float
    label: str


MEASURED = {
    curve: Measured(name, eta, label)
    for name, sampler in SAMPLERS.items()
    for curve, (eta, label) in (sampler.curves if sampler.curves is not None else {name: (0.0, sampler.label)}).items()
}

# Song et al. 2021, arXiv:2010.02502, table 1: Fréchet distances (FID) on CIFAR-10 by number of steps.
PUBLISHED = {
    "eta-0": {10: 13.36, 20: 6.84, 50: 4.67, 100: 4.16, 1000: 4.04},
    "eta-0.5": {10: 16.66, 20: 8.35, 50: 5.25, 100: 4.46, 1000: 4.29},
    "eta-1": {10: 41.07, 20: 18.36, 50: 8.01, 100: 5.78, 1000: 4.73},
    "ddpm-large": {10: 367.43, 20: 133.37, 50: 32.72, 100: 9.99, 1000: 3.17},
}
LOWER, HIGHER = "lower", "higher"
BETTER = {
    "off": LOWER, "distance": LOWER, "frechet": LOWER, "score_error": LOWER, "obeyed": HIGHER, "diversity": HIGHER,
}  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Curve:
    """Means over seeds and their standard errors, y against x, and how many seeds each has; all (m,)."""

    x: np.ndarray
    mean: np.ndarray
    error: np.ndarray
    seeds: np.ndarray

    def at(self, x: float) -> tuple[float, float]:
        """Mean and standard error at one x. ValueError where nothing was measured."""
        i = self.index(x)
        return float(self.mean[i]), float(self.error[i])

    def index(self, x: float) -> int:
        """Where x is. ValueError where nothing was measured."""
        found = np.flatnonzero(self.x == x)
        if not len(found):
            raise ValueError(f"nothing was measured at {x:g}; choose one of {', '.join(f'{v:g}' for v in self.x)}")
        return int(found[0])


@dataclass(frozen=True)
class Difference:
    """A pair of settings on the same seeds: the mean of first - second, and its standard error over the seeds."""

    mean: float
    error: float
    better: str  # lower or higher

    @property
    def verdict(self) -> str:
        """Which is better by more than two standard errors: "first", "second", or "same" where none is."""
        if not abs(self.mean) > 2 * self.error:
            return "same"
        return "first" if (self.mean < 0) == (self.better == LOWER) else "second"


def read(file: Path = FILE) -> dict[str, Any]:
    """The record: "rows", and how they were made."""
    return json.loads(file.read_text(encoding="utf-8"))


def write(record: Mapping[str, Any], file: Path = FILE) -> None:
    """One row a line, so that a new measurement is a readable change."""
    head = json.dumps({name: value for name, value in record.items() if name != "rows"})
    rows = ",\n".join(json.dumps(row) for row in record["rows"])
    new = file.with_suffix(".new")
    new.write_text(f'{head[:-1]}, "rows": [\n{rows}\n]}}\n', encoding="utf-8")
    new.replace(file)  # at once: whoever reads meanwhile sees the old one


def select(rows: Iterable[Row], **where: Any) -> list[Row]:
    """The rows that agree with `where` in each named field."""
    return [row for row in rows if all(row.get(name) == value for name, value in where.items())]


def curve(rows: Iterable[Row], x: str, y: str, **where: Any) -> Curve:
    """y against x over the rows that agree with `where`; rows without y are passed over."""
    groups: dict[float, list[float]] = {}
    for row in select(rows, **where):
        if y in row:
            groups.setdefault(row[x], []).append(row[y])
    xs = sorted(groups)
    found = np.array([mean_and_error(groups[v]) for v in xs]).reshape(-1, 2)
    return Curve(np.array(xs), found[:, 0], found[:, 1], np.array([len(groups[v]) for v in xs]))


def compare(rows: Iterable[Row], y: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Difference:
    """Two settings, on the seeds that both were measured with. ValueError where these are fewer than two."""
    rows = list(rows)
    a, b = ({row["seed"]: row[y] for row in select(rows, **where) if y in row} for where in (first, second))
    gaps = [a[seed] - b[seed] for seed in sorted(a.keys() & b.keys())]
    if len(gaps) < 2:
        raise ValueError(f"{dict(first)} and {dict(second)} share {len(gaps)} seeds; measure at least two")
    return Difference(*mean_and_error(gaps), BETTER[y])


def shared(
    rows: Iterable[Row], field: str, names: Iterable[str], x: str, /, *, least: int = 2, **where: Any
) -> list[Any]:
    """The values of x, rising, that every one of `names` in `field` was measured at with `least` seeds or more."""
    rows = select(rows, **where)
    sets = []
    for name in names:
        seeds: dict[Any, set[int]] = {}
        for row in select(rows, **{field: name}):
            seeds.setdefault(row[x], set()).add(row["seed"])
        sets.append({value for value, found in seeds.items() if len(found) >= least})
    return sorted(set.intersection(*sets)) if sets else []
