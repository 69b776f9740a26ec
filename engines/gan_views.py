"""What there is to see in a GAN on points: its moment as arrays, one turn in slow motion, and the best possible D."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from scipy.spatial import cKDTree
from torch import Tensor

from engines import mode_coverage
from engines.core import InParts, Snapshot, finish
from engines.gan import GAN
from engines.gan_losses import TERMS
from engines.grid import cells
from engines.pixels import pictures_of, to_bytes
from engines.worlds import World

HEAT = 48  # cells of the heat map per side
N_ARROWS, N_GRID = 80, 13
N_PICTURES = 64
ARROW = 0.08  # length of a long arrow (the 95 % quantile), in box sizes


def snapshot(model: GAN) -> Snapshot:
    """Pictures: nothing but "pictures", uint8 (64, H, W) or (64, H, W, 3), of the same noise always.

    Points, one GAN: "fake" (500, 2) and their "noise" (500, 2), "heat" (48, 48) = D's probability over `model.box`,
    row 0 lowest, "grid" (13, 13, 2) = G of quantiles of the noise where noise_dim is 2, "arrows" (80, 4) = fakes and
    the direction in which they are pushed.

    Replicas: "fakes" (S, 500, 2), every metric as (S,), and "modes", "hq" (S,) if `model.world` is set.
    """
    with torch.no_grad():
        if model.n_dims != 2:
            return Snapshot(model.n_steps, metrics_of(model), {"pictures": pictures(model)})
        if model.config.replicas > 1:
            return Snapshot(model.n_steps, metrics_of(model), replica_arrays(model))
        arrays = {"fake": model.generate(model.fixed_z), "noise": plane(model.fixed_z), "heat": heat(model)}
        if model.config.noise_dim == 2:
            arrays["grid"] = warped_grid(model)
        return Snapshot(model.n_steps, metrics_of(model), {**arrays, "arrows": arrows(model)})


def pictures(model: GAN) -> np.ndarray:
    """G of the first fixed noises as bytes, channels last; rows (64, D) where the net knows no picture."""
    rows = model.generate(model.fixed_z[:N_PICTURES])
    if not model.pictures:
        return rows
    rows = to_bytes(rows)
    return pictures_of(rows, model.config.shape) if rows.shape[1] == np.prod(model.config.shape) else rows


def metrics_of(model: GAN) -> Mapping[str, float]:
    """The last updates' metrics, means over replicas; empty before the first."""
    averages = {name: float(values.mean()) for name, values in model.per_replica.items()}
    return {**averages, "step": float(model.n_steps)} if averages else {}


def replica_arrays(model: GAN) -> dict[str, np.ndarray]:
    fakes = model.generate(model.fixed_z)
    arrays = {"fakes": fakes, **{name: values.numpy() for name, values in model.per_replica.items()}}
    if model.world is not None:
        found = [mode_coverage.coverage(model.world, X) for X in fakes]
        arrays["modes"] = np.array([c.modes for c in found], np.float32)
        arrays["hq"] = np.array([c.hq for c in found], np.float32)
    return arrays


def plane(z: Tensor) -> np.ndarray:
    """The first two coordinates of noise (n, d), (n, 2); the second is 0 where there is one."""
    z = z[:, :2]
    return torch.nn.functional.pad(z, (0, 2 - z.shape[1])).numpy()


def heat(model: GAN, n: int = HEAT) -> np.ndarray:
    """D's probability of "real" at the centres of n x n cells over the box, (n, n), row 0 lowest."""
    return model.discriminate(cells(model.box, n).reshape(-1, 2)).reshape(n, n)


def warped_grid(model: GAN, k: int = N_GRID) -> np.ndarray:
    """G of the k x k grid whose cells hold equal probability of noise, (k, k, 2)."""
    q = torch.special.ndtri((torch.arange(k) + 0.5) / k)
    z = torch.stack(torch.meshgrid(q, q, indexing="xy"), -1).reshape(-1, 2)
    return model.generate(z).reshape(k, k, 2)


def arrows(model: GAN) -> np.ndarray:
    """Fakes and d(-loss of G)/dx there, (m, 4) = x1, x2, dx1, dx2; scaled so that a long one has length ARROW."""
    m = model.config.packing
    x = model.shown(model.fixed_z[None, : N_ARROWS // m * m])
    logits_, pullback = model.d.vjp(x.reshape(1, -1, m * 2))
    push = -pullback(TERMS[model.config.loss].fool.slope(logits_), theta=False, x=True).view(x.shape)
    length = torch.quantile(push.norm(dim=-1), 0.95).clamp(min=1e-12)
    side = model.box[2] - model.box[0]
    return torch.cat([model.units(x), push * (ARROW * side / length)], -1)[0].numpy()


# ---- slow motion -----------------------------------------------------------------------------------------------------


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


# ---- the best possible D ---------------------------------------------------------------------------------------------


def optimal_discriminator(world: World, fake_points: np.ndarray, box: list[float], n: int = HEAT) -> np.ndarray:
    """p/(p+q) on n x n cells over `box`, (n, n), row 0 lowest: the best D (Goodfellow et al. 2014, prop. 1).

    q, the generator's density, is not known: it is estimated from its points (m, 2) by a Gaussian kernel of bandwidth
    h = the median distance to the sqrt(m)-th neighbour, at least half a cell. p is exact and blurred by the same
    kernel (exact, too, for a mixture), so that a perfect generator gets 1/2 everywhere and not an edge of kernel width.
    Where both are below 1e-9 of p's largest peak it says 1/2: neither has been seen there.
    """
    X = np.asarray(fake_points, float)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) < 2 or not np.isfinite(X).all():
        raise ValueError(f"fake_points has shape {X.shape}; give at least two finite points (m, 2)")
    low, high = np.asarray(box, float).reshape(2, 2)
    k = min(len(X) - 1, max(1, round(len(X) ** 0.5)))
    some = X[:: max(1, len(X) // 256)]  # enough for a median
    h = max(float(np.median(cKDTree(X).query(some, [k + 1])[0])), float((high - low).max()) / n / 2)
    at = cells(box, n).astype(np.float32)
    x1, x2 = at[0, :, 0], at[:, 0, 1]  # a Gaussian kernel is a product, so the sum over points is a matrix product
    far = -100.0  # beyond, exp leaves the normal floats and everything after it is 20 times slower
    k1, k2 = (
        torch.tensor(np.maximum(-(((X[:, i, None] - c) / h) ** 2) / 2, far)).exp() for i, c in enumerate((x1, x2))
    )
    q = (k2.T @ k1).numpy() / (2 * np.pi * h**2 * len(X))  # numpy's threads wait for each other on a busy machine
    blurred = world.noised(1.0, h)
    p = np.exp(blurred.log_prob(at))
    unseen = 1e-9 * np.exp(blurred.log_prob(world.means)).max()
    return (p + unseen) / (p + q + 2 * unseen)
