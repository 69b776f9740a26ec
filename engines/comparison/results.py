"""The results of a comparison: a tidy table, one figure per row, and what it comes to over seeds. No torch."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engines.comparison.settling import taken
from engines.core import ASSETS
from engines.statistics import Floor, mean_and_error

Curves = Mapping[tuple[str, str, int], Iterable[tuple[int, float]]]  # data, model, seed -> step, criterion
FOLDER = ASSETS / "comparison"


class Row(NamedTuple):
    """One figure of one run. value: None where the measure is not defined, with the code of the reason."""

    data: str
    model: str
    seed: int
    metric: str
    value: float | None
    reason: str
    n_samples: int
    budget: str = "lesson"


class Summary(NamedTuple):
    """Over seeds: mean, standard error of the mean, standard deviation (how unstable the model is; NaN for one seed),
    and what a perfect model scores at as many samples (NaN where it scores nothing).

    Without a value for any seed `mean` is NaN and `reason` says why; with values for some, over those.
    """

    mean: float
    standard_error: float
    deviation: float
    n_seeds: int
    reason: str
    floor: float
    floor_se: float


@dataclass(frozen=True)
class Results:
    """rows: the table. runs: data -> model -> the exact configuration, budget, steps, versions and command.
    floors: (data, metric) -> what a perfect model scores. curves: the path of the criterion, of the budget
    converged."""

    rows: tuple[Row, ...]
    runs: Mapping[str, Mapping[str, Mapping[str, Any]]]
    floors: Mapping[tuple[str, str], Floor]
    curves: Curves = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path = FOLDER, budget: str = "lesson") -> Results:
        """What `python -m assets.comparison.make` has written, a training as long as it needed (`settling`); empty
        where it has written nothing."""
        folder = of_budget(folder, budget)
        file, curves = folder / "runs.json", read_curves(folder / "curves.csv")
        runs = json.loads(file.read_text()) if file.exists() else {}
        rows = tuple(taken(read_rows(folder / "results.csv"), curves, runs))
        return cls(rows, runs, read_floors(folder / "floors.csv"), curves)

    def summary(self) -> dict[tuple[str, str, str], Summary]:
        """(data, model, metric) -> its summary, in the order of the table."""
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.rows:
            groups.setdefault((row.data, row.model, row.metric), []).append(row)
        return {key: summarise(rows, self.floors.get((key[0], key[2]))) for key, rows in groups.items()}

    def to_parquet(self, path: Path) -> None:
        """The table as Parquet, with the configurations as JSON in its metadata under "runs"; needs pyarrow."""
        import pyarrow  # comes with streamlit, which engines do not need
        from pyarrow import parquet

        columns = dict(zip(Row._fields, zip(*self.rows, strict=True), strict=True)) if self.rows else {}
        table = pyarrow.table({name: list(columns.get(name, ())) for name in Row._fields})
        parquet.write_table(table.replace_schema_metadata({"runs": json.dumps(self.runs)}), path)


def summarise(rows: Iterable[Row], floor: Floor | None = None) -> Summary:
    """Of the rows of one metric, one per seed."""
    rows = list(rows)
    values = np.array([row.value for row in rows if row.value is not None])
    reason = next((row.reason for row in rows if row.value is None), "")
    mean, error = mean_and_error(values)
    deviation = float(values.std(ddof=1)) if len(values) > 1 else math.nan
    best = (floor.mean, floor.standard_error) if floor else (math.nan, math.nan)
    return Summary(mean, error, deviation, len(values), reason, *best)


def of_budget(folder: Path, budget: str) -> Path:
    """Where the figures of a budget lie: those of the lesson at the top, the others in a folder each."""
    return folder if budget == "lesson" else folder / budget


def sheet_file(data: str, model: str, budget: str = "lesson") -> Path:
    """Its shipped pictures, tiled."""
    return of_budget(FOLDER, budget) / "samples" / f"{data}-{model}.webp"


def points_file(budget: str = "lesson") -> Path:
    """The shipped points of all, each as DATA-MODEL."""
    return of_budget(FOLDER, budget) / "samples" / "points.safetensors"


# ---- files -----------------------------------------------------------------------------------------------------------


def read_rows(path: Path) -> list[Row]:
    """The table; nothing where there is no file."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Row(r["data"], r["model"], int(r["seed"]), r["metric"], float(r["value"]) if r["value"] else None,
                r["reason"], int(r["n_samples"]), r["budget"])
            for r in csv.DictReader(file)
        ]  # fmt: skip


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """The table, whole or not at all: a run that is cut short leaves the last one."""
    write_csv(path, Row._fields, ([*r[:4], "" if r.value is None else repr(r.value), *r[5:]] for r in rows))


def read_floors(path: Path) -> dict[tuple[str, str], Floor]:
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {
            (r["data"], r["metric"]): Floor(float(r["mean"]), float(r["standard_error"]), int(r["n"]))
            for r in csv.DictReader(file)
        }


def write_floors(path: Path, floors: Mapping[tuple[str, str], Floor]) -> None:
    rows = ([*key, repr(f.mean), repr(f.standard_error), f.n] for key, f in floors.items())
    write_csv(path, ("data", "metric", "mean", "standard_error", "n"), rows)


def read_curves(path: Path) -> Curves:
    if not path.exists():
        return {}
    found: dict[tuple[str, str, int], list[tuple[int, float]]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for r in csv.DictReader(file):
            key = r["data"], r["model"], int(r["seed"])
            found.setdefault(key, []).append((int(r["step"]), float(r["criterion"])))
    return found


def write_curves(path: Path, curves: Curves) -> None:
    rows = ([*key, step, f"{value:.6g}"] for key, curve in curves.items() for step, value in curve)
    write_csv(path, ("data", "model", "seed", "step", "criterion"), rows)


def write_csv(path: Path, names: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    part.replace(path)
