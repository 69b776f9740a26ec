"""Generative models as in scikit-learn: `GAN().fit(X).sample(1000, seed=0)`, of points, tables and pictures.

Thin adapters over the engines of the laboratory. `world("ring")` is a distribution whose truth is known, to learn from
and to be judged by; `scores` judges. `save` and `load` keep a fitted model as safetensors; `pretrained` has the shipped
ones.

>>> from genlab import Mixture, pretrained, scores, world
>>> X = world("ring").sample(500, seed=0)
>>> samples = Mixture(n_components=8, random_state=1).fit(X).sample(1000, seed=0)
>>> scores(samples, "ring", train=X)["modes"]
8.0
>>> pretrained("gan-digits").sample(16, seed=0).shape
(16, 28, 28)
"""

from __future__ import annotations

from engines.library.autoencoders import AE, VAE
from engines.library.classical import KDE, Mixture, NaiveBayes
from engines.library.from_noise import GAN, Diffusion
from engines.library.sources import MODELS, load, pictures, pretrained, sampler, scores, weights, world

__all__ = [
    "AE", "GAN", "KDE", "MODELS", "VAE", "Diffusion", "Mixture", "NaiveBayes", "load", "pictures", "pretrained",
    "sampler", "scores", "weights", "world",
]  # fmt: skip
