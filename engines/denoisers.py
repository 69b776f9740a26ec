"""Denoisers: in closed form, the oracles that a network is set against; a network; and guidance, which steers any.

Each is called with x_t (n, d), a level and classes (n,) or None, and gives the mean of x0 given x_t, (n, d).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from engines import predictions
from engines.diffusion_samplers import Denoiser
from engines.schedules import Level
from engines.worlds import World

CHUNK = 1 << 22  # distances at a time


class WorldDenoiser:
    """The mean of x0 under a world, exactly. With `classes`, the class of each component (K,), y conditions on it.

    Given component k, x0 and x_t are jointly Gaussian, so (Bishop 2006, 2.3.1), with C_k = alpha^2 S_k + sigma^2 I:
    E[x0 | x_t] = sum_k p(k | x_t) (mu_k + alpha S_k C_k^-1 (x_t - alpha mu_k)).
    """

    evaluations = 1

    def __init__(self, world: World, classes: Sequence[int] | None = None) -> None:
        self.world = world
        self.classes = None if classes is None else np.asarray(classes)

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        X = x.double().numpy()
        if y is None:
            return torch.as_tensor(posterior_mean(self.world, X, level)).to(x.dtype)
        x0, labels = np.empty_like(X), y.numpy()
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

    evaluations = 1

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
            log_p = log_p.masked_fill(y[:, None] != self.labels, -torch.inf)
        return torch.softmax(log_p, 1) @ self.data


class Guided:
    """Classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598): from the unconditional mean towards the
    conditional one and beyond; weight 0 ignores y, 1 obeys it. Two evaluations, where one is not enough."""

    def __init__(self, denoise: Denoiser, weight: float) -> None:
        self.denoise, self.weight = denoise, weight
        self.evaluations = denoise.evaluations * (1 if weight in (0, 1) else 2)

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        if y is None or self.weight == 0:
            return self.denoise(x, level)
        conditional = self.denoise(x, level, y)
        if self.weight == 1:
            return conditional
        return torch.lerp(self.denoise(x, level), conditional, self.weight)


class NoiseNet(Protocol):
    """x_t with variance 1 (n, d), and info, log SNR and class, (n, 2) -> what is predicted, (n, d)."""

    theta: Tensor  # (P,)
    grad: Tensor  # (P,), the gradient that the last pullback found

    def __call__(self, x: Tensor, info: Tensor) -> Tensor:
        """Without gradient; one row of info serves all."""

    def vjp(self, x: Tensor, info: Tensor) -> tuple[Tensor, Callable[[Tensor], Any]]:
        """The output y and `pullback(dy)`, which leaves dy . dy/dtheta in `grad`."""


class NetDenoiser:
    """A network as a denoiser of standardised data; its x0 is cut to `bounds`, low and high, each (d,) or ()."""

    evaluations = 1

    def __init__(self, net: NoiseNet, prediction: str, any_class: int, bounds: tuple[Tensor, Tensor] | None) -> None:
        self.net, self.prediction, self.any_class, self.bounds = net, prediction, any_class, bounds

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        return self.at(x, torch.tensor([[level.alpha]]), torch.tensor([[level.sigma]]), y)

    @torch.no_grad()
    def at(self, x: Tensor, alpha: Tensor, sigma: Tensor, y: Tensor | None = None) -> Tensor:
        """The same for rows of different levels, alpha and sigma (n, 1)."""
        y = torch.full_like(alpha, self.any_class) if y is None else y[:, None]
        x0 = predictions.to_x0(self.prediction, self.net(*network_input(x, alpha, sigma, y)), x, alpha, sigma)
        return x0.clamp(*self.bounds) if self.bounds else x0


def network_input(x: Tensor, alpha: Tensor, sigma: Tensor, y: Tensor | None) -> tuple[Tensor, Tensor]:
    """x_t (n, d), with variance 1 on every path, and what the network is told: log SNR and class, (n, 2).

    alpha, sigma (n, 1) or (1, 1); y (n, 1).
    """
    log_snr = 2 * (alpha / sigma).log()
    label = torch.zeros_like(log_snr) if y is None else y.float()
    return x / (alpha**2 + sigma**2).sqrt(), torch.cat([log_snr.expand(len(label), 1), label], 1)
