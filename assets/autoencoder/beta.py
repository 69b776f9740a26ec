"""Measure what beta does: `python -m assets.autoencoder.beta` (some ten minutes of one core) writes beta.json, row by
row; begun again, it goes on with the next row."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from assets.autoencoder.rows import by_seed, measure
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.presets import MEASURED
from engines.autoencoder.sweep import FOLDER
from engines.autoencoder.views import active, kl_per_number
from engines.data import images

FILE = FOLDER / "beta.json"
BETAS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # 0 is the AE
SEEDS = 3
RECIPE = MEASURED["digits"]


def measured(beta: float, seed: int) -> dict[str, Any]:
    """Of the 2,000 test pictures: nats per picture, and what each number of the code tells, in falling order."""
    model = Autoencoder(RECIPE.replace(beta=beta, seed=seed)).fit(images.load("digits").images)
    X = images.load("digits", "test").images
    mu, sigma = model.encode(X)
    kl = np.sort(kl_per_number(mu, sigma))[::-1] if beta else None
    return {
        "restoring": round(float(model.reconstruction_error(X).mean()), 2),
        "kl": None if kl is None else np.round(kl.astype(float), 3).tolist(),
        "elbo": None if kl is None else round(float(model.elbo(X).mean()), 2),
        "active": active(mu),
    }


def main() -> None:
    about = {"command": "python -m assets.autoencoder.beta", "torch": torch.__version__.split("+")[0]}
    measure(FILE, about | {"config": RECIPE.as_dict()}, by_seed(SEEDS, BETAS), measured)


if __name__ == "__main__":
    main()
