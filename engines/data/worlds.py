"""Worlds: target distributions whose truth is known, all of them finite Gaussian mixtures.

p(x) = sum_k w_k N(x; mu_k, S_k), so sampling, log-density, score, marginals, conditionals, and all of these after
diffusion noise are exact and in closed form (Bishop 2006, Pattern Recognition and Machine Learning, 2.3).
Named worlds are in `WORLDS`; a person's drawing or CSV file becomes one in `own_worlds`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from engines.core import Refused
from engines.data import grid

MAX_MEAN = 1e6  # of any coordinate of a component
MAX_X = 1e100  # of a point to evaluate; beyond, squares overflow
MIN_SD, MAX_SD = 1e-6, 1e6  # of a component, in any direction
CHUNK = 1 << 15  # component evaluations at a time: the working arrays stay in the cache

Seed = int | np.random.Generator


@dataclass(frozen=True, eq=False)
class World:
    """A Gaussian mixture: weights (K,) of any positive sum, means (K, d), covariances (K, d, d); float64, read-only.

    Worlds of the same content are equal and hash alike, so that caches hit for a world that was built again.
    """

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    def __post_init__(self) -> None:
        fields = {name: numbers(name, getattr(self, name)) for name in ("weights", "means", "covariances")}
        _check_components(**fields)
        w = fields["weights"] / fields["weights"].max()  # in two steps, because a sum can overflow
        fields["weights"] = w / w.sum()
        for name, value in fields.items():
            value.setflags(write=False)
            object.__setattr__(self, name, value)
        _ = self._cholesky  # a bad covariance is refused here, not at the first use

    # ---- which world it is ----------------------------------------------------------------------------------------

    @cached_property
    def key(self) -> str:
        """The one name of its content, for every cache: equal worlds share it, however they were made."""
        content = (self.weights.tobytes(), self.means.tobytes(), self.covariances.tobytes())
        return sha256(repr(self.means.shape).encode() + b"".join(content)).hexdigest()[:32]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, World) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def n_components(self) -> int:
        return len(self.weights)

    @property
    def dim(self) -> int:
        return self.means.shape[1]

    # ---- drawing ------------------------------------------------------------------------------------------------

    def sample(self, n_samples: int, *, seed: Seed, return_labels: bool = False):
        """Exact draws (n, d); with `return_labels` also the component of each, int (n,)."""
        rng = np.random.default_rng(seed)
        k = rng.choice(self.n_components, n_samples, p=self.weights)
        X = self.means[k] + np.einsum("nij,nj->ni", self._cholesky[k], rng.standard_normal((n_samples, self.dim)))
        return (X, k) if return_labels else X

    # ---- evaluating -----------------------------------------------------------------------------------------------

    def log_prob(self, X: np.ndarray) -> np.ndarray:
        """log p(x) in nats; X (..., d) -> (...)."""
        X, shape = self._rows(X)
        return np.concatenate([_log_sum_exp(joint) for joint, _ in self._joint(X)]).reshape(shape)

    score_samples = log_prob  # the name that every density model has

    def responsibilities(self, X: np.ndarray) -> np.ndarray:
        """p(component k | x); X (..., d) -> (..., K), each row sums to 1."""
        X, shape = self._rows(X)
        return np.concatenate([_softmax(joint)[0] for joint, _ in self._joint(X)]).reshape(*shape, -1)

    def score(self, X: np.ndarray) -> np.ndarray:
        """The gradient of log p(x) in x; X (..., d) -> (..., d)."""
        return self.log_prob_and_score(X)[1]

    def log_prob_and_score(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """log p (...) and its gradient, -sum_k r_k S_k^-1 (x - mu_k), (..., d), for the price of one."""
        X, shape = self._rows(X)
        values, gradients = [], []
        for joint, z in self._joint(X):
            r, value = _softmax(joint)
            z *= r  # z = L^-1 (x - mu), so S^-1 (x - mu) = L^-T z
            gradients.append(-np.matmul(z, self._whiten.transpose(0, 2, 1)).sum(0))
            values.append(value)
        return np.concatenate(values).reshape(shape), np.concatenate(gradients).reshape(*shape, self.dim)

    # ---- other worlds from this one -------------------------------------------------------------------------------

    def marginal(self, dims: Sequence[int]) -> World:
        """The law of x[dims]."""
        dims = self._dims(dims)
        return World(self.weights, self.means[:, dims], self.covariances[:, dims][:, :, dims])

    def conditional(self, dims: Sequence[int], values: Sequence[float]) -> World:
        """The law of the other coordinates, in their order, given x[dims] = values."""
        given = self._dims(dims)
        rest = [i for i in range(self.dim) if i not in given]
        v = numbers("values", values)
        if not rest or v.shape != (len(given),):
            raise ValueError(f"given x[{given}] = {values!r}: give one number for each, and leave some others free")
        A = self.covariances[:, rest][:, :, given] @ np.linalg.inv(self.covariances[:, given][:, :, given])
        means = self.means[:, rest] + np.einsum("krg,kg->kr", A, v - self.means[:, given])
        S = self.covariances[:, rest][:, :, rest] - A @ self.covariances[:, given][:, :, rest]
        return World(self.marginal(given).responsibilities(v), means, (S + S.transpose(0, 2, 1)) / 2)

    def noised(self, alpha: float, sigma: float) -> World:
        """The law of alpha * x + sigma * eps, eps ~ N(0, I): the world after diffusion."""
        if not (abs(alpha) <= MAX_SD and 0 <= sigma <= MAX_SD and (alpha or sigma)):
            raise ValueError(f"alpha is {alpha!r}, sigma is {sigma!r}; give up to {MAX_SD:g}, sigma >= 0, not both 0")
        return World(self.weights, alpha * self.means, alpha**2 * self.covariances + sigma**2 * np.eye(self.dim))

    # ---- its size -------------------------------------------------------------------------------------------------

    @cached_property
    def mean(self) -> np.ndarray:
        """E[x], (d,)."""
        return self.weights @ self.means

    @cached_property
    def covariance(self) -> np.ndarray:
        """Cov[x], (d, d): within the components plus between them."""
        between = self.means - self.mean
        return np.einsum("k,kij->ij", self.weights, self.covariances) + (self.weights[:, None] * between).T @ between

    def box(self, n_sd: float = 3.0) -> np.ndarray:
        """The corners [low, high], (2, d), that hold `n_sd` standard deviations of every component in use."""
        used = self.weights > 1e-6 * self.weights.max()
        reach = n_sd * np.sqrt(np.einsum("kii->ki", self.covariances[used]))
        return np.array([(self.means[used] - reach).min(0), (self.means[used] + reach).max(0)])

    def grid(self, n: int = 96, box: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Centres of n x n equal cells over a 2-D box: x1 (n,), x2 (n,), points (n, n, 2).

        points[i, j] = (x1[j], x2[i]), the order of Plotly's heat maps: row 0 is the lowest.
        """
        box = self.box() if box is None else box
        return *grid.centres(box, n), grid.cells(box, n)

    # ---- inside ---------------------------------------------------------------------------------------------------

    @cached_property
    def _cholesky(self) -> np.ndarray:
        try:
            L = np.linalg.cholesky(self.covariances)
        except np.linalg.LinAlgError:
            L = np.zeros((1, 1, 1))
        sd = np.einsum("kii->ki", L)
        if not (sd.min() >= MIN_SD and sd.max() <= MAX_SD):
            variances = np.linalg.eigvalsh(self.covariances)
            k = int(np.argmax((variances[:, 0] < MIN_SD**2) | (variances[:, -1] > MAX_SD**2)))
            raise ValueError(
                f"the covariance of component {k} is {self.covariances[k].tolist()}; it must be positive definite "
                f"with standard deviations from {MIN_SD:g} to {MAX_SD:g} in every direction: give it some variance"
            )
        return L

    @cached_property
    def _whiten(self) -> np.ndarray:
        """L_k^-1, laid out (d, d, K) so that z_i = X @ _whiten[i] - _shift[i] is one matrix product."""
        return np.ascontiguousarray(np.linalg.inv(self._cholesky).transpose(1, 2, 0))

    @cached_property
    def _shift(self) -> np.ndarray:
        return np.einsum("ijk,kj->ik", self._whiten, self.means)[:, None]  # (d, 1, K)

    @cached_property
    def _log_scale(self) -> np.ndarray:
        log_det = np.log(np.einsum("kii->ki", self._cholesky)).sum(1)
        log_w = np.full(self.n_components, -np.inf)
        np.log(self.weights, where=self.weights > 0, out=log_w)
        return log_w - log_det - self.dim / 2 * math.log(2 * math.pi)

    def _joint(self, X: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """For chunks of rows: log w_k N(x; mu_k, S_k) (rows, K), and the whitened L_k^-1 (x - mu_k) (d, rows, K)."""
        rows = max(1, CHUNK // self.n_components)
        for start in range(0, max(1, len(X)), rows):
            z = np.matmul(X[start : start + rows], self._whiten)
            z -= self._shift
            joint = np.einsum("dnk,dnk->nk", z, z)
            joint *= -0.5
            joint += self._log_scale
            yield joint, z

    def _rows(self, X: np.ndarray) -> tuple[np.ndarray, tuple[int, ...]]:
        X = np.asarray(X, dtype=float)
        if X.ndim == 0 or X.shape[-1] != self.dim:
            raise ValueError(f"X has shape {X.shape}; its last axis must be the {self.dim} coordinates of a point")
        if not (np.abs(X) <= MAX_X).all():
            raise ValueError(f"X holds {X[~(np.abs(X) <= MAX_X)][0]}; give coordinates from {-MAX_X:g} to {MAX_X:g}")
        return X.reshape(-1, self.dim), X.shape[:-1]

    def _dims(self, dims: Sequence[int]) -> list[int]:
        dims = list(dims)
        if not dims or len(set(dims)) < len(dims) or not set(dims) <= set(range(self.dim)):
            raise ValueError(f"dims is {dims}; give different coordinates from 0 to {self.dim - 1}")
        return dims


def _exponentiate(joint: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows exponentiated in place relative to their maxima (rows, 1), which are returned, and their sums (rows, 1)."""
    top = joint.max(1, keepdims=True)
    joint -= top
    np.maximum(joint, -700, out=joint)  # below, exp leaves the normal floats and is 20 times slower
    np.exp(joint, out=joint)
    return top, joint.sum(1, keepdims=True)


def _log_sum_exp(joint: np.ndarray) -> np.ndarray:
    top, total = _exponentiate(joint)
    return (top + np.log(total))[:, 0]


def _softmax(joint: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows normalised in place, (rows, K), and the logarithm of their sums, (rows,)."""
    top, total = _exponentiate(joint)
    joint /= total
    return joint, (top + np.log(total))[:, 0]


def numbers(name: str, values: Any) -> np.ndarray:
    """A float64 copy, or an error in words for text and ragged lists."""
    try:
        return np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers in rows of equal length, not {str(values)[:60]!r}") from None


def _check_components(weights: np.ndarray, means: np.ndarray, covariances: np.ndarray) -> None:
    K, d = means.shape if means.ndim == 2 else (0, 0)
    if not K or not d or weights.shape != (K,) or covariances.shape != (K, d, d):
        raise ValueError(
            f"weights {weights.shape}, means {means.shape}, covariances {covariances.shape} do not fit together; "
            "give (K,), (K, d), (K, d, d) with at least one component"
        )
    if not (np.isfinite(weights).all() and weights.min() >= 0):
        raise ValueError(f"a weight is {weights[~(weights >= 0) | np.isinf(weights)][0]}; give finite numbers >= 0")
    if weights.max() == 0:
        raise Refused("no-weight", "all weights are 0; give at least one component a weight above 0")
    if not (np.abs(means) <= MAX_MEAN).all():
        raise ValueError(f"a mean is {means[~(np.abs(means) <= MAX_MEAN)][0]}; give {-MAX_MEAN:g} to {MAX_MEAN:g}")
    if not np.isfinite(covariances).all():
        raise ValueError("a covariance holds NaN or infinity; give finite numbers")
    skew = np.abs(covariances - covariances.transpose(0, 2, 1))
    if not (skew <= 1e-9 * np.abs(covariances).max((1, 2), keepdims=True)).all():
        raise ValueError("a covariance is not symmetric; give S with S[i, j] = S[j, i]")


# ---- named worlds ----------------------------------------------------------------------------------------------------
