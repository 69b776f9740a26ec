"""Denoisers: in closed form, the oracles that a network is set against; a network; and guidance, which steers any.

Each is called with x_t (n, d), a level and conditions or None, and gives the mean of x0 given x_t, (n, d).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from engines.diffusion import predictions
from engines.diffusion.schedules import Level


class Guided:
    """Classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598): from the unconditional mean towards the
    conditional one and beyond; weight 0 ignores y, 1 obeys it. Two evaluations, where one is not enough.

    With one weight for each factor, they are told one after the other, and each step is weighted (as the two conditions
    of Brooks et al. 2023, arXiv:2211.09800): x0() + sum_k w_k (x0(y_1 .. y_k) - x0(y_1 .. y_k-1)).
    """

    def __init__(self, denoise: Denoiser, weight: float | Sequence[float]) -> None:
        self.denoise = denoise
        self.weights = np.atleast_1d(np.asarray(weight, float)).tolist()
        if len(set(self.weights)) == 1:  # the sum telescopes
            self.weights = self.weights[:1]
        plain = self.weights in ([0.0], [1.0])
        told = denoise.evaluations * len(self.weights)  # untold, a network is asked once
        self.evaluations = (1 if self.weights == [0] else told) if plain else 1 + told

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        if y is None or self.weights == [0]:
            return self.denoise(x, level)
        if self.weights == [1]:
            return self.denoise(x, level, y)
        x0 = before = self.denoise(x, level)
        for k, weight in enumerate(self.weights, 1):
            told = y if k == len(self.weights) else y.where(torch.arange(y.shape[1]) < k, -1)
            after = self.denoise(x, level, told)
            x0, before = x0 + weight * (after - before), after
        return x0


class Mixed:
    """Two conditions at once: the mean of what each alone would give, the second's weight being `share`; a step towards
    the product of both densities, p(x | y)^(1 - share) p(x | other)^share (Liu et al. 2022, arXiv:2206.01714)."""

    def __init__(self, denoise: Denoiser, other: Tensor, share: float) -> None:
        self.denoise, self.other, self.share = denoise, other, share
        self.evaluations = 2 * denoise.evaluations

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        if y is None:
            return self.denoise(x, level)
        first, second = self.denoise(torch.cat([x, x]), level, torch.cat([y, self.other])).chunk(2)
        return torch.lerp(first, second, self.share)


class NoiseNet(Protocol):
    """x_t with variance 1 (n, d), and info, log SNR and condition, (n, 1 + k) -> what is predicted, (n, d)."""

    theta: Tensor  # (P,)
    grad: Tensor  # (P,), the gradient that the last pullback found

    def __call__(self, x: Tensor, info: Tensor) -> Tensor:
        """Without gradient; one row of info serves all."""

    def vjp(self, x: Tensor, info: Tensor) -> tuple[Tensor, Callable[[Tensor], Any]]:
        """The output y and `pullback(dy)`, which leaves dy . dy/dtheta in `grad`."""


class NetDenoiser:
    """A network as a denoiser of standardised data; its x0 is cut to `bounds`, low and high, each (d,) or ()."""

    evaluations = 1

    def __init__(
        self, net: NoiseNet, prediction: str, conditions: Sequence[int], bounds: tuple[Tensor, Tensor] | None
    ) -> None:
        self.net, self.prediction, self.bounds = net, prediction, bounds
        self.any = torch.tensor([conditions], dtype=torch.float32)  # (1, k): every factor left open

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        return self.at(x, torch.tensor([[level.alpha]]), torch.tensor([[level.sigma]]), y)

    @torch.no_grad()
    def at(self, x: Tensor, alpha: Tensor, sigma: Tensor, y: Tensor | None = None) -> Tensor:
        """The same for rows of different levels, alpha and sigma (n, 1)."""
        y = self.any.expand(len(alpha), -1) if y is None else y.reshape(len(y), -1)
        y = torch.where(y < 0, self.any, y)
        x0 = predictions.to_x0(self.prediction, self.net(*network_input(x, alpha, sigma, y)), x, alpha, sigma)
        return x0.clamp(*self.bounds) if self.bounds else x0


def network_input(x: Tensor, alpha: Tensor, sigma: Tensor, y: Tensor | None) -> tuple[Tensor, Tensor]:
    """x_t (n, d), with variance 1 on every path, and what the network is told: log SNR and condition,
    (n, 1 + k).

    alpha, sigma (n, 1) or (1, 1); y (n, k), none negative.
    """
    log_snr = 2 * (alpha / sigma).log()
    label = log_snr.new_empty(len(log_snr), 0) if y is None else y.float()
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
