"""A made-up comparison in the agreed format, for tests of the page: its numbers mean nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

from engines.comparison.budgets import CONVERGED, LESSON
from engines.comparison.models import MODELS, POINTS, SHIPPED, family, models_of
from engines.comparison.results import of_budget, write_curves
from engines.measures.score_names import PICTURE_SCORES, POINT_SCORES

COSTS = {
    "train_seconds": (0.01, 0.5, 0.5, 0.02, 60, 60, 60, 90),
    "sample_seconds": (0.01, 0.01, 0.01, 0.02, 0.02, 0.02, 0.02, 1.0),
    "evaluations": (0, 0, 0, 0, 1, 1, 1, 40), "parameters": (40, 60, 60, 4000, 9000, 9000, 9000, 9000),
    "memory_mb": (1, 1, 1, 1, 5, 5, 5, 5),
}  # fmt: skip
PARTS = {"modes": 8.0, "classes": 10.0}
NO_DENSITY = ("log_likelihood", "bits_per_dim", "forward_kl", "reverse_kl")


def write(folder: Path, data: tuple[str, ...] = ("ring", "digits"), converged: tuple[str, ...] = ("ring",)) -> Path:
    """results.csv, floors.csv, runs.json and the samples of every model, after a lesson and after all of it."""
    _write(folder, data, LESSON)
    if converged:
        ended = _write(of_budget(folder, CONVERGED), converged, CONVERGED)
        curve = [(500, 0.5), (1000, 0.1), (1500, 0.2)]
        runs = {(data, model, seed): curve for data in converged for model in ("gan", "gan-plain") for seed in (0, 1)}
        write_curves(ended / "curves.csv", runs)
    return folder


def _write(folder: Path, data: tuple[str, ...], budget: str) -> Path:
    rng = np.random.default_rng(0)
    rows, floors, runs, points = [], [], {}, {}
    (folder / "samples").mkdir(parents=True)
    for name in data:
        scores = list(POINT_SCORES if name in POINTS else PICTURE_SCORES)
        models = [*models_of(name, budget), *(() if name in POINTS or budget == CONVERGED else SHIPPED)]
        floors += [[name, s, PARTS.get(s, 1.0), 0.01, 1000] for s in scores]
        seeds = list(range(5 if name in POINTS else 3))
        for model in models:
            runs.setdefault(name, {})[model] = {
                "config": {"steps": 10},
                "seconds": 8.0,
                "command": "made up",
                "seeds": seeds,
            }
            if name in POINTS:
                points[f"{name}-{model}"] = rng.normal(size=(400, 2)).astype(np.float32)
            else:
                sheet = rng.integers(0, 255, (140, 224), np.uint8)
                Image.fromarray(sheet).save(folder / f"samples/{name}-{model}.webp")
            for seed in seeds:
                rows += [[name, model, seed, s, *_value(model, s, rng), 1000, budget] for s in (*scores, *COSTS)]
    save_file(points, folder / "samples" / "points.safetensors")
    _csv(folder / "results.csv", ["data", "model", "seed", "metric", "value", "reason", "n_samples", "budget"], rows)
    _csv(folder / "floors.csv", ["data", "metric", "mean", "standard_error", "n"], floors)
    (folder / "runs.json").write_text(json.dumps(runs))
    return folder


def _value(model: str, metric: str, rng: np.random.Generator) -> tuple[float | str, str]:
    if model.startswith("gan") and metric in NO_DENSITY:
        return "", "no-density"
    if metric in COSTS:
        middle = COSTS[metric][list(MODELS).index(family(model))]
        return middle * (rng.uniform(0.9, 1.1) if metric.endswith("seconds") else 1), ""
    return 1 + 0.2 * abs(len(model) - 9) + 0.05 * rng.normal(), ""


def _csv(path: Path, head: list[str], rows: list[list]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
