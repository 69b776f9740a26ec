"""Four densities fitted to the same points, and each scored against the truth, while a person turns their settings."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from app.live.channel import frames
from app.live.channel.desk import Desk, Slices
from app.live.channel.messages import Message
from app.live.channel.service import Service
from app.live.channel.threads import one_thread
from app.live.world.service import read_box, read_world
from engines.classical.em import MixtureConfig
from engines.classical.kernel_density import (
    BandwidthScores,
    Histogram,
    HistogramConfig,
    KernelDensity,
    KernelDensityConfig,
    ProductDensity,
)
from engines.classical.mixture import GaussianMixture
from engines.data.worlds import World
from engines.statistics import mean_and_error

MODELS = ("histogram", "product", "mixture", "kernel")
MAX_POINTS = 1000
BINS = HistogramConfig.bounds("n_bins").within(1, 60)
COMPONENTS = MixtureConfig.bounds("n_components").within(1, 20)
BANDWIDTH = KernelDensityConfig.bounds("bandwidth").within(0.02, 2.0)
HELD_OUT = 1000  # fresh points that score
GRID = 64  # cells per side of a heat map
ALPHA = 0.01  # pseudo-counts per box of the histogram: an empty box is unlikely, not impossible
MARGIN = 1.5  # the histogram's boxes cover the picture's box, wider by this factor
MIXTURE = MixtureConfig(reg_covar=1e-4, steps=40, tol=1e-4)


class DensitiesService(Service):
    """Answers "densities" with five heat maps on one scale and the scores of the four models."""

    desk = Desk("densities", initializer=one_thread)

    def __init__(self) -> None:
        self.about = ""
        self.data: Data
        self.mixtures: dict[int, tuple[np.ndarray, np.ndarray]] = {}  # K -> density on the grid, log p of fresh points

    def slices(self, message: Message) -> Slices[bytes]:
        if message.kind != "densities":
            raise message.refuse("bad_kind", "kind must be densities")
        n, seed = message.whole("n", 1, MAX_POINTS), message.whole("seed", 0, 2**31 - 1)
        bins, k = message.whole("bins", *BINS.ends), message.whole("k", *COMPONENTS.ends)
        h = message.number("h", *BANDWIDTH.ends)
        about = json.dumps([message.fields.get(f) for f in ("world", "box", "n", "seed")], sort_keys=True)
        if about != self.about:
            self.data, self.mixtures = Data(read_world(message), read_box(message), n, seed), {}
            self.about = about
        yield
        if min(k, n) not in self.mixtures:
            self.mixtures[min(k, n)] = self.data.mixture(min(k, n), seed)
        yield
        fitted = self.data.boxes(bins) | self.data.bumps(h) | {"mixture": self.mixtures[min(k, n)]}
        top = float(self.data.truth.max())
        heats = {name: levels(fitted[name][0], top) for name in MODELS} | {"truth": levels(self.data.truth, top)}
        meta: dict[str, Any] = {name: self.data.score(fitted[name][1]) for name in MODELS}
        arrays = heats | {"points": self.data.X.astype(np.float32)}
        return frames.pack(arrays, id=message.id, kind="densities", truth_score=self.data.truth_score, scores=meta)


class Data:
    """The points of a world, fresh ones that score, and the truth at both the grid and the fresh ones.

    Each fit returns the density on the grid (GRID, GRID) and log p of the fresh points, nats, (HELD_OUT,).
    """

    def __init__(self, world: World, box: np.ndarray, n: int, seed: int) -> None:
        self.X = world.sample(n, seed=seed)
        self.fresh = world.sample(HELD_OUT, seed=np.random.default_rng([seed, 1]))
        self.x1, self.x2, self.grid = world.grid(GRID, box)
        self.truth, self.log_true = np.exp(world.log_prob(self.grid)), world.log_prob(self.fresh)
        self.truth_score = mean_and_error(self.log_true)
        middle, half = box.mean(axis=0), MARGIN * (box[1] - box[0]) / 2
        low, high = np.minimum(middle - half, self.X.min(axis=0)), np.maximum(middle + half, self.X.max(axis=0))
        self.box = list(zip(low, high, strict=True))
        self.scores = BandwidthScores(self.X, self.fresh)

    def boxes(self, bins: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        model = Histogram(HistogramConfig(bins, ALPHA)).fit(self.X, box=self.box)
        return {"histogram": self.everywhere(model)}

    def bumps(self, h: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        kernel = KernelDensity(KernelDensityConfig(bandwidth=h))
        kernel.X = self.X  # its tree is not needed: density_on_grid and BandwidthScores are quicker
        product = ProductDensity(KernelDensityConfig(bandwidth=h)).fit(self.X)
        return {
            "kernel": (kernel.density_on_grid(self.x1, self.x2), self.scores.kernel(h)),
            "product": (product.density_on_grid(self.x1, self.x2), self.scores.product(h)),
        }

    def mixture(self, k: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        return self.everywhere(GaussianMixture(MIXTURE.replace(n_components=k, seed=seed)).fit(self.X))

    def everywhere(self, model: Histogram | GaussianMixture) -> tuple[np.ndarray, np.ndarray]:
        flat = self.grid.reshape(-1, 2)
        return np.exp(model.score_samples(flat)).reshape(GRID, GRID), model.score_samples(self.fresh)

    def score(self, log_q: np.ndarray) -> dict[str, Any]:
        """mean: of log q on fresh points; kl: of log p - log q, the Kullback-Leibler divergence; each with its error.

        None where a fresh point is impossible under q, so that the divergence is infinite.
        """
        if not np.isfinite(log_q).all():
            return {"mean": None, "kl": None, "impossible": int((~np.isfinite(log_q)).sum())}
        return {"mean": mean_and_error(log_q), "kl": mean_and_error(self.log_true - log_q), "impossible": 0}


def levels(p: np.ndarray, top: float) -> np.ndarray:
    """sqrt(p / top) as uint8, cut at 1: one scale for all maps."""
    return np.rint(255 * np.sqrt(np.clip(p / max(top, 1e-300), 0, 1))).astype(np.uint8)
