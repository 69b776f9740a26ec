"""The contestants of a comparison: every model behind one face, with the settings of `presets`.

Points are rows (n, 2); pictures are rows of bytes (n, D), channel after channel. Each learning rate falls to zero
within the steps given, so that every model is shown at a fair best of its budget.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engines.autoencoder.model import Autoencoder
from engines.comparison.budgets import FAKES, LEAST_STEPS, N_BITS
from engines.comparison.contestant import Base, LogDensity, Network, byte_bits
from engines.comparison.counted import bits_of
from engines.comparison.models import MODELS, POINTS
from engines.comparison.presets import DIFFUSIONS, GANS, VAES
from engines.data.pixels import as_pictures, to_bytes
from engines.data.postcards.table import DEFAULT
from engines.diffusion import likelihood
from engines.diffusion.model import Diffusion
from engines.gan import told
from engines.gan.model import GAN
from engines.measures import extractor
from engines.measures.distances import sliced_wasserstein
from engines.measures.divergences import bits_per_dim
from engines.measures.frechet import frechet
from engines.measures.score_names import NotDefined
from engines.nets import weights

IMPORTANCE = {"points": (200, 2500), "pictures": (50, N_BITS)}  # samples of z per row, and rows


# Converged: rates that do not fall by themselves, and widths at which the networks, of a GAN both, have as many
# parameters to within a factor of 1.5.
WIDTHS = {
    "vae": {"points": 128, "digits": 11, "fashion": 11, "postcards": 10},
    "gan": {"points": 76, "digits": 20, "fashion": 20, "postcards": 22},
    "diffusion": {"points": 104, "digits": 32, "fashion": 32, "postcards": 32},
}


def of_data(settings: Mapping[str, Any], data: str) -> Any:
    """What a table by data has for one; all points share a row."""
    return settings["points" if data in POINTS else data]


def width_of(model: str, data: str) -> int:
    return of_data(WIDTHS[model], data)


class VAE(Network):
    MARGIN = 0.001  # of the bound, nats
    evaluations = 1

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        config = of_data(VAES, data)
        self.model = Autoencoder(config.replace(steps=steps, warmup=min(200, 1 + steps // 10), seed=seed))

    def constant(self) -> Autoencoder:
        lr = {"lr": 2e-3} if self.data in POINTS else {}
        return Autoencoder(self.model.config.replace(decay="none", width=width_of("vae", self.data), **lr))

    def criterion(self) -> float:
        """The bound of the likelihood."""
        return -float(self.model.elbo(self.validation).mean())

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
    def networks(self) -> list[int]:
        return [sum(p.numel() for p in net.parameters()) for net in (self.model.net.encoder, self.model.net.decoder)]

    @property
    def n_parameters(self) -> int:
        return sum(p.numel() for p in self.model.averaged.parameters())


class Forger(Network):
    RATES = ("lr_g", "lr_d")
    PLAIN: Mapping[str, float] = {}  # what is taken from the settings
    MARGIN = 0.02  # of the distance
    LOOKS = {"least": LEAST_STEPS // Network.EVERY["points"]}
    evaluations = 1

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        config = of_data(GANS, data)
        self.model = GAN(config.replace(steps=steps, seed=seed, **self.PLAIN))

    def constant(self) -> GAN:
        return GAN(self.model.config.replace(lr_decay=0.0, width=width_of("gan", self.data)))

    def criterion(self) -> float:
        """The distance of its samples, always of the same noise, from data: sliced Wasserstein, of pictures Fréchet,
        whose side of the data is the extractor's, six times what the GAN learns from."""
        if self.data in POINTS:
            return sliced_wasserstein(self.model.sample(len(self.validation), seed=0), self.validation)
        fakes = to_bytes(as_pictures(self.data, self.model.sample(FAKES, seed=0)))
        return frechet(extractor.shipped(self.data).features(fakes), extractor.reference(self.data))

    @property
    def networks(self) -> list[int]:
        return [self.model.g.theta.numel(), self.model.d.theta.numel()]

    @property
    def n_parameters(self) -> int:
        """Of both networks: the discriminator is needed for training only, but it learns."""
        return self.model.g.theta.numel() + self.model.d.theta.numel()


class PlainForger(Forger):
    """As the textbooks have it: nothing that keeps it from collapsing."""

    PLAIN = {"r1": 0.0, "ema": 0.0, "packing": 1, "lr_decay": 0.0}


class Denoising(Network):
    """Not told the labels, as the VAE and the GAN are not."""

    MARGIN = 0.003  # of the loss

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        config = of_data(DIFFUSIONS, data)
        self.model = Diffusion(config.replace(steps=steps, seed=seed))

    def constant(self) -> Diffusion:
        return Diffusion(self.model.config.replace(lr_decay=0.0, width=width_of("diffusion", self.data)))

    def criterion(self) -> float:
        """The loss, always with the same noise."""
        return self.model.held_out_loss(self.validation)

    @property
    def evaluations(self) -> int:
        return self.model.evaluations

    def log_density(self) -> LogDensity | NotDefined:
        """Some 800 evaluations for a point, more than a lesson has time for."""
        if self.patience is None:
            return NotDefined("not-computed")
        return lambda X: likelihood.score_samples(self.model, X, seed=self.seed)

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        if self.patience is None:
            return dict.fromkeys(("bits_per_dim", "binary_bits"), NotDefined("not-computed"))
        rows = held_out[:N_BITS]
        return byte_bits(lambda X: likelihood.score_samples(self.model, X, seed=seed), rows, seed)

    @property
    def networks(self) -> list[int]:
        return [self.model.net.theta.numel()]

    @property
    def n_parameters(self) -> int:
        return self.model.net.theta.numel()


# ---- shipped weights -------------------------------------------------------------------------------------------------


class Shipped(Base):
    """Weights that were trained for much longer; only samples and what was recorded are measured anew."""

    evaluations = 1

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        self.weights = MODELS[self.name].weights.format(data=data)
        record = weights.record(self.weights)
        self.steps_before, self.seconds_before = record["steps"], 60 * record["minutes"]
        self.model = self.engine.pretrained(self.weights)

    @property
    def config(self) -> dict[str, Any]:
        return self.model.config.as_dict() | {"weights": self.weights}

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.y = y

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return self.model.sample(n_samples, seed=seed)


class ShippedVAE(Shipped):
    engine, name, bits, n_parameters = Autoencoder, "vae", VAE.bits, VAE.n_parameters


class ShippedGAN(Shipped):
    """Asked, for postcards, for all factors as the table has them."""

    engine, name, n_parameters = GAN, "gan", Forger.n_parameters

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        self.asked = told.asked(self.model, n_samples, seed=seed)
        return self.model.sample(n_samples, seed=seed, y=self.asked)


class ShippedDiffusion(Shipped):
    """Asked for the classes in the shares of the training set; for postcards by all factors, as the table has them."""

    engine, name, n_parameters = Diffusion, "diffusion", Denoising.n_parameters

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        """As recorded: it takes minutes."""
        recorded = bits_of(self.data)
        if recorded is None:
            return dict.fromkeys(("bits_per_dim", "binary_bits"), NotDefined("not-computed"))
        return {"bits_per_dim": recorded["per_dim"], "binary_bits": NotDefined("byte-pixels")}

    @property
    def evaluations(self) -> int:
        return self.model.evaluations

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        if self.model.config.factors:
            self.asked = DEFAULT.draw(np.random.default_rng(seed).random(n_samples))
        else:
            self.asked = np.random.default_rng(seed).choice(self.y, n_samples).astype(int)
        return self.model.sample(n_samples, seed=seed, y=self.asked)
