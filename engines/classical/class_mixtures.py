"""One mixture per class: a generative classifier."""

from __future__ import annotations

import numpy as np

from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture

CLASSES = 2


# reg_covar: a dragged point must not make a component collapse; steps and tol: refitted within a screen frame
MIXTURE = MixtureConfig(n_components=2, reg_covar=0.03, steps=25, tol=1e-3)


class ClassMixtures:
    """One Gaussian mixture per class: p(x, y) = p(y) p(x | y). Labels are 0 and 1."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> ClassMixtures:
        groups = [X[y == k] for k in range(CLASSES)]
        self.log_prior = np.log([len(group) / len(X) for group in groups])
        self.mixtures = [
            GaussianMixture(MIXTURE.replace(n_components=min(len(group), MIXTURE.n_components))).fit(group)
            for group in groups
        ]
        return self

    def log_joint(self, X: np.ndarray) -> np.ndarray:
        """log p(x, y), nats, (n, 2)."""
        return self.log_prior + np.stack([m.score_samples(X) for m in self.mixtures], axis=1)

    def sample_labelled(self, n_samples: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """A class y ~ p(y), then x ~ p(x | y). Returns x (n, 2) and y (n,)."""
        y = np.random.default_rng(seed).choice(CLASSES, n_samples, p=np.exp(self.log_prior))
        x = np.empty((n_samples, 2))
        for k, mixture in enumerate(self.mixtures):
            x[y == k] = mixture.sample(int((y == k).sum()), seed=seed + 1 + k)
        return x, y
