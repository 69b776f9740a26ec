"""Divergences against closed forms of Gaussians and mixtures; what a missed mode costs either way; bits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engines.data.shapes import build
from engines.data.worlds import World
from engines.measures.divergences import bits_per_dim, forward_kl, kl_of_shares, reverse_kl, reverse_kl_knn

N = 4000


def gaussian(mean: list[float], sd: list[float]) -> World:
    return World([1], [mean], [np.diag(np.square(sd))])


def closed(p: World, q: World) -> float:
    """KL of two Gaussians with diagonal covariances, nats."""
    vp, vq = (np.diag(g.covariances[0]) for g in (p, q))
    return float(((vp + (p.means[0] - q.means[0]) ** 2) / vq - 1 + np.log(vq / vp)).sum() / 2)


P, Q = gaussian([0, 1], [1, 2]), gaussian([0.5, 0], [1.5, 1])


def test_both_directions_meet_the_closed_form() -> None:
    X, Y = P.sample(N, seed=0), Q.sample(N, seed=1)
    for value, ratios, expected in (
        (forward_kl(P, X, Q.log_prob), P.log_prob(X) - Q.log_prob(X), closed(P, Q)),
        (reverse_kl(P, Y, Q.log_prob), Q.log_prob(Y) - P.log_prob(Y), closed(Q, P)),
    ):
        assert abs(value - expected) < 4 * ratios.std() / math.sqrt(N)
    assert abs(closed(P, Q) - closed(Q, P)) > 0.1


def test_the_estimate_from_samples_alone_meets_it_too() -> None:
    found = [reverse_kl_knn(P, Q.sample(1000, seed=s)) for s in range(10)]
    assert np.mean(found) == pytest.approx(closed(Q, P), abs=0.05)
    assert np.mean([reverse_kl_knn(P, P.sample(1000, seed=s)) for s in range(10)]) == pytest.approx(0, abs=0.03)


def test_the_estimate_does_not_depend_on_the_unit() -> None:
    X = Q.sample(500, seed=0)
    small = World(P.weights, P.means / 100, P.covariances / 1e4)
    assert reverse_kl_knn(small, X / 100) == pytest.approx(reverse_kl_knn(P, X))


def test_a_missed_mode_costs_everything_forward_and_a_logarithm_backward() -> None:
    ring = build("pacgan-ring")
    half = World(np.array([1.0, 1, 1, 1, 0, 0, 0, 0]), ring.means, ring.covariances)
    X = half.sample(2000, seed=0)
    assert reverse_kl(ring, X, half.log_prob) == pytest.approx(math.log(2), abs=1e-6)
    assert reverse_kl_knn(ring, X) == pytest.approx(math.log(2), abs=0.12)
    assert forward_kl(ring, ring.sample(2000, seed=1), half.log_prob) > 100


def test_what_repeats_or_excludes_is_infinitely_far() -> None:
    assert reverse_kl_knn(P, np.repeat(P.sample(50, seed=0), 6, axis=0)) == math.inf

    def nothing_below(X: np.ndarray) -> np.ndarray:
        return np.where(X[:, 0] > 0, P.log_prob(X) + math.log(2), -np.inf)

    assert forward_kl(P, P.sample(100, seed=0), nothing_below) == math.inf


def test_bits() -> None:
    """A uniform density over [0, 1]^d says 8 bits per byte; one twice as tall in each coordinate, one bit less."""
    assert bits_per_dim(0, 784, levels=256) == 8
    assert bits_per_dim(784 * math.log(2), 784, levels=256) == pytest.approx(7)
    assert bits_per_dim(-2 * math.log(2), 2) == pytest.approx(1)


def test_shares_that_nobody_has_cost_nothing() -> None:
    assert kl_of_shares(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.25, 0.5])) == pytest.approx(math.log(2))
    assert kl_of_shares(np.array([0.3, 0.7]), np.array([0.3, 0.7])) == 0
