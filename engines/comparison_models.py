"""The contestants of a comparison: every model behind one face, with the settings that it is compared with.

Points are rows (n, 2); pictures are rows of bytes (n, D), channel after channel. Settings were chosen by trying on
other seeds than the shipped ones, and each learning rate falls to zero within the steps given, so that every model is
shown at a fair best of its budget. GAN: non-saturating with R1, averaged G and no momentum, of the PacGAN benchmark.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import torch

from engines import images, weights
from engines.autoencoder import Autoencoder, AutoencoderConfig
from engines.diffusion import Diffusion, DiffusionConfig
from engines.diffusion_pictures import PICTURES as DIFFUSED
from engines.gan import GAN, GANConfig
from engines.gan_pictures import PICTURES as FORGED
from engines.kernel_density import (
    KernelDensity,
    KernelDensityConfig,
    ProductDensity,
    choose_bandwidth,
    cross_validate,
    scott_bandwidth,
)
from engines.mixture import GaussianMixture, MixtureConfig, ProjectedConfig, ProjectedMixture
from engines.naive_bayes import NaiveBayes, NaiveBayesConfig, binarise, bits_per_dim, dequantise
from engines.scores import NotDefined

POINTS = ("ring", "grid", "moons")
LogDensity = Callable[[np.ndarray], np.ndarray]


class Contestant(Protocol):
    """`start`, then `step` for `steps` times or until `settled`, then the rest.

    A model in closed form has 0 steps: `start` does it all.
    """

    config: dict[str, Any]  # everything that made it
    steps: int
    settled: bool  # further steps would change nothing
    steps_before: int  # of training that was done elsewhere, and its seconds
    seconds_before: float
    asked: np.ndarray | None  # what the pictures drawn last were to show, (n,), where the model can be asked
    evaluations: int  # of a network, per sample

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None: ...
    def step(self) -> None: ...
    def sample(self, n_samples: int, *, seed: int) -> np.ndarray: ...
    def log_density(self) -> LogDensity | NotDefined: ...
    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]: ...

    @property
    def n_parameters(self) -> int: ...


class Base:
    """What most contestants have in common."""

    steps, settled, evaluations = 0, False, 0
    steps_before, seconds_before = 0, 0.0
    asked: np.ndarray | None = None

    def __init__(self, data: str, seed: int, steps: int) -> None:
        self.data, self.seed = data, seed

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        raise NotImplementedError

    def step(self) -> None:
        raise NotImplementedError("fitted in closed form: there are no steps")

    def log_density(self) -> LogDensity | NotDefined:
        return NotDefined("no-density")

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        """Bits per dimension on held-out pictures: of their bytes, and of their binarised pixels (`binary_bits`)."""
        return {"bits_per_dim": NotDefined("no-density"), "binary_bits": NotDefined("no-density")}


class Stepwise(Base):
    """An engine that learns step by step; `self.model` is made by the subclass."""

    model: Any

    @property
    def steps(self) -> int:
        return self.model.config.steps

    @property
    def config(self) -> dict[str, Any]:
        return self.model.config.as_dict()

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.model.start(X)

    def step(self) -> None:
        self.model.step()

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return self.model.sample(n_samples, seed=seed)


# ---- classical models ------------------------------------------------------------------------------------------------

BANDWIDTHS = np.geomspace(0.01, 3, 40)  # in Scott's rule of thumb, which is far too wide for separate narrow modes
MAX_PAIRS = 2_000_000  # of a point and a bump, in one piece


class Kernels(Base):
    """Kernel densities: one bump on every point, of the bandwidth that cross-validation prefers. No parameters are
    learned beside it, but every training point is kept, and counts as two."""

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        tried = BANDWIDTHS * scott_bandwidth(X)
        bandwidth, _, _ = choose_bandwidth(X, bandwidths=tried, seed=self.seed)
        self.model = KernelDensity(KernelDensityConfig(bandwidth=bandwidth)).fit(X)

    @property
    def config(self) -> dict[str, Any]:
        return {"density": "kernels", "kernel": "gaussian", "bandwidths": [float(b) for b in BANDWIDTHS.round(6)],
                "bandwidth_unit": "Scott's rule", "chosen_by": "5-fold cross-validation on 1,000 points"}  # fmt: skip

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return self.model.sample(n_samples, seed=seed)

    def log_density(self) -> LogDensity:
        return in_pieces(self.model.score_samples, MAX_PAIRS // len(self.model.X))

    @property
    def n_parameters(self) -> int:
        return self.model.X.size + 1


class NaiveBayesPoints(Kernels):
    """Independent coordinates: the product of one kernel density per coordinate (John & Langley 1995), one class."""

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        h = best_product_bandwidth(X, self.seed)
        self.model = ProductDensity(KernelDensityConfig(bandwidth=h)).fit(X)

    @property
    def config(self) -> dict[str, Any]:
        return super().config | {"density": "product of one-dimensional kernel densities"}


def best_product_bandwidth(X: np.ndarray, seed: int, max_points: int = 1000) -> float:
    """As `choose_bandwidth`, for one coordinate at a time, where the best bandwidth shrinks as n^(-1/5)."""
    thinned = X[np.random.default_rng(seed).permutation(len(X))[:max_points]]
    tried = BANDWIDTHS * scott_bandwidth(X)
    wider = (len(X) / len(thinned)) ** (1 / 5)
    scores = [
        sum(cross_validate(thinned[:, [j]], KernelDensityConfig(bandwidth=float(h * wider)), 5) for j in range(2))
        for h in tried
    ]
    return float(tried[np.argmax(scores)])


FLOORS = (
    1e-5,
    1e-4,
    1e-3,
    1e-2,
)  # variances added to pixels in [0, 1]; the best is chosen on a fifth of the training set


class NaiveBayesPictures(Base):
    """A class, then one Gaussian per pixel. It is taught the labels, and can be asked for a class.

    The bits of binarised pixels are those of the same model with Bernoulli factors.
    """

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        rows, cut = dequantise(X, seed=self.seed), len(X) * 4 // 5
        scores = [gaussians(rows[:cut], y[:cut], floor).score_samples(rows[cut:]).mean() for floor in FLOORS]
        self.model = gaussians(rows, y, FLOORS[int(np.argmax(scores))])
        self.bernoulli = NaiveBayes(NaiveBayesConfig(kind="bernoulli")).fit(X / 255, y)

    @property
    def config(self) -> dict[str, Any]:
        return {"density": "a Gaussian per class and pixel", "floors": list(FLOORS), "labels": True,
                "binary_bits": NaiveBayesConfig(kind="bernoulli").as_dict()}  # fmt: skip

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        rows, self.asked = self.model.sample_labelled(n_samples, seed=seed)
        return rows

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        binary = self.bernoulli.score_samples(binarise(held_out, seed=seed)).mean()
        return byte_bits(self.model.score_samples, held_out, seed) | {
            "binary_bits": float(bits_per_dim(binary, held_out.shape[1]))
        }

    @property
    def n_parameters(self) -> int:
        return self.model.n_parameters


def gaussians(rows: np.ndarray, y: np.ndarray, floor: float) -> NaiveBayes:
    return NaiveBayes(NaiveBayesConfig(var_smoothing=floor / rows.var(axis=0).max())).fit(rows, y)


N_COMPONENTS = {"ring": 8, "grid": 25, "moons": 30}  # ring, grid: as many as there are; moons: enough for the curves
N_STARTS = 5  # of EM: each ends at the next local maximum


class MixturePoints(Base):
    """EM, begun again from other points when it has settled, N_STARTS times; the likeliest end is kept."""

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        self.steps, self.n_starts, self.best = steps, 0, None
        self.first = MixtureConfig(n_components=N_COMPONENTS[data], steps=steps, tol=1e-5, reg_covar=1e-6, seed=seed)

    @property
    def config(self) -> dict[str, Any]:
        return self.first.as_dict() | {"starts": N_STARTS}

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.X = X
        self.begin()

    def begin(self) -> None:
        seed = self.seed + 1000 * self.n_starts  # other first means
        self.now, self.n_starts = GaussianMixture(self.first.replace(seed=seed)), self.n_starts + 1
        self.now.start(self.X)

    def step(self) -> None:
        self.now.step()
        if abs(self.now.gain) < self.first.tol:
            self.best = self.model
            self.settled = self.n_starts == N_STARTS
            if not self.settled:
                self.begin()

    @property
    def model(self) -> GaussianMixture:
        """The likeliest so far."""
        if self.best is None or self.now.log_likelihood > self.best.log_likelihood:
            return self.now
        return self.best

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return self.model.sample(n_samples, seed=seed)

    def log_density(self) -> LogDensity:
        return self.model.score_samples

    @property
    def n_parameters(self) -> int:
        return self.model.n_parameters


class MixturePictures(Stepwise):
    """A mixture along the principal directions of the pictures, and one Gaussian for each direction left."""

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        self.model = ProjectedMixture(
            ProjectedConfig(n_components=20, n_directions=50, reg_covar=3e-5, steps=steps, tol=0.01, seed=seed)
        )

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.model.start(dequantise(X, seed=self.seed))

    @property
    def settled(self) -> bool:
        return self.model.n_steps > 0 and abs(self.model.gain) < self.model.config.tol

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        return byte_bits(self.model.score_samples, held_out, seed) | {"binary_bits": NotDefined("byte-pixels")}

    @property
    def n_parameters(self) -> int:
        return self.model.n_parameters


def byte_bits(score_samples: LogDensity, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
    """A bound of the bits of held-out bytes, by dequantisation."""
    log_density = score_samples(dequantise(held_out, seed=seed)).mean()
    return {"bits_per_dim": float(bits_per_dim(log_density, held_out.shape[1], levels=256))}


def in_pieces(score_samples: LogDensity, rows: int) -> LogDensity:
    """The same log-density, a few rows at a time: every row costs memory for each bump."""

    def log_density(X: np.ndarray) -> np.ndarray:
        return np.concatenate([score_samples(X[k : k + rows]) for k in range(0, len(X), rows)])

    return log_density


# ---- networks --------------------------------------------------------------------------------------------------------

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
        self.weights = self.name.format(data=data)
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
    engine, name, bits, n_parameters = Autoencoder, "vae-{data}-16", VAE.bits, VAE.n_parameters


class ShippedGAN(Shipped):
    engine, name, n_parameters = GAN, "gan-{data}", Forger.n_parameters


class ShippedDiffusion(Shipped):
    """Asked for the classes in the shares of the training set."""

    engine, name, bits, n_parameters = Diffusion, "diffusion-{data}", Denoising.bits, Denoising.n_parameters

    @property
    def evaluations(self) -> int:
        return evaluations_of(self.model)

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        self.asked = np.random.default_rng(seed).choice(self.y, n_samples).astype(int)
        return self.model.sample(n_samples, seed=seed, y=self.asked)


KINDS: dict[str, tuple[type[Base] | None, type[Base] | None]] = {  # of points, of pictures
    "naive-bayes": (NaiveBayesPoints, NaiveBayesPictures),
    "mixture": (MixturePoints, MixturePictures),
    "kde": (Kernels, None),
    "vae": (VAE, VAE),
    "gan": (Forger, Forger),
    "diffusion": (Denoising, Denoising),
    "vae-shipped": (None, ShippedVAE),
    "gan-shipped": (None, ShippedGAN),
    "diffusion-shipped": (None, ShippedDiffusion),
}


def build(data: str, model: str, seed: int, steps: int) -> Contestant:
    """An untrained contestant. ValueError for a model that is not compared on this data."""
    kind = KINDS[model][data not in POINTS]
    if kind is None:
        raise ValueError(f"{model} is not compared on {data}; choose one of {', '.join(names(data))}")
    return kind(data, seed, steps)


def names(data: str) -> list[str]:
    return [name for name, kinds in KINDS.items() if kinds[data not in POINTS]]


def rows_of(pictures: np.ndarray) -> np.ndarray:
    """Pictures (n, H, W) or (n, H, W, C) as rows of bytes (n, D), channel after channel."""
    x = np.moveaxis(pictures, -1, 1) if pictures.ndim == 4 else pictures
    return np.ascontiguousarray(x).reshape(len(pictures), -1)


def picture_rows(data: str, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows of bytes and labels of the embedded pictures."""
    found = images.load(data, split)
    return rows_of(found.images), found.labels
