"""Every sampler against the exact law, and each against what its theory promises."""

import itertools
import math
import pickle

import numpy as np
import pytest
from scipy.stats import chi2, norm

from engines.data.shapes import build
from engines.data.worlds import World
from engines.measures import distances
from engines.sampling import langevin, metropolis, quality, rejection
from engines.sampling import sampler as samplers_sampler
from engines.sampling.hamiltonian import Hamiltonian, leapfrog
from engines.sampling.importance import Importance
from engines.sampling.inverse_cdf import InverseCDF
from engines.sampling.langevin import Langevin
from engines.sampling.metropolis import Metropolis
from engines.sampling.quality import ess
from engines.sampling.rejection import Rejection
from engines.sampling.samplers import SAMPLERS

N = 2000  # points of one statistical test
LOPSIDED = World([0.3, 0.7], [[-1, 0], [1, 0.4]], [[[0.3, 0.1], [0.1, 0.2]], [[0.4, -0.2], [-0.2, 0.5]]])
TARGETS = {
    "lopsided": LOPSIDED,
    "line": build("line"),
    "moons": build("moons"),
    "ring": build("ring", n_modes=5, radius=0.8, sigma=0.25),
    "grid": build("grid", side=3, spacing=0.6, sigma=0.2),
}
NORMAL = World([1.0], [[0.0, 0.0]], [np.eye(2)])
# settings, and how many steps a Markov chain takes from anywhere in the box to forget where it began
SETTINGS = {
    "ancestral": ({}, 1),
    "inverse-cdf": ({"cells": 400}, 1),
    "rejection": ({}, 1),
    "importance": ({"pool": 100}, 1),
    "metropolis": ({"step_size": 0.5}, 300),
    "langevin": ({"step_size": 0.07}, 800),
    "mala": ({"step_size": 0.2}, 250),
    "hamiltonian": ({"step_size": 0.12, "n_leapfrog": 12}, 40),
}
REVERSIBLE = ("metropolis", "mala", "hamiltonian")


def make(name, world, **settings):
    kind = SAMPLERS[name]
    return kind(world, kind.Config(**{**SETTINGS[name][0], **settings}))


def draw(name, world, n=N, *, seed, **settings):
    """n points from one run: independent ones, or where n chains end."""
    sampler = make(name, world, chains=n, seed=seed, **settings)
    if isinstance(sampler, metropolis.Chain):
        return sampler.run(SETTINGS[name][1])[-1].x
    steps = sampler.run(1)
    while sum(len(step.x) for step in steps) < n:  # rejection yields less than it tries
        steps.append(sampler.step())
    return quality.points(steps)[:n]


def quantile_cells(world, X, cells=6):
    """The index of the cell of equal exact probability that holds each point (Rosenblatt's transform, cut evenly)."""
    w, mu, S = world.weights, world.means, world.covariances
    s1, slope = np.sqrt(S[:, 0, 0]), S[:, 0, 1] / S[:, 0, 0]
    given = w * norm.pdf(X[:, :1], mu[:, 0], s1)
    given /= given.sum(1, keepdims=True)
    s2 = np.sqrt(S[:, 1, 1] - slope * S[:, 0, 1])
    u1 = norm.cdf(X[:, :1], mu[:, 0], s1) @ w
    u2 = (given * norm.cdf(X[:, 1:], mu[:, 1] + slope * (X[:, :1] - mu[:, 0]), s2)).sum(1)
    i, j = (np.minimum((cells * u).astype(int), cells - 1) for u in (u1, u2))
    return cells * i + j


def p_value(world, X, cells=6):
    """Chi-square test that the equally likely cells are equally full."""
    counts = np.bincount(quantile_cells(world, X, cells), minlength=cells**2)
    expected = len(X) / cells**2
    return chi2.sf(((counts - expected) ** 2 / expected).sum(), cells**2 - 1)


# ---- the harness ----------------------------------------------------------------------------------------------------


def law(name, target):
    """Unadjusted Langevin widens a line of sd s by h^2 / (4 s^2): 4 % at most once the worlds are blurred by 0.15."""
    return TARGETS[target].noised(1, 0.15) if name == "langevin" else TARGETS[target]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", SAMPLERS)
def test_points_follow_the_exact_law(name, target):
    """Markov chains start anywhere in the box, so this tests that they arrive, too."""
    world = law(name, target)
    X = draw(name, world, seed=11)
    assert X.shape == (N, 2)
    assert p_value(world, X) > 1e-3


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sampler_says_what_a_step_costs_and_whether_its_points_move(name):
    sampler = SAMPLERS[name](build("ring"))
    step = sampler.step()
    assert sampler.cost == max(1, step.evaluations)  # exact draws have their price, too
    assert sampler.chain == (step.before is not None)


class AcceptEverything(langevin.MALA):
    """A wrong MALA: an algorithm that silently became another."""

    def _decide(self, y, log_p, score, log_ratio, **rest):
        return super()._decide(y, log_p, score, np.zeros_like(log_ratio), **rest)


class ForgetsTheWayBack(langevin.MALA):
    """A wrong MALA: Metropolis' ratio for a proposal that is not symmetric."""

    def _decide(self, y, log_p, score, log_ratio, **rest):
        return super()._decide(y, log_p, score, log_p - self.log_p, **rest)


class Chilled(Metropolis):
    """A wrong Metropolis: a stray factor in the ratio, so that it draws from p^2."""

    def _decide(self, y, log_p, score, log_ratio, **rest):
        return super()._decide(y, log_p, score, 2 * log_ratio, **rest)


@pytest.mark.parametrize("wrong", [AcceptEverything, ForgetsTheWayBack, Chilled])
def test_the_harness_notices_wrong_samplers(wrong):
    size = 0.5 if wrong is Chilled else 0.25
    sampler = wrong(TARGETS["ring"], wrong.Config(chains=N, seed=11, step_size=size))
    assert p_value(TARGETS["ring"], sampler.run(60)[-1].x) < 1e-6


def test_refusals_count():
    """Leaving the repeated points out, a common mistake, gives another law."""
    world = TARGETS["ring"]
    sampler = Metropolis(
        world, Metropolis.Config(chains=10_000, seed=1, step_size=1.0), x0=world.sample(10_000, seed=2)
    )
    step = sampler.run(5)[-1]
    assert p_value(world, step.x) > 1e-3
    assert p_value(world, step.x[step.accepted]) < 1e-6


@pytest.mark.parametrize("name", REVERSIBLE)
def test_detailed_balance_between_cells(name):
    """In equilibrium as many chains go from cell A to B as from B to A, for every pair of cells."""
    cells, flow = 16, np.zeros((16, 16))
    for seed in range(6):
        x0 = LOPSIDED.sample(5000, seed=seed)
        kind = SAMPLERS[name]
        step = kind(LOPSIDED, kind.Config(chains=5000, seed=seed, step_size=0.5), x0=x0).step()
        np.add.at(flow, (quantile_cells(LOPSIDED, step.before, 4), quantile_cells(LOPSIDED, step.x, 4)), 1)
    forth, back = flow[np.triu_indices(cells, 1)], flow.T[np.triu_indices(cells, 1)]
    busy = forth + back >= 20
    statistic = ((forth - back)[busy] ** 2 / (forth + back)[busy]).sum()
    assert busy.sum() > 30
    assert 1e-3 < chi2.sf(statistic, busy.sum())


@pytest.mark.parametrize("name", REVERSIBLE)
def test_the_law_is_invariant_even_where_chains_do_not_mix(name):
    world = build("cat")
    kind = SAMPLERS[name]
    sampler = kind(world, kind.Config(chains=N, step_size=0.03, seed=1), x0=world.sample(N, seed=2))
    steps = sampler.run(10)
    assert 0.2 < quality.acceptance_rate(steps) < 1
    assert p_value(world, steps[-1].x) > 1e-3


# ---- what each one promises -----------------------------------------------------------------------------------------


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


# ---- the contract ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_pickled_sampler_goes_on_where_it_was(name):
    sampler = make(name, LOPSIDED, chains=20, seed=3)
    sampler.run(3)
    copy = pickle.loads(pickle.dumps(sampler))
    for one, other in zip(sampler.run(3), copy.run(3), strict=True):
        assert np.array_equal(one.x, other.x) and np.array_equal(one.proposal, other.proposal)
    again = make(name, LOPSIDED, chains=20, seed=3).run(6)
    assert [step.index for step in again] == [1, 2, 3, 4, 5, 6]
    assert np.array_equal(again[-1].x, one.x)
    assert not np.array_equal(make(name, LOPSIDED, chains=20, seed=4).run(6)[-1].proposal, one.proposal)


@pytest.mark.parametrize("name", SAMPLERS)
def test_iterating_emits_steps_with_the_shapes_promised(name):
    n, config = 7, make(name, LOPSIDED, chains=7).config
    for step in itertools.islice(make(name, LOPSIDED, chains=n), 3):
        tried = n * config.pool if name == "importance" else n
        assert step.proposal.shape == (tried, 2) and step.accepted.shape == (tried,)
        assert step.x.shape == (step.accepted.sum() if name == "rejection" else n, 2)
        if name == "hamiltonian":
            assert step.path.shape == (config.n_leapfrog + 1, n, 2)
            assert np.array_equal(step.path[0], step.before) and np.array_equal(step.path[-1], step.proposal)
        assert step.evaluations == {"ancestral": 0, "inverse-cdf": 0, "importance": 100, "hamiltonian": 12}.get(name, 1)


def test_kept_steps_never_change():
    """A page that scrubs backwards shows what happened, not what happened since."""
    sampler = make("metropolis", LOPSIDED, chains=50)
    first = sampler.step()
    kept = first.x.copy(), first.before.copy()
    last = sampler.run(30)[-1]
    assert np.array_equal(first.x, kept[0]) and np.array_equal(first.before, kept[1])
    assert not np.array_equal(first.x, last.x)


@pytest.mark.parametrize("d", [1, 3])
@pytest.mark.parametrize("name", [name for name in SAMPLERS if name != "inverse-cdf"])
def test_other_dimensions(name, d):
    world = World([0.4, 0.6], [[-1.0] * d, [0.5] * d], [0.5 * np.eye(d)] * 2)
    X = draw(name, world, seed=2, **({"step_size": 0.2} if name == "langevin" else {}))
    error = np.sqrt(np.diag(world.covariance) / N)
    assert np.abs((X.mean(0) - world.mean) / error).max() < 5


def test_live_settings_change_and_the_others_do_not():
    sampler = make("hamiltonian", LOPSIDED, chains=5)
    sampler.set_params(step_size=0.05, n_leapfrog=3)
    assert sampler.step().path.shape == (4, 5, 2)
    with pytest.raises(ValueError, match="step_size is 9; give a number from 0.0001 to 5.0"):
        sampler.set_params(step_size=9)
    with pytest.raises(ValueError, match="only step_size, n_leapfrog, jitter can change between steps, not .'chains'"):
        sampler.set_params(chains=6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Metropolis.Config(step_size=0), "step_size is 0; give a number"),
        (lambda: Metropolis.Config(step_size=float("nan")), "step_size is nan"),
        (lambda: Metropolis.Config(chains=10**6), "chains is 1000000; give a number from 1 to 10000"),
        (lambda: Importance.Config(chains=1000, pool=1000), "pool . chains is 1000000; give at most 200000"),
        (lambda: Rejection.Config(envelope=0), "envelope is 0"),
        (lambda: Hamiltonian.Config(n_leapfrog=2.5), "n_leapfrog is 2.5; give a whole number"),
        (lambda: InverseCDF(NORMAL.marginal([0])), "a table has 2 dimensions, the world 1"),
        (lambda: Metropolis(NORMAL, x0=np.zeros((3, 2))), r"give finite starting points of shape \(64, 2\)"),
        (lambda: Metropolis(NORMAL, x0=np.full((64, 2), np.nan)), "give finite starting points"),
        (lambda: ess(np.zeros(5)), "there are 5 steps; an effective sample size needs at least 8"),
        (lambda: distances.sliced_wasserstein(np.zeros((3, 2)), np.zeros((4, 2))), "give as many of each"),
    ],
)
def test_bad_settings_are_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---- how well they do -----------------------------------------------------------------------------------------------


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
