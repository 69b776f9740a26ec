"""Densities of digits, class by class: p(x) = sum_y p(y) p(x | y), with three ways to write p(x | y) down.

naive-bayes: one Gaussian per pixel. products: a mixture of such products, so pixels may depend on each other through
the component. correlated: one Gaussian with every covariance, so they depend directly.
Pixels are dequantised, in [0, 1); every variance has a floor, because the pixels of the border are always 0.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

import numpy as np

from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture
from engines.classical.naive_bayes import NaiveBayes, NaiveBayesConfig
from engines.classical.projected_mixture import ProjectedConfig, ProjectedMixture
from engines.core import ASSETS, DensityModel
from engines.data import images
from engines.data.pixels import SHAPES, dequantise, pictures_of, quantise

MODELS = ("naive-bayes", "products", "correlated")
N_PRODUCTS = 5  # the best of 3, 5, 10 and 20 on the pictures that choose the floors, see assets/classical/make.py
RECORD = ASSETS / "classical" / "digits.json"
TRAIN_SEED, TEST_SEED = 0, 1  # of the noise that dequantises


def fit(name: str, X: np.ndarray, floor: float) -> DensityModel:
    """p(x | y) from the pictures X (n, 784) of one class; `floor` is added to every variance."""
    if name == "naive-bayes":
        return NaiveBayes(NaiveBayesConfig(var_smoothing=floor / X.var(axis=0).max())).fit(X)
    if name == "products":
        config = MixtureConfig(n_components=N_PRODUCTS, covariance="diag", reg_covar=floor, steps=20, tol=0.1)
        return GaussianMixture(config).fit(X)
    if name == "correlated":
        config = ProjectedConfig(n_components=1, n_directions=30, reg_covar=floor, steps=2)
        return ProjectedMixture(config).fit(X)
    raise ValueError(f"model is {name!r}; choose one of {', '.join(MODELS)}")


@cache
def record() -> dict[str, dict[str, Any]]:
    """Per model: its floor, and what `python -m assets.classical.make` measured on the 2,000 test pictures."""
    return json.loads(RECORD.read_text())


@lru_cache(maxsize=len(MODELS) * 10)
def of_class(name: str, label: int) -> DensityModel:
    """p(x | y = label), fitted to the embedded training pictures with the recorded floor; under a second."""
    train = images.load("digits")
    rows = dequantise(train.images[train.labels == label], seed=TRAIN_SEED)
    return fit(name, rows, record()[name]["floor"])


def draw(name: str, label: int, n_samples: int, *, seed: int) -> np.ndarray:
    """New pictures of one class, uint8 (n_samples, 28, 28); values outside [0, 1] are cut off."""
    return pictures_of(quantise(of_class(name, label).sample(n_samples, seed=seed)), SHAPES["digits"])
