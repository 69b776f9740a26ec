"""Two-sample distances: agreement with scikit-learn and scipy, closed forms, an honest permutation test."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import kstest, wasserstein_distance
from sklearn.metrics.pairwise import rbf_kernel

from engines.measures.distances import sliced_wasserstein
from engines.measures.two_sample import median_distance, mmd


def test_mmd_is_that_of_scikit_learn_s_kernel() -> None:
    rng = np.random.default_rng(0)
    X, Y, h = rng.normal(size=(60, 3)), 0.4 + rng.normal(size=(90, 3)), 1.3
    within = [rbf_kernel(A, gamma=1 / (2 * h**2)) for A in (X, Y)]
    means = [(K.sum() - len(K)) / (len(K) * (len(K) - 1)) for K in within]
    expected = sum(means) - 2 * rbf_kernel(X, Y, gamma=1 / (2 * h**2)).mean()
    assert mmd(X, Y, bandwidth=h).squared == pytest.approx(expected, rel=1e-4)


def test_mmd_estimates_its_closed_form_without_bias() -> None:
    """For N(0, 1) and N(m, 1); the mean kernel of a difference N(m, 2) is h / s exp(-m^2 / (2 s^2)), s^2 = h^2 + 2."""
    rng, h = np.random.default_rng(0), 0.8
    s2 = h**2 + 2
    for shift in (0.0, 0.5):
        expected = 2 * h / math.sqrt(s2) * (1 - math.exp(-(shift**2) / (2 * s2)))
        draws = rng.normal(size=(400, 2, 30, 1))
        found = [mmd(X, Y + shift, bandwidth=h, n_permutations=1).squared for X, Y in draws]
        assert abs(np.mean(found) - expected) < 4 * np.std(found) / math.sqrt(len(found))
    assert min(found) < 0  # unbiased, so it may be


def test_p_values_are_uniform_for_equal_laws_and_small_for_others() -> None:
    draws = np.random.default_rng(5).normal(size=(600, 2, 25, 2))
    p = np.array([mmd(X, Y, n_permutations=99, seed=i).p_value for i, (X, Y) in enumerate(draws)])
    assert set(np.round(p * 100, 6) % 1) == {0}  # hundredths: the split itself counts
    assert kstest(p - np.random.default_rng(1).random(600) / 100, "uniform").pvalue > 0.01
    X, Y = np.random.default_rng(2).normal(size=(2, 200, 2))
    assert mmd(X, 1.5 * Y).p_value < 0.01
    assert mmd(X, Y + 1, n_permutations=999).p_value == pytest.approx(0.001)  # none of 999 is as far


def test_median_distance_is_the_usual_bandwidth() -> None:
    assert median_distance(np.array([[0.0], [1], [3]])) == 2
    X, Y = np.random.default_rng(0).normal(size=(2, 300, 2))
    assert mmd(X, Y).bandwidth == pytest.approx(2 * math.sqrt(math.log(2)), rel=0.05)  # |x - y|^2 / 2 is chi-square
    with pytest.raises(ValueError, match="set no bandwidth"):
        median_distance(np.ones((9, 2)))
    with pytest.raises(ValueError, match="at least two"):
        mmd(X[:1], Y)


def test_the_seed_decides_the_permutations() -> None:
    X, Y = np.random.default_rng(0).normal(size=(2, 50, 2))
    assert mmd(X, Y, seed=3) == mmd(X, Y, seed=3)
    assert len({mmd(X, Y, seed=s).p_value for s in range(5)}) > 1


def test_sliced_wasserstein_is_scipy_s_on_lines() -> None:
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(300, 2)) * [1, 3], rng.exponential(size=(300, 2))
    for column in (0, 1):
        expected = wasserstein_distance(X[:, column], Y[:, column])
        assert sliced_wasserstein(X[:, [column]], Y[:, [column]]) == pytest.approx(expected)
    angles = np.linspace(0, math.pi, 200, endpoint=False)  # evenly instead of at random
    lines = np.stack([np.cos(angles), np.sin(angles)])
    expected = np.mean([wasserstein_distance(X @ u, Y @ u) for u in lines.T])
    assert sliced_wasserstein(X, Y, n_directions=5000) == pytest.approx(expected, rel=0.02)
