"""A mixture fitted on the first principal axes of pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.classical.em import MixtureConfig, log_gaussians
from engines.classical.mixture import SINGULAR, GaussianMixture
from engines.core import as_points, bounded


@dataclass(frozen=True)
class ProjectedConfig(MixtureConfig):
    n_directions: int = bounded(50, 1, 3072, why="principal directions that the mixture sees; pictures need some tens")


class ProjectedMixture(GaussianMixture):
    """For pictures: a mixture along the first principal directions, one Gaussian for each direction that is left.

    The basis is orthonormal, so p(x) is a normalised density of the pixels. Parameters, `snapshot` and `metrics`
    are those of the projected points (n, n_directions); X and samples are pixels (n, D).
    """

    def __init__(self, config: ProjectedConfig | None = None) -> None:
        super().__init__(config or ProjectedConfig())

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """Find the directions by principal component analysis of X (n, D), then start there."""
        X, r, reg_covar = as_points(X), self.config.n_directions, self.config.reg_covar
        if r >= X.shape[1]:
            raise ValueError(f"n_directions is {r}, but X has {X.shape[1]} columns; give at most {X.shape[1] - 1}")
        variances, basis = np.linalg.eigh(np.cov(X.T, bias=True))
        self.centre, self.basis = X.mean(axis=0), basis[:, ::-1]
        self.rest = np.maximum(variances[::-1][r:], 0) + reg_covar
        if self.rest.min() < SINGULAR * variances.max():
            raise ValueError("the points have no spread in some direction; set reg_covar above 0 or dequantise them")
        super().start(self.project(X)[:, :r])

    def project(self, X: np.ndarray) -> np.ndarray:
        """Coordinates along all directions, widest first, (n, D)."""
        return (as_points(X) - self.centre) @ self.basis

    def unproject(self, t: np.ndarray) -> np.ndarray:
        """Pixels (n, D) of the first coordinates t (n, r), e.g. the means'; the other coordinates are 0."""
        return self.centre + t @ self.basis[:, : t.shape[1]].T

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        return super().predict_proba(self.project(X)[:, : self.config.n_directions])

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        t, r = self.project(X), self.config.n_directions
        rest = log_gaussians(t[:, r:], np.zeros((1, len(self.rest))), self.rest[None])[:, 0]
        return super().score_samples(t[:, :r]) + rest

    def sample_labelled(self, n_samples: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
        t, k = super().sample_labelled(n_samples, seed=seed)
        rng = np.random.default_rng([seed, 1])
        rest = rng.standard_normal((n_samples, len(self.rest))) * np.sqrt(self.rest)
        return self.unproject(np.hstack([t, rest])), k

    @property
    def n_parameters(self) -> int:
        """The mixture's, the centre's other coordinates, the variances that are left, and the directions.

        Full covariances turn freely, so they know no directions within their own subspace.
        """
        D, r = len(self.centre), self.config.n_directions
        directions = (D * (D - 1) - (r * (r - 1) if self.config.covariance == "full" else 0)) // 2
        return super().n_parameters + D - r + len(self.rest) + directions
