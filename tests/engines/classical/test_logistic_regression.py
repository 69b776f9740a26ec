"""Logistic regression: scikit-learn's answer, the optimum's own equations, a boundary where the classes tie."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from engines.classical.logistic_regression import LogisticConfig, LogisticRegression


def blobs(K: int = 2, n: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = np.arange(n) % K
    angles = 2 * np.pi * y / K
    return np.stack([2 * np.cos(angles) + 3, np.sin(angles)], axis=1) + rng.standard_normal((n, 2)), y


@pytest.mark.parametrize("K", [2, 3, 4])
def test_parity_with_scikit_learn_on_standardised_points(K: int) -> None:
    from sklearn.linear_model import LogisticRegression as Reference

    X, y = blobs(K)
    ours, Z = LogisticRegression().fit(X, y), (X - X.mean(axis=0)) / X.std(axis=0)
    theirs = Reference(C=1.0, tol=1e-10, max_iter=10_000).fit(Z, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(Z), atol=1e-5)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(Z))


def test_the_optimum_balances_every_class() -> None:
    X, y = blobs(3)
    p = LogisticRegression().fit(X, y).predict_proba(X)  # the gradient along the free intercepts is zero
    np.testing.assert_allclose(p.sum(axis=0), np.bincount(y), atol=1e-6)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-14)


def test_loss_is_the_mean_negative_log_probability_in_nats() -> None:
    X, y = blobs()
    model = LogisticRegression().fit(X, y)
    assert np.isclose(model.loss(X, y), -np.log(model.predict_proba(X)[np.arange(len(y)), y]).mean(), rtol=1e-12)
    assert LogisticRegression(LogisticConfig(C=1e-4)).fit(X, y).loss(X, y) == pytest.approx(np.log(2), abs=0.01)


def test_units_of_the_columns_do_not_matter() -> None:
    X, y = blobs()
    scale, shift = np.array([1000.0, 0.01]), np.array([5.0, -7.0])
    moved = X * scale + shift
    p, q = LogisticRegression().fit(X, y).predict_proba(X), LogisticRegression().fit(moved, y).predict_proba(moved)
    np.testing.assert_allclose(p, q, atol=1e-8)


@pytest.mark.parametrize("K", [2, 3, 4])
def test_on_the_boundary_the_best_two_classes_tie(K: int) -> None:
    X, y = blobs(K)
    model = LogisticRegression().fit(X, y)
    pieces = model.boundary((-2, -4), (8, 4))
    assert len(pieces) >= K - 1
    points = np.concatenate([(1 - t) * pieces[:, 0] + t * pieces[:, 1] for t in np.linspace(0, 1, 11)])
    best = np.sort(model.predict_proba(points), axis=1)
    np.testing.assert_allclose(best[:, -1], best[:, -2], atol=1e-10)
    assert (points >= np.array([-2, -4]) - 1e-9).all() and (points <= np.array([8, 4]) + 1e-9).all()


def test_the_boundary_is_where_the_grid_changes_its_mind() -> None:
    X, y = blobs()
    model = LogisticRegression().fit(X, y)
    (a, b), x = model.boundary((-2, -4), (8, 4))[0], np.linspace(-2, 8, 101)
    p = model.proba_on_grid(x, np.linspace(-4, 4, 81))
    assert p.shape == (2, 81, 101)
    np.testing.assert_allclose(p[:, 40, 50], model.predict_proba(np.array([[x[50], 0.0]]))[0], rtol=1e-12)
    normal = np.array([a[1] - b[1], b[0] - a[0]])
    grid = np.stack(np.meshgrid(x, np.linspace(-4, 4, 81)), axis=-1)
    side = (grid - a) @ normal > 0
    assert ((p[1] > 0.5) == side).all() or ((p[1] > 0.5) != side).all()


def test_a_boundary_outside_the_box_has_no_piece() -> None:
    X, y = blobs()
    assert LogisticRegression().fit(X, y).boundary((100, 100), (101, 101)).shape == (0, 2, 2)


def test_far_from_all_data_it_is_certain() -> None:
    X, y = blobs()
    assert LogisticRegression().fit(X, y).predict_proba(np.array([[1e4, 0.0]])).max() > 1 - 1e-12


def test_separable_twins_and_flat_columns_are_no_trouble() -> None:
    X = np.array([[0.0, 5.0], [1.0, 5.0], [8.0, 5.0], [9.0, 5.0]])
    model = LogisticRegression().fit(X, ["left", "left", "right", "right"])
    assert model.predict(X).tolist() == ["left", "left", "right", "right"]
    (ends,) = model.boundary((0, 0), (10, 10))
    np.testing.assert_allclose(ends[:, 0], 4.5, atol=1e-6)
    same = LogisticRegression().fit(np.zeros((4, 2)), [0, 1, 0, 1])
    np.testing.assert_allclose(same.predict_proba(np.ones((1, 2))), 0.5)
    assert same.boundary((-1, -1), (1, 1)).shape == (0, 2, 2)


def test_labels_keep_their_names_and_the_model_its_pickle() -> None:
    X, y = blobs()
    model = LogisticRegression().fit(X, np.array(["cat", "dog"])[y])
    assert model.classes.tolist() == ["cat", "dog"]
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (np.empty((0, 2)), [], "give at least one point"),
        (np.zeros((3, 3)), [0, 1, 1], "shape \\(n, 2\\)"),
        ([[0, 0], [np.nan, 1]], [0, 1], "remove those rows"),
        ([[0, 0], [np.inf, 1]], [0, 1], "remove those rows"),
        ([["a", "b"], ["c", "d"]], [0, 1], "remove text"),
        ([[0.0, 0.0]], [0], "points of two classes"),
        (np.zeros((3, 2)), [0, 1], "give one label for each of the 3"),
    ],
)
def test_bad_points_are_refused_in_words(X: object, y: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LogisticRegression().fit(X, y)
