"""Generative models as in scikit-learn: `GAN().fit(X).sample(1000, seed=0)`, of points, tables and pictures.

Thin adapters over the engines of the laboratory. `world("ring")` is a distribution whose truth is known, to learn from
and to be judged by; `scores` judges.
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
