"""The shipped comparison as the page reads it: figures per data set, and samples."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st
from PIL import Image

from engines.comparison import run as comparison
from engines.comparison.budgets import CONVERGED, LESSON
from engines.comparison.claims import NEURAL, Figures
from engines.comparison.collapse import lost
from engines.comparison.counted import beside
from engines.comparison.models import DATA, LONG, MODELS, SHIPPED
from engines.comparison.results import FOLDER as SHIPPED_FOLDER
from engines.comparison.results import Results, Summary, of_budget, points_file, sheet_file
from engines.comparison.rises import rises
from engines.comparison.rule import Figure
from engines.data.pixels import tiles

FOLDER = SHIPPED_FOLDER
FEWEST = 2  # trainings; the error rates of `rule` are known for as many, and for three and five


def shipped(budget: str = LESSON) -> Results:
    """What was measured within a budget; empty before anything was."""
    files = [path for path in of_budget(FOLDER, budget).glob("*.*") if path.is_file()]
    return _read(FOLDER, budget, max((path.stat().st_mtime for path in files), default=0.0))


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(folder: Path, budget: str, changed: float) -> Results:
    return Results.load(folder, budget)


def budget_of(data: str) -> str:
    """The one that says most about these data: converged, once every network was trained to its end `FEWEST` times."""
    runs = shipped(CONVERGED).runs.get(data, {})
    return CONVERGED if all(len(runs.get(m, {}).get("seeds", ())) >= FEWEST for m in NEURAL) else LESSON


def data_of(found: Results) -> list[str]:
    """The data sets that were measured, in their order."""
    there = {row.data for row in found.rows}
    return [d for d in DATA if d in there]


def models_of(found: Results, data: str) -> list[str]:
    there = {row.model for row in found.rows if row.data == data}
    return [m for m in MODELS if m in there]


def long_trained(found: Results, data: str) -> list[str]:
    """The shipped weights, which had more than the equal budget."""
    there = {row.model for row in found.rows if row.data == data}
    return [m for m in SHIPPED if m in there]


def stopped(found: Results, data: str) -> dict[str, tuple[int, int]]:
    """Model -> how many of its trainings ran out of steps before they had settled, and of how many."""
    rows = [row for row in found.rows if row.data == data and row.metric == "settled"]
    counted = {m: [not row.value for row in rows if row.model == m] for m in dict.fromkeys(row.model for row in rows)}
    return {m: (sum(marks), len(marks)) for m, marks in counted.items() if any(marks)}


def seeds_of(found: Results, data: str) -> list[int]:
    return sorted({row.seed for row in found.rows if row.data == data})


def seconds_of(found: Results, data: str) -> float:
    """The budget of every model that learns step by step."""
    return max((run["seconds"] for model, run in found.runs.get(data, {}).items() if model in MODELS), default=math.nan)


def figures(found: Results, data: str) -> Figures:
    """(model, metric) -> mean and standard error over the seeds, with the floor; and what is counted beside them.

    Of shipped weights it is one training, however often they are drawn from, which has no standard error.
    """
    rows = [row for row in found.rows if row.data == data]
    race = any(row.budget == LESSON for row in rows)
    unsettled = {row.model for row in rows if row.metric == "settled" and not row.value}
    measured = {
        (model, metric): replace(figure(s, one=model.endswith(LONG)), race=race, unsettled=model in unsettled)
        for (_, model, metric), s in replace(found, rows=(*rows, *lost(rows, found.floors))).summary().items()
    }
    return measured | rises(found.curves, data) | beside(data, CONVERGED if rows and not race else LESSON, measured)


def figure(summary: Summary, one: bool = False) -> Figure:
    """One that is not defined at some seed counts as not defined. `one`: of one training."""
    floor = None if math.isnan(summary.floor) else summary.floor
    perfect = {"floor": floor, "floor_se": 0.0 if floor is None else summary.floor_se}
    if summary.reason or math.isnan(summary.mean):
        return Figure(None, n_seeds=summary.n_seeds, reason=summary.reason or "not-finite", **perfect)
    error = 0.0 if math.isnan(summary.standard_error) else summary.standard_error
    return Figure(summary.mean, 0.0 if one else error, 1 if one else summary.n_seeds, **perfect)


# ---- samples that nobody picked --------------------------------------------------------------------------------------

SHEET = (5, 8)  # rows and columns of a shipped sheet


def pictures_of(data: str, model: str) -> np.ndarray:
    """The 40 pictures of a shipped sheet: bytes (40, H, W), or (40, H, W, 3). FileNotFoundError where there is none."""
    with Image.open(sheet_file(data, model)) as file:
        sheet = np.asarray(file.convert("RGB" if data == "postcards" else "L"))
    return tiles(sheet, sheet.shape[1] // SHEET[1])


def points_of(budget: str = LESSON) -> dict[tuple[str, str], np.ndarray]:
    """(data, model or "real") -> points (400, 2)."""
    path = points_file(budget)
    return _points(path, path.stat().st_mtime) if path.exists() else {}


@st.cache_resource(max_entries=4, show_spinner=False)
def _points(path: Path, changed: float) -> dict[tuple[str, str], np.ndarray]:
    from safetensors.numpy import load_file

    return {tuple(name.split("-", 1)): points.astype(float) for name, points in load_file(path).items()}


def half_of(data: str) -> float:
    """Half the side of the square that shows a world of points, which is centred."""
    return 1.2 * float(np.abs(comparison.world(data).means).max())
