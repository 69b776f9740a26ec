"""How much a training goes back on itself."""

from __future__ import annotations

import numpy as np
import pytest

from engines.comparison.budgets import CONVERGED
from engines.comparison.models import DATA, POINTS
from engines.comparison.results import Results
from engines.comparison.rises import GANS, rise, rises


def test_what_falls_or_stays_is_steady_however_bad_it_is() -> None:
    assert rise(np.array([4.0, 3.0, 2.0, 2.0])) == 0
    once = np.array([1.0, *[2.0] * 38])  # nearest at its first look, worse ever since: collapsed, not unstable
    assert rise(once) == pytest.approx(2 ** (1 / 38) - 1)
    back_and_forth = np.array([1.0, 2.0] * 20)
    assert rise(back_and_forth) == pytest.approx(2 ** (20 / 39) - 1)


def test_a_scale_changes_nothing() -> None:
    wild = np.exp(np.random.default_rng(0).standard_normal(50))
    assert rise(wild) == pytest.approx(rise(100 * wild)) and rise(wild) > 0.3


def test_each_gan_has_the_mean_of_its_trainings() -> None:
    def path(*distances: float) -> list[tuple[int, float]]:
        return [(500 * k, d) for k, d in enumerate(distances, 1)]

    curves = {("ring", "gan", 0): path(4, 2), ("ring", "gan", 1): path(1, 2), ("ring", "gan-plain", 0): path(1, 1),
              ("grid", "gan", 0): path(1, 9), ("ring", "vae", 0): path(1, 9)}  # fmt: skip
    found = rises(curves, "ring")
    assert set(found) == {("gan", "rise"), ("gan-plain", "rise")}
    assert (found["gan", "rise"].mean, found["gan", "rise"].standard_error) == (pytest.approx(0.5), pytest.approx(0.5))
    assert (found["gan-plain", "rise"].n_seeds, found["gan-plain", "rise"].standard_error) == (1, 0.0)


def test_the_paths_of_both_gans_are_known_on_all_points() -> None:
    curves = Results.load(budget=CONVERGED).curves
    assert all(set(rises(curves, data)) == {(model, "rise") for model in GANS} for data in POINTS)
    assert not any(rises({}, data) for data in DATA)
