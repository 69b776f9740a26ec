"""Every model of the library, small enough to be fitted in a moment, beside the engine that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engines.autoencoder.model import Autoencoder
from engines.classical.kernel_density import KernelDensity
from engines.classical.mixture import GaussianMixture
from engines.classical.naive_bayes import NaiveBayes as Bayes
from engines.diffusion.model import Diffusion as Denoising
from engines.gan.model import GAN as Adversaries
from engines.library import AE, GAN, KDE, VAE, Diffusion, Mixture, NaiveBayes, world

QUIET = {"verbose": False}
BRIEF = {"steps": 20, "width": 16, "random_state": 3, **QUIET}


class Small(NamedTuple):
    model: Callable[[], Any]
    engine: Callable[[Any], Any]
    methods: tuple[str, ...]  # besides `sample`: what both have, by the same name


SMALL = {
    "mixture": Small(lambda: Mixture(n_components=8, steps=20, **QUIET), GaussianMixture,
                     ("score_samples", "predict_proba", "bic", "aic")),
    "naive-bayes": Small(lambda: NaiveBayes(), Bayes, ("score_samples", "predict_proba", "predict")),
    "kde": Small(lambda: KDE(bandwidth=0.2), KernelDensity, ("score_samples",)),
    "ae": Small(lambda: AE(**BRIEF), Autoencoder, ("encode", "reconstruction_error")),
    "vae": Small(lambda: VAE(**BRIEF), Autoencoder,
                 ("encode", "score_samples", "elbo", "reconstruction_error")),
    "gan": Small(lambda: GAN(**BRIEF), Adversaries, ("discriminate",)),
    "diffusion": Small(lambda: Diffusion(**BRIEF, batch=64, sampling_steps=5), Denoising, ()),
}  # fmt: skip
DENSITIES = [name for name, one in SMALL.items() if hasattr(one.model(), "score_samples")]


def ring(n: int = 300, seed: int = 0) -> np.ndarray:
    """Points of the ring, (n, 2)."""
    return world("ring").sample(n, seed=seed)


def fitted(name: str) -> Any:
    return SMALL[name].model().fit(ring())
