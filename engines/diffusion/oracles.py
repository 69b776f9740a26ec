"""Exact denoisers: of a world, whose density is known, and of a finite data set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from engines.data.worlds import World
from engines.diffusion.schedules import Level

CHUNK = 1 << 22  # distances at a time


class WorldDenoiser:
    """The mean of x0 under a world, exactly. With `classes`, the class of each component (K,), y conditions on it.

    Given component k, x0 and x_t are jointly Gaussian, so (Bishop 2006, 2.3.1), with C_k = alpha^2 S_k + sigma^2 I:
    E[x0 | x_t] = sum_k p(k | x_t) (mu_k + alpha S_k C_k^-1 (x_t - alpha mu_k)).
    """

    def evaluations(self, level: Level) -> int:
        return 1

    def __init__(self, world: World, classes: Sequence[int] | None = None) -> None:
        self.world = world
        self.classes = None if classes is None else np.asarray(classes)

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        X = x.double().numpy()
        if y is None:
            return torch.as_tensor(posterior_mean(self.world, X, level)).to(x.dtype)
        x0, labels = np.empty_like(X), y.reshape(len(y)).numpy()
        for label in np.unique(labels):
            rows = labels == label
            x0[rows] = posterior_mean(self.of_class(label), X[rows], level)
        return torch.as_tensor(x0).to(x.dtype)

    def of_class(self, label: int) -> World:
        """The world given its class."""
        if self.classes is None:
            raise ValueError("this world has no classes; give the class of each component")
        k = self.classes == label
        return World(self.world.weights[k], self.world.means[k], self.world.covariances[k])


def posterior_mean(world: World, X: np.ndarray, level: Level) -> np.ndarray:
    """E[x0 | x_t] for rows X (n, d) of x_t."""
    _, alpha, sigma = level
    noised = world.noised(alpha, sigma)
    gain = alpha * world.covariances @ np.linalg.inv(noised.covariances)  # alpha S_k C_k^-1, (K, d, d)
    offset = world.means - np.einsum("kij,kj->ki", gain, noised.means)
    r = noised.responsibilities(X)
    n, d = X.shape
    return r @ offset + np.matmul((r @ gain.reshape(-1, d * d)).reshape(n, d, d), X[..., None])[..., 0]


class DataDenoiser:
    """The mean of x0 under a finite data set (N, d), exactly: the ideal that has memorised every example.

    A softmax over the examples: p(i | x_t) is proportional to exp(-|x_t - alpha x_i|^2 / (2 sigma^2)).
    With labels (N,), y conditions on them.
    """

    def evaluations(self, level: Level) -> int:
        return 1

    def __init__(self, data: Tensor, labels: Tensor | None = None) -> None:
        self.data, self.labels = data, labels

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        if y is not None and self.labels is None:
            raise ValueError("these examples have no labels; give the label of each")
        rows = max(1, CHUNK // len(self.data))
        ys = [None] * len(x) if y is None else y.split(rows)
        return torch.cat([self._mean(part, level, label) for part, label in zip(x.split(rows), ys, strict=False)])

    def _mean(self, x: Tensor, level: Level, y: Tensor | None) -> Tensor:
        distance2 = torch.cdist(x, level.alpha * self.data, compute_mode="donot_use_mm_for_euclid_dist").square()
        log_p = -distance2 / (2 * max(level.sigma, 1e-12) ** 2)
        if y is not None:
            log_p = log_p.masked_fill(y.reshape(-1, 1) != self.labels, -torch.inf)
        return torch.softmax(log_p, 1) @ self.data
