"""Worlds from drawings and from a person's points."""

import numpy as np
import pytest

from engines.data import geometry, own_worlds
from engines.data.own_worlds import from_drawing, from_points, from_strokes
from engines.data.shapes import build
from engines.data.worlds import World
from tests.engines.data.exact import integrate


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
