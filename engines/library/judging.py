"""Scores as tables: of samples against a world, and of several models that were trained for the same seconds."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from engines.comparison.models import DATA, models_of
from engines.core import Bounds
from engines.data.shapes import WORLDS
from engines.library.estimator import Generative, one_thread
from engines.library.network import Network
from engines.library.sources import MODELS, PICTURES, pictures, scores, world
from engines.measures.score_names import PICTURE_SCORES, POINT_SCORES, NotDefined

UNLIKE = "moons"  # whose settings a world is given that has none of its own

Table = Sequence[Sequence[Any]]


def text(value: float | NotDefined) -> str:
    """A score in four digits, or the reason why there is none."""
    return str(value) if isinstance(value, NotDefined) else f"{value:.4g}"


def of_samples(X: np.ndarray, like: str, real: np.ndarray | None, model: Any, seed: int) -> Table:
    """Each measure of the samples beside that of as many perfect ones, and which way is better; like: a world or
    pictures, or real: rows in their place."""
    if like in WORLDS:
        truth: Any = world(like)
        perfect = scores(truth.sample(len(X), seed=seed + 1), truth, model=truth, seed=seed)
    else:
        rows = np.random.default_rng(seed).permutation(pictures(like).images if real is None else real)
        some, rest = np.split(rows, [min(len(X), len(rows) // 2)])
        truth = like if real is None else rows
        perfect = scores(some, like, train=rest) if real is None else scores(some, rest, seed=seed)
    found = scores(X, truth, model=model, seed=seed)
    rows = [(name, text(found[name]), text(perfect[name]), better(name)) for name in found]
    return [("measure", "samples", "perfect", "better"), *rows]


def better(name: str) -> str:
    """Which way a measure is better."""
    from engines.comparison.run import COSTS, EXTRA

    return (POINT_SCORES | PICTURE_SCORES | EXTRA | COSTS)[name].better


Columns = dict[str, dict[str, str]]  # of each model each measure


def compared(data: str | np.ndarray, models: Sequence[str], seconds: float | None, seed: int) -> Table:
    """A row for each measure, a column for each model, on a world, pictures or rows; without models all. ValueError for
    one that is not compared."""
    import torch  # noqa: F401  # before `one_thread`, which only limits what is there

    act = of_known if isinstance(data, str) else of_rows
    found = act(data, models, seconds, seed)
    measures = list(dict.fromkeys(name for column in found.values() for name in column))
    rows = [(measure, *(found[name][measure] for name in found), better(measure)) for measure in measures]
    return [("measure", *found, "better"), *rows]


def of_known(data: str, models: Sequence[str], seconds: float | None, seed: int) -> Columns:
    """The runs of `engines.comparison`."""
    from engines.comparison.run import Run, iterate

    like = data.removeprefix("pacgan-")
    known, own = like if like in DATA else UNLIKE, None if data in PICTURES else world(data)
    found: Columns = {}
    for name in chosen(models, models_of(known)):
        with one_thread():
            *_, last = iterate(Run(known, name, seed, seconds, own=own))
        found[name] = {row.metric: row.reason or f"{row.value:.4g}" for row in last.rows}
    return found


def of_rows(X: np.ndarray, models: Sequence[str], seconds: float | None, seed: int) -> Columns:
    """Four fifths are learned from, and the rest tells how well; networks take as many steps as for points."""
    held_out, train = np.split(np.random.default_rng(seed).permutation(X), [len(X) // 5])
    found: Columns = {}
    for name in chosen(models, tuple(one for one in MODELS if one != "ae")):
        model = fresh(name, seconds, seed).fit(train)
        dear = name == "diffusion"  # its likelihood: seconds for every thousand rows
        judged = scores(model.sample(len(train), seed=seed), held_out, train=train, model=None if dear else model)
        found[name] = {measure: text(value) for measure, value in judged.items()}
        if dear:
            found[name]["log_likelihood"] = "not-computed"
    return found


def fresh(name: str, seconds: float | None, seed: int) -> Generative:
    """An unfitted model; a network with the steps that so many seconds buy."""
    from engines.comparison.budgets import SECONDS, steps_for

    model = MODELS[name]()
    wanted: dict[str, Any] = {"random_state": seed, "verbose": False}
    if isinstance(model, Network):
        wanted["steps"] = steps_for(UNLIKE, name, seconds or SECONDS["points"])
    return model.set_params(**{key: value for key, value in wanted.items() if key in model.get_params()})


def chosen(models: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Those models, all where none is named, with a bar for those who wait in a terminal."""
    for name in models:
        Bounds(choices=tuple(known)).check("model", name)
    yield from tqdm(models or known, unit="model", disable=None)


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
