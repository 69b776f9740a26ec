"""What a shipped GAN is asked for: of postcards what our table of them holds, as often as there; the others
take no requests."""

from __future__ import annotations

import numpy as np

from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT
from engines.gan.model import GAN


def asked(model: GAN, n: int, *, seed: int) -> np.ndarray | None:
    """n requests, int (n, 4); None where nothing can be asked."""
    return rows({}, n, seed, DEFAULT) if model.config.factors else None


def sample(model: GAN, n_samples: int, *, seed: int) -> np.ndarray:
    """Samples of a shipped GAN (n_samples, d), asked for as above with the same seed."""
    return model.sample(n_samples, seed=seed, y=asked(model, n_samples, seed=seed))
