"""How long trainings took until they had settled."""

from __future__ import annotations

import pytest

from engines.comparison.budgets import CONVERGED, LEAST_STEPS
from engines.comparison.patience import Patience
from engines.comparison.results import FOLDER, Results, Row, of_budget, read_rows
from engines.comparison.settling import steps_taken, taken

PATIENCE = {"every": 500, "margin": 0.02, "looks": 10, "most": 80}


def path(best_at: int, n: int) -> list[tuple[int, float]]:
    """Better at every look until one, then ever worse."""
    return [(500 * k, 100.0 / k if k <= best_at else 100.0 / best_at + k) for k in range(1, n + 1)]


def test_what_it_was_made_to_wait_for_is_not_counted() -> None:
    """At its best at the fourth look, patient for ten more: 14 looks, and a quarter of them while the rate falls."""
    assert steps_taken(path(4, 38), PATIENCE) == 500 * (14 + 4)
    assert steps_taken(path(4, 13), PATIENCE) is None  # not known yet
    assert steps_taken(path(200, 100), PATIENCE) == 500 * (80 + 20)  # never patient: the most


def test_seconds_go_with_the_steps_and_nothing_else_changes() -> None:
    rows = [Row("ring", "gan", 0, metric, value, "", 10, CONVERGED)
            for metric, value in (("steps", 18_000.0), ("train_seconds", 90.0), ("frechet", 7.0))]  # fmt: skip
    curves, runs = {("ring", "gan", 0): path(4, 36)}, {"ring": {"gan": {"config": {"patience": PATIENCE}}}}
    assert [row.value for row in taken(rows, curves, runs)] == [9_000.0, 45.0, 7.0]
    assert taken(rows, {}, runs) == rows and taken(rows, curves, {}) == rows


def test_the_shipped_trainings_took_what_they_had_but_for_those_that_were_held() -> None:
    """A parity: where no least number held a training, the replay of its path ends where it did."""
    found = Results.load(FOLDER, CONVERGED)
    written = read_rows(of_budget(FOLDER, CONVERGED) / "results.csv")
    had, took = ({(r.data, r.model, r.seed): r.value for r in rows if r.metric == "steps"}
                 for rows in (written, found.rows))  # fmt: skip
    free = [key for key in found.curves if key[1] in ("vae", "diffusion")]
    held = [key for key in found.curves if key[1] in ("gan", "gan-plain")]
    assert free and all(took[key] == had[key] for key in free)
    assert all(took[key] <= had[key] for key in held) and any(took[key] < LEAST_STEPS for key in held)
    p = Patience(**PATIENCE)
    assert p.longest == 500 * 100


@pytest.mark.parametrize("data", ["moons"])
def test_on_moons_the_gan_needs_about_as_long_as_diffusion(data: str) -> None:
    found = Results.load(FOLDER, CONVERGED)
    steps = [r.value for r in found.rows if (r.data, r.model, r.metric) == (data, "gan", "steps")]
    assert max(steps) <= 10_000
