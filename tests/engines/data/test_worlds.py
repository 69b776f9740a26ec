"""Worlds against quadrature, finite differences, torch.distributions and chi-square tests."""

import dataclasses
import pickle
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from engines.data import geometry, shapes
from engines.data.shapes import WORLDS, build
from engines.data.worlds import World
from tests.engines.data.exact import integrate, lopsided, p_value

NAMED = {name: build(name) for name in WORLDS}
EVERY = pytest.mark.parametrize("world", NAMED.values(), ids=NAMED.keys())


def as_torch(world: World) -> torch.distributions.MixtureSameFamily:
    w, mu, S = (torch.tensor(a) for a in (world.weights, world.means, world.covariances))
    parts = torch.distributions.MultivariateNormal(mu, S)
    return torch.distributions.MixtureSameFamily(torch.distributions.Categorical(w), parts)


# ---- density and score -----------------------------------------------------------------------------------------------


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


# ---- samples ---------------------------------------------------------------------------------------------------------


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


# ---- noise, marginals, conditionals ----------------------------------------------------------------------------------


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


# ---- size, shape, use ------------------------------------------------------------------------------------------------


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


# ---- hostile input ---------------------------------------------------------------------------------------------------


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
