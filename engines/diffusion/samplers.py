"""How to go one step from noise towards data: DDPM, DDIM, Heun, and Euler for flow matching.

Every rule is `(ask, x, x0, eps, now, then) -> x_then`: from x at the level `now`, where the denoiser sees x0 and eps,
to the level `then`. `SAMPLERS` lists them: an entry there is all that a new sampler needs. `walks` goes step by step.
Nothing here imports torch, so configurations can read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engines.core import msgid
from engines.diffusion.schedules import SIGMA_MAX, Level

if TYPE_CHECKING:
    from torch import Tensor

    from engines.diffusion.walks import Ask


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


def ddpm(ask: Ask, x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level, *, large: bool = False) -> Tensor:
    """Ho et al. 2020, algorithm 2: to the mean, and fresh noise."""
    return ddpm_mean(x, x0, now, then) + ddpm_variance(now, then, large=large) ** 0.5 * ask.noise(x)


def ddpm_large(ask: Ask, x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
    return ddpm(ask, x, x0, eps, now, then, large=True)


def ddim_step(x0: Tensor, eps: Tensor, now: Level, then: Level, eta: float = 0.0, z: Tensor | float = 0.0) -> Tensor:
    """Song et al. 2021, arXiv:2010.02502, eq. 12: to x0, and back along eps, of which eta's share is drawn anew."""
    fresh = eta * ddpm_variance(now, then, large=False) ** 0.5 if eta else 0.0
    return then.alpha * x0 + max(0.0, then.sigma**2 - fresh**2) ** 0.5 * eps + fresh * z


def ddim(ask: Ask, x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
    return ddim_step(x0, eps, now, then, ask.eta, ask.noise(x) if ask.eta else 0.0)


def euler(ask: Ask, x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
    """Along the velocity u = eps - x0 of the straight path, alpha = 1 - sigma (Lipman et al. 2023)."""
    return x + (then.sigma - now.sigma) * (eps - x0)


def heun(ask: Ask, x: Tensor, x0: Tensor, eps: Tensor, now: Level, then: Level) -> Tensor:
    """Karras et al. 2022, algorithm 1: Euler on d(x/alpha) / d(sigma/alpha) = eps, then the mean of both ends.

    Euler alone for the last step, and for a first one from beyond the levels of EDM, where sigma/alpha falls a
    thousandfold at once and the mean of both ends would be far off.
    """
    step = then.sigma / then.alpha - now.sigma / now.alpha
    euler_ = then.alpha * (x / now.alpha + step * eps)
    if then.sigma == 0 or now.sigma > 2 * SIGMA_MAX * now.alpha:
        return euler_
    return then.alpha * (x / now.alpha + step * (eps + ask.eps(euler_, then)) / 2)


# ---- the samplers ----------------------------------------------------------------------------------------------------

Rule = Callable[["Ask", "Tensor", "Tensor", "Tensor", Level, Level], "Tensor"]


@dataclass(frozen=True)
class Sampler:
    """A rule, and what must be known to use it.

    label: what people call it, a word on it after a colon. evaluations: of the network per step, but one in the last.
    karras: it walks EDM's levels, because it cannot stand on alpha = 0. schedule: the only one whose path it can walk.
    takes_eta: the share of fresh noise can be set. curves: what is measured of it, name -> eta and label; by default
    one curve of its own name.
    """

    label: str
    move: Rule
    evaluations: int = 1
    karras: bool = False
    schedule: str = ""
    takes_eta: bool = False
    curves: Mapping[str, tuple[float, str]] | None = None

    def steps_within(self, budget: int) -> int:
        """How many steps a budget of network evaluations buys, at least one."""
        return max(1, (budget + self.evaluations - 1) // self.evaluations)

    def evaluations_of(self, n_steps: int) -> int:
        return self.evaluations * (n_steps - 1) + 1


SAMPLERS = {
    "ddim": Sampler(
        msgid("DDIM: as much new noise as you say"), ddim, takes_eta=True,
        curves={
            "eta-0": (0.0, msgid("DDIM, η = 0: no new noise")),
            "eta-0.5": (0.5, msgid("DDIM, η = 0.5: some")),
            "eta-1": (1.0, msgid("DDIM, η = 1: that is DDPM")),  # with the smaller of its two variances
        },
    ),
    "ddpm": Sampler(msgid("DDPM: new noise at every step"), ddpm, curves={}),
    "ddpm-large": Sampler(msgid("DDPM, even more noise"), ddpm_large),
    "heun": Sampler(
        msgid("Heun: two evaluations a step"), heun, evaluations=2, karras=True, curves={"heun": (0.0, "Heun")}
    ),
    "euler": Sampler(msgid("Euler along the line"), euler, schedule="flow", curves={}),
}  # fmt: skip


def walkers(schedule: str) -> dict[str, Sampler]:
    """The samplers that can walk the path of a schedule; its own come first."""
    own = {name: s for name, s in SAMPLERS.items() if s.schedule == schedule}
    return own | {name: s for name, s in SAMPLERS.items() if not s.schedule}
