"""Every sampler: what it promises, and what all of them share."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import norm

from engines.data.shapes import build
from engines.data.worlds import World
from engines.sampling import quality, rejection
from engines.sampling import sampler as samplers_sampler
from engines.sampling.hamiltonian import Hamiltonian, leapfrog
from engines.sampling.importance import Importance
from engines.sampling.langevin import Langevin
from engines.sampling.metropolis import Metropolis
from engines.sampling.rejection import Rejection
from engines.sampling.samplers import SAMPLERS
from tests.engines.sampling.targets import LOPSIDED, NORMAL, REVERSIBLE, TARGETS, N, make, p_value


def test_ancestral_points_come_with_their_component():
    world = World([1, 3], [[-50, 0], [50, 0]], [np.eye(2)] * 2)
    step = make("ancestral", world, chains=2000).step()
    assert np.array_equal(step.info["component"], (step.x[:, 0] > 0).astype(int))
    assert np.array_equal(step.path[0], world.means[step.info["component"]])
    assert np.array_equal(step.path[-1], step.x)


def test_inverse_cdf_is_increasing_in_u_and_finer_tables_come_closer():
    table = make("inverse-cdf", LOPSIDED, chains=500)
    step = table.step()
    order = np.argsort(step.info["u"][:, 0])
    assert (np.diff(step.x[order, 0]) >= 0).all()
    exact = LOPSIDED.marginal([0])
    fractions = norm.cdf(step.x[:, :1], exact.means[:, 0], np.sqrt(exact.covariances[:, 0, 0])) @ exact.weights
    assert fractions == pytest.approx(step.info["u"][:, 0], abs=1e-3)

    def error(cells):
        step = make("inverse-cdf", LOPSIDED, chains=500, cells=cells).step()
        inside = norm.cdf(step.x[:, :1], exact.means[:, 0], np.sqrt(exact.covariances[:, 0, 0])) @ exact.weights
        return np.abs(inside - step.info["u"][:, 0]).mean()

    assert error(16) > 3 * error(32) > 9 * error(64)  # the error falls as the square of the cell


def test_rejection_accepts_the_area_under_the_density_over_the_area_under_the_lid():
    sampler = Rejection(LOPSIDED, Rejection.Config(chains=10_000, envelope=1.5))
    steps = sampler.run(4)
    box = LOPSIDED.box(samplers_sampler.REACH)
    expected = 1 / (1.5 * math.exp(rejection.highest_log_density(LOPSIDED)) * np.prod(box[1] - box[0]))
    error = math.sqrt(expected / 40_000)
    assert quality.acceptance_rate(steps) == pytest.approx(expected, abs=4 * error)
    assert all(len(step.x) == step.accepted.sum() for step in steps)
    assert not any((step.info["density"] > step.info["lid"]).any() for step in steps)


@pytest.mark.parametrize("world", TARGETS.values(), ids=TARGETS.keys())
def test_the_lid_is_above_the_highest_point_but_hardly(world):
    top = rejection.highest_log_density(world)
    found = world.log_prob(world.grid(300)[2]).max()
    assert found <= top < found + 0.02


def test_a_lid_below_the_peaks_gives_wrong_samples_and_says_so():
    sampler = Rejection(LOPSIDED, Rejection.Config(chains=10_000, envelope=0.3, seed=3))
    steps = sampler.run(3)
    assert (steps[0].info["density"] > steps[0].info["lid"]).any()
    assert p_value(LOPSIDED, quality.points(steps)[:N]) < 1e-6
    sampler.set_params(envelope=1.0)
    assert p_value(LOPSIDED, quality.points(sampler.run(8))[:N]) > 1e-3


def test_importance_weights_estimate_expectations():
    step = Importance(LOPSIDED, Importance.Config(chains=1000, pool=100, seed=1)).step()
    w = np.exp(step.info["log_weight"])
    assert w.sum() == pytest.approx(1)
    assert w @ step.proposal == pytest.approx(LOPSIDED.mean, abs=0.03)
    centred = step.proposal - LOPSIDED.mean
    assert (w[:, None] * centred).T @ centred == pytest.approx(LOPSIDED.covariance, abs=0.05)


def test_importance_ess_is_one_over_the_mean_square_weight():
    """Target N(0, I), proposal N(0, c^2 I), d = 2: E[(p/q)^2] = (c^2 / sqrt(2 - 1/c^2) / c)^d in closed form."""
    spread, n = 1.5, 100_000
    step = Importance(NORMAL, Importance.Config(chains=1000, pool=100, spread=spread, seed=1)).step()
    second_moment = (spread / math.sqrt(2 - 1 / spread**2)) ** 2
    assert step.info["ess"][0] / n == pytest.approx(1 / second_moment, rel=0.02)


def test_metropolis_steps_are_what_they_say():
    for step in make("metropolis", TARGETS["moons"], chains=300).run(20):
        assert np.array_equal(step.x, np.where(step.accepted[:, None], step.proposal, step.before))
        log_ratio = TARGETS["moons"].log_prob(step.proposal) - TARGETS["moons"].log_prob(step.before)
        assert step.info["log_ratio"] == pytest.approx(log_ratio, abs=1e-9)
        assert step.accepted[log_ratio > 0].all()


def test_metropolis_acceptance_on_a_normal_law():
    """E[min(1, p(y)/p(x))] for one Gaussian step of h on N(0, I): computed by quadrature over |x| and the step."""
    h, rng = 1.0, np.random.default_rng(0)
    x, eps = rng.standard_normal((2, 400_000, 2))
    expected = np.minimum(1, np.exp(((x**2).sum(1) - ((x + h * eps) ** 2).sum(1)) / 2)).mean()
    sampler = Metropolis(NORMAL, Metropolis.Config(chains=5000, step_size=h), x0=NORMAL.sample(5000, seed=9))
    assert quality.acceptance_rate(sampler.run(20)) == pytest.approx(expected, abs=0.01)


def spread_at(name, h, *, burn, keep):
    """The mean variance of chains on N(0, I) with step size h, once they have settled."""
    kind = SAMPLERS[name]
    sampler = kind(NORMAL, kind.Config(chains=5000, step_size=h, seed=4), x0=NORMAL.sample(5000, seed=5))
    sampler.run(burn)
    return quality.points(sampler.run(keep)).var()


def test_unadjusted_langevin_has_exactly_the_bias_of_its_theory_and_it_shrinks():
    """x' = (1 - h^2/2) x + h eps is an AR(1) whose variance is 1 / (1 - h^2/4): 1.333 at h = 1, 1.016 at h = 0.25."""
    for h, burn in ((1.0, 30), (0.5, 60), (0.25, 200)):
        assert spread_at("langevin", h, burn=burn, keep=100) == pytest.approx(1 / (1 - h**2 / 4), abs=0.012)


@pytest.mark.parametrize("name", REVERSIBLE)
def test_adjusted_samplers_have_no_bias_at_the_same_step_size(name):
    assert spread_at(name, 1.0, burn=10, keep=60) == pytest.approx(1, abs=0.012)


def test_a_runaway_langevin_is_flagged_and_stays_a_number():
    sampler = Langevin(build("ring", sigma=0.01), Langevin.Config(chains=20, step_size=1.0))
    last = sampler.run(50)[-1]
    assert last.info["diverged"].all() and np.isfinite(last.x).all()


def test_a_hopeless_trajectory_is_refused_and_stays_a_number():
    sampler = Hamiltonian(build("ring", sigma=0.001), Hamiltonian.Config(chains=20, step_size=5.0, n_leapfrog=100))
    steps = sampler.run(3)
    assert quality.acceptance_rate(steps) == 0
    assert all(np.isfinite(step.path).all() and np.array_equal(step.x, step.before) for step in steps)


def test_leapfrog_runs_backwards():
    world, rng = TARGETS["moons"], np.random.default_rng(0)
    x, p = world.sample(50, seed=0), rng.standard_normal((50, 2))
    path, p_end, log_p, score = leapfrog(world, x, p, 0.05, 25)
    back, p_back, _, _ = leapfrog(world, path[-1], -p_end, 0.05, 25)
    assert back[-1] == pytest.approx(x, abs=1e-8) and p_back == pytest.approx(-p, abs=1e-7)
    assert back == pytest.approx(path[::-1], abs=1e-8)
    assert log_p == pytest.approx(world.log_prob(path[-1])) and score == pytest.approx(world.score(path[-1]))


def test_leapfrog_keeps_volume():
    """The Jacobian of (x, p) -> (x', p') has determinant 1, by central differences."""
    start, h = np.array([0.4, -0.3, 0.7, 0.2]), 1e-5

    def flow(state):
        path, p, _, _ = leapfrog(LOPSIDED, state[None, :2], state[None, 2:], 0.2, 10)
        return np.concatenate([path[-1, 0], p[0]])

    jacobian = np.stack([(flow(start + e) - flow(start - e)) / (2 * h) for e in h * np.eye(4)], axis=1)
    assert np.linalg.det(jacobian) == pytest.approx(1, abs=1e-6)


def test_energy_error_falls_as_the_square_of_the_step():
    rng = np.random.default_rng(1)
    x, p = LOPSIDED.sample(400, seed=0), rng.standard_normal((400, 2))
    errors = []
    for n in (10, 20, 40, 80):
        path, p_end, log_p, _ = leapfrog(LOPSIDED, x, p, 1.0 / n, n)
        change = ((p_end**2).sum(1) / 2 - log_p) - ((p**2).sum(1) / 2 - LOPSIDED.log_prob(x))
        errors.append(np.sqrt(np.mean(change**2)))
    assert [a / b for a, b in itertools.pairwise(errors)] == pytest.approx([4, 4, 4], rel=0.1)


def test_without_jitter_a_trajectory_of_one_period_goes_nowhere():
    """On N(0, I) the period is 2 pi; leapfrog's is a little shorter, 2 arcsin(h / 2) per step."""
    h = 2 * math.sin(math.pi / 20)
    moved = {}
    for jitter in (0.0, 0.5):
        config = Hamiltonian.Config(chains=200, step_size=h, n_leapfrog=20, jitter=jitter)
        steps = Hamiltonian(NORMAL, config).run(5)
        moved[jitter] = np.mean([np.linalg.norm(step.proposal - step.before, axis=1).mean() for step in steps])
    assert moved[0.0] < 1e-9 and moved[0.5] > 0.3
