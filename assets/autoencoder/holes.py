"""Measure where drawn codes land and how varied the pictures are that come of them: `python -m
assets.autoencoder.holes` (half an hour of one core) writes holes.json, row by row; begun again, it goes on.

An AE and a VAE have learned from the same pictures by the same recipe; an AE's codes come from laws fitted to them.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from assets.autoencoder.rows import Row, measure
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.drawn import SIZE
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.presets import MEASURED
from engines.autoencoder.sweep import FOLDER
from engines.comparison.budgets import KEPT_BACK
from engines.comparison.patience import Patience
from engines.data import images
from engines.data.worlds import World
from engines.measures import extractor, latent_coverage
from engines.measures.neighbours import density_coverage, kth_nearest, mean_distance
from engines.shipped import model

FILE = FOLDER / "holes.json"
DATA, SIZES, KINDS = ("digits", "fashion", "postcards"), (2, 16), ("ae", "vae")
DRAWS = 5  # of codes, from each of the shipped models
SEEDS = 3  # of models that are trained here until they settle, with SIZE numbers
EVERY, MARGIN = 500, 0.003  # of `Patience`, as diffusion has it in the comparison
DRAWN = 2_000  # codes of each law, as many as there are test pictures


@cache
def real(data: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Features of the training pictures and of the test pictures, and the mean distance of these from those."""
    train, test = (extractor.shipped(data).features(images.load(data, split).images) for split in ("train", "test"))
    return train, test, float(kth_nearest(test, train).mean())


def recipe(data: str, kind: str = "vae", seed: int = 0) -> AutoencoderConfig:
    """Of the models that are trained here: at a rate that stays, until they have settled."""
    return MEASURED[data].replace(kind=kind, latent_dim=SIZE, decay="none", seed=seed)


def settle(model: Autoencoder, X: np.ndarray) -> Patience:
    """Train until the loss of the pictures that are kept back, one in `KEPT_BACK`, has stopped falling: the bound of a
    VAE, an AE's restored pictures."""
    cut, patience, lr = len(X) // KEPT_BACK, Patience(EVERY, MARGIN), model.config.lr
    model.start(X[cut:])
    while not patience.done:
        model.step()
        if model.n_steps % patience.every == 0:
            loss = -model.elbo(X[:cut]) if model.config.noisy else model.reconstruction_error(X[:cut])
            model.set_params(lr=lr * patience.look(model.n_steps, float(loss.mean())))
    return patience


@cache
def network(training: str, data: str, size: int, kind: str, seed: int) -> tuple[Autoencoder, dict[str, Any]]:
    """A model, and how it was trained, where it is here."""
    if training == "shipped":
        return model(f"{kind}-{data}-{size}"), {}
    found = Autoencoder(recipe(data, kind, seed))
    patience = settle(found, images.load(data).images)
    return found, {"steps": found.n_steps, "settled": patience.settled}


def measured(training: str, seed: int, data: str, size: int, kind: str) -> dict[str, Any]:
    """Of each law that a model's codes are drawn from: see `of_pictures`, and among, the share of draws that land among
    its codes. A shipped model is the same for every seed, which then is of the draws alone."""
    found, trained = network(training, data, size, kind, 0 if training == "shipped" else seed)
    mu, sigma = found.encode(images.load(data).images)
    rng = np.random.default_rng(seed)
    codes = (mu + sigma * rng.standard_normal(mu.shape)).astype(float)  # one of each cloud: the aggregate posterior
    within = latent_coverage.typical_distance(codes)
    laws = {}
    for name, law in laws_of(kind, codes, seed).items():
        z = law.sample(DRAWN, seed=rng)
        inside = latent_coverage.among(codes, z, within)
        laws[name] = {"among": round(float(inside.mean()), 4)} | of_pictures(data, found.decode(z))
    return trained | {"laws": laws}


def laws_of(kind: str, codes: np.ndarray, seed: int) -> dict[str, World]:
    """What codes are drawn from: a VAE's prior, for an AE a Gaussian fitted to its codes, and last the VAE's prior all
    the same; a mixture, for both."""
    standard = latent_coverage.standard_normal(codes.shape[1])
    mixture = latent_coverage.fitted_law(codes, latent_coverage.MIXED, seed=seed)
    if kind == "vae":
        return {"prior": standard, "mixture": mixture}
    return {"prior": latent_coverage.fitted_law(codes), "mixture": mixture, "standard": standard}


def of_pictures(data: str, X: np.ndarray) -> dict[str, float]:
    """Decoded pictures, judged by the extractor's features. far: mean distance to the nearest training picture, that of
    test pictures being 1; covered: the share of test pictures that one of them comes as close to as its fifth fellow
    does (coverage, Naeem et al. 2020); spread: mean distance between two of them, that of two test pictures being 1."""
    train, test, near = real(data)
    features = extractor.shipped(data).features(X)
    return {
        "far": round(float(kth_nearest(features, train).mean()) / near, 4),
        "covered": round(density_coverage(test, features)[1], 4),
        "spread": round(mean_distance(features) / mean_distance(test), 4),
    }


def cases() -> list[Row]:
    """The shipped models with every draw, then the models that are trained here."""
    shipped = product(["shipped"], range(DRAWS), DATA, SIZES, KINDS)
    settled = product(["settled"], range(SEEDS), DATA, [SIZE], KINDS)
    names = ("training", "seed", "data", "size", "kind")
    return [dict(zip(names, case, strict=True)) for case in (*shipped, *settled)]


@threadpool_limits.wrap(limits=1, user_api="blas")
def main() -> None:
    patience = {"every": EVERY, "margin": MARGIN, "longest": Patience(EVERY, MARGIN).longest}
    settled = {"patience": patience} | {data: recipe(data).as_dict() for data in DATA}
    covered = {data: round(density_coverage(real(data)[1], real(data)[0][:DRAWN])[1], 4) for data in DATA}
    about = {"command": "python -m assets.autoencoder.holes", "torch": torch.__version__.split("+")[0]}
    measure(FILE, about | {"settled": settled, "real": covered}, cases(), measured)


if __name__ == "__main__":
    main()
