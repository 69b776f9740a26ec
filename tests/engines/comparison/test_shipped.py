"""The shipped comparisons: complete, of the present settings, had again, with their floors and samples."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.comparison import make
from engines.comparison import run as comparison
from engines.comparison.budgets import CONVERGED, LESSON, N_SAMPLES, SEEDS
from engines.comparison.models import DATA, PICTURES, POINTS, build, kind_of, models_of
from engines.comparison.results import FOLDER, Results, read_floors, read_rows
from engines.comparison.run import Run
from tests.engines.comparison.test_run import lasting, rows_of

SHIPPED = Results.load()
PAIRS = [(data, model) for data in DATA for model in models_of(data)]


@pytest.mark.parametrize(("data", "model"), PAIRS)
def test_shipped_results_are_complete_and_of_the_present_settings(data: str, model: str) -> None:
    seeds = range(SEEDS[kind_of(data)])
    rows = [r for r in SHIPPED.rows if (r.data, r.model) == (data, model)]
    assert [(r.seed, r.metric) for r in rows] == [(s, m) for s in seeds for m in comparison.measures_of(data)]
    for r in rows:
        assert math.isfinite(r.value) if r.value is not None else r.reason in comparison.REASONS
    made, run = SHIPPED.runs[data][model], Run(data, model, 0)
    run.contestant = build(data, model, 0, run.steps)
    assert run.matches(made | {"versions": run.record["versions"]})
    assert made["seeds"] == list(seeds)


@pytest.mark.parametrize("model", ["mixture"])
def test_a_shipped_row_is_had_again(model: str) -> None:
    shipped = [r for r in SHIPPED.rows if (r.data, r.model, r.seed) == ("ring", model, 0)]
    assert lasting(shipped)
    for was, now in zip(lasting(shipped), lasting(rows_of(Run("ring", model, 0))), strict=True):
        assert (now.metric, now.reason) == (was.metric, was.reason)
        assert now.value == (was.value if was.value is None else pytest.approx(was.value, rel=1e-4, abs=1e-6))


def test_the_independent_model_is_right_on_the_grid_alone() -> None:
    """The grid is a product of its coordinates, the ring is not."""
    found = SHIPPED.summary()
    assert found["grid", "naive-bayes", "hq"].mean > 0.95 > 0.6 > found["ring", "naive-bayes", "hq"].mean


@pytest.mark.parametrize("data", DATA)
def test_every_shipped_metric_of_samples_has_its_floor(data: str) -> None:
    floors = {metric: f for (d, metric), f in SHIPPED.floors.items() if d == data}
    assert {"coverage", "precision", "recall", "memorisation"} <= set(floors)
    assert {f.n for f in floors.values()} == {N_SAMPLES[LESSON][kind_of(data)]}


@pytest.mark.parametrize("data", DATA)
def test_a_floor_that_depends_on_how_many_there_are_is_of_as_many_as_were_measured(data: str) -> None:
    floors = {metric: f for (d, metric), f in read_floors(FOLDER / CONVERGED / "floors.csv").items() if d == data}
    counted = {"frechet", "class_kl", "joint_kl", "sliced_wasserstein", "mode_kl", "modes"} & set(floors)
    assert len(counted) >= (1 if data == "moons" else 2)
    assert {floors[metric].n for metric in counted} == {N_SAMPLES[CONVERGED][kind_of(data)]}


@pytest.mark.parametrize("data", PICTURES)
def test_the_floor_of_the_classes_is_half_of_chi_squared(data: str) -> None:
    """Of 10,000 drawn ones beside the 9,000 that are learned from. What is sure to be read has whole counts."""
    classes = 7 if data == "postcards" else 10
    floor = read_floors(FOLDER / CONVERGED / "floors.csv")[data, "class_kl"]
    assert floor.mean == pytest.approx((classes - 1) / 2 * (1 / 10_000 + 1 / 9_000), abs=4 * floor.standard_error)


@pytest.mark.parametrize("data", DATA)
def test_samples_of_every_model_can_be_looked_at(data: str) -> None:
    for model in ("real", *models_of(data)):
        if data in POINTS:
            from safetensors.numpy import load_file

            points = load_file(FOLDER / "samples" / "points.safetensors")[f"{data}-{model}"]
            assert points.shape == (make.N_SHOWN, 2)
            assert np.isfinite(points).all()
        else:
            with Image.open(FOLDER / "samples" / f"{data}-{model}.webp") as sheet:
                side = 32 if data == "postcards" else 28
                assert sheet.size == (8 * side, 5 * side)


@pytest.mark.parametrize("folder", [FOLDER, FOLDER / CONVERGED])
def test_samples_are_there_of_every_model_whose_figures_are_and_of_no_other(folder: Path) -> None:
    measured = {f"{r.data}-{r.model}" for r in read_rows(folder / "results.csv") if r.data not in POINTS}
    sheets = {path.stem for path in (folder / "samples").glob("*.webp")}
    assert measured and {name for name in sheets if not name.endswith("-real")} == measured
