"""Each recipe is what its name says, by its measure, and each of its cures cures it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engines.data import shapes
from engines.gan.recipes import HEALTHY, RECIPES, Recipe, Trace, follow, jumps, largest_share, quality, shares, vanished

FAILURES = [r for r in RECIPES.values() if r.cures]


@cache
def run(name: str) -> Trace:
    return follow(RECIPES[name].world, RECIPES[name].config)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_shows_what_its_name_says(name: str) -> None:
    assert RECIPES[name].shows(run(name))


@pytest.mark.parametrize("recipe", [r for r in FAILURES], ids=lambda r: r.name)
def test_a_healthy_run_shows_no_failure(recipe: Recipe) -> None:
    assert not recipe.shows(run("healthy"))


@pytest.mark.parametrize(("name", "cure"), [(r.name, c.name) for r in FAILURES for c in r.cures])
def test_a_cure_cures(name: str, cure: str) -> None:
    recipe = RECIPES[name]
    trace = follow(recipe.world, recipe.cured(cure))
    assert not recipe.shows(trace)
    assert quality(trace) > quality(run(recipe.name)) + 0.1


def test_the_healthy_settings_learn_the_moons_too() -> None:
    trace = follow("moons", HEALTHY)
    truth, fakes = trace.world.sample(5000, seed=1), trace.fakes[-1]
    assert quality(trace) > 0.9
    np.testing.assert_allclose(fakes.std(0), truth.std(0), atol=0.1)
    np.testing.assert_allclose(fakes.mean(0), truth.mean(0), atol=0.15)


# ---- the measures on traces whose answer is known --------------------------------------------------------------------

WORLD = shapes.build("ring")


def made(modes: list[int], grad: float = 1.0) -> Trace:
    """All fakes exactly on one mode per look."""
    fakes = np.repeat(WORLD.means[modes][:, None], 20, 1)
    return Trace(WORLD, fakes, {"grad_g": np.full(len(modes), grad)})


def test_measures_of_known_traces() -> None:
    stay, hop = made([3] * 20), made([0, 4] * 10)
    assert (largest_share(stay), jumps(stay)) == (1.0, 0.0)
    assert (largest_share(hop), jumps(hop)) == (1.0, 1.0)
    assert quality(stay) == pytest.approx(1 / 8)
    assert vanished(made([0] * 9, grad=1e-4)) == pytest.approx(4.0)


def test_the_truth_itself_neither_collapses_nor_jumps() -> None:
    truth = Trace(WORLD, np.stack([WORLD.sample(1000, seed=s) for s in range(20)]), {})
    assert (jumps(truth), quality(truth)) == (0.0, pytest.approx(0.989, abs=0.01))
    assert largest_share(truth) == pytest.approx(0.14, abs=0.02)
    np.testing.assert_allclose(shares(truth).sum(1), 1.0)
