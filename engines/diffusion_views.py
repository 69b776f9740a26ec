"""What there is to see in a diffusion model on points: samples and their ways, the learned score and the exact one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engines import diffusion_samplers, predictions
from engines.core import InParts, Snapshot, finish
from engines.denoisers import WorldDenoiser
from engines.diffusion import Diffusion
from engines.diffusion_samplers import Step
from engines.grid import cells
from engines.schedules import Level
from engines.worlds import World

N_SAMPLES, N_WAYS, N_PICTURES = 500, 60, 16
FIELD = 21  # arrows per side
N_TIMES, N_PER_TIME = 8, 64  # where the score is compared


def snapshot(model: Diffusion) -> Snapshot:
    """Points, float32, in the data's units: "samples" (500, 2) from the same noise always, with `view_steps` network
    evaluations; "trajectories" (60, steps + 1, 2), the ways of the first of them, noise first; "field" (21, 21, 2), the
    learned score at `field_t` on the cells of `model.box`, row 0 lowest. If `model.world` is set, "exact", the score
    of the noised world there, and the metric "score_error" (`score_error`).

    Data of other dimension: "samples" (500, d) alone. Pictures: "pictures", uint8 (16, H, W) or (16, H, W, 3), of the
    same noise always and the classes in turn.
    """
    if model.config.net == "unet":
        return Snapshot(model.n_steps, metrics_of(model), {"pictures": pictures(model)})
    ways = sampled(model)
    arrays = {"samples": ways[:, -1]}
    metrics = metrics_of(model)
    if model.n_dims == 2:
        at, x, level = *field_points(model), field_level(model)
        arrays |= {"trajectories": ways[:N_WAYS], "field": on_grid(score(model, model.denoiser(x, level), x, level))}
        if model.world is not None:
            seen = (model.world, model.schedule, level, tuple(model.box))
            arrays["exact"] = remembered(model, "field", seen, lambda: noised_world(model, level).score(at))
            metrics["score_error"] = score_error(model)
    return Snapshot(model.n_steps, metrics, {name: a.astype(np.float32) for name, a in arrays.items()})


def sampled(model: Diffusion) -> np.ndarray:
    """The ways of the samples that a snapshot shows, (500, steps + 1, d)."""
    return finish(sampled_in_parts(model))


def sampled_in_parts(model: Diffusion) -> InParts[np.ndarray]:
    """`sampled`, with a pause after every level."""
    seen = []
    for step in shown_walk(model, N_SAMPLES):
        seen.append(step.x)
        yield
    return model.units(torch.stack(seen, 1))


def pictures(model: Diffusion) -> np.ndarray:
    return finish(pictures_in_parts(model))


def pictures_in_parts(model: Diffusion) -> InParts[np.ndarray]:
    """What a snapshot shows of pictures, with a pause after every level."""
    classes = [k % model.config.n_classes for k in range(N_PICTURES)] if model.config.n_classes else None
    for step in shown_walk(model, N_PICTURES, classes):
        last = step.x
        yield
    return model.pictures(last)


def shown_walk(model: Diffusion, n: int, y: list[int] | None = None) -> Iterator[Step]:
    """From the same noise always, with `view_steps` network evaluations, about twice that with guidance."""
    noise = torch.randn(n, model.n_dims, generator=torch.Generator().manual_seed(0))
    return model.trajectory(noise, seed=1, y=y, n=len(walk_levels(model)) - 1)


def metrics_of(model: Diffusion) -> dict[str, float]:
    """Of the last update; empty before the first."""
    return {"loss": model.loss, "step": float(model.n_steps)} if model.n_steps else {}


# ---- scores ----------------------------------------------------------------------------------------------------------


def field_level(model: Diffusion) -> Level:
    """The level of `field_t`; never t = 0, where there is no noise to learn from."""
    return model.schedule.level(max(1, round(model.config.field_t * model.schedule.T)))


def field_points(model: Diffusion) -> tuple[np.ndarray, Tensor]:
    """Centres of 21 x 21 cells over the box, (21, 21, 2): in the data's units, and as standardised rows (441, 2)."""
    at = cells(model.box, FIELD)
    return at, ((torch.tensor(at).reshape(-1, 2) - model.shift) / model.scale).float()


def on_grid(rows: np.ndarray) -> np.ndarray:
    return rows.reshape(FIELD, FIELD, 2)


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


def score_error(model: Diffusion) -> float:
    """|learned - exact| / |exact| of sigma times the score, the noise as it is predicted and as it should be.

    Root mean squares over 8 times from T/16 to 15T/16 and 64 points of the noised world at each, the same always.
    """
    seen = (model.world, model.schedule)
    x, alpha, sigma, eps = remembered(model, "noise", seen, lambda: exact_noise(model))
    learned = predictions.to_eps(model.network.at(x, alpha, sigma), x, alpha, sigma)
    return float((learned - eps).norm() / eps.norm())


def exact_noise(model: Diffusion) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """x_t (512, 2) at 8 levels, their alpha and sigma (512, 1), and the mean noise in them."""
    world, rng, found = standardised(model), np.random.default_rng(0), []
    for k in range(N_TIMES):
        level = model.schedule.level(max(1, round((k + 0.5) / N_TIMES * model.schedule.T)))
        x = torch.tensor(world.noised(level.alpha, level.sigma).sample(N_PER_TIME, seed=rng)).float()
        eps = predictions.to_eps(WorldDenoiser(world)(x, level), x, level.alpha, level.sigma)
        found.append((x, torch.full((len(x), 1), level.alpha), torch.full((len(x), 1), level.sigma), eps))
    return tuple(torch.cat(parts) for parts in zip(*found, strict=True))


# ---- the whole walk at once, to be scrubbed --------------------------------------------------------------------------

WALK_FIELD, WALK_HEAT = 15, 48  # arrows and cells per side
LONGEST = 0.06  # of an arrow, in sides of the box


def walk_levels(model: Diffusion) -> list[Level]:
    """The levels of the walk that a snapshot shows, noise first; see `shown_walk`."""
    c = model.config
    n = max(1, c.view_steps // (2 if c.sampler == "heun" else 1))
    return diffusion_samplers.levels_for(c.sampler, model.schedule, n)


def learned_fields(model: Diffusion) -> np.ndarray:
    """The learned score as arrows at each level of the walk, (steps + 1, 15, 15, 2); none at t = 0."""
    return finish(learned_in_parts(model))


def learned_in_parts(model: Diffusion) -> InParts[np.ndarray]:
    """`learned_fields`, with a pause after every level."""
    x = ((torch.tensor(cells(model.box, WALK_FIELD)).reshape(-1, 2) - model.shift) / model.scale).float()
    found = []
    for at in walk_levels(model):
        found.append(arrows(model, score(model, model.network(x, at), x, at), at) if at.sigma else nothing())
        yield
    return np.stack(found)


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
