"""The classical contestants of a comparison: naive Bayes, mixtures and kernel densities, of points and of pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.classical.em import MixtureConfig
from engines.classical.kernel_density import (
    KernelDensity,
    KernelDensityConfig,
    ProductDensity,
    choose_bandwidth,
    cross_validate,
    scott_bandwidth,
)
from engines.classical.mixture import GaussianMixture
from engines.classical.naive_bayes import NaiveBayes, NaiveBayesConfig
from engines.classical.projected_mixture import ProjectedConfig, ProjectedMixture
from engines.comparison.contestant import Base, LogDensity, OfBytes, Stepwise, in_pieces
from engines.data.pixels import binarise, dequantise, to_unit
from engines.measures.divergences import bits_per_dim
from engines.measures.score_names import NotDefined

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


class NaiveBayesPictures(OfBytes):
    """A class, then one Gaussian per pixel. It is taught the labels, and can be asked for a class.

    The bits of binarised pixels are those of the same model with Bernoulli factors.
    """

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        rows, cut = dequantise(X, seed=self.seed), len(X) * 4 // 5
        scores = [gaussians(rows[:cut], y[:cut], floor).score_samples(rows[cut:]).mean() for floor in FLOORS]
        self.model = gaussians(rows, y, FLOORS[int(np.argmax(scores))])
        self.bernoulli = NaiveBayes(NaiveBayesConfig(kind="bernoulli")).fit(to_unit(X), y)

    @property
    def config(self) -> dict[str, Any]:
        return {"density": "a Gaussian per class and pixel", "floors": list(FLOORS), "labels": True,
                "binary_bits": NaiveBayesConfig(kind="bernoulli").as_dict()}  # fmt: skip

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        rows, self.asked = self.model.sample_labelled(n_samples, seed=seed)
        return rows

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        binary = self.bernoulli.score_samples(binarise(held_out, seed=seed)).mean()
        return super().bits(held_out, seed) | {"binary_bits": float(bits_per_dim(binary, held_out.shape[1]))}


def gaussians(rows: np.ndarray, y: np.ndarray, floor: float) -> NaiveBayes:
    return NaiveBayes(NaiveBayesConfig(var_smoothing=floor / rows.var(axis=0).max())).fit(rows, y)


N_COMPONENTS = {"ring": 8, "grid": 25, "moons": 30}  # ring, grid: as many as there are; moons: enough for the curves
N_STARTS = 5  # of EM: each ends at the next local maximum


class MixturePoints(Base):
    """EM, begun again from other points when it has settled, N_STARTS times; the likeliest end is kept."""

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        self.steps, self.n_starts, self.best, self.settled = steps, 0, None, False
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


class MixturePictures(OfBytes, Stepwise):
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
