"""One-click GANs on points: a healthy one, the three well-known ways to fail, and for each failure its cures.

Every recipe is seeded and names the measure by which it is what it says; tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engines.data import shapes
from engines.data.worlds import World
from engines.gan.model import GAN, GANConfig
from engines.measures.mode_coverage import coverage

LOOK_EVERY = 25  # turns between two looks at the fakes
N_DATA = 20_000
N_FAKES = 1000


@dataclass(frozen=True)
class Trace:
    """A run seen every LOOK_EVERY turns: fakes (t, n, 2) of the same noise each time, and the metrics (t,) by name."""

    world: World
    fakes: np.ndarray
    metrics: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Cure:
    """Changes of the recipe's settings, for a new run; all of one kind, so that the cure is known."""

    name: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Recipe:
    """`measure(trace)` is above `threshold` exactly if the run is what the name says; `unit` is the measure's."""

    name: str
    world: str
    config: GANConfig
    measure: Callable[[Trace], float]
    threshold: float
    unit: str
    cures: tuple[Cure, ...] = field(default=())

    def shows(self, trace: Trace) -> bool:
        return self.measure(trace) > self.threshold

    def cured(self, cure: str) -> GANConfig:
        """The settings with the named cure; KeyError for another name."""
        return self.config.replace(**{c.name: c.changes for c in self.cures}[cure])


def follow(world: str, config: GANConfig) -> Trace:
    """Train for `config.steps` turns and keep what the measures need."""
    truth = shapes.build(world)
    model = GAN(config)
    model.start(truth.sample(N_DATA, seed=0))
    fakes, metrics = [], []
    for turn in range(1, config.steps + 1):
        now = model.step()
        if turn % LOOK_EVERY == 0:
            fakes.append(model.sample(N_FAKES, seed=0))
            metrics.append(now)
    return Trace(truth, np.array(fakes), {name: np.array([m[name] for m in metrics]) for name in metrics[0]})


# ---- measures --------------------------------------------------------------------------------------------------------


def shares(trace: Trace) -> np.ndarray:
    """The share of the fakes whose nearest mean is mode k, (t, K)."""
    nearest = ((trace.fakes[:, :, None] - trace.world.means) ** 2).sum(-1).argmin(-1)
    return (nearest[..., None] == np.arange(trace.world.n_components)).mean(1)


def largest_share(trace: Trace) -> float:
    """The share of the commonest mode, the mean over the second half of the run: 1 is complete collapse."""
    s = shares(trace)
    return float(s[len(s) // 2 :].max(1).mean())


def jumps(trace: Trace) -> float:
    """How often the commonest mode changes from one look to the next, a share of the second half of the run.

    Only changes between modes that hold most of the fakes count: the modes of a good model take turns by chance.
    """
    s = shares(trace)[len(trace.fakes) // 2 :]
    leader, share = s.argmax(1), s.max(1)
    return float(((leader[1:] != leader[:-1]) & (share[1:] > 0.5) & (share[:-1] > 0.5)).mean())


def vanished(trace: Trace) -> float:
    """By how many powers of ten G's gradient is shorter than 1, the mean of the last five looks."""
    return float(-np.log10(np.maximum(trace.metrics["grad_g"][-5:], 1e-30)).mean())


def quality(trace: Trace) -> float:
    """The share of the last fakes within 3 standard deviations of a mode, times the share of the modes found."""
    c = coverage(trace.world, trace.fakes[-1])
    return c.hq * c.modes / trace.world.n_components


# ---- the recipes -----------------------------------------------------------------------------------------------------

HEALTHY = GANConfig(lr_g=2e-3, lr_d=2e-3, beta1=0.0, r1=0.1, ema=0.995, steps=2000)
BALANCE = Cure("balance", {"lr_g": 1e-3, "lr_d": 1e-3, "d_steps": 1, "g_steps": 1})

RECIPES = {
    r.name: r
    for r in (
        Recipe("healthy", "ring", HEALTHY, quality, 0.75, "share"),
        Recipe(  # D runs so far ahead that the fakes cannot leave the first mode that they reach
            "collapse",
            "ring",
            GANConfig(lr_d=5e-3, lr_g=1e-4, d_steps=3, steps=1200, seed=6),
            largest_share,
            0.8,
            "share",
            (Cure("packing", {"packing": 4}), Cure("smooth-discriminator", {"r1": 1.0}), BALANCE),
        ),
        Recipe(  # G runs ahead: all fakes flee to the mode that D has forgotten
            "oscillation",
            "ring",
            GANConfig(lr_d=1e-3, lr_g=1e-3, g_steps=5, beta1=0.9, steps=600),
            jumps,
            0.5,
            "jumps per look",
            (Cure("balance", {"g_steps": 1, "beta1": 0.0, "r1": 0.1}),),
        ),
        Recipe(  # D is sure of itself, and log(1 - D) is flat there; Adam's long memory lets the steps shrink with it
            "vanishing-gradient",
            "ring",
            GANConfig(loss="original", lr_d=1e-2, lr_g=5e-5, d_steps=10, beta2=0.9999, steps=400),
            vanished,
            3.0,
            "powers of ten",
            (Cure("non-saturating", {"loss": "non-saturating"}), BALANCE),
        ),
    )
}
