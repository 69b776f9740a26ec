"""Worlds without symmetry, and the quadrature and tests of laws that worlds are checked by."""

import numpy as np
from scipy.stats import chi2, norm

from engines.data.worlds import World


def lopsided(d: int = 2, n_components: int = 4, seed: int = 0) -> World:
    """A mixture with nothing symmetric about it."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n_components, d, d)) * 0.6
    covariances = A @ A.transpose(0, 2, 1) + 0.1 * np.eye(d)
    return World(rng.random(n_components) + 0.1, rng.standard_normal((n_components, d)) * 1.5, covariances)


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
