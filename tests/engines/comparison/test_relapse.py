"""How often a training falls back."""

from __future__ import annotations

import numpy as np
import pytest

from engines.comparison.budgets import CONVERGED
from engines.comparison.models import DATA, POINTS
from engines.comparison.relapse import GANS, relapsed
from engines.comparison.results import Results


def path(*distances: float) -> list[tuple[int, float]]:
    return [(500 * k, d) for k, d in enumerate(distances, 1)]


def test_it_is_the_share_of_looks_further_away_than_before_by_what_can_be_seen() -> None:
    curves = {
        ("ring", "gan", 0): path(4, 3, 2, 1),  # never
        ("ring", "gan", 1): path(4, 1, 1.2, 1.3),  # a fifth more does not count, three tenths do
        ("ring", "gan-plain", 0): path(1, 2, 3, 0.5),
        ("grid", "gan", 0): path(1, 9, 9, 9), ("ring", "vae", 0): path(1, 9, 9, 9),
    }  # fmt: skip
    found = relapsed(curves, "ring")
    assert set(found) == {("gan", "relapsed"), ("gan-plain", "relapsed")}
    figure = found["gan", "relapsed"]
    assert (figure.mean, figure.n_seeds) == (0.125, 2) and figure.standard_error == pytest.approx(0.125)
    alone = found["gan-plain", "relapsed"]
    assert (alone.mean, alone.n_seeds, alone.standard_error) == (0.5, 1, 0.0)


def test_a_scale_changes_nothing_and_noise_about_a_level_is_no_relapse() -> None:
    rng = np.random.default_rng(0)
    level = path(*(1 + 0.02 * rng.standard_normal(50)))
    assert relapsed({("ring", "gan", 0): level}, "ring")["gan", "relapsed"].mean == 0
    wild = path(*np.exp(rng.standard_normal(50)))
    grown = [(step, 100 * y) for step, y in wild]
    one, other = (relapsed({("ring", "gan", 0): p}, "ring")["gan", "relapsed"].mean for p in (wild, grown))
    assert one == other > 0.5


def test_the_paths_of_both_gans_are_known_on_all_points() -> None:
    curves = Results.load(budget=CONVERGED).curves
    assert all(set(relapsed(curves, data)) == {(model, "relapsed") for model in GANS} for data in POINTS)
    assert not any(relapsed({}, data) for data in DATA)
