"""Worlds against quadrature, finite differences, torch.distributions, chi-square tests and hostile input."""

import dataclasses
import pickle
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
from scipy.stats import chi2, norm

from engines.data import geometry, own_worlds, shapes
from engines.data.own_worlds import from_drawing, from_points, from_strokes
from engines.data.shapes import WORLDS, build
from engines.data.worlds import World

NAMED = {name: build(name) for name in WORLDS}
EVERY = pytest.mark.parametrize("world", NAMED.values(), ids=NAMED.keys())


def lopsided(d: int = 2, n_components: int = 4, seed: int = 0) -> World:
    """A mixture with nothing symmetric about it."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n_components, d, d)) * 0.6
    covariances = A @ A.transpose(0, 2, 1) + 0.1 * np.eye(d)
    return World(rng.random(n_components) + 0.1, rng.standard_normal((n_components, d)) * 1.5, covariances)


def as_torch(world: World) -> torch.distributions.MixtureSameFamily:
    w, mu, S = (torch.tensor(a) for a in (world.weights, world.means, world.covariances))
    parts = torch.distributions.MultivariateNormal(mu, S)
    return torch.distributions.MixtureSameFamily(torch.distributions.Categorical(w), parts)


def integrate(world: World, f, n: int = 400, n_sd: float = 8) -> np.ndarray:
    """The integral of f(points) p(points) over the plane, by the midpoint rule."""
    box = world.box(n_sd)
    x = world.grid(n, box)[2].reshape(-1, 2)
    mass = np.exp(world.log_prob(x)) * np.prod((box[1] - box[0]) / n)
    return np.tensordot(mass, f(x), axes=(0, 0))


def uniforms(world: World, X: np.ndarray) -> np.ndarray:
    """u = (F(x1), F(x2 | x1)): uniform on the square if and only if X follows the world (Rosenblatt 1952)."""
    w, mu, S = world.weights, world.means, world.covariances
    x1, x2, s1 = X[:, :1], X[:, 1:], np.sqrt(S[:, 0, 0])
    given = w * norm.pdf(x1, mu[:, 0], s1)
    given /= given.sum(1, keepdims=True)
    slope = S[:, 0, 1] / S[:, 0, 0]
    s2 = np.sqrt(S[:, 1, 1] - slope * S[:, 0, 1])
    u2 = given * norm.cdf(x2, mu[:, 1] + slope * (x1 - mu[:, 0]), s2)
    return np.column_stack([norm.cdf(x1, mu[:, 0], s1) @ w, u2.sum(1)])


def p_value(world: World, X: np.ndarray, cells: int = 8) -> float:
    """Chi-square test of X on cells x cells regions of equal exact probability."""
    counts = np.histogram2d(*uniforms(world, X).T, bins=cells, range=[(0, 1), (0, 1)])[0]
    expected = len(X) / cells**2
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), cells**2 - 1))


# ---- density and score ----------------------------------------------------------------------------------------------


@EVERY
def test_density_integrates_to_one(world):
    assert integrate(world, lambda x: np.ones(len(x))) == pytest.approx(1, abs=1e-6)


@EVERY
def test_moments_are_those_of_the_density(world):
    assert integrate(world, lambda x: x) == pytest.approx(world.mean, abs=1e-5)
    second = integrate(world, lambda x: (x - world.mean)[:, :, None] * (x - world.mean)[:, None, :])
    assert second == pytest.approx(world.covariance, abs=1e-5)


@EVERY
def test_log_prob_and_score_match_torch_and_its_autograd(world):
    X = np.vstack([world.sample(50, seed=1), np.random.default_rng(2).uniform(*world.box(), size=(50, 2))])
    x = torch.tensor(X, requires_grad=True)
    expected = as_torch(world).log_prob(x)
    expected.sum().backward()
    assert world.log_prob(X) == pytest.approx(expected.detach().numpy(), rel=1e-9, abs=1e-9)
    assert world.score(X) == pytest.approx(x.grad.numpy(), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_score_is_the_finite_difference_gradient_in_any_dimension(d):
    world, h = lopsided(d), 1e-5
    X = world.sample(40, seed=0)
    steps = h * np.eye(d)
    numeric = np.stack([(world.log_prob(X + s) - world.log_prob(X - s)) / (2 * h) for s in steps], axis=1)
    assert world.score(X) == pytest.approx(numeric, abs=1e-6)


def test_responsibilities_follow_bayes_and_sum_to_one():
    world = lopsided(3)
    X = world.sample(100, seed=0)
    r = world.responsibilities(X)
    assert r.sum(1) == pytest.approx(np.ones(100))
    alone = [World([1.0], world.means[k : k + 1], world.covariances[k : k + 1]) for k in range(4)]
    joint = np.stack([np.log(world.weights[k]) + alone[k].log_prob(X) for k in range(4)], axis=1)
    assert np.log(r) == pytest.approx(joint - world.log_prob(X)[:, None], abs=1e-9)


def test_any_leading_shape_and_any_chunking_give_the_same_values():
    world = build("cat")
    X = world.sample(1200, seed=0)
    whole = world.log_prob(X)
    assert world.log_prob(X.reshape(3, 20, 20, 2)) == pytest.approx(whole.reshape(3, 20, 20), rel=1e-12)
    assert [world.log_prob(x) for x in X[:5]] == pytest.approx(whole[:5], rel=1e-12)
    assert world.score(X.reshape(30, 40, 2)).shape == (30, 40, 2)
    assert world.responsibilities(X[0]).shape == (world.n_components,)
    assert world.log_prob(np.empty((0, 2))).shape == (0,)
    assert world.score(np.empty((0, 2))).shape == (0, 2)


def test_far_away_stays_finite_and_points_home():
    world = build("pacgan-ring")
    X = np.array([[1e5, 0.0], [-1e9, 1e9]])
    assert np.isfinite(world.log_prob(X)).all()
    assert (np.einsum("nd,nd->n", world.score(X), X) < 0).all()
    assert world.log_prob([1e5, 0.0]) == pytest.approx(-((1e5 - 1) ** 2) / 2e-4, rel=1e-6)


def test_the_literatures_expected_log_density():
    """reference-numbers.md: E[log p] = +4.293 (ring), -0.065 (grid) nats."""
    for name, expected in (("ring", 4.293), ("grid", -0.065)):
        world = build(f"pacgan-{name}")
        assert integrate(world, world.log_prob) == pytest.approx(expected, abs=5e-4)
        values = world.log_prob(world.sample(20_000, seed=0))
        assert values.mean() == pytest.approx(expected, abs=5 * values.std() / np.sqrt(20_000))


def test_the_literatures_geometry():
    ring, grid = build("pacgan-ring"), build("pacgan-grid")
    assert ring.n_components == 8 and np.linalg.norm(ring.means, axis=1) == pytest.approx(np.ones(8))
    assert ring.covariances == pytest.approx(np.broadcast_to(1e-4 * np.eye(2), (8, 2, 2)))
    assert sorted(map(tuple, grid.means)) == [(x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)]
    assert grid.covariances == pytest.approx(np.broadcast_to(0.0025 * np.eye(2), (25, 2, 2)))


# ---- samples --------------------------------------------------------------------------------------------------------


@EVERY
def test_samples_follow_the_density(world):
    assert p_value(world, world.sample(20_000, seed=3)) > 1e-3


def test_the_chi_square_test_notices_a_wrong_law():
    world = build("moons")
    assert p_value(world, world.sample(20_000, seed=3) * 1.02) < 1e-6
    assert p_value(world, world.noised(1, 0.05).sample(20_000, seed=3)) < 1e-6


def test_labels_name_the_component_that_drew_each_point():
    world = World([1, 3], [[-50, 0], [50, 0]], [np.eye(2)] * 2)
    X, labels = world.sample(4000, seed=0, return_labels=True)
    assert np.array_equal(labels, (X[:, 0] > 0).astype(int))
    assert labels.mean() == pytest.approx(0.75, abs=0.03)
    assert np.array_equal(X, world.sample(4000, seed=0))


def test_same_seed_same_points_and_a_generator_moves_on():
    world, rng = build("spiral"), np.random.default_rng(5)
    first, second = world.sample(10, seed=rng), world.sample(10, seed=rng)
    assert np.array_equal(first, world.sample(10, seed=5))
    assert not np.array_equal(first, second)


# ---- noise, marginals, conditionals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("world", [NAMED["moons"], NAMED["cat"], lopsided()], ids=["moons", "cat", "lopsided"])
@pytest.mark.parametrize(("alpha", "sigma"), [(1.0, 0.3), (0.6, 0.8), (0.0, 1.0)])
def test_noised_is_the_brute_force_convolution(world, alpha, sigma):
    noised = world.noised(alpha, sigma)
    Y = noised.sample(6, seed=0)

    def kernel(x):
        return np.exp(-((Y - alpha * x[:, None]) ** 2).sum(2) / (2 * sigma**2)) / (2 * np.pi * sigma**2)

    assert noised.log_prob(Y) == pytest.approx(np.log(integrate(world, kernel)), abs=1e-5)


def test_noised_samples_are_noised_points_and_noises_add_up():
    world = build("cat")
    rng = np.random.default_rng(0)
    X = 0.8 * world.sample(20_000, seed=rng) + 0.2 * rng.standard_normal((20_000, 2))
    assert p_value(world.noised(0.8, 0.2), X) > 1e-3
    twice, once = world.noised(0.8, 0.2).noised(0.5, 0.3), world.noised(0.4, np.hypot(0.5 * 0.2, 0.3))
    assert twice.log_prob(X[:100]) == pytest.approx(once.log_prob(X[:100]), rel=1e-9)


def test_marginals_are_integrals_over_the_other_coordinate():
    world = lopsided()
    x1, x2, points = world.grid(600, world.box(8))
    density = np.exp(world.log_prob(points))
    over_x2, over_x1 = density.sum(0) * (x2[1] - x2[0]), density.sum(1) * (x1[1] - x1[0])
    assert np.exp(world.marginal([0]).log_prob(x1[:, None])) == pytest.approx(over_x2, abs=1e-8)
    assert np.exp(world.marginal([1]).log_prob(x2[:, None])) == pytest.approx(over_x1, abs=1e-8)


@pytest.mark.parametrize("value", [-1.0, 0.3, 2.5])
def test_conditional_is_the_slice_over_its_integral(value):
    world = lopsided()
    x2 = np.linspace(*world.box(10)[:, 1], 4000)
    cut = np.exp(world.log_prob(np.column_stack([np.full(4000, value), x2])))
    cut /= cut.sum() * (x2[1] - x2[0])
    assert np.exp(world.conditional([0], [value]).log_prob(x2[:, None])) == pytest.approx(cut, abs=1e-8)


def test_joint_is_marginal_times_conditional_in_four_dimensions():
    world = lopsided(4)
    for x in world.sample(20, seed=0):
        parts = world.marginal([3, 1]).log_prob(x[[3, 1]]) + world.conditional([3, 1], x[[3, 1]]).log_prob(x[[0, 2]])
        assert parts == pytest.approx(world.log_prob(x), rel=1e-9)


def test_marginal_reorders_and_conditional_survives_impossible_values():
    world = lopsided(3)
    x = world.sample(5, seed=0)
    assert world.marginal([2, 0, 1]).log_prob(x[:, [2, 0, 1]]) == pytest.approx(world.log_prob(x))
    far = build("ring").conditional([0], [1e4])
    assert np.isfinite(far.log_prob([[0.0], [5.0]])).all()
    assert far.weights.sum() == pytest.approx(1)


# ---- size, shape, use -----------------------------------------------------------------------------------------------


def test_box_holds_what_it_says_and_grid_runs_from_low_to_high():
    world = World([1, 1, 0], [[-1, 0], [2, 5], [900, 900]], [np.diag([1.0, 4.0])] * 3)
    assert world.box(2).tolist() == [[-3, -4], [4, 9]]
    x1, x2, points = world.grid(7, world.box(2))
    assert points.shape == (7, 7, 2) and (np.diff(x1) > 0).all() and (np.diff(x2) > 0).all()
    assert points[2, 5].tolist() == [x1[5], x2[2]]
    assert (x1[0], x1[-1]) == pytest.approx((-2.5, 3.5))


def test_two_hundred_components_on_the_live_grid_are_fast():
    world = World(*geometry.along_strokes(shapes.cat(), 0.03, 205))
    assert world.n_components >= 200
    points, best = world.grid(96)[2], np.inf
    for _ in range(8):
        start = time.process_time()
        world.log_prob(points)
        best = min(best, time.process_time() - start)
    assert best < 0.04  # about 0.012 s on the development machine


def test_worlds_are_read_only_values_that_pickle():
    world = build("blobs")
    copy = pickle.loads(pickle.dumps(world))
    assert np.array_equal(copy.sample(5, seed=0), world.sample(5, seed=0))
    with pytest.raises(ValueError, match="read-only"):
        world.means[0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.means = np.zeros((2, 2))


def test_weights_of_any_sum_are_normalised():
    means, covariances = [[0, 0], [1, 1]], [np.eye(2)] * 2
    for weights in ([1, 3], [1e308, 1.5e308], [1e-300, 3e-300]):
        assert World(weights, means, covariances).weights.sum() == pytest.approx(1)


def test_importing_worlds_needs_neither_torch_nor_streamlit():
    code = (
        "import sys, engines.data.worlds, engines.sampling.samplers\n"
        "print([m for m in ('torch', 'streamlit') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


# ---- named worlds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WORLDS)
def test_every_setting_at_both_ends_of_its_range_gives_a_world(name):
    shape = WORLDS[name].shape
    ends = {f.name: (shape.bounds(f.name).low, shape.bounds(f.name).high) for f in dataclasses.fields(shape)}
    cases = [{field: value} for field, values in ends.items() for value in values]
    for case in [*cases, *({field: values[i] for field, values in ends.items()} for i in (0, 1))]:
        world = build(name, **case)
        assert np.isfinite(world.log_prob(world.sample(50, seed=0))).all()
        assert world.n_components <= 500


@pytest.mark.parametrize("name", WORLDS)
def test_named_worlds_fill_the_square_that_shows_them(name):
    X, half = build(name).sample(2000, seed=0), WORLDS[name].half
    assert np.abs(X).max() < half and X.std(0).max() > half / 6


def test_the_cat_is_mirrored_but_for_its_tail_and_has_two_ears():
    world = build("cat")
    X = world.sample(5000, seed=0)
    face = X[(X[:, 1] > 0.1) & (np.abs(X[:, 0]) < 0.95)]  # above the tail
    assert p_value(world, X) > 1e-3
    assert world.log_prob(face).mean() == pytest.approx(world.log_prob(face * [-1, 1]).mean(), abs=0.05)
    tips = X[X[:, 1] > 1.6]
    assert (tips[:, 0] > 0.4).sum() > 20 and (tips[:, 0] < -0.4).sum() > 20 and not (np.abs(tips[:, 0]) < 0.4).any()


def test_unknown_worlds_and_settings_are_refused_in_words():
    with pytest.raises(ValueError, match="world is 'dog'; choose one of blobs, line"):
        build("dog")
    with pytest.raises(ValueError, match="n_modes is 65; give a number from 1 to 64"):
        build("ring", n_modes=65)
    with pytest.raises(ValueError, match="n_modes is 2.5; give a whole number"):
        build("ring", n_modes=2.5)
    with pytest.raises(ValueError, match="unknown settings: colour"):
        build("ring", colour=3)


# ---- drawings and uploads -------------------------------------------------------------------------------------------


def test_partition_keeps_mass_mean_and_covariance():
    rng = np.random.default_rng(0)
    X, w = rng.standard_normal((500, 2)) ** 3, rng.random(500)
    weights, means, covariances = geometry.partition(X, w, 30)
    assert len(weights) == 30 and weights.sum() == pytest.approx(w.sum())
    mean = np.average(X, axis=0, weights=w)
    total = np.einsum("k,kij->ij", weights, covariances + (means - mean)[:, :, None] * (means - mean)[:, None, :])
    assert total / w.sum() == pytest.approx(np.cov(X.T, aweights=w, ddof=0))
    assert weights / w.sum() @ means == pytest.approx(mean)


@pytest.mark.parametrize("name", ["blobs", "moons", "cat", "checkerboard"])
def test_a_drawn_density_is_recovered(name):
    truth = build(name)
    box = np.array([[-2.5, -2.5], [2.5, 2.5]])
    points = truth.grid(64, box)[2]
    drawn = from_drawing(np.exp(truth.log_prob(points)), box=box)
    assert drawn.n_components <= 200
    area = (5 / 64) ** 2
    overlap = np.minimum(np.exp(drawn.log_prob(points)), np.exp(truth.log_prob(points))).sum() * area
    blurred = truth.noised(1, 5 / 64 / 2)  # the resolution of the canvas
    best = np.minimum(np.exp(blurred.log_prob(points)), np.exp(truth.log_prob(points))).sum() * area
    assert overlap > best - 0.13


def test_row_zero_of_a_drawing_is_the_lowest_and_one_cell_is_enough():
    paint = np.zeros((8, 16))
    paint[0, 15] = 0.25
    world = from_drawing(paint)
    assert world.n_components == 1
    assert world.mean == pytest.approx([2 - 0.125, -2 + 0.25])
    assert from_drawing(np.full((1, 1), 7)).mean == pytest.approx([0, 0])


def test_strokes_are_weighted_by_length_and_a_click_is_a_dot():
    world = from_strokes([[(-1, 0), (1, 0)], [(0, 2), (0, 3)], [(5, 5)]], thickness=0.05)
    X = world.sample(20_000, seed=0)
    shares = [np.mean(X[:, 1] < 1), np.mean((X[:, 1] > 1) & (X[:, 1] < 4)), np.mean(X[:, 1] > 4)]
    assert shares == pytest.approx([2 / 3.05, 1 / 3.05, 0.05 / 3.05], abs=0.01)
    assert X[X[:, 1] > 4].std(0) == pytest.approx([0.05, 0.05], rel=0.15)
    assert integrate(world, lambda x: np.ones(len(x)), n=600) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("n", "gain"), [(30, 0.0), (300, 0.4), (20_000, 0.7)])
def test_a_world_from_points_predicts_new_points_better_than_one_gaussian(n, gain):
    truth = build("moons")
    X, mean, sd = own_worlds.standardise(truth.sample(n, seed=0))
    new = (truth.sample(4000, seed=1) - mean) / sd
    gaussian = World([1.0], [[0.0, 0.0]], [np.cov(X.T)])
    world = from_points(X)
    assert world.log_prob(new).mean() > gaussian.log_prob(new).mean() + gain
    if n == 20_000:  # the best possible: the truth itself, in standard units
        best = truth.log_prob(new * sd + mean).mean() + np.log(sd).sum()
        assert world.log_prob(new).mean() > best - 0.08


def test_points_are_standardised_per_column_and_repeats_are_welcome():
    X = np.random.default_rng(0).normal([37.5, 3e6], [0.01, 2e5], size=(400, 2))
    world = from_points(X)
    assert world.mean == pytest.approx([0, 0], abs=1e-9) and np.diag(world.covariance) == pytest.approx(1, abs=0.15)
    lattice = np.repeat([[0, 0], [0, 1], [1, 0], [2, 2]], 50, axis=0)
    assert np.isfinite(from_points(lattice).log_prob(lattice)).all()
    assert np.isfinite(from_points([[0, 0], [1, 2]]).log_prob([0.0, 0.0]))


# ---- hostile input --------------------------------------------------------------------------------------------------

I2 = [np.eye(2)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 0], np.zeros((2, 2)), I2 * 2), "all weights are 0"),
        (([1, -1], np.zeros((2, 2)), I2 * 2), "a weight is -1.0; give finite numbers >= 0"),
        (([1, np.nan], np.zeros((2, 2)), I2 * 2), "a weight is nan"),
        (([1, np.inf], np.zeros((2, 2)), I2 * 2), "a weight is inf"),
        (([], np.zeros((0, 2)), np.zeros((0, 2, 2))), "at least one component"),
        (([1], [[0, 0]], I2 * 2), "do not fit together"),
        (([1], [[0, np.nan]], I2), "a mean is nan"),
        (([1], [[0, -1e7]], I2), "a mean is -1e[+]?0?7|a mean is -10000000.0"),
        (([1], [[0, 0]], [np.zeros((2, 2))]), "component 0 .* positive definite .* give it some variance"),
        (([1, 1], np.zeros((2, 2)), [np.eye(2), np.diag([1.0, 0.0])]), "covariance of component 1"),
        (([1], [[0, 0]], [[[1, 2], [2, 1]]]), "positive definite"),
        (([1], [[0, 0]], [[[1, 0.5], [0, 1]]]), "not symmetric"),
        (([1], [[0, 0]], [np.full((2, 2), np.inf)]), "covariance holds NaN or infinity"),
        (([1], [[0, 0]], [np.eye(2) * 1e-14]), "standard deviations from 1e-06 to 1e[+]06"),
        (([1], [[0, 0]], [np.eye(2) * 1e14]), "standard deviations from 1e-06 to 1e[+]06"),
        ((["a"], [[0, 0]], I2), "weights must be numbers"),
        (([1, 1], [[0, 0], [1]], I2 * 2), "means must be numbers in rows of equal length"),
    ],
)
def test_bad_components_are_refused_in_words(arguments, message):
    with pytest.raises(ValueError, match=message):
        World(*arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda w: w.log_prob([[np.nan, 0]]), "X holds nan; give coordinates"),
        (lambda w: w.score([[np.inf, 0]]), "X holds inf"),
        (lambda w: w.log_prob([1.0, 2.0, 3.0]), r"X has shape \(3,\); its last axis must be the 2"),
        (lambda w: w.log_prob(3.0), r"X has shape \(\)"),
        (lambda w: w.marginal([]), r"dims is \[\]; give different coordinates from 0 to 1"),
        (lambda w: w.marginal([0, 0]), "give different coordinates"),
        (lambda w: w.marginal([-1]), "give different coordinates"),
        (lambda w: w.conditional([0, 1], [0, 0]), "leave some others free"),
        (lambda w: w.conditional([0], [np.nan]), "X holds nan"),
        (lambda w: w.conditional([0], [1, 2]), "give one number for each"),
        (lambda w: w.noised(0, 0), "not both 0"),
        (lambda w: w.noised(1, -0.1), "sigma is -0.1"),
        (lambda w: w.noised(np.nan, 1), "alpha is nan"),
        (lambda w: w.noised(1e300, 1), "alpha is 1e[+]300"),
        (lambda w: w.noised(1e-9, 0), "give it some variance"),
        (lambda w: from_drawing(np.zeros((5, 5))), "the drawing is empty; paint something"),
        (lambda w: from_drawing([[1, -1]]), "negative number"),
        (lambda w: from_drawing([[1, np.nan]]), "NaN"),
        (lambda w: from_drawing(np.ones(5)), r"shape \(5,\)"),
        (lambda w: from_drawing(np.ones((2, 2000))), "give a grid of 1 to 512"),
        (lambda w: from_drawing(np.ones((2, 2)), box=[[0, 0], [0, 1]]), "low < high"),
        (lambda w: from_strokes([]), "there are 0 strokes; draw 1 to 1000"),
        (lambda w: from_strokes([[]]), "a stroke of shape"),
        (lambda w: from_strokes([[(0, 0), (np.inf, 1)]]), "finite points"),
        (lambda w: from_strokes([[(0, 0)]], thickness=0), "thickness is 0; give a number from 0.001"),
        (lambda w: from_strokes([np.zeros((30_000, 2))]), "at most 20000 points"),
        (lambda w: from_points([[1, 2]]), "there are 1 points; give 2 to 20000"),
        (lambda w: from_points(np.ones((10, 2))), "column 1 is 1 in every row"),
        (lambda w: from_points(np.ones((10, 3))), r"shape \(10, 3\); give two numbers per point"),
        (lambda w: from_points([[1, 2], [3, np.inf]]), r"point 2 is \[3.0, inf\]"),
        (lambda w: from_points(np.ones((1_000_000, 2))), "there are 1000000 points"),
        (lambda w: from_points([["a", "b"]]), "the points must be numbers"),
    ],
)
def test_bad_questions_are_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call(lopsided())


def test_a_world_is_named_by_all_of_its_content() -> None:
    world, again = lopsided(), lopsided()
    assert world == again and hash(world) == hash(again) and world.key == again.key and len({world, again}) == 1
    others = [
        World(world.weights[::-1], world.means, world.covariances),
        World(world.weights, world.means + 1e-9, world.covariances),
        World(world.weights, world.means, world.covariances * 1.001),
    ]
    assert len({world.key, *(w.key for w in others)}) == 4 and all(w != world for w in others)
    assert pickle.loads(pickle.dumps(world)) == world
