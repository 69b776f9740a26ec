"""How well samplers do: the effective sample size, and distances to the law."""

import math

import numpy as np
import pytest

from engines.measures import distances
from engines.sampling import quality
from engines.sampling.metropolis import Metropolis
from engines.sampling.quality import ess
from tests.engines.sampling.targets import LOPSIDED, NORMAL, REVERSIBLE, TARGETS, make


def ar1(phi, T, n, seed=0):
    """x' = phi x + sqrt(1 - phi^2) eps, in its law: autocorrelation phi^t, so ESS = T n (1 - phi) / (1 + phi)."""
    eps = np.random.default_rng(seed).standard_normal((T, n))
    x = [eps[0]]
    for e in eps[1:]:
        x.append(phi * x[-1] + math.sqrt(1 - phi**2) * e)
    return np.array(x)


@pytest.mark.parametrize("phi", [-0.3, 0.0, 0.5, 0.9])
@pytest.mark.parametrize("n", [1, 8])
def test_ess_of_an_autoregression(phi, n):
    T = 40_000 // n
    exact = T * n * (1 - phi) / (1 + phi)
    assert ess(ar1(phi, T, n)) == pytest.approx([exact], rel=0.1)


def test_ess_per_dimension_and_its_limits():
    draws = np.stack([ar1(0.0, 4000, 4), ar1(0.9, 4000, 4, seed=1)], axis=2)
    assert ess(draws) == pytest.approx([16_000, 16_000 / 19], rel=0.2)
    assert ess(np.ones((100, 3))).tolist() == [0.0]
    alternating = np.tile([1.0, -1.0], 500) + 1e-3 * ar1(0, 1000, 1)[:, 0]
    assert ess(alternating) <= 1000 * math.log10(1000) * 1.001


def test_ess_sees_chains_that_disagree_and_chains_that_drift():
    stuck = ar1(0.0, 1000, 4) + np.array([0, 0, 10, 10])
    drifting = ar1(0.0, 1000, 1) + np.linspace(0, 10, 1000)[:, None]
    assert ess(stuck)[0] < 10 and ess(drifting)[0] < 10


def test_ess_is_the_variance_of_the_mean():
    """The definition: Var[mean of T draws] = Var[x] / ESS, measured over 400 chains of Metropolis."""
    sampler = Metropolis(NORMAL, Metropolis.Config(chains=400, step_size=1.5), x0=NORMAL.sample(400, seed=1))
    draws = quality.chains(sampler.run(300))
    measured = 1 / draws.mean(0).var()  # both coordinates, Var[x] = 1
    assert ess(draws).mean() / 400 == pytest.approx(measured, rel=0.15)


def test_hamiltonian_is_worth_more_than_a_random_walk():
    values = {
        name: ess(quality.chains(make(name, NORMAL, chains=10, step_size=0.3).run(300))).min() for name in REVERSIBLE
    }
    assert values["hamiltonian"] > 5 * values["mala"] > 5 * values["metropolis"] * 0.5


def test_sliced_wasserstein_of_a_shift_and_a_scaling():
    """W1 of X and X + c is |c . direction|, of mean 2 |c| / pi in the plane; of X and aX, (a - 1) E|x . direction|."""
    X = NORMAL.sample(3000, seed=0)
    assert distances.sliced_wasserstein(X, X + [3.0, 4.0], n_directions=2000) == pytest.approx(10 / math.pi, rel=0.03)
    assert distances.sliced_wasserstein(X, 1.5 * X) == pytest.approx(0.5 * math.sqrt(2 / math.pi), rel=0.04)
    assert distances.sliced_wasserstein(X, X[::-1]) == 0


def test_energy_distance_in_closed_form_and_zero_on_average():
    """1-D, two point masses c apart: 2 c. Equal laws: unbiased, so 0 within its standard error."""
    assert distances.energy_distance(np.zeros((50, 1)), np.full((60, 1), 3.0)) == pytest.approx(6.0)
    values = [
        distances.energy_distance(NORMAL.sample(200, seed=s), NORMAL.sample(200, seed=1000 + s)) for s in range(100)
    ]
    assert np.mean(values) == pytest.approx(0, abs=4 * np.std(values) / 10)
    assert np.min(values) < 0


def test_grid_total_variation_between_nothing_and_all():
    X = LOPSIDED.sample(200_000, seed=0)
    assert distances.grid_total_variation(X, LOPSIDED) < 0.02
    assert distances.grid_total_variation(X + 100, LOPSIDED) == pytest.approx(1, abs=0.01)  # "outside" is one cell
    left = X[X[:, 0] < np.median(X[:, 0])]  # half of the mass is gone, the rest doubled
    assert distances.grid_total_variation(left, LOPSIDED) == pytest.approx(0.5, abs=0.02)


def test_distances_of_exact_draws_are_at_the_floor_and_of_others_above():
    world = TARGETS["moons"]
    floor = distances.oracle_floor(world, 1000, repeats=8, seed=1)
    good, bad = (
        distances.distances(X, world, seed=5) for X in (world.sample(1000, seed=2), world.sample(1000, seed=2) * 1.2)
    )
    for name, (mean, error) in floor.items():
        assert abs(good[name] - mean) < 6 * error * math.sqrt(8)
        assert bad[name] > mean + 4 * error
