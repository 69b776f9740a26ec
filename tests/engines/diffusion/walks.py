"""A ring whose denoiser is exact, and the walks that start in its noise."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from engines.data import shapes
from engines.diffusion.oracles import WorldDenoiser
from engines.diffusion.schedules import Level
from engines.diffusion.walks import walk

RING = shapes.build("ring", radius=1.0, sigma=0.1)
EXACT = WorldDenoiser(RING)
X_T = torch.randn(40, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def last(denoise: Callable, levels: list[Level], x: Tensor, **settings) -> Tensor:
    *_, step = walk(denoise, levels, x, **settings)
    return step.x
