"""What there is to see in a GAN on points: its moment as arrays, one turn in slow motion, and the best possible D."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from engines.core import Snapshot
from engines.data.grid import cells
from engines.data.pixels import pictures_of, to_bytes
from engines.gan.losses import LOSSES
from engines.gan.model import GAN
from engines.measures import mode_coverage

HEAT = 48  # cells of the heat map per side
N_ARROWS, N_GRID = 80, 13
N_PICTURES = 64
ARROW = 0.08  # length of a long arrow (the 95 % quantile), in box sizes


def snapshot(model: GAN, y: np.ndarray | None = None) -> Snapshot:
    """Pictures: nothing but "pictures", uint8 (64, H, W) or (64, H, W, 3), of the same noise always, and of
    requests y (64, k).

    Points, one GAN: "fake" (500, 2) and their "noise" (500, 2), "heat" (48, 48) = D's probability over `model.box`,
    row 0 lowest, "grid" (13, 13, 2) = G of quantiles of the noise where noise_dim is 2, "arrows" (80, 4) = fakes and
    the direction in which they are pushed.

    Replicas: "fakes" (S, 500, 2), every metric as (S,), and "modes", "hq" (S,) if `model.world` is set.
    """
    with torch.no_grad():
        if model.n_dims != 2:
            return Snapshot(model.n_steps, metrics_of(model), {"pictures": pictures(model, y)})
        if model.config.replicas > 1:
            return Snapshot(model.n_steps, metrics_of(model), replica_arrays(model))
        arrays = {"fake": model.generate(model.fixed_z), "noise": plane(model.fixed_z), "heat": heat(model)}
        if model.config.noise_dim == 2:
            arrays["grid"] = warped_grid(model)
        return Snapshot(model.n_steps, metrics_of(model), {**arrays, "arrows": arrows(model)})


def pictures(model: GAN, y: np.ndarray | None = None) -> np.ndarray:
    """G of the first fixed noises as bytes, channels last; rows (64, D) where the net knows no picture."""
    rows = model.generate(model.fixed_z[:N_PICTURES], y)
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
    push = -pullback(LOSSES[model.config.loss].fool.slope(logits_), theta=False, x=True).view(x.shape)
    length = torch.quantile(push.norm(dim=-1), 0.95).clamp(min=1e-12)
    side = model.box[2] - model.box[0]
    return torch.cat([model.units(x), push * (ARROW * side / length)], -1)[0].numpy()


# ---- slow motion -----------------------------------------------------------------------------------------------------


# ---- the best possible D ---------------------------------------------------------------------------------------------
