"""Kullback-Leibler divergences from a world whose density is exact, and likelihoods as bits per dimension."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from scipy.special import digamma

from engines.data.worlds import World
from engines.measures.neighbours import radii

LogDensity = Callable[[np.ndarray], np.ndarray]
Nats = TypeVar("Nats", float, np.ndarray)


def kl_of_shares(q: np.ndarray, p: np.ndarray) -> float:
    """KL(q || p) of distributions over finitely many outcomes, nats."""
    used = q > 0
    return float((q[used] * np.log(q[used] / p[used])).sum())


def forward_kl(world: World, held_out: np.ndarray, log_density: LogDensity) -> float:
    """KL(p || q) = E_p[log p - log q], nats; p the world, q the model, over points of the world (n, d).

    Large where the model gives real points little: a missed mode. Infinite where it gives one of them nothing.
    """
    return float((world.log_prob(held_out) - log_density(held_out)).mean())


def reverse_kl(world: World, samples: np.ndarray, log_density: LogDensity) -> float:
    """KL(q || p) = E_q[log q - log p], nats, over the model's samples (n, d).

    Large where the model puts points that the world would not; a missed mode costs only log(1 / what is covered).
    """
    return float((log_density(samples) - world.log_prob(samples)).mean())


def reverse_kl_knn(world: World, samples: np.ndarray, *, k: int = 5) -> float:
    """KL(q || p) for a model that can only draw: log q from distances to the k-th nearest fellow sample, p exact.

    The entropy is Kozachenko and Leonenko's: -E log q = log(n - 1) - digamma(k) + log V_d + d E log r_k, V_d the unit
    ball. Biased upwards where the density bends within r_k. Infinite for samples that repeat (more than k alike).
    """
    r = radii(samples, k)
    if not r.all():
        return math.inf
    n, d = samples.shape
    log_ball = d / 2 * math.log(math.pi) - math.lgamma(d / 2 + 1)
    entropy = math.log(n - 1) - digamma(k) + log_ball + d * np.log(r).mean()
    return float(-entropy - world.log_prob(samples).mean())


def bits_per_dim(log_likelihood: Nats, dims: int, *, levels: int = 1) -> Nats:
    """-log2 p(x) per coordinate, from nats of a whole x with `dims` coordinates: one number, or one for each x.

    levels: 256 for a density of pixels scaled to [0, 1] with the byte's noise filled in (Theis et al. 2016,
    arXiv:1511.01844): a byte is 1/256 wide. For points, 1: a density in the world's own units, so it may be negative.
    """
    return math.log2(levels) - log_likelihood / (dims * math.log(2))
