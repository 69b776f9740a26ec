"""Denoisers: in closed form, the oracles that a network is set against; a network; and guidance, which steers any.

Each is called with x_t (n, d), a level and conditions or None, and gives the mean of x0 given x_t, (n, d).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor

from engines.diffusion import predictions
from engines.diffusion.schedules import Level

OPEN = -1  # a factor of a condition that nobody asks for


class Guided:
    """Classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598): from the unconditional mean towards the
    conditional one and beyond; weight 0 ignores y, 1 obeys it. Two evaluations, where one is not enough.

    `extra`: a weight v_f for each of the k factors, of what it says where all others are left open (composed diffusion,
    Liu et al. 2022, arXiv:2206.01714, whose concepts are here y and each of its factors, y_f):
    x0() + w (x0(y) - x0()) + sum_f v_f (x0(y_f) - x0()). The conditions that count are asked all at once. They weigh
    extra from time `until` on upwards, where noise is strong (Kynkäänniemi et al. 2024, arXiv:2404.07724).
    """

    def __init__(self, denoise: Denoiser, weight: float, extra: Sequence[float] = (), until: float = 0.0) -> None:
        whole: dict[int | None, float] = {None: weight}  # None: the whole condition
        self.denoise, self.until = denoise, until
        self.early, self.late = (
            {f: w for f, w in all_.items() if w} for all_ in (whole | dict(enumerate(extra)), whole)
        )

    def weights(self, level: Level) -> dict[int | None, float]:
        return self.early if level.t >= self.until else self.late

    def evaluations(self, level: Level) -> int:
        weights = self.weights(level)  # where they add up to 1, nobody asks for x0()
        return (sum(weights.values()) != 1) + self.denoise.evaluations(level) * len(weights)

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        weights = self.weights(level)
        if y is None or not weights:
            return self.denoise(x, level)
        conditions = torch.cat([y if f is None else alone(y, f) for f in weights])
        told = self.denoise(x.repeat(len(weights), 1), level, conditions).chunk(len(weights))
        if sum(weights.values()) == 1:
            return sum(w * part for w, part in zip(weights.values(), told, strict=True))
        x0 = self.denoise(x, level)
        return x0 + sum(w * (part - x0) for w, part in zip(weights.values(), told, strict=True))


def alone(y: Tensor, factor: int) -> Tensor:
    """Conditions (n, k) with one factor as it is and the others left open."""
    return y.where(torch.arange(y.shape[1]) == factor, OPEN)


class Mixed:
    """Two conditions at once: the mean of what each alone would give, the second's weight being `share`; a step towards
    the product of both densities, p(x | y)^(1 - share) p(x | other)^share (Liu et al. 2022, arXiv:2206.01714). What y
    leaves open, the other does, too; y may be several conditions of each row of `other`, one after the other."""

    def __init__(self, denoise: Denoiser, other: Tensor, share: float) -> None:
        self.denoise, self.other, self.share = denoise, other, share

    def evaluations(self, level: Level) -> int:
        return 2 * self.denoise.evaluations(level)

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        if y is None:
            return self.denoise(x, level)
        other = self.other.repeat(len(y) // len(self.other), 1).where(y != OPEN, OPEN)
        first, second = self.denoise(torch.cat([x, x]), level, torch.cat([y, other])).chunk(2)
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

    def __init__(
        self, net: NoiseNet, prediction: str, conditions: Sequence[int], bounds: tuple[Tensor, Tensor] | None
    ) -> None:
        self.net, self.prediction, self.bounds = net, prediction, bounds
        self.any = torch.tensor([conditions], dtype=torch.float32)  # (1, k): every factor left open

    def evaluations(self, level: Level) -> int:
        return 1

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

    def evaluations(self, level: Level) -> int:
        """Of the network, that one call takes which is told y."""
        ...

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor: ...


class Counted:
    """A denoiser that counts its network evaluations in `n`."""

    def __init__(self, denoise: Denoiser) -> None:
        self.denoise, self.n = denoise, 0

    def __call__(self, x: Tensor, level: Level, y: Tensor | None = None) -> Tensor:
        self.n += self.denoise.evaluations(level)
        return self.denoise(x, level, y)
