"""Points in blobs, and mixtures that begin at some of them."""

from __future__ import annotations

import numpy as np

from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture

KINDS = ("full", "diag", "spherical")


def blobs(n: int = 300, K: int = 3, d: int = 2, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    means, shapes = 4 * rng.normal(size=(K, d)), rng.normal(size=(K, d, d))
    k = rng.integers(K, size=n)
    return means[k] + np.einsum("nij,nj->ni", shapes[k], rng.normal(size=(n, d)))


def started(X: np.ndarray, **settings: object) -> GaussianMixture:
    model = GaussianMixture(MixtureConfig(**settings))
    model.start(X)
    return model
