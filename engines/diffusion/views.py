"""What there is to see in a diffusion model on points: samples and their ways, the learned score and the exact one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from engines.core import InParts, Snapshot, finish
from engines.data.grid import cells
from engines.diffusion import predictions
from engines.diffusion.exact import (
    WALK_FIELD,
    arrows,
    exact_noise,
    noised_world,
    nothing,
    remembered,
    score,
    walk_levels,
)
from engines.diffusion.model import Diffusion
from engines.diffusion.schedules import Level
from engines.diffusion.walks import Step

N_SAMPLES, N_WAYS, N_PICTURES = 500, 60, 16
FIELD = 21  # arrows per side


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


def score_error(model: Diffusion) -> float:
    """|learned - exact| / |exact| of sigma times the score, the noise as it is predicted and as it should be.

    Root mean squares over 8 times from T/16 to 15T/16 and 64 points of the noised world at each, the same always.
    """
    seen = (model.world, model.schedule)
    x, alpha, sigma, eps = remembered(model, "noise", seen, lambda: exact_noise(model))
    learned = predictions.to_eps(model.network.at(x, alpha, sigma), x, alpha, sigma)
    return float((learned - eps).norm() / eps.norm())


# ---- the whole walk at once, to be scrubbed --------------------------------------------------------------------------


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
