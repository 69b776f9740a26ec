"""Denoisers: in closed form, the oracles that a network is set against; a network; and guidance, which steers any.

Each is called with x_t (n, d), a level and classes (n,) or None, and gives the mean of x0 given x_t, (n, d).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor

from engines.diffusion import predictions
from engines.diffusion.schedules import Level


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


class Denoiser(Protocol):
    """The mean of x0 given x_t = x, both (n, d), at one level for all rows; y (n,): classes, or None."""

    evaluations: int  # network evaluations that one call takes

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor: ...


class Counted:
    """A denoiser that counts its network evaluations in `n`."""

    def __init__(self, denoise: Denoiser) -> None:
        self.denoise, self.evaluations, self.n = denoise, denoise.evaluations, 0

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        self.n += self.evaluations
        return self.denoise(x, level, y)
