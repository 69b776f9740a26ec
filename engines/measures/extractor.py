"""The project's own feature extractor: one small convolutional classifier per data set, published with its weights.

A Fréchet distance means something only together with the network whose features it compares (Heusel et al. 2017,
arXiv:1706.08500, use Inception's); this one is small enough to ship. It also reads pictures: the digit, the garment,
what a postcard shows (subject, colour, background, style), or the letters and the typeface of a syllable.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import affine_grid, cross_entropy, grid_sample

from engines.core import Config, Fit, Snapshot, bounded, one_of, seeded
from engines.data import letters
from engines.data.pixels import SHAPES, rows_of
from engines.data.postcards.factors import KINDS
from engines.measures.frechet import Gaussian
from engines.nets import layers, weights
from engines.statistics import Floor

HEADS = {
    "digits": {"class": 10},
    "fashion": {"class": 10},
    "postcards": {name: len(values) for name, values in KINDS.items()},
    "letters": {name: len(values) for name, values in letters.KINDS.items()},
}  # what each extractor reads, and how many answers there are
CHUNK = 1000  # pictures at once: what fits the cache


@dataclass(frozen=True)
class ExtractorConfig(Config):
    data: str = one_of("digits", *SHAPES)
    width: int = bounded(24, 4, 128, unit="channels at half size")
    n_features: int = bounded(64, 2, 512, why="a covariance of 64 x 64 is known well from a few thousand pictures")
    shift: int = bounded(2, 0, 8, unit="pixels", why="each batch is moved by up to so much: better on new pictures")
    noise: float = bounded(
        0.0, 0.0, 1.0, why="up to so much Gaussian noise per batch: texture is not taken for content"
    )
    warp: float = bounded(0.0, 0.0, 0.5, why="each picture is stretched and slanted by up to so much: for handwriting")
    dropped: float = bounded(0.0, 0.0, 0.9, why="share of what the last layer sees that is hidden in training")
    lr: float = bounded(2e-3, 0.0, 0.1, why="peak; cosine to zero over `steps`")
    batch_size: int = bounded(128, 1, 4096, unit="pictures")
    steps: int = bounded(6_000, 1, 1_000_000, unit="steps")
    ema: float = bounded(0.999, 0.0, 0.99999)
    seed: int = seeded()


class FeatureNet(nn.Module):
    """Pictures (n, D) in [0, 1] -> features (n, n_features) -> logits of all heads side by side (n, sum of answers)."""

    def __init__(self, config: ExtractorConfig) -> None:
        super().__init__()
        (c, h, w), k = SHAPES[config.data], config.width
        self.features = nn.Sequential(
            nn.Unflatten(1, (c, h, w)),
            nn.PixelUnshuffle(2), layers.conv(4 * c, k), nn.SiLU(),
            nn.PixelUnshuffle(2), layers.conv(4 * k, 2 * k), nn.SiLU(),
            layers.conv(2 * k, 2 * k), nn.SiLU(),
            nn.Flatten(), nn.Linear(2 * k * (h // 4) * (w // 4), config.n_features),
        )  # fmt: skip
        self.heads = nn.Sequential(nn.SiLU(), nn.Linear(config.n_features, sum(HEADS[config.data].values())))

    def forward(self, x: Tensor, kept: Tensor | float = 1.0) -> Tensor:
        """kept: what the layer before the features is multiplied by, see `dropped`."""
        return self.heads(self.features[-1](kept * self.features[:-1](x)))


class Extractor(Fit):
    """A classifier whose last hidden layer, before its nonlinearity, is the feature vector."""

    def __init__(self, config: ExtractorConfig | None = None) -> None:
        self.config = config or ExtractorConfig()
        self.generator = torch.Generator().manual_seed(self.config.seed)
        with torch.random.fork_rng(devices=[]):  # torch first draws its own weights, from its global state
            self.net = layers.initialise(FeatureNet(self.config), self.generator)
        self.averaged = copy.deepcopy(self.net)  # what features and answers come from
        self.n_steps = 0

    @classmethod
    def pretrained(cls, data: str) -> Extractor:
        """The shipped extractor of one data set, one of SHAPES."""
        model = cls(ExtractorConfig(**weights.record(f"extractor-{data}")["config"]))
        weights.load_into(model.averaged, f"extractor-{data}")
        model.net = model.averaged  # in memory once, until it is trained on
        return model

    # ---- training -------------------------------------------------------------------------------------------------

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """X: uint8 pictures (n, H, W) or (n, H, W, C); y: class numbers (n,), or (n, heads). ValueError without y."""
        if y is None:
            raise ValueError("an extractor learns from labels; give y")
        if self.net is self.averaged:
            self.net = copy.deepcopy(self.averaged)
        self.X = torch.tensor(rows_of(X, SHAPES[self.config.data]))
        self.y = torch.from_numpy(np.asarray(y, np.int64).reshape(len(self.X), len(HEADS[self.config.data])))
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=self.config.lr, fused=True)
        self.order = torch.empty(0, dtype=torch.long)

    def step(self) -> Mapping[str, float]:
        """One batch: loss = sum over the heads of -log p(answer | picture), nats."""
        c = self.config
        for group in self.optimiser.param_groups:
            group["lr"] = c.lr * 0.5 * (1 + math.cos(math.pi * min(1.0, self.n_steps / c.steps)))
        if len(self.order) == 0:
            self.order = torch.randperm(len(self.X), generator=self.generator)
        rows, self.order = self.order[: c.batch_size], self.order[c.batch_size :]
        x = self.X[rows].float() / 255
        logits = self.net(self._noised(self._warped(x) if c.warp else self._shifted(x)), self._kept(len(rows)))
        loss = sum(cross_entropy(part, y) for part, y in zip(self._split(logits), self.y[rows].T, strict=True))
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.n_steps += 1
        layers.ema_update(self.averaged, self.net, min(c.ema, self.n_steps / (self.n_steps + 10)))
        return {"loss": loss.item()}

    def snapshot(self) -> Snapshot:
        """Nothing to draw: the step alone."""
        return Snapshot(self.n_steps, {}, {})

    def _shifted(self, x: Tensor) -> Tensor:
        s = self.config.shift
        if s == 0:
            return x
        dy, dx = torch.randint(-s, s + 1, (2,), generator=self.generator).tolist()
        return x.unflatten(1, SHAPES[self.config.data]).roll((dy, dx), (2, 3)).flatten(1)

    def _warped(self, x: Tensor) -> Tensor:
        """Each picture under its own affine map, also shifted."""
        c, shape = self.config, SHAPES[self.config.data]
        turn = torch.eye(2) + c.warp * self._within_one(len(x), 2, 2)
        shift = self._within_one(len(x), 2, 1) * (2 * c.shift / shape[-1])
        places = affine_grid(torch.cat([turn, shift], 2), [len(x), *shape], align_corners=False)
        return grid_sample(x.unflatten(1, shape), places, align_corners=False).flatten(1)

    def _within_one(self, *shape: int) -> Tensor:
        return 2 * torch.rand(shape, generator=self.generator) - 1

    def _kept(self, n: int) -> Tensor | float:
        p = self.config.dropped
        if p == 0:
            return 1.0
        return (torch.rand(n, self.net.features[-1].in_features, generator=self.generator) >= p) / (1 - p)

    def _noised(self, x: Tensor) -> Tensor:
        if self.config.noise == 0:
            return x
        sd = self.config.noise * torch.rand((), generator=self.generator)
        return (x + sd * torch.randn(x.shape, generator=self.generator)).clamp(0, 1)

    def _split(self, logits: Tensor) -> tuple[Tensor, ...]:
        return logits.split(list(HEADS[self.config.data].values()), dim=1)

    # ---- use ------------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def features(self, X: np.ndarray) -> np.ndarray:
        """Feature vectors, float32 (n, n_features). X: uint8, or floats in [0, 1]; flat or (n, H, W[, C])."""
        flat = rows_of(X, SHAPES[self.config.data])
        parts = [self.averaged.features(_unit(flat[i : i + CHUNK])) for i in range(0, len(flat), CHUNK)]
        return torch.cat(parts).numpy() if parts else np.empty((0, self.config.n_features), np.float32)

    def predict_proba(self, X: np.ndarray) -> dict[str, np.ndarray]:
        """p(answer | picture) per head, e.g. {"class": (n, 10)}; see HEADS."""
        return self.read(self.features(X))

    @torch.no_grad()
    def read(self, features: np.ndarray) -> dict[str, np.ndarray]:
        """What `predict_proba` gives, for features that are already there."""
        parts = self._split(self.averaged.heads(torch.from_numpy(features)))
        return {name: part.softmax(1).numpy() for name, part in zip(HEADS[self.config.data], parts, strict=True)}


def shipped(data: str) -> Extractor:
    """`Extractor.pretrained`, loaded once."""
    return weights.shared(Extractor, data)


@lru_cache(maxsize=len(SHAPES))
def reference(data: str) -> Gaussian:
    """Mean and covariance of the shipped extractor's features over its whole training set: the real pictures' side."""
    from safetensors.numpy import load_file

    stored = load_file(weights.FOLDER / f"extractor-{data}.reference.safetensors")
    return Gaussian(stored["mean"].astype(float), stored["cov"].astype(float), int(stored["n"][0]))


def floor(data: str, n: int) -> Floor:
    """What n real pictures score against the reference, from the extractor's record. ValueError for an unmeasured n."""
    measured = weights.record(f"extractor-{data}")["floor"]
    if str(n) not in measured:
        raise ValueError(f"no floor was measured at {n!r} samples; choose one of {', '.join(measured)}")
    return Floor(**measured[str(n)], n=n)


def save_reference(data: str, features: np.ndarray) -> None:
    """Write what `reference` reads."""
    from safetensors.numpy import save_file

    g = Gaussian.of(features)
    arrays = {"mean": g.mean.astype(np.float32), "cov": g.cov.astype(np.float32), "n": np.array([g.n])}
    save_file(arrays, weights.FOLDER / f"extractor-{data}.reference.safetensors")
    reference.cache_clear()


def _unit(rows: np.ndarray) -> Tensor:
    return torch.tensor(rows).float() / (255 if rows.dtype == np.uint8 else 1)
