"""The files of a comparison, and the trainings that are not finished."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines.comparison import run as comparison
from engines.comparison.budgets import LESSON
from engines.comparison.models import DATA, MODELS, SHIPPED
from engines.comparison.results import FOLDER, Curves, Row, read_curves, read_rows, write_curves, write_rows
from engines.comparison.run import Run

COMPARED = [*MODELS, *SHIPPED]


@dataclass
class Shelf:
    """The files of one folder, rewritten after every run."""

    folder: Path = FOLDER
    rows: list[Row] = field(init=False)
    runs: dict[str, dict[str, Any]] = field(init=False)
    curves: Curves = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "samples").mkdir(exist_ok=True)
        made = self.folder / "runs.json"
        self.runs = json.loads(made.read_text()) if made.exists() else {}
        self.rows = read_rows(self.folder / "results.csv")  # as measured: `Results.load` counts what they took
        self.curves = dict(read_curves(self.folder / "curves.csv"))

    def holds(self, run: Run) -> bool:
        """Whether these rows are here already, made with the settings of a run that is built."""
        made = self.runs.get(run.data, {}).get(run.model)
        return (
            made is not None
            and run.matches(made)
            and any((r.data, r.model, r.seed) == (run.data, run.model, run.seed) for r in self.rows)
        )

    def put(self, run: Run, rows: tuple[Row, ...]) -> None:
        """Add or replace the rows of a run; those of other settings leave."""
        record, made = json.loads(json.dumps(run.record)), self.runs.get(run.data, {}).get(run.model, {})
        same = run.matches(made)
        seeds = sorted({*(made.get("seeds", ()) if same else ()), run.seed})
        own = [r for r in self.rows if (r.data, r.model) == (run.data, run.model)]
        keep = [r for r in own if same and r.seed != run.seed]
        self.rows = sorted([*(r for r in self.rows if r not in own), *keep, *rows], key=place)
        if not same:
            self.curves = {key: c for key, c in self.curves.items() if key[:2] != (run.data, run.model)}
        budget = "" if run.budget == LESSON else f" --budget {run.budget}"
        command = f"python -m assets.comparison.make{budget} --data {run.data} --models {run.model}"
        self.runs.setdefault(run.data, {})[run.model] = record | {"seeds": seeds, "command": command}
        self.runs = {d: {m: self.runs[d][m] for m in COMPARED if m in self.runs[d]}
                     for d in DATA if d in self.runs}  # fmt: skip
        write_rows(self.folder / "results.csv", self.rows)
        if run.curve:
            self.curves[run.data, run.model, run.seed] = run.curve
            write_curves(self.folder / "curves.csv", dict(sorted(self.curves.items(), key=lambda item: spot(*item[0]))))
        part = self.folder / "runs.json.part"
        part.write_text(json.dumps(self.runs, indent=1) + "\n")
        part.replace(self.folder / "runs.json")

    # ---- a training that is not finished -----------------------------------------------------------------------------

    def begun(self, run: Run, record: dict[str, Any]) -> Run:
        """The run as it was left, where that had the same settings."""
        path = self._half(run)
        left = pickle.loads(path.read_bytes()) if path.exists() else run
        return left if left is run or left.record == record else run

    def keep(self, run: Run) -> None:
        path = self._half(run)
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(run))
        part.replace(path)

    def drop(self, run: Run) -> None:
        self._half(run).unlink(missing_ok=True)

    def _half(self, run: Run) -> Path:
        return self.folder / "unfinished" / f"{run.data}-{run.model}-{run.seed}.pickle"


def spot(data: str, model: str, seed: int) -> tuple[int, int, int]:
    return DATA.index(data), COMPARED.index(model), seed


def place(row: Row) -> tuple[int, ...]:
    """Where a row stands in the table."""
    order = list(comparison.measures_of(row.data, row.budget))
    return *spot(row.data, row.model, row.seed), order.index(row.metric)
