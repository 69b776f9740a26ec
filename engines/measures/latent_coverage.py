"""Do codes that are drawn land where a model's own codes lie, or in holes? And the laws that they are drawn from.

An AE has no prior. What it can be given is a law fitted to its codes afterwards: one Gaussian, or a mixture, with which
an AE may draw as well as a VAE (Ghosh et al. 2020, arXiv:1903.12436).
"""

from __future__ import annotations

import numpy as np

from engines.data.worlds import World
from engines.measures.neighbours import kth_nearest, radii

TYPICAL = 0.95  # of the codes have their nearest fellow within the typical distance
MIXED = 10  # Gaussians of a mixture fitted to codes


def typical_distance(codes: np.ndarray) -> float:
    """Within which `TYPICAL` of the codes (n, d) have their nearest fellow."""
    return float(np.quantile(radii(codes, 1), TYPICAL))


def among(codes: np.ndarray, z: np.ndarray, within: float | None = None) -> np.ndarray:
    """Which rows of z (m, d) lie among the codes (n, d): their nearest code is no farther than is typical; the others
    lie in holes. bool (m,).

    The share of z is the precision of Kynkäänniemi et al. 2019 (arXiv:1904.06991) with one radius for all codes, which
    leaves the few far ones no wide balls. Other codes of the same law reach `TYPICAL`.
    """
    return kth_nearest(z, codes) <= (typical_distance(codes) if within is None else within)


def standard_normal(d: int) -> World:
    """The prior of a VAE."""
    return World(np.ones(1), np.zeros((1, d)), np.eye(d)[None])


def fitted_law(codes: np.ndarray, n_components: int = 1, *, seed: int = 0) -> World:
    """The Gaussian mixture of greatest likelihood for codes (n, d), by EM from k-means; one Gaussian in closed form."""
    if n_components == 1:
        return World(np.ones(1), codes.mean(0)[None], np.atleast_2d(np.cov(codes.T))[None])
    from sklearn.mixture import GaussianMixture

    found = GaussianMixture(n_components, random_state=seed).fit(codes)
    return World(found.weights_, found.means_, found.covariances_)
