"""Measure what beta does to a space of apples: `python -m assets.autoencoder.apples` (a quarter of an hour of one core)
writes apples.json, row by row; begun again, it goes on with the next row. The weights of the first seed are shipped
with the others, in assets/weights.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch

from assets.autoencoder.rows import by_seed, measure
from assets.weights.measure import latent
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.sweep import FACTORS, FOLDER
from engines.autoencoder.views import active, kl_per_number
from engines.data.postcards import cards
from engines.measures.disentanglement import mutual_information_gap
from engines.nets import weights

FILE = FOLDER / "apples.json"
BETAS = (0.0, 1.0, 4.0, 16.0)  # 0 is the AE
SEEDS = 3
APPLES = AutoencoderConfig(net="conv", width=8, size=32, channels=3, latent_dim=8, steps=1_500, batch_size=64)
TRAINED_ON, MEASURED_ON = 10_000, 10_000  # apples, painted with seeds 0 and 1


@cache
def apples(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n, 32, 32, 3) and their true factors (n, 5)."""
    found = cards.apples(n, seed=seed)
    ripe = cards.ripeness(found.factors)
    return found.images, np.column_stack([ripe, *(found.factors[name] for name in FACTORS[1:])])


def trained(config: AutoencoderConfig, X: np.ndarray) -> Autoencoder:
    model = Autoencoder(config)
    model.start(X)
    while model.n_steps < config.steps:
        model.step()
    return model


def figures(model: Autoencoder, X: np.ndarray) -> tuple[dict[str, Any], np.ndarray]:
    """What a model restores and what its codes say, nats per picture, on pictures it has not seen; and its codes."""
    mu, sigma = model.encode(X)
    kl = kl_per_number(mu, sigma) if sigma.any() else None
    return {
        "reconstruction": round(float(model.reconstruction_error(X).mean()), 2),
        "kl": None if kl is None else round(float(kl.sum()), 3),
        "active": active(mu),
    }, mu


def of_apples(beta: float, seed: int) -> dict[str, Any]:
    config = at_beta(APPLES, beta, seed)
    model = trained(config, apples(TRAINED_ON, 0)[0])
    X, factors = apples(MEASURED_ON, 1)
    found, mu = figures(model, X)
    others = np.random.default_rng(0).permutation(factors)  # of other apples: what chance alone gives
    table = np.corrcoef(ranks(mu).T, ranks(factors).T)[: mu.shape[1], mu.shape[1] :]
    if seed == 0:
        ship(f"{config.kind}-apples-{beta:g}", model, found)
    return found | {
        "mig": round(mutual_information_gap(mu, factors).score, 4),
        "mig_floor": round(mutual_information_gap(mu, others).score, 4),
        "correlations": np.round(table, 3).tolist(),
    }


def ranks(columns: np.ndarray) -> np.ndarray:
    """Spearman's correlation is Pearson's of these."""
    return columns.argsort(0).argsort(0).astype(float)


def at_beta(config: AutoencoderConfig, beta: float, seed: int) -> AutoencoderConfig:
    """beta 0 is the AE itself: without noise and without a pull to the prior."""
    return config.replace(kind="vae" if beta else "ae", beta=beta or 1.0, seed=seed)


def ship(name: str, model: Autoencoder, found: dict[str, Any]) -> None:
    record = {
        "config": model.config.as_dict(),
        "data": f"apples, {TRAINED_ON:,} painted with seed 0",
        "steps": model.n_steps,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__.split("+")[0],
        "command": "python -m assets.autoencoder.apples",
        "test": found,
        "latent": latent(model, apples(TRAINED_ON, 0)[0]),
    }
    weights.save(name, model.averaged, record)


def main() -> None:
    about = {"command": "python -m assets.autoencoder.apples", "config": APPLES.as_dict()}
    measure(FILE, about, by_seed(SEEDS, BETAS), of_apples)


if __name__ == "__main__":
    main()
