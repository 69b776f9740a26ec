"""One turn of a GAN in stages, each with what is seen of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engines.core import InParts, finish
from engines.gan.model import GAN
from engines.gan.views import arrows, heat, plane


@dataclass(frozen=True)
class Stage:
    """One moment of a turn: its name, what there is to see (float32), and the metrics known by then."""

    name: str
    arrays: Mapping[str, np.ndarray]
    metrics: Mapping[str, float]


def stages(model: GAN) -> tuple[Stage, ...]:
    """`stages_in_parts` without its pauses."""
    return finish(stages_in_parts(model))


def stages_in_parts(model: GAN) -> InParts[tuple[Stage, ...]]:
    """Perform one turn of a GAN on points, with a pause after every update, and return what happened, stage by stage;
    the result is that of `step()`.

    "noise": z. "fake": z, x = G(z). "judged": real, fake and D's probabilities p_real, p_fake. "d-updated": the heat
    map before and after all d_steps. "g-gradient": arrows on the fakes. "g-updated": fakes of the fixed noise before
    and after all g_steps.
    """
    if model.config.replicas > 1 or model.n_dims != 2:
        raise ValueError(f"slow motion is for points and replicas=1, not {model.config.replicas}; start such a run")
    x, z = model.real(), model.streams["z"].next()
    real, fake = (model.units(points)[0].numpy() for points in (x, model.g(z)))
    judged = {"real": real, "fake": fake, "p_real": model.discriminate(real), "p_fake": model.discriminate(fake)}
    heat_before = heat(model)
    metrics = model.update_d(x, z)
    for _ in range(model.config.d_steps - 1):
        yield
        metrics = model.d_step()
    updated = Stage("d-updated", {"before": heat_before, "after": heat(model)}, metrics)
    pushed, before = arrows(model), model.generate(model.fixed_z)
    for _ in range(model.config.g_steps):
        yield
        metrics = {**metrics, **model.g_step()}
    model.n_steps += 1
    metrics = {**metrics, "step": float(model.n_steps)}
    return (
        Stage("noise", {"z": plane(z[0])}, {}),
        Stage("fake", {"z": plane(z[0]), "fake": fake}, {}),
        Stage("judged", judged, {}),
        updated,
        Stage("g-gradient", {"arrows": pushed}, updated.metrics),
        Stage("g-updated", {"before": before, "after": model.generate(model.fixed_z)}, metrics),
    )
