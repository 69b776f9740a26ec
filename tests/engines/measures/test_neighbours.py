"""Neighbours: agreement with scikit-learn and with the published prdc, closed forms, and what each figure notices."""

from __future__ import annotations

import numpy as np
import prdc
import pytest
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

from engines.data.shapes import build
from engines.measures import neighbours


def clouds(n: int, m: int, d: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), 0.3 + 1.2 * rng.normal(size=(m, d))


@pytest.mark.parametrize("d", [2, 8, 9, 64])
@pytest.mark.parametrize("k", [1, 4])
def test_nearest_distances_are_scikit_learn_s(d: int, k: int) -> None:
    X, Y = clouds(150, 220, d)
    expected = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(Y).kneighbors(X)[0][:, -1]
    np.testing.assert_allclose(neighbours.kth_nearest(X, Y, k), expected, rtol=1e-7)
    own = NearestNeighbors(n_neighbors=k).fit(Y).kneighbors()[0][:, -1]  # without the row itself
    np.testing.assert_allclose(neighbours.radii(Y, k), own, rtol=1e-7)


def test_distances_keep_their_figures_far_from_the_origin_and_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    X, Y = 1e4 + 1e-2 * rng.normal(size=(2, 70, 3))  # the squares of the coordinates are 1e12 times the distances'
    monkeypatch.setattr(neighbours, "CHUNK", 700)
    found = list(neighbours.distance_chunks(X, Y))
    assert [rows for rows, _ in found] == [slice(i, i + 10) for i in range(0, 70, 10)]
    np.testing.assert_allclose(np.concatenate([D for _, D in found]), cdist(X, Y), rtol=1e-6)


@pytest.mark.parametrize("k", [3, 5])
@pytest.mark.parametrize(("n", "m", "d"), [(300, 300, 2), (200, 350, 2), (250, 250, 40)])
def test_precision_recall_density_coverage_are_prdc_s(n: int, m: int, d: int, k: int) -> None:
    real, fake = clouds(n, m, d)
    expected = prdc.compute_prdc(real, fake, nearest_k=k)
    assert neighbours.precision_recall(real, fake, k=k) == pytest.approx((expected["precision"], expected["recall"]))
    assert neighbours.density_coverage(real, fake, k=k) == pytest.approx((expected["density"], expected["coverage"]))


@pytest.mark.parametrize("k", [1, 5])
def test_perfect_samples_have_density_one_and_the_coverage_of_the_paper(k: int) -> None:
    """Naeem et al. 2020, Lemma 1 and equation 8: coverage 1 - prod (n - i) / (n + m - i), for any law."""
    n, m = 150, 200
    draws = [clouds(n, 1, 2, s)[0] for s in range(200)]
    fresh = [np.random.default_rng(1000 + s).normal(size=(m, 2)) for s in range(200)]
    found = np.array([neighbours.density_coverage(r, f, k=k) for r, f in zip(draws, fresh, strict=True)])
    i = np.arange(1, k + 1)
    expected = 1, 1 - np.prod((n - i) / (n + m - i))
    error = found.std(0) / np.sqrt(len(found))
    assert (np.abs(found.mean(0) - expected) < 4 * error).all()


def test_precision_counts_the_believable_and_recall_the_reachable() -> None:
    real = np.concatenate([clouds(400, 1, 2)[0], 20 + clouds(400, 1, 2, 1)[0]])
    one_mode, stray = clouds(800, 1, 2, 2)[0], np.full((800, 2), -50.0)
    precision, recall = neighbours.precision_recall(real, one_mode)
    assert precision > 0.9
    assert recall < 0.55
    assert neighbours.precision_recall(real, stray) == (0, 0)
    assert neighbours.density_coverage(real, stray) == (0, 0)


def test_one_outlier_ruins_precision_and_not_density() -> None:
    """The reason for density: a real outlier's ball spans everything, so every fake counts as believable."""
    real = np.concatenate([clouds(300, 1, 2)[0], [[40.0, 0]]])
    wide = np.random.default_rng(1).uniform(-12, 12, (300, 2)) + [40, 0]
    assert neighbours.precision_recall(real, wide)[0] > 0.95
    assert neighbours.density_coverage(real, wide)[0] < 0.3


def test_copies_are_told_from_fresh_samples_and_from_strays() -> None:
    train, held_out, fresh = np.random.default_rng(0).normal(size=(3, 2000, 2))
    assert neighbours.memorisation(train[:500], train, held_out) == 0
    assert neighbours.memorisation(fresh, train, held_out) == pytest.approx(1, abs=0.1)
    half = np.concatenate([train[:1000], fresh[:1000]])
    assert neighbours.memorisation(half, train, held_out) == pytest.approx(0.5, abs=0.08)
    assert neighbours.memorisation(fresh * 3, train, held_out) > 3
    with pytest.raises(ValueError, match="hold out others"):
        neighbours.memorisation(fresh, train, train[:10])


def test_copying_tells_a_copier_from_a_fresh_draw() -> None:
    world = build("moons")
    train, held_out, fresh = (world.sample(1000, seed=s) for s in (0, 1, 2))
    honest = neighbours.copying(fresh, train, held_out)
    copier = neighbours.copying(train + 1e-6, train, held_out)
    assert honest["copied"] == pytest.approx(0.05, abs=0.03)
    assert honest["sample"] == pytest.approx(honest["held_out"], rel=0.15)
    assert copier["copied"] == 1 and copier["sample"] < 1e-5


def test_mean_distance_is_known_for_points_on_a_line() -> None:
    rng = np.random.default_rng(0)
    assert neighbours.mean_distance(rng.random((3000, 1))) == pytest.approx(1 / 3, rel=0.03)  # E|x - y|, uniform
    assert neighbours.mean_distance(np.array([[0.0], [1], [3]])) == pytest.approx(2)
    X = rng.normal(size=(500, 2))
    assert neighbours.diversity(2 * X, X) == pytest.approx(2)
    assert neighbours.diversity(np.ones((50, 2)), X) == 0


def test_what_has_no_neighbours_is_refused() -> None:
    X = np.zeros((3, 2))
    with pytest.raises(ValueError, match="give 1 to 3"):
        neighbours.radii(X, 3)
    with pytest.raises(ValueError, match="at least one row"):
        neighbours.kth_nearest(np.zeros((0, 2)), X)
    with pytest.raises(ValueError, match="at least two"):
        neighbours.mean_distance(X[:1])
