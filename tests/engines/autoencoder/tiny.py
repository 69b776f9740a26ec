"""Small models and pictures that the tests of autoencoders train on."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder

TINY = AutoencoderConfig(net="mlp", latent_dim=1, width=16, size=4, steps=400, warmup=10, lr=1e-2, batch_size=32)
SMALL = AutoencoderConfig(net="mlp", latent_dim=2, width=8, size=8, steps=50, warmup=4, batch_size=16)
EVERY_KIND = [(kind, net) for kind in ("ae", "vae") for net in ("mlp", "conv")]


def bars(n: int) -> np.ndarray:
    """4x4 pictures (n, 16) filled up to a random height, one pixel in ten flipped: one true factor."""
    rng = np.random.default_rng(0)
    full = rng.integers(0, 5, n)[:, None] > np.arange(16) // 4
    return (full ^ (rng.random((n, 16)) < 0.1)).astype(np.float32)


def grey(n: int, size: int = 8) -> np.ndarray:
    return np.random.default_rng(1).random((n, size * size), np.float32)


def trained(config: AutoencoderConfig, X: np.ndarray) -> Autoencoder:
    return Autoencoder(config).fit(X)


def same(a: Any, b: Any) -> bool:
    """Bit-for-bit equality of nested states."""
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b
