"""The laws that samplers are tested against."""

import numpy as np
from scipy.stats import chi2, norm

from engines.data.shapes import build
from engines.data.worlds import World
from engines.sampling import metropolis, quality
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
