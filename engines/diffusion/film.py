"""Pictures on their way from noise, and into it, as bytes that are computed once and then scrubbed.

A frame is one step of a sampler: x_t, what the network takes for the clean picture there, and for the noise.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engines.data.pixels import tensor_of
from engines.diffusion import predictions, walks
from engines.diffusion.denoisers import Counted, Denoiser, Mixed
from engines.diffusion.model import Diffusion
from engines.diffusion.schedules import Level
from engines.diffusion.walks import Step
from engines.nets.conditions import condition_of

SHOWN_NOISE = 2.5  # standard deviations of noise from black to white


@dataclass(frozen=True, eq=False)
class Frame:
    """x, x0, eps: uint8 (n, H, W), or (n, H, W, C) with colours. signal: alpha_bar, the share of x_t's variance.

    n_evals: network evaluations so far, per picture.
    """

    t: float
    signal: float
    x: np.ndarray
    x0: np.ndarray
    eps: np.ndarray
    n_evals: int


def with_settings(model: Diffusion, **changes: Any) -> Diffusion:
    """The same weights, sampled otherwise: sampler, eta, guidance ...; `model` itself stays as it is."""
    other = copy.copy(model)
    other.set_params(**changes)
    return other


@dataclass(frozen=True)
class Mix:
    """A second condition for each picture, and its share, 0 to 1."""

    other: Sequence[Any]
    share: float

    def denoiser(self, model: Diffusion) -> Denoiser:
        """The model's, told both conditions."""
        other = condition_of(self.other, len(self.other), model.config.conditions, optional=True)
        return model.guided(Mixed(model.network, other, self.share))


def film(
    model: Diffusion, n: int, *, seed: int, y: Sequence[Any] | None, steps: int, mix: Mix | None = None
) -> Iterator[Frame]:
    """n pictures from noise, in `steps` steps of the model's sampler: steps + 1 frames, the last of clean pictures."""
    noise = torch.randn(n, model.n_dims, generator=torch.Generator().manual_seed(seed))
    denoiser = mix.denoiser(model) if mix and y is not None else None
    walk = model.trajectory(noise, seed=seed + 1, y=y, n=steps, denoiser=denoiser)
    yield from (frame(model, step) for step in walk)


def frozen(model: Diffusion, pictures: np.ndarray, level: Level, noise: Tensor) -> Tensor:
    """x_t = alpha x0 + sigma eps of pictures (n, H, W) or (n, H, W, C), standardised, (n, d)."""
    x0 = tensor_of(pictures, model.config.shape).float() / 127.5 - 1
    return level.alpha * x0 + level.sigma * noise


def look(model: Diffusion, x: Tensor, level: Level, y: Sequence[Any] | None) -> Frame:
    """What the network makes of x_t = x (n, d) at one level."""
    if level.sigma == 0:
        return frame(model, Step(level.t, x, x, torch.zeros_like(x), 0), level)
    denoise = Counted(model.denoiser_for(y))
    x0 = denoise(x, level, condition_of(y, len(x), model.config.conditions, optional=True))
    eps = predictions.to_eps(x0, x, level.alpha, level.sigma)
    return frame(model, Step(level.t, x, x0, eps, denoise.n), level)


def thaw(model: Diffusion, x: Tensor, t: int, *, seed: int, y: Sequence[Any] | None, steps: int) -> Iterator[Frame]:
    """From x_t = x at time t to clean pictures (Meng et al. 2022, SDEdit, arXiv:2108.01073), in as many steps as the
    whole walk of `steps` would take for that part."""
    c = model.config
    n = max(1, math.ceil(steps * t / model.schedule.T))
    times = np.unique(np.round(np.linspace(0, t, n + 1)).astype(int))[::-1]
    walk = walks.walk(
        model.denoiser_for(y), [model.schedule.level(k) for k in times], x,
        sampler=c.sampler, eta=c.eta, y=condition_of(y, len(x), c.conditions, optional=True),
        generator=torch.Generator().manual_seed(seed),
    )  # fmt: skip
    yield from (frame(model, step) for step in walk)


def frame(model: Diffusion, step: Step, level: Level | None = None) -> Frame:
    at = min(int(round(step.t)), model.schedule.T) if level is None else int(level.t)
    return Frame(
        step.t, float(model.schedule.alpha_bar[at]), model.pictures(step.x), model.pictures(step.x0),
        model.pictures(step.eps / SHOWN_NOISE), step.n_evals,
    )  # fmt: skip


def noise_of(model: Diffusion, seed: int) -> Tensor:
    """The noise that pictures are frozen with, (1, d)."""
    return torch.randn(1, model.n_dims, generator=torch.Generator().manual_seed(seed))
