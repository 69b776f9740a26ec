"""The shipped comparison as the page reads it: figures per data set, the tidy table, the configurations, samples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from engines.claims import ALL, PICTURES, POINTS, Figure, Figures

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "comparison"


@dataclass(frozen=True)
class Shipped:
    """tidy: one row per data, model, seed and metric; floors: what perfect samples score; runs: how each was made."""

    tidy: pd.DataFrame
    floors: pd.DataFrame
    runs: dict[str, Any]

    @property
    def data(self) -> list[str]:
        """The data sets that were measured, in their order."""
        return [d for d in (*POINTS, *PICTURES) if d in set(self.tidy["data"])]

    def models(self, data: str) -> list[str]:
        there = set(self.tidy.loc[self.tidy["data"] == data, "model"])
        return [m for m in ALL if m in there]


def shipped() -> Shipped | None:
    """What was measured; None before anything was."""
    if not (FOLDER / "results.csv").exists():
        return None
    return _read(FOLDER, max(path.stat().st_mtime for path in FOLDER.glob("*.*")))


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(folder: Path, changed: float) -> Shipped:
    tidy = pd.read_csv(folder / "results.csv", keep_default_na=False)
    tidy["value"] = pd.to_numeric(tidy["value"], errors="coerce")
    floors = pd.read_csv(folder / "floors.csv")
    return Shipped(tidy, floors, json.loads((folder / "runs.json").read_text()))


def figures(found: Shipped, data: str) -> Figures:
    """(model, metric) -> mean and standard error over the seeds, with the floor."""
    floors = {row.metric: row for row in found.floors[found.floors["data"] == data].itertuples()}
    rows = found.tidy[found.tidy["data"] == data]
    return {key: _figure(group, floors.get(key[1])) for key, group in rows.groupby(["model", "metric"], sort=False)}


def _figure(group: pd.DataFrame, floor: Any) -> Figure:
    values = group["value"].dropna()
    perfect = {} if floor is None else {"floor": floor.mean, "floor_se": floor.standard_error}
    if len(values) < len(group):  # not defined at some seed
        reasons = [r for r in group["reason"] if r]
        return Figure(None, n_seeds=len(group), reason=reasons[0] if reasons else "not-finite", **perfect)
    error = float(values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else 0.0
    return Figure(float(values.mean()), error, len(values), **perfect)


def sample_sheet(data: str, model: str) -> bytes | None:
    """A small sheet of samples that nobody picked, as WebP."""
    path = FOLDER / "samples" / f"{data}-{model}.webp"
    return path.read_bytes() if path.exists() else None
