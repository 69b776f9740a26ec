"""Running a row again from the page: orders, cancelling, what is said of the outcome; one's own data."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.concepts.compare import rerun
from app.concepts.compare.rerun import OWN, RERUNS, agrees
from app.concepts.diffusion import measured as diffusion
from app.live.measuring import follow
from app.live.measuring.desk import Desk
from app.live.measuring.row import Done
from app.ui import kept
from app.ui.claims import results
from engines.comparison.budgets import CONVERGED, LESSON, N_SAMPLES
from engines.comparison.results import Row
from engines.comparison.run import Run
from engines.core import Diverged
from engines.data import worlds
from tests.app.concepts.compare.made_up import write
from tests.app.test_shell import opened


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "comparison")
    monkeypatch.setattr(results, "FOLDER", folder)
    desk = Desk(1)
    monkeypatch.setattr(rerun, "desk", lambda: desk)
    monkeypatch.setattr(follow, "desk", lambda: desk)
    return folder


def shipped(data: str, model: str, seed: int) -> tuple[Row, ...]:
    return tuple(r for r in results.shipped().rows if (r.data, r.model, r.seed) == (data, model, seed))


def start(at: AppTest) -> AppTest:
    at.button(key="compare_start").click().run()
    assert not at.exception
    return at


def ended(at: AppTest) -> AppTest:
    end = time.monotonic() + 10
    while at.session_state[RERUNS][-1].active:
        assert time.monotonic() < end
        time.sleep(0.01)
    at.run()
    assert not at.exception
    return at


def test_where_two_pages_have_other_figures_of_one_model_each_says_of_how_many_samples() -> None:
    few, many = (N_SAMPLES[budget]["points"] for budget in (LESSON, CONVERGED))
    here = " ".join(c.value for c in opened("compare", "en", step="rerun", compare_rerun_data="ring").caption)
    there = opened("classical", "en", step="measured", classical_claims_data="ring", classical_predict_naive_skip="yes")
    assert results.budget_of("ring") == CONVERGED
    assert f"{few:,} samples" in here and f"{many:,} samples" in here
    assert f"{many:,} samples" in " ".join(c.value for c in there.caption)


def test_a_race_of_pictures_is_told_with_its_own_number_of_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with that of the points, which stand first in the same record; were pictures not trained to their end."""
    monkeypatch.setattr(results, "FEWEST", 99)
    assert results.budget_of("digits") == LESSON
    skipped = {f"{diffusion.QUESTION}_skip": "yes"}
    there = opened("diffusion", "en", step="measured", diffusion_claims_data="digits", **skipped)
    assert f"{N_SAMPLES[LESSON]['pictures']:,} samples" in " ".join(c.value for c in there.caption)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_same_figures_are_called_reproduced_and_others_are_not(
    made_up: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def same(data, model, seed, seconds, own=None):
        yield 0.5
        rows = [r._replace(value=99.0) if r.metric == "train_seconds" else r for r in shipped(data, model, seed)]
        return Done(tuple(rows), np.zeros((9, 2)))

    def other(data, model, seed, seconds, own=None):
        yield 0.5
        rows = [r._replace(value=r.value and r.value + 1e-6) for r in shipped(data, model, seed)]
        return Done(tuple(rows), np.zeros((9, 2)))

    at = opened("compare", language, step="rerun", compare_rerun_seed="2")
    monkeypatch.setattr(rerun, "row_of", same)
    ended(start(at))
    assert len(at.success) == 1 and len(at.dataframe) == 1
    monkeypatch.setattr(rerun, "row_of", other)
    ended(start(at))
    assert len(at.success) == 1 and len(at.info) == 1 and len(at.dataframe) == 2


def test_one_order_at_a_time_and_it_can_be_cancelled(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    def slow(**order):
        while True:
            gate.wait(0.02)
            yield 0.1

    monkeypatch.setattr(rerun, "row_of", slow)
    at = start(opened("compare", step="rerun"))
    assert at.button(key="compare_start").disabled
    at.button(key="compare_cancel").click().run()
    ended(at)
    assert at.session_state[RERUNS][-1].state == "cancelled" and not at.button(key="compare_start").disabled
    assert any("Cancelled" in c.value for c in at.caption)


def test_an_error_is_told(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(**order):
        yield 0.1
        raise Diverged("the loss became nan; lower lr")

    monkeypatch.setattr(rerun, "row_of", bad)
    at = ended(start(opened("compare", step="rerun")))
    assert "diverged" in at.error[0].value


def test_own_data_are_learned_and_named(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list = []

    def note(data, model, seed, seconds, own=None):
        given.append((data, own))
        return Done((Row(data, model, seed, "coverage", 0.9, "", 100),), np.zeros((9, 2)))

    monkeypatch.setattr(rerun, "row_of", note)
    at = opened("compare", step="rerun", painting=kept.written({"strokes": [[[0, 0]]], "thickness": 0.1}))
    at.selectbox(key="compare_rerun_data").set_value(OWN).run()
    ended(start(at))
    ((data, own),) = given
    assert data == "moons" and not own.means.any()  # the one dot
    assert at.session_state[RERUNS][-1].about["data"] == OWN


def test_a_run_on_an_own_world_learns_it_and_is_scored_by_it() -> None:
    world = worlds.World([1, 1], [[100, 0], [104, 0]], [np.eye(2) * 0.01] * 2)
    run = Run("moons", "gan", 0, steps=1, n_samples=100, own=world)
    run.start()
    run.step()
    rows = {row.metric: row.value for row in run.score()}
    assert abs(run.samples.mean(0)[0] - 102) < 5  # it has seen where the points are
    assert rows["modes"] is not None and rows["sliced_wasserstein"] < 10  # two hills can be counted; moons are far away


def test_figures_agree_to_nine_digits_or_for_the_same_reason() -> None:
    row = Row("ring", "gan", 0, "coverage", 0.5, "", 100)
    assert agrees(row, row._replace(value=0.5 + 1e-12)) and not agrees(row, row._replace(value=0.5001))
    none = row._replace(value=None, reason="no-density")
    assert agrees(none, none) and not agrees(none, row) and not agrees(none, none._replace(reason="infinite"))
