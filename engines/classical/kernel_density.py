"""Densities without a model: the kernel density estimate, its product form, the histogram. n points, d dimensions.

KDE: p(x) = mean_i K((x - x_i) / h) / h^d, a small bump on every point (Parzen 1962). Product of one-dimensional KDEs:
what naive Bayes makes of the same bumps within one class (John & Langley 1995, flexible Bayes). Histogram: p(x) is the
share of the points in the box that holds x, divided by the box's volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from engines.core import Config, as_points, bounded, one_of

MAX_BOXES = 2_000_000


@dataclass(frozen=True)
class KernelDensityConfig(Config):
    kernel: str = one_of("gaussian", "gaussian", "tophat", why="tophat: a disc, so p(x) = 0 further off than h")
    bandwidth: float = bounded(0.3, 1e-6, 1e6, unit="units of x", why="h, the width of a bump; see choose_bandwidth")


class KernelDensity:
    """A bump on every training point. Fitted: `X` (n, d)."""

    def __init__(self, config: KernelDensityConfig | None = None) -> None:
        self.config = config or KernelDensityConfig()

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> Self:
        """Keep the points X (n, d); nothing else is learnt."""
        from sklearn import neighbors  # slow to import

        self.X = as_points(X)
        # One leaf, so that every bump is added: scikit-learn 1.9's tree of several leaves was seen to answer -32 where
        # log p is -230.
        settings = {"kernel": self.config.kernel, "bandwidth": self.config.bandwidth, "leaf_size": len(self.X)}
        self.tree = neighbors.KernelDensity(**settings).fit(self.X)
        return self

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """log p(x), nats, (n,); -inf where a tophat does not reach."""
        return self.tree.score_samples(like(X, self.X.shape[1]))

    def density_on_grid(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """p at every (x[i], y[j]) of a grid, shape (len(y), len(x)); exact, and quick enough for every frame of a drag.

        A round Gaussian is a product over the axes, so the sum over points is one matrix product.
        """
        if self.config.kernel != "gaussian" or self.X.shape[1] != 2:
            raise ValueError("only a gaussian kernel on 2-D points has this shortcut; use score_samples")
        h = self.config.bandwidth
        kx = np.exp(-0.5 * ((np.asarray(x)[:, None] - self.X[:, 0]) / h) ** 2)
        ky = np.exp(-0.5 * ((np.asarray(y)[:, None] - self.X[:, 1]) / h) ** 2)
        return ky @ kx.T / (len(self.X) * 2 * np.pi * h**2)

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        """A training point at random, moved by one draw from the kernel, (n_samples, d)."""
        rng = np.random.default_rng(seed)
        centres = self.X[rng.integers(len(self.X), size=n_samples)]
        eps = rng.standard_normal(centres.shape)
        if self.config.kernel == "tophat":  # uniform in the ball: a direction, and radius u^(1/d)
            radius = rng.random((n_samples, 1)) ** (1 / centres.shape[1])
            eps *= radius / np.linalg.norm(eps, axis=1, keepdims=True)
        return centres + self.config.bandwidth * eps


class ProductDensity:
    """p(x) = prod_j p(x_j), each factor a one-dimensional Gaussian KDE: naive Bayes with one class. Fitted: `X` (n, d).

    Every marginal is right; what the columns have to do with each other is lost.
    """

    def __init__(self, config: KernelDensityConfig | None = None) -> None:
        self.config = config or KernelDensityConfig()
        if self.config.kernel != "gaussian":
            raise ValueError(f"kernel is {self.config.kernel!r}; a product density has gaussian factors only")

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> Self:
        """Keep the points X (n, d)."""
        self.X = as_points(X)
        return self

    def factor(self, column: int, values: np.ndarray) -> np.ndarray:
        """log p(x_column = value), nats, (m,): one factor of the product."""
        squared = (np.asarray(values, float)[:, None] - self.X[:, column]) ** 2
        return log_mean_bumps(squared, self.config.bandwidth, 1)

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """log p(x), nats, (m,): the sum of the factors' logarithms."""
        columns = like(X, self.X.shape[1]).T
        return np.sum([self.factor(j, column) for j, column in enumerate(columns)], axis=0)

    def density_on_grid(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """p at every (x[i], y[j]) of a grid, shape (len(y), len(x))."""
        if self.X.shape[1] != 2:
            raise ValueError(f"a grid has two axes; the points have {self.X.shape[1]} columns")
        return np.outer(np.exp(self.factor(1, y)), np.exp(self.factor(0, x)))

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        """Every column by itself: the value of a training point at random, moved by one draw from the kernel."""
        rng = np.random.default_rng(seed)
        rows = rng.integers(len(self.X), size=(n_samples, self.X.shape[1]))
        centres = np.take_along_axis(self.X, rows, axis=0)
        return centres + self.config.bandwidth * rng.standard_normal(centres.shape)


ROWS = 24  # of distances at once: they stay in the processor's cache


class BandwidthScores:
    """log p of fixed places X (m, 2) under both kernel densities of fixed points (n, 2), for any bandwidth.

    In single precision, so that a dragged bandwidth is answered at once; the m x n distances are computed anew each
    time, since they would be eight megabytes for each who drags.
    """

    def __init__(self, points: np.ndarray, X: np.ndarray) -> None:
        self.points, self.X = (np.array(like(one, 2).T, np.float32, order="C") for one in (points, X))  # by coordinate

    def kernel(self, h: float) -> np.ndarray:
        """log p(x) of the kernel density with bandwidth h, nats, (m,)."""
        return np.concatenate([log_mean_bumps(a + b, h, 2) for a, b in self._squared()])

    def product(self, h: float) -> np.ndarray:
        """log p(x) of the product density with bandwidth h, nats, (m,)."""
        return np.concatenate([log_mean_bumps(a, h, 1) + log_mean_bumps(b, h, 1) for a, b in self._squared()])

    def _squared(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Squared distances in either coordinate, a few places at a time."""
        for start in range(0, self.X.shape[1], ROWS):
            yield tuple((self.X[j, start : start + ROWS, None] - self.points[j]) ** 2 for j in range(2))


def log_mean_bumps(squared: np.ndarray, h: float, d: int) -> np.ndarray:
    """log mean_i N(x; x_i, h^2 I) in d dimensions, nats, (m,), from squared distances (m, n); no underflow."""
    nearest = squared.min(axis=1, keepdims=True)
    bumps = nearest - squared
    bumps /= squared.dtype.type(2 * h * h)
    np.exp(bumps, out=bumps)
    return np.log(bumps.mean(axis=1, dtype=float)) - nearest[:, 0] / (2.0 * h * h) - d * np.log(h * np.sqrt(2 * np.pi))


def scott_bandwidth(X: np.ndarray) -> float:
    """Scott's rule of thumb: the mean standard deviation of the columns times n^(-1 / (d + 4)) (Scott 1992)."""
    X = as_points(X)
    std = X.std(axis=0).mean()
    if std == 0:
        raise ValueError("all points are the same, so no bandwidth follows from them; give points that differ")
    return float(std * len(X) ** (-1 / (X.shape[1] + 4)))


def choose_bandwidth(
    X: np.ndarray,
    *,
    bandwidths: Sequence[float] | None = None,
    folds: int = 5,
    kernel: str = "gaussian",
    seed: int = 0,
    max_points: int = 1000,
) -> tuple[float, np.ndarray, np.ndarray]:
    """The bandwidth under which points left out are most probable, by cross-validation.

    Returns the best bandwidth, the bandwidths tried (m,), and their held-out log-density, nats per point, (m,).
    By default m = 25, from a tenth of Scott's rule to three times it. A larger set is thinned to `max_points`, and
    its bandwidths are scaled by (n / max_points)^(-1 / (d + 4)), the rate at which the best one shrinks.
    """
    X = as_points(X)
    if not 2 <= folds <= len(X):
        raise ValueError(f"folds is {folds}; give a number from 2 to the number of points, {len(X)}")
    tried = np.geomspace(0.1, 3, 25) * scott_bandwidth(X) if bandwidths is None else np.asarray(bandwidths, float)
    thinned = X[np.random.default_rng(seed).permutation(len(X))[:max_points]]
    wider = (len(X) / len(thinned)) ** (1 / (X.shape[1] + 4))
    scores = np.array([cross_validate(thinned, KernelDensityConfig(kernel, float(h * wider)), folds) for h in tried])
    return float(tried[scores.argmax()]), tried, scores


def cross_validate(X: np.ndarray, config: KernelDensityConfig, folds: int) -> float:
    """Mean log p(x) of points held out in turn, nats."""
    total = 0.0
    for held in np.array_split(np.arange(len(X)), folds):
        model = KernelDensity(config).fit(np.delete(X, held, axis=0))
        total += model.score_samples(X[held]).sum()
    return total / len(X)


@dataclass(frozen=True)
class HistogramConfig(Config):
    n_bins: int = bounded(20, 1, 1000, unit="bins per axis", why="bins^d boxes: with more dimensions most stay empty")
    alpha: float = bounded(0.0, 0.0, 100.0, unit="pseudo-counts per box", why="above 0 no box inside is impossible")


class Histogram:
    """Boxes of equal size. Fitted: `edges` (d arrays of n_bins + 1), `density` (n_bins, ...), which integrates to 1."""

    def __init__(self, config: HistogramConfig | None = None) -> None:
        self.config = config or HistogramConfig()

    def fit(self, X: np.ndarray, y: np.ndarray | None = None, *, box: Sequence[tuple] | None = None) -> Self:
        """Count X (n, d) over `box`, one (low, high) per column; by default from the least to the largest value."""
        X, bins = as_points(X), self.config.n_bins
        d = X.shape[1]
        if bins**d > MAX_BOXES:
            raise ValueError(f"{bins} bins in {d} dimensions are {bins**d:,} boxes; give fewer, at most {MAX_BOXES:,}")
        box = list(zip(X.min(axis=0), X.max(axis=0), strict=True)) if box is None else list(box)
        if len(box) != d or not all(low < high for low, high in box):
            raise ValueError(f"box is {box}; give {d} pairs low < high, or points that differ in every column")
        counts, edges = np.histogramdd(X, bins=bins, range=box)
        if counts.sum() == 0:
            raise ValueError("no point lies in the box; give a wider one")
        self.edges = list(edges)
        share = (counts + self.config.alpha) / (counts + self.config.alpha).sum()
        self.density = share / self.box_volume
        return self

    @property
    def box_volume(self) -> float:
        """The volume of one box."""
        return float(np.prod([edges[1] - edges[0] for edges in self.edges]))

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """log p(x), nats, (n,); -inf in an empty box and outside."""
        X = like(X, len(self.edges))
        index = [np.searchsorted(e, x, side="right") - 1 for e, x in zip(self.edges, X.T, strict=True)]
        last = self.config.n_bins - 1
        index = [np.where(x == e[-1], last, i) for i, x, e in zip(index, X.T, self.edges, strict=True)]
        inside = np.all([(i >= 0) & (i <= last) for i in index], axis=0)
        p = np.where(inside, self.density[tuple(np.clip(i, 0, last) for i in index)], 0.0)
        return np.log(p, out=np.full(len(X), -np.inf), where=p > 0)

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        """A box by its probability, then a place in it at random, (n_samples, d)."""
        rng = np.random.default_rng(seed)
        p = self.density.ravel() / self.density.sum()
        index = np.unravel_index(rng.choice(p.size, n_samples, p=p), self.density.shape)
        columns = [e[i] + (e[i + 1] - e[i]) * rng.random(n_samples) for e, i in zip(self.edges, index, strict=True)]
        return np.stack(columns, axis=1)


def like(X: np.ndarray, d: int) -> np.ndarray:
    """X as points of d columns."""
    X = as_points(X)
    if X.shape[1] != d:
        raise ValueError(f"X has {X.shape[1]} columns; the density was fitted on {d}")
    return X
