"""The walk from noise to data, step by step, by any denoiser and any sampler; and back, by DDIM.

A sampler walks levels (t, alpha, sigma) from much noise to none, on x_t = alpha x0 + sigma eps. At each it asks the
denoiser for the mean of x0 given x_t, which implies a mean eps, and moves on by its rule, one of `samplers.SAMPLERS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engines.diffusion import predictions
from engines.diffusion.denoisers import Counted, Denoiser
from engines.diffusion.samplers import SAMPLERS, ddim_step
from engines.diffusion.schedules import Level, Schedule


@dataclass(frozen=True)
class Step:
    """One moment of sampling. x: x_t (n, d); x0, eps: what is predicted there; n_evals: evaluations so far, per sample.

    At the end, t = 0, x0 is x, and eps is the last prediction.
    """

    t: float
    x: Tensor
    x0: Tensor
    eps: Tensor
    n_evals: int


class Ask:
    """What a rule may ask for: fresh noise, and what the denoiser takes for the noise at another place."""

    def __init__(self, denoise: Denoiser, y: Tensor | None, eta: float, generator: torch.Generator | None) -> None:
        self.denoise, self.y, self.eta, self.generator = denoise, y, eta, generator

    def noise(self, x: Tensor) -> Tensor:
        """Standard noise of the shape of x."""
        return torch.randn(x.shape, generator=self.generator, dtype=x.dtype)

    def eps(self, x: Tensor, level: Level) -> Tensor:
        """The noise in x at a level: one evaluation."""
        return predictions.to_eps(self.denoise(x, level, self.y), x, level.alpha, level.sigma)


def levels_for(sampler: str, schedule: Schedule, n: int) -> list[Level]:
    """The levels that n steps of a sampler visit."""
    return schedule.karras(n) if SAMPLERS[sampler].karras else schedule.even(n)


def start_noise(x: Tensor, level: Level) -> Tensor:
    """Standard noise x scaled to the first level, as if the data had variance 1; on most paths nothing changes."""
    return (level.alpha**2 + level.sigma**2) ** 0.5 * x


def walk(
    denoise: Denoiser,
    levels: Sequence[Level],
    x: Tensor,
    *,
    sampler: str = "ddim",
    eta: float = 0.0,
    y: Tensor | None = None,
    generator: torch.Generator | None = None,
) -> Iterator[Step]:
    """Yield one `Step` per level, from x (n, d) at the first to the last. `eta` is for ddim, `generator` for noise."""
    calls = Counted(denoise)
    move, ask = SAMPLERS[sampler].move, Ask(calls, y, eta, generator)
    for now, then in zip(levels, levels[1:], strict=False):
        x0 = calls(x, now, y)
        eps = predictions.to_eps(x0, x, now.alpha, now.sigma)
        yield Step(now.t, x, x0, eps, calls.n)
        x = move(ask, x, x0, eps, now, then)
    yield Step(levels[-1].t, x, x, eps, calls.n)


def invert(denoise: Denoiser, levels: Sequence[Level], x: Tensor, y: Tensor | None = None) -> Iterator[Step]:
    """DDIM with eta 0 backwards: from data x to the noise it comes from. `levels` as for `walk`, noise first.

    Each step uses the prediction at its start where the forward walk used its end, so the error falls with the step.
    """
    upwards, calls = [*reversed(levels)], Counted(denoise)
    for now, then in zip(upwards, upwards[1:], strict=False):
        at = now if now.sigma else then  # clean data implies no noise: look as if it were at the first level
        x0 = calls(x, at, y)
        eps = predictions.to_eps(x0, x, at.alpha, at.sigma)
        yield Step(now.t, x, x0, eps, calls.n)
        x = ddim_step(x0, eps, now, then)
    yield Step(then.t, x, x0, eps, calls.n)
