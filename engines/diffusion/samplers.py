"""From noise to data, step by step, by any denoiser: DDPM, DDIM, Heun, and Euler for flow matching.

A sampler walks levels (t, alpha, sigma) from much noise to none, on x_t = alpha x0 + sigma eps. At each it asks the
denoiser for the mean of x0 given x_t, which implies a mean eps, and moves on: `x, x0, eps, now, then` in every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engines.diffusion import predictions
from engines.diffusion.denoisers import Counted, Denoiser
from engines.diffusion.schedules import SIGMA_MAX, Level, Schedule


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


# ---- rules -----------------------------------------------------------------------------------------------------------


def fresh_variance(now: Level, then: Level) -> float:
    """sigma^2 of q(x_now | x_then), beta_t of DDPM for neighbours: the noise added on the way there."""
    return now.sigma**2 - (now.alpha / then.alpha * then.sigma) ** 2


def ddpm_mean(x: Tensor, x0: Tensor, now: Level, then: Level) -> Tensor:
    """The mean of q(x_then | x_now, x0) (Ho et al. 2020, eq. 7; for any path Kingma et al. 2021, arXiv:2107.00630)."""
    beta = fresh_variance(now, then)
    return (now.alpha / then.alpha * then.sigma**2 * x + then.alpha * beta * x0) / now.sigma**2


def ddpm_variance(now: Level, then: Level, *, large: bool) -> float:
    """Of one reverse step: beta ("large", right for x0 ~ N(0, I)), or that of q(x_then | x_now, x0) ("small", right
    for a single x0). Nothing at the end (Ho et al. 2020, section 3.2 and algorithm 2)."""
    if then.sigma == 0:
        return 0.0
    beta = fresh_variance(now, then)
    return beta if large else beta * then.sigma**2 / now.sigma**2


def ddim(x0: Tensor, eps: Tensor, now: Level, then: Level, eta: float = 0.0, z: Tensor | float = 0.0) -> Tensor:
    """Song et al. 2021, arXiv:2010.02502, eq. 12: to x0, and back along eps, of which eta's share is drawn anew."""
    fresh = eta * ddpm_variance(now, then, large=False) ** 0.5 if eta else 0.0
    return then.alpha * x0 + max(0.0, then.sigma**2 - fresh**2) ** 0.5 * eps + fresh * z


def euler(x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
    """Along the velocity u = eps - x0 of the straight path, alpha = 1 - sigma (Lipman et al. 2023)."""
    return x + (then.sigma - now.sigma) * (eps - x0)


def heun(denoise: Denoiser, y: Tensor | None, x: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
    """Karras et al. 2022, algorithm 1: Euler on d(x/alpha) / d(sigma/alpha) = eps, then the mean of both ends.

    Euler alone for the last step, and for a first one from beyond the levels of EDM, where sigma/alpha falls a
    thousandfold at once and the mean of both ends would be far off.
    """
    step = then.sigma / then.alpha - now.sigma / now.alpha
    euler_ = then.alpha * (x / now.alpha + step * eps)
    if then.sigma == 0 or now.sigma > 2 * SIGMA_MAX * now.alpha:
        return euler_
    eps_then = predictions.to_eps(denoise(euler_, then, y), euler_, then.alpha, then.sigma)
    return then.alpha * (x / now.alpha + step * (eps + eps_then) / 2)


# ---- walking ---------------------------------------------------------------------------------------------------------


def levels_for(sampler: str, schedule: Schedule, n: int) -> list[Level]:
    """The levels that n steps of a sampler visit; Heun cannot stand on alpha = 0, and takes Karras's."""
    return schedule.karras(n) if sampler == "heun" else schedule.even(n)


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
    move = rule(sampler, calls, eta, y, generator)
    for now, then in zip(levels, levels[1:], strict=False):
        x0 = calls(x, now, y)
        eps = predictions.to_eps(x0, x, now.alpha, now.sigma)
        yield Step(now.t, x, x0, eps, calls.n)
        x = move(x, x0, eps, now, then)
    yield Step(levels[-1].t, x, x, eps, calls.n)


Rule = Callable[[Tensor, Tensor, Tensor, Level, Level], Tensor]


def rule(sampler: str, denoise: Denoiser, eta: float, y: Tensor | None, generator: torch.Generator | None) -> Rule:
    """A sampler as a function (x, x0, eps, now, then) -> x_then."""

    def noise(x: Tensor) -> Tensor:
        return torch.randn(x.shape, generator=generator, dtype=x.dtype)

    def ddpm_rule(x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
        variance = ddpm_variance(now, then, large=sampler == "ddpm-large")
        return ddpm_mean(x, x0, now, then) + variance**0.5 * noise(x)

    def ddim_rule(x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
        return ddim(x0, eps, now, then, eta, noise(x) if eta else 0.0)

    rules: dict[str, Rule] = {
        "ddpm": ddpm_rule, "ddpm-large": ddpm_rule, "ddim": ddim_rule, "euler": euler,
        "heun": lambda x, x0, eps, now, then: heun(denoise, y, x, eps, now, then),
    }  # fmt: skip
    return rules[sampler]


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
        x = ddim(x0, eps, now, then)
    yield Step(then.t, x, x0, eps, calls.n)
