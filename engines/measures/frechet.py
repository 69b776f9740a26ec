"""How far generated pictures are from real ones, each figure with its oracle floor at the same sample size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.statistics import Floor, mean_and_error


@dataclass(frozen=True)
class Gaussian:
    """What the Fréchet distance keeps of n feature vectors. mean (d,), cov (d, d), float64; n: how many."""

    mean: np.ndarray
    cov: np.ndarray
    n: int

    @classmethod
    def of(cls, features: np.ndarray) -> Gaussian:
        """Mean and unbiased covariance of features (n, d). ValueError for fewer than two rows or a NaN."""
        features = np.asarray(features, float)
        if features.ndim != 2 or len(features) < 2:
            raise ValueError(f"features have shape {features.shape}; give at least two rows, (n, d)")
        if not np.isfinite(features).all():
            raise ValueError("the features hold a NaN or an infinity; look at the model that made the pictures")
        return cls(features.mean(0), np.atleast_2d(np.cov(features.T)), len(features))


def frechet_distance(mean1: np.ndarray, cov1: np.ndarray, mean2: np.ndarray, cov2: np.ndarray) -> float:
    """Squared Fréchet (Wasserstein-2) distance of two Gaussians (Dowson & Landau 1982; FID: Heusel et al. 2017).

    |mean1 - mean2|^2 + tr(cov1 + cov2 - 2 (cov1 cov2)^(1/2)); means (d,), covariances (d, d), unit: features squared.
    The trace of the root is the sum of the singular values of S1 S2, with S the symmetric roots: (cov1 cov2)^(1/2) is
    similar to (S1 cov2 S1)^(1/2). So singular covariances (a collapsed model) need no jitter and nothing turns complex.
    """
    mean1, cov1, mean2, cov2 = (np.asarray(a, float) for a in (mean1, cov1, mean2, cov2))
    if not mean1.shape == mean2.shape or not cov1.shape == cov2.shape == 2 * mean1.shape:
        raise ValueError(
            f"means have shapes {mean1.shape}, {mean2.shape}, covariances {cov1.shape}, {cov2.shape}; "
            "give (d,) and (d, d) from the same extractor"
        )
    cross = np.linalg.svd(_root(cov1) @ _root(cov2), compute_uv=False).sum()
    found = ((mean1 - mean2) ** 2).sum() + np.trace(cov1) + np.trace(cov2) - 2 * cross
    return max(0.0, float(found))  # rounding may leave -1e-12


def _root(cov: np.ndarray) -> np.ndarray:
    """The symmetric square root of a positive semidefinite matrix."""
    values, vectors = np.linalg.eigh((cov + cov.T) / 2)
    return (vectors * np.sqrt(values.clip(0))) @ vectors.T


def frechet(features: np.ndarray, reference: Gaussian) -> float:
    """`frechet_distance` between feature vectors (n, d) and a reference of real ones."""
    own = Gaussian.of(features)
    return frechet_distance(own.mean, own.cov, reference.mean, reference.cov)


def frechet_floor(features: np.ndarray, n: int, *, n_seeds: int = 10, seed: int = 0) -> Floor:
    """Real against real: n rows drawn without replacement against all the others, over `n_seeds` draws.

    Never 0, because a covariance from n samples is not the true one. ValueError unless both parts have two rows.
    """
    if not 2 <= n <= len(features) - 2 or n_seeds < 2:
        raise ValueError(
            f"n is {n}, n_seeds {n_seeds}; with {len(features)} rows give n from 2 to {len(features) - 2}, two seeds"
        )
    found = []
    for child in np.random.default_rng(seed).spawn(n_seeds):
        order = child.permutation(len(features))
        found.append(frechet(features[order[:n]], Gaussian.of(features[order[n:]])))
    return Floor(*mean_and_error(found), n)


@dataclass(frozen=True)
class ClassCoverage:
    """classes: how many are seen at all; histogram int (k,): pictures per class among the `sure` of n."""

    classes: int
    histogram: np.ndarray
    sure: int
    n: int

    @property
    def entropy(self) -> float:
        """Of the histogram, in nats; log k for an even one."""
        p = self.histogram[self.histogram > 0] / max(1, self.sure)
        return float(-(p * np.log(p)).sum())
