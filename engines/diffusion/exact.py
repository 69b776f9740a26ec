"""What a view of diffusion is set against: the noised world, its exact score and noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engines.core import InParts, finish
from engines.data.grid import cells
from engines.data.worlds import World
from engines.diffusion import predictions, walks
from engines.diffusion.model import Diffusion
from engines.diffusion.oracles import WorldDenoiser
from engines.diffusion.samplers import SAMPLERS
from engines.diffusion.schedules import Level

N_TIMES, N_PER_TIME = 8, 64  # where the score is compared


def score(model: Diffusion, x0: Tensor, x: Tensor, level: Level) -> np.ndarray:
    """The score in the data's units, 1 over their unit, that a predicted x0 implies."""
    return (predictions.to_score(x0, x, level.alpha, level.sigma).double() / model.scale).numpy()


def noised_world(model: Diffusion, level: Level) -> World:
    """The world at a level, as it is shown: x_t of the standardised world, in the data's units."""
    world, scale, shift = model.world, float(model.scale), model.shift.numpy()
    at_level = world.noised(level.alpha, scale * level.sigma)
    return World(world.weights, at_level.means + (1 - level.alpha) * shift, at_level.covariances)


def remembered(model: Diffusion, name: str, key: tuple, make: Callable[[], Any]) -> Any:
    """What `make` gave when it was last called with this key: the truth does not change while a model learns."""
    if name not in model.remembered or model.remembered[name][0] != key:
        model.remembered[name] = (key, make())
    return model.remembered[name][1]


def standardised(model: Diffusion) -> World:
    """The world as the network sees it."""
    world, scale = model.world, float(model.scale)
    return World(world.weights, (world.means - model.shift.numpy()) / scale, world.covariances / scale**2)


def exact_noise(model: Diffusion) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """x_t (512, 2) at 8 levels, their alpha and sigma (512, 1), and the mean noise in them."""
    world, rng, found = standardised(model), np.random.default_rng(0), []
    for k in range(N_TIMES):
        level = model.schedule.level(max(1, round((k + 0.5) / N_TIMES * model.schedule.T)))
        x = torch.tensor(world.noised(level.alpha, level.sigma).sample(N_PER_TIME, seed=rng)).float()
        eps = predictions.to_eps(WorldDenoiser(world)(x, level), x, level.alpha, level.sigma)
        found.append((x, torch.full((len(x), 1), level.alpha), torch.full((len(x), 1), level.sigma), eps))
    return tuple(torch.cat(parts) for parts in zip(*found, strict=True))


WALK_FIELD, WALK_HEAT = 15, 48  # arrows and cells per side


LONGEST = 0.06  # of an arrow, in sides of the box


def walk_levels(model: Diffusion) -> list[Level]:
    """The levels of the walk that a snapshot shows, noise first; see `shown_walk`."""
    c = model.config
    n = max(1, c.view_steps // SAMPLERS[c.sampler].evaluations)
    return walks.levels_for(c.sampler, model.schedule, n)


def truth(model: Diffusion, n_points: int) -> dict[str, np.ndarray]:
    """`truth_in_parts` without its pauses."""
    return finish(truth_in_parts(model, n_points))


def truth_in_parts(model: Diffusion, n_points: int) -> InParts[dict[str, np.ndarray]]:
    """What is known exactly of the walk of a model that is measured, with a pause after every level.

    Points x0 (n, 2) and their noise (n, 2), "alpha", "sigma" of every level, so that x_t = shift + alpha (x0 - shift)
    + sigma noise; the density as sqrt(p / max p), "density" (steps + 1, 48, 48), row 0 lowest; the score as arrows,
    "exact", as `learned_fields`.
    """
    levels, rng = walk_levels(model), np.random.default_rng(12345)
    at_field, p, exact = cells(model.box, WALK_FIELD), [], []
    for at in levels:
        world = noised_world(model, at)
        p.append(np.exp(world.log_prob(cells(model.box, WALK_HEAT))))
        exact.append(arrows(model, world.score(at_field).reshape(-1, 2), at) if at.sigma else nothing())
        yield
    return {
        "real": model.world.sample(n_points, seed=rng),
        "noise": rng.standard_normal((n_points, 2)) * float(model.scale),
        "alpha": np.array([at.alpha for at in levels]),
        "sigma": np.array([at.sigma for at in levels]),
        "shift": model.shift.numpy().astype(float),
        "density": np.stack([np.sqrt(q / q.max()) for q in p]),
        "exact": np.stack(exact),
    }


def nothing() -> np.ndarray:
    """At t = 0 there is no noise to point away from."""
    return np.zeros((WALK_FIELD, WALK_FIELD, 2))


def arrows(model: Diffusion, score_: np.ndarray, at: Level) -> np.ndarray:
    """The score times the variance of the noise, the way to the mean of what it may have been; long ones are cut."""
    way = score_ * (at.sigma * float(model.scale)) ** 2
    longest = LONGEST * (model.box[2] - model.box[0])
    length = np.linalg.norm(way, axis=1, keepdims=True)
    return (way * np.minimum(1, longest / np.maximum(length, 1e-12))).reshape(WALK_FIELD, WALK_FIELD, 2)
