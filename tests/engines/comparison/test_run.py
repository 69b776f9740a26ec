"""Comparisons: on one processor the same figures again, runs left and taken up, a tidy table, the files."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet  # comes with streamlit

from assets.comparison import make
from engines.comparison import budgets, classical, memory
from engines.comparison import run as comparison
from engines.comparison.models import POINTS, build, models_of
from engines.comparison.results import Results, Row, read_rows, summarise, write_rows
from engines.comparison.run import Progress, Run, iterate
from engines.statistics import Floor

TINY = {"steps": 4, "n_samples": 40}
STEPWISE = ("mixture", "vae", "gan", "diffusion")


def rows_of(run: Run) -> tuple[Row, ...]:
    *_, last = iterate(run)
    return last.rows


def lasting(rows: tuple[Row, ...]) -> list[Row]:
    """Without times and memory, which are measured anew."""
    return [r for r in rows if r.metric not in comparison.MEASURED_ANEW]


@pytest.fixture
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 training and 60 test pictures."""
    every = budgets.picture_rows

    def some(data: str, split: str) -> tuple[np.ndarray, np.ndarray]:
        n = {"train": 300, "test": 60}[split]
        return tuple(a[:n] for a in every(data, split))

    monkeypatch.setattr(budgets, "picture_rows", some)


# ---- one run ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", STEPWISE)
def test_the_same_seed_gives_the_same_figures_and_another_seed_others(model: str) -> None:
    first, again, other = (lasting(rows_of(Run("ring", model, seed, **TINY))) for seed in (1, 1, 2))
    assert first == again
    assert [r.metric for r in first] == [r.metric for r in other]
    assert {r.value for r in first if r.metric == "sliced_wasserstein"}.isdisjoint(
        r.value for r in other if r.metric == "sliced_wasserstein"
    )


@pytest.mark.parametrize("model", models_of("moons"))
def test_a_run_ends_in_one_row_for_every_metric(model: str) -> None:
    rows = rows_of(Run("moons", model, 3, **TINY))
    assert [r.metric for r in rows] == list(comparison.measures_of("moons"))
    assert {(r.data, r.model, r.seed, r.n_samples) for r in rows} == {("moons", model, 3, 40)}
    for row in rows:
        assert (row.value is None) == bool(row.reason)
        assert math.isfinite(row.value) if row.value is not None else row.reason in comparison.REASONS
    value = {r.metric: r.value for r in rows}
    assert (value["log_likelihood"] is None) == (model in ("gan", "gan-plain", "diffusion"))
    assert value["parameters"] > 0
    assert value["train_seconds"] > 0


@pytest.mark.parametrize("model", ["naive-bayes", "mixture", "vae", "gan", "diffusion"])
def test_pictures_are_measured_as_bytes(model: str, few_pictures: None) -> None:
    run = Run("digits", model, 0, steps=2, n_samples=40)
    rows = rows_of(run)
    assert run.samples.shape == (40, 28, 28)
    assert run.samples.dtype == np.uint8
    assert [r.metric for r in rows] == list(comparison.measures_of("digits"))
    value = {r.metric: r.value for r in rows}
    assert (value["obeyed"] is not None) == (model == "naive-bayes")  # the only one that is told the classes
    assert (value["bits_per_dim"] is not None) == (model in ("naive-bayes", "mixture"))
    assert (value["binary_bits"] is not None) == (model in ("naive-bayes", "vae"))


@pytest.mark.parametrize("data", ["ring", "digits"])
def test_evaluations_are_those_of_the_sampler(data: str) -> None:
    """Heun asks twice per step, but once at the last; every other sampler once."""
    contestant = build(data, "diffusion", 0, 1)
    contestant.start(np.eye(5, 2) if data in POINTS else np.zeros((5, 784), np.uint8), None)
    steps, heun = contestant.config["sampling_steps"], contestant.config["sampler"] == "heun"
    assert contestant.evaluations == (2 * steps - 1 if heun else steps)


@pytest.mark.parametrize("model", ["mixture", "gan", "diffusion"])
def test_a_run_that_was_cancelled_goes_on_where_it_was(model: str) -> None:
    straight = lasting(rows_of(Run("ring", model, 0, **TINY)))
    run = Run("ring", model, 0, **TINY)
    going = iterate(run)
    seen = [next(going) for _ in range(3)]
    going.close()
    assert [p.step for p in seen] == [0, 1, 2]
    assert run.n_steps == 2
    run = pickle.loads(pickle.dumps(run))  # goes on in another process, or another day
    assert lasting(rows_of(run)) == straight


def test_progress_counts_to_the_end() -> None:
    seen = list(iterate(Run("ring", "gan", 0, **TINY)))
    assert [p.stage for p in seen] == ["train"] * 5 + ["sample", "done"]
    shares = [p.share for p in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert math.isnan(seen[0].seconds_left)
    assert seen[2].seconds_left > 0
    assert seen[4].seconds_left == 0
    assert seen[-1].rows and not seen[-2].rows


def test_the_budget_buys_steps_in_proportion() -> None:
    one, ten = (comparison.steps_for("ring", "gan", s) for s in (1.0, 10.0))
    assert ten == pytest.approx(10 * one, abs=10)
    assert comparison.steps_for("ring", "kde", 1.0) == 0
    with pytest.raises(ValueError, match="buys no step of gan on ring"):
        comparison.steps_for("ring", "gan", 1e-9)


@pytest.mark.parametrize(("data", "model"), [("digits", "kde"), ("cats", "gan"), ("ring", "flow")])
def test_unknown_pairs_are_refused(data: str, model: str) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        Run(data, model, 0)


def test_em_keeps_the_likeliest_of_its_starts() -> None:
    model = build("grid", "mixture", 0, 10_000)
    X = comparison.world("grid").sample(500, seed=0)
    model.start(X, None)
    ends = []
    while not model.settled:
        before = model.n_starts
        model.step()
        if model.n_starts > before or model.settled:
            ends.append(model.best.log_likelihood)
    assert len(ends) == classical.N_STARTS
    assert ends == sorted(ends)
    assert model.model.log_likelihood == ends[-1]


def test_memory_is_what_the_work_held_at_its_peak() -> None:
    with memory.Peak() as first:
        np.ones(20_000_000)
    with memory.Peak(first.base) as second:
        pass
    if not memory.RESET.exists():  # only Linux tells it
        assert first.megabytes is second.megabytes is None
        return
    assert first.megabytes == pytest.approx(160, abs=20)
    assert second.megabytes < 40


# ---- the table -------------------------------------------------------------------------------------------------------


def row(seed: int, value: float | None, reason: str = "") -> Row:
    return Row("ring", "gan", seed, "hq", value, reason, 10)


def test_a_summary_is_the_mean_and_its_standard_error_over_seeds() -> None:
    found = summarise([row(0, 1.0), row(1, 2.0), row(2, 6.0)], Floor(0.5, 0.1, 10))
    assert found.mean == 3
    assert found.deviation == pytest.approx(math.sqrt(7))
    assert found.standard_error == pytest.approx(math.sqrt(7 / 3))
    assert (found.n_seeds, found.reason, found.floor, found.floor_se) == (3, "", 0.5, 0.1)


def test_a_summary_says_why_there_is_no_figure() -> None:
    none = summarise([row(0, None, "no-density"), row(1, None, "no-density")])
    assert math.isnan(none.mean) and math.isnan(none.standard_error) and math.isnan(none.floor)
    assert (none.n_seeds, none.reason) == (0, "no-density")
    some = summarise([row(0, None, "infinite"), row(1, 4.0)])
    assert (some.mean, some.n_seeds, some.reason) == (4, 1, "infinite")


def test_the_table_survives_its_file(tmp_path: Path) -> None:
    rows = [row(0, 1 / 3), row(1, None, "infinite"), row(2, 1e-300)]
    write_rows(tmp_path / "results.csv", rows)
    assert read_rows(tmp_path / "results.csv") == rows
    assert read_rows(tmp_path / "missing.csv") == []
    assert Results.load(tmp_path).summary()["ring", "gan", "hq"].n_seeds == 2


def test_parquet_holds_the_table_and_the_configurations(tmp_path: Path) -> None:
    runs = {"ring": {"gan": {"config": {"width": 64}}}}
    Results((row(0, 0.5), row(1, None, "infinite")), runs, {}).to_parquet(tmp_path / "results.parquet")
    table = parquet.read_table(tmp_path / "results.parquet")
    assert table.column("value").to_pylist() == [0.5, None]
    assert table.column_names == list(Row._fields)
    assert json.loads(table.schema.metadata[b"runs"]) == runs


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, int]] = []

    def counted(run: Run) -> list[Progress]:
        ran.append((run.model, run.seed))
        return list(iterate(run))

    monkeypatch.setattr(make, "iterate", counted)

    def go(steps: int, *seeds: int) -> None:
        for seed in seeds:
            make.make(Run("ring", "mixture", seed, steps=steps, n_samples=40), make.Shelf(tmp_path))

    go(3, 0, 1)
    once = read_rows(tmp_path / "results.csv")
    go(3, 0, 1, 2)
    assert ran == [("mixture", 0), ("mixture", 1), ("mixture", 2)]
    found = Results.load(tmp_path)
    assert list(found.rows[: len(once)]) == once
    assert found.runs["ring"]["mixture"]["seeds"] == [0, 1, 2]
    go(4, 0)  # other settings: what was made with the old ones would not belong beside it
    assert ran[-1] == ("mixture", 0)
    assert {r.seed for r in read_rows(tmp_path / "results.csv")} == {0}
    assert (tmp_path / "samples" / "points.safetensors").exists()


def test_a_record_without_a_setting_was_made_with_its_default() -> None:
    """So that what was trained for hours need not be trained again when an engine learns something more."""
    run = Run("ring", "diffusion", 0, steps=3)
    run.contestant = run.built()
    made = json.loads(json.dumps(run.record))
    default = made["config"].pop("eta")
    assert run.matches(made) and not run.matches(made | {"config": made["config"] | {"eta": default + 0.5}})
    made["config"].pop("noise_sd")  # which is not at its default
    assert not run.matches(made)
