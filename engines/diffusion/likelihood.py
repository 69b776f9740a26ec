"""How likely data are under a diffusion model, by the flow without fresh noise that has the same densities.

dx / d(log s) = x - D(x, s), where D is the denoiser at the noise level s = sigma / alpha, carries the density of noised
data from level to level (Song et al. 2021, arXiv:2011.13456, section 4.3; in this form Karras et al. 2022, eq. 1), and
along it log p falls by the trace of the slope. So log p(x) is that of the noise it ends in, plus the sum of the trace.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from engines.diffusion.denoisers import Denoiser
from engines.diffusion.model import Diffusion
from engines.diffusion.schedules import SIGMA_MAX, SIGMA_MIN, Level

N_STEPS = 40  # of Runge and Kutta's rule, four questions each
APART = 0.02  # noise levels between two places whose difference is the derivative
EXACT = 3  # dimensions, up to which the trace is summed, not estimated
CHUNK = {"mlp": 2000, "unet": 100}


def score_samples(model: Diffusion, X: np.ndarray, *, n_steps: int = N_STEPS, seed: int = 0) -> np.ndarray:
    """log p(x) of rows X (n, d) in the data's units, without condition, nats, (n,); of pictures rows as
    `pixels.dequantise` makes them: the byte v, which the model knows as v / 255, is the middle of its cell.

    The flow begins at SIGMA_MIN, where bytes are spread about as widely as their cells.
    """
    x, scale = torch.as_tensor(np.asarray(X, float)), float(model.scale)
    if model.config.net == "unet":
        x, scale = (256 * x - 0.5) / 255, scale * 255 / 256
    x = (x - model.shift) / model.scale
    volume = x.shape[1] * math.log(scale)
    rows, generator = CHUNK[model.config.net], torch.Generator().manual_seed(seed)
    parts = [log_density(model.network, part.float(), n_steps=n_steps, generator=generator) for part in x.split(rows)]
    return torch.cat(parts).numpy() - volume


def log_density(
    denoise: Denoiser, x: Tensor, *, n_steps: int = N_STEPS, generator: torch.Generator | None = None
) -> Tensor:
    """log p(x) of standardised rows x (n, d), nats, (n,). Equal factors of noise; Runge-Kutta 4."""
    directions = list(_directions(x, generator))
    gained, u = x.new_zeros(len(x), dtype=torch.float64), math.log(SIGMA_MIN)
    h = (math.log(SIGMA_MAX) - u) / n_steps
    for _ in range(n_steps):
        k1, t1 = _flow(denoise, x, u, directions)
        k2, t2 = _flow(denoise, x + h / 2 * k1, u + h / 2, directions)
        k3, t3 = _flow(denoise, x + h / 2 * k2, u + h / 2, directions)
        k4, t4 = _flow(denoise, x + h * k3, u + h, directions)
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        gained, u = gained + h / 6 * (t1 + 2 * t2 + 2 * t3 + t4).double(), u + h
    variance = 1 + SIGMA_MAX**2
    noise = -0.5 * (x.double().square().sum(1) / variance + x.shape[1] * math.log(2 * math.pi * variance))
    return noise + gained


def evaluations(n_dims: int, n_steps: int = N_STEPS) -> int:
    """Of the network, for one row."""
    return 4 * n_steps * (1 + 2 * (n_dims if n_dims <= EXACT else 1))


def _directions(x: Tensor, generator: torch.Generator | None) -> Iterator[Tensor]:
    """All of them, or one at random for each row, which gives the trace in the mean (Hutchinson 1990,
    10.1080/03610919008812866)."""
    n, d = x.shape
    if d <= EXACT:
        yield from torch.eye(d, dtype=x.dtype)[:, None, :].expand(d, n, d)
    else:
        yield (2 * torch.randint(2, (n, d), generator=generator) - 1).to(x.dtype)


def _flow(denoise: Denoiser, x: Tensor, u: float, directions: list[Tensor]) -> tuple[Tensor, Tensor]:
    """The slope (n, d) at log s = u, and its trace (n,)."""
    s = math.exp(u)
    h = APART * s
    trace = sum(((_asked(denoise, x + h * v, s) - _asked(denoise, x - h * v, s)) * v).sum(1) for v in directions)
    return x - _asked(denoise, x, s), x.shape[1] - trace / (2 * h)


def _asked(denoise: Denoiser, x: Tensor, s: float) -> Tensor:
    """The denoiser at a noise level, on the path that keeps the variance."""
    alpha = 1 / math.hypot(1, s)
    return denoise(alpha * x, Level(math.nan, alpha, s * alpha))
