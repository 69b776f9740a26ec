"""Naive Bayes: every class is a product of one-dimensional densities, p(x) = sum_y p(y) prod_j p(x_j | y).

Two kinds: Gaussian columns, and Bernoulli columns for binary pictures. Both are fitted in closed form by counting.
n points, d columns (pixels), K classes. Log-densities of pictures: a Bernoulli model gives log-probabilities of
binarised pixels; a Gaussian one must see pixels made continuous by `pixels.dequantise`, else a pixel that is always
0 would make its density infinite (Theis, van den Oord & Bethge 2016, arXiv:1511.01844).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import logsumexp

from engines.core import Config, as_points, bounded, one_of

LOG_2PI = np.log(2 * np.pi)


@dataclass(frozen=True)
class NaiveBayesConfig(Config):
    kind: str = one_of("gaussian", "gaussian", "bernoulli", why="of a column; bernoulli is for 0 and 1")
    var_smoothing: float = bounded(
        1e-9, 0.0, 1.0, why="gaussian: this share of the largest column variance is added to all, the variance floor"
    )
    alpha: float = bounded(
        1.0, 1e-3, 1e3, unit="pseudo-counts", why="bernoulli: so that a pixel never lit in training is not impossible"
    )


class NaiveBayes:
    """Naive Bayes, by `config.kind`. Fitted: `classes` (K,), `log_prior` (K,), `means` (K, d), `variances` (K, d).

    Of a Bernoulli model `means` are the probabilities of 1.
    """

    def __init__(self, config: NaiveBayesConfig | None = None) -> None:
        self.config = config or NaiveBayesConfig()

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> Self:
        """Learn from X (n, d) and labels y (n,); without labels everything is one class.

        A Bernoulli model takes 0, 1 and the grey between, which counts as that probability of a 1.
        """
        X = as_points(X)
        y = np.zeros(len(X), int) if y is None else np.asarray(y)
        if y.shape != X.shape[:1]:
            raise ValueError(f"y has shape {y.shape}; give one label for each of the {len(X)} rows of X")
        self.classes, index = np.unique(y, return_inverse=True)
        counts = np.bincount(index)
        groups = (X[index == k] for k in range(len(counts)))  # one after the other: together they are a second X
        self.log_prior = np.log(counts / len(X))
        if self.config.kind == "gaussian":
            self._fit_gaussian(X, groups)
        else:
            self._fit_bernoulli(X, groups, counts)
        return self

    def _fit_gaussian(self, X: np.ndarray, groups: Iterable[np.ndarray]) -> None:
        means, variances = zip(*((group.mean(axis=0), group.var(axis=0)) for group in groups), strict=True)
        floor = self.config.var_smoothing * X.var(axis=0).max()
        self.means, self.variances = np.array(means), np.array(variances) + floor
        if self.variances.min() <= 0:
            k, j = np.argwhere(self.variances <= 0)[0]
            raise ValueError(
                f"class {self.classes[k]} has variance 0 in column {j}, so its density is infinite there; "
                "give it points that differ, raise var_smoothing, or dequantise if these are pixels"
            )

    def _fit_bernoulli(self, X: np.ndarray, groups: Iterable[np.ndarray], counts: np.ndarray) -> None:
        if X.min() < 0 or X.max() > 1:
            raise ValueError(f"X runs from {X.min():g} to {X.max():g}; a Bernoulli model needs 0 to 1: binarise it")
        alpha = self.config.alpha
        ones = np.array([group.sum(axis=0) for group in groups])
        self.means = (ones + alpha) / (counts[:, None] + 2 * alpha)
        self.variances = self.means * (1 - self.means)

    # ---- densities ------------------------------------------------------------------------------------------------

    def log_likelihood(self, X: np.ndarray) -> np.ndarray:
        """log p(x | y), nats, (n, K): the sum of the logarithms of d one-dimensional densities."""
        X = as_points(X)
        if X.shape[1] != self.means.shape[1]:
            raise ValueError(f"X has {X.shape[1]} columns; the model was fitted on {self.means.shape[1]}")
        if self.config.kind == "gaussian":
            squared = [((X - m) ** 2 @ (1 / v)) for m, v in zip(self.means, self.variances, strict=True)]
            return -0.5 * (np.stack(squared, axis=1) + (np.log(self.variances) + LOG_2PI).sum(axis=1))
        if ((X != 0) & (X != 1)).any():
            raise ValueError("a Bernoulli model gives probabilities of 0 and 1 only; binarise the pixels first")
        return X @ np.log(self.means).T + (1 - X) @ np.log1p(-self.means).T

    def log_joint(self, X: np.ndarray) -> np.ndarray:
        """log p(x, y), nats, (n, K)."""
        return self.log_likelihood(X) + self.log_prior

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """log p(x), nats, (n,)."""
        return logsumexp(self.log_joint(X), axis=1)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """p(y | x) by Bayes' rule, (n, K)."""
        log_joint = self.log_joint(X)
        return np.exp(log_joint - logsumexp(log_joint, axis=1, keepdims=True))

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The most probable label, (n,)."""
        return self.classes[self.log_joint(X).argmax(axis=1)]

    def factor(self, column: int, values: np.ndarray) -> np.ndarray:
        """log p(x_column = value | y) of one column, nats, (K, len(values)): one of the factors of the product."""
        values = np.asarray(values, dtype=float)
        mean, variance = self.means[:, column, None], self.variances[:, column, None]
        if self.config.kind == "gaussian":
            return -0.5 * ((values - mean) ** 2 / variance + np.log(variance) + LOG_2PI)
        return np.log(np.where(values == 1, mean, 1 - mean))

    @property
    def n_parameters(self) -> int:
        """Free parameters: the prior, and one (Bernoulli) or two (Gaussian) for each class and column."""
        return len(self.classes) - 1 + self.means.size * (2 if self.config.kind == "gaussian" else 1)

    # ---- drawing --------------------------------------------------------------------------------------------------

    def sample(self, n_samples: int, *, seed: int, label: Any = None) -> np.ndarray:
        """Draws from p(x), or from p(x | y = label), (n_samples, d)."""
        return self.sample_labelled(n_samples, seed=seed, label=label)[0]

    def sample_labelled(self, n_samples: int, *, seed: int, label: Any = None) -> tuple[np.ndarray, np.ndarray]:
        """A class y ~ p(y), unless `label` names it, then every column by itself. Returns x (n, d) and y (n,)."""
        rng = np.random.default_rng(seed)
        k = rng.choice(len(self.classes), n_samples, p=np.exp(self.log_prior))
        if label is not None:
            k[:] = self._index(label)
        if self.config.kind == "gaussian":
            x = self.means[k] + np.sqrt(self.variances[k]) * rng.standard_normal((n_samples, self.means.shape[1]))
        else:
            x = (rng.random((n_samples, self.means.shape[1])) < self.means[k]).astype(float)
        return x, self.classes[k]

    def _index(self, label: Any) -> int:
        found = np.flatnonzero(self.classes == label)
        if not len(found):
            raise ValueError(f"label is {label!r}; choose one of {', '.join(map(str, self.classes))}")
        return int(found[0])
