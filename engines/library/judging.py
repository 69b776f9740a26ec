"""Scores as tables: of samples against a world, and of several models that were trained for the same seconds."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from engines.comparison.models import DATA, models_of
from engines.core import Bounds
from engines.library.estimator import one_thread
from engines.library.sources import PICTURES, pictures, scores, world
from engines.measures.score_names import PICTURE_SCORES, POINT_SCORES, NotDefined

UNLIKE = "moons"  # whose settings a world is given that has none of its own

Table = Sequence[Sequence[Any]]


def text(value: float | NotDefined) -> str:
    """A score in four digits, or the reason why there is none."""
    return str(value) if isinstance(value, NotDefined) else f"{value:.4g}"


def of_samples(X: np.ndarray, like: str, model: Any, seed: int) -> Table:
    """Each measure of the samples beside that of as many perfect ones, and which way is better."""
    if like in PICTURES:
        real = np.random.default_rng(seed).permutation(pictures(like).images)
        n = min(len(X), len(real) // 2)
        perfect, measures = scores(real[:n], like, train=real[n:]), PICTURE_SCORES
    else:
        truth = world(like)
        perfect, measures = scores(truth.sample(len(X), seed=seed + 1), truth, model=truth, seed=seed), POINT_SCORES
    found = scores(X, like, model=model, seed=seed)
    rows = [(name, text(found[name]), text(perfect[name]), one.better) for name, one in measures.items()]
    return [("measure", "samples", "perfect", "better"), *rows]


def compared(data: str, models: Sequence[str], seconds: float | None, seed: int) -> Table:
    """A row for each measure, a column for each model; without models all. ValueError for one that is not compared."""
    import torch  # noqa: F401  # before `one_thread`, which only limits what is there

    from engines.comparison.run import Run, iterate, measures_of

    like = data.removeprefix("pacgan-")
    known, own = like if like in DATA else UNLIKE, None if data in PICTURES else world(data)
    models = models or models_of(known)
    for name in models:
        Bounds(choices=models_of(known)).check("model", name)
    found = {}
    for name in tqdm(models, unit="model", disable=None):  # None: shown in a terminal only
        with one_thread():
            *_, last = iterate(Run(known, name, seed, seconds, own=own))
        found[name] = {row.metric: row.reason or f"{row.value:.4g}" for row in last.rows}
    measures = measures_of(known)
    return [("measure", *models, "better")] + [
        (measure, *(found[name][measure] for name in models), about.better) for measure, about in measures.items()
    ]


def table(rows: Table, margin: str = "") -> None:
    """Print rows in columns."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print(margin + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def write(rows: Table, path: Path) -> None:
    """The same as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
