"""What there is to see in a diffusion model on points: samples and their ways, the learned score and the exact one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from engines import predictions
from engines.core import Snapshot
from engines.denoisers import WorldDenoiser
from engines.diffusion_samplers import Step
from engines.schedules import Level
from engines.worlds import World

if TYPE_CHECKING:
    from engines.diffusion import Diffusion

N_SAMPLES, N_WAYS, N_PICTURES = 500, 60, 16
FIELD = 21  # arrows per side
N_TIMES, N_PER_TIME = 8, 64  # where the score is compared


def box_of(X: np.ndarray) -> list[float]:
    """[low1, low2, high1, high2] around points (n, 2), with a margin of a quarter of their larger side."""
    low, high = X.min(0), X.max(0)
    middle, half = (low + high) / 2, 0.75 * max(float((high - low).max()), 1e-6)
    return [*(middle - half).tolist(), *(middle + half).tolist()]


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
    return model.units(torch.stack([step.x for step in shown_walk(model, N_SAMPLES)], 1))


def pictures(model: Diffusion) -> np.ndarray:
    classes = [k % model.config.n_classes for k in range(N_PICTURES)] if model.config.n_classes else None
    *_, last = shown_walk(model, N_PICTURES, classes)
    return model.pictures(last.x)


def shown_walk(model: Diffusion, n: int, y: list[int] | None = None) -> Iterator[Step]:
    """From the same noise always, with `view_steps` network evaluations, about twice that with guidance."""
    noise = torch.randn(n, model.n_dims, generator=torch.Generator().manual_seed(0))
    n_steps = max(1, model.config.view_steps // (2 if model.config.sampler == "heun" else 1))
    return model.trajectory(noise, seed=1, y=y, n=n_steps)


def metrics_of(model: Diffusion) -> dict[str, float]:
    """Of the last update; empty before the first."""
    return {"loss": model.loss, "step": float(model.n_steps)} if model.n_steps else {}


# ---- scores ----------------------------------------------------------------------------------------------------------


def field_level(model: Diffusion) -> Level:
    """The level of `field_t`; never t = 0, where there is no noise to learn from."""
    return model.schedule.level(max(1, round(model.config.field_t * model.schedule.T)))


def field_points(model: Diffusion) -> tuple[np.ndarray, Tensor]:
    """Centres of 21 x 21 cells over the box, (21, 21, 2): in the data's units, and as standardised rows (441, 2)."""
    low, high = np.asarray(model.box, float).reshape(2, 2)
    x1, x2 = (low + (high - low) * (np.arange(FIELD)[:, None] + 0.5) / FIELD).T
    at = np.stack(np.meshgrid(x1, x2), axis=-1)
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
