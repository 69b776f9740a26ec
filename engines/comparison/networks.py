"""The contestants of a comparison: every model behind one face, with the settings that it is compared with.

Points are rows (n, 2); pictures are rows of bytes (n, D), channel after channel. Settings were chosen by trying on
other seeds than the shipped ones, and each learning rate falls to zero within the steps given, so that every model is
shown at a fair best of its budget. GAN: non-saturating with R1, averaged G and no momentum, of the PacGAN benchmark.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.comparison.contestant import Base, LogDensity, Stepwise
from engines.comparison.models import MODELS, POINTS
from engines.data import images
from engines.data.pixels import rows_of
from engines.diffusion.model import Diffusion, DiffusionConfig
from engines.diffusion.presets import PICTURES as DIFFUSED
from engines.gan.model import GAN, GANConfig
from engines.gan.presets import PICTURES as FORGED
from engines.measures.divergences import bits_per_dim
from engines.measures.score_names import NotDefined
from engines.nets import weights

VAE_POINTS = AutoencoderConfig(
    net="mlp", likelihood="gaussian", latent_dim=2, width=128, batch_size=256, lr=5e-3
)  # fmt: skip
VAE_GREY = AutoencoderConfig(net="conv", width=16, latent_dim=16, batch_size=64)
VAE_COLOUR = VAE_GREY.replace(channels=3, size=32, latent_dim=32)
GAN_POINTS = GANConfig(width=64, depth=4, batch=256, lr_g=1e-3, lr_d=1e-3, beta1=0.0, r1=0.02, ema=0.999, lr_decay=0.7)
DIFFUSION_POINTS = DiffusionConfig(  # of tests/benchmarks/diffusion_pacgan.py, with fewer steps of the sampler
    schedule="karras", noise_mean=-1.2, noise_sd=1.6, sampler="heun", batch=512, lr=2e-3, lr_decay=1.0,
    sampling_steps=50,
)  # fmt: skip
IMPORTANCE = {"points": (200, 2500), "pictures": (50, 300)}  # samples of z per row, and rows


class VAE(Stepwise):
    evaluations = 1

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        config = VAE_POINTS if data in POINTS else VAE_COLOUR if data == "postcards" else VAE_GREY
        self.model = Autoencoder(config.replace(steps=steps, warmup=min(200, 1 + steps // 10), seed=seed))

    def log_density(self) -> LogDensity:
        """Importance-weighted: a lower bound in expectation, close with as many samples in two dimensions."""
        return lambda X: self.model.score_samples(X, n_importance=IMPORTANCE["points"][0]).astype(float)

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        n_importance, rows = IMPORTANCE["pictures"]
        log_p = self.model.score_samples(held_out[:rows], n_importance=n_importance, seed=seed).mean()
        return {
            "bits_per_dim": NotDefined("binary-pixels"),
            "binary_bits": float(bits_per_dim(log_p, held_out.shape[1])),
        }

    @property
    def n_parameters(self) -> int:
        return sum(p.numel() for p in self.model.averaged.parameters())


class Forger(Stepwise):
    evaluations = 1

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        config = GAN_POINTS if data in POINTS else FORGED[data]
        self.model = GAN(config.replace(steps=steps, seed=seed))

    @property
    def n_parameters(self) -> int:
        """Of the generator, which draws; the discriminator is needed for training only."""
        return self.model.g.theta.numel()


UNGUIDED = {"n_classes": 0, "guidance": 1.0, "sampler": "heun", "sampling_steps": 20}  # of pictures


class Denoising(Stepwise):
    """Not told the labels, as the VAE and the GAN are not."""

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        config = DIFFUSION_POINTS if data in POINTS else DIFFUSED[data].replace(**UNGUIDED)
        self.model = Diffusion(config.replace(steps=steps, seed=seed))

    @property
    def evaluations(self) -> int:
        return evaluations_of(self.model)

    def log_density(self) -> NotDefined:
        return NotDefined("not-computed")

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        return dict.fromkeys(("bits_per_dim", "binary_bits"), NotDefined("not-computed"))

    @property
    def n_parameters(self) -> int:
        return self.model.net.theta.numel()


def evaluations_of(model: Diffusion) -> int:
    """Network evaluations that one sample takes."""
    y = [0] if model.config.n_classes else None
    *_, last = model.trajectory(torch.zeros(1, model.n_dims), seed=0, y=y)
    return last.n_evals


# ---- shipped weights -------------------------------------------------------------------------------------------------


class Shipped(Base):
    """Weights that were trained for much longer; only samples and what was recorded are measured anew."""

    evaluations = 1

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        self.weights = MODELS[self.name].weights.format(data=data)
        record = weights.record(self.weights)
        self.steps_before, self.seconds_before = record["steps"], 60 * record["minutes"]
        self.further = {"further": record["further"]} if "further" in record else {}  # a second stage of training
        self.model = self.engine.pretrained(self.weights)

    @property
    def config(self) -> dict[str, Any]:
        return self.model.config.as_dict() | {"weights": self.weights} | self.further

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.y = y

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return self.model.sample(n_samples, seed=seed)


class ShippedVAE(Shipped):
    engine, name, bits, n_parameters = Autoencoder, "vae", VAE.bits, VAE.n_parameters


class ShippedGAN(Shipped):
    engine, name, n_parameters = GAN, "gan", Forger.n_parameters


class ShippedDiffusion(Shipped):
    """Asked for the classes in the shares of the training set."""

    engine, name, bits, n_parameters = Diffusion, "diffusion", Denoising.bits, Denoising.n_parameters

    @property
    def evaluations(self) -> int:
        return evaluations_of(self.model)

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        self.asked = np.random.default_rng(seed).choice(self.y, n_samples).astype(int)
        return self.model.sample(n_samples, seed=seed, y=self.asked)


def picture_rows(data: str, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows of bytes and labels of the embedded pictures."""
    found = images.load(data, split)
    return rows_of(found.images), found.labels
