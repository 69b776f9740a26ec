"""EM for a Gaussian mixture, step by step, as its equations read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.core import Config, bounded, one_of, seeded


def matrices(parameters: np.ndarray) -> np.ndarray:
    """The covariances in rows of w, m1, m2, s11, s12, s22, (..., 2, 2)."""
    return parameters[..., [3, 4, 4, 5]].reshape(*parameters.shape[:-1], 2, 2)


def log_densities(parameters: np.ndarray, X: np.ndarray) -> np.ndarray:
    """log p(x), nats, (T, n), of T mixtures (T, K, 6) at the same places X (n, 2)."""
    L = np.linalg.cholesky(matrices(parameters))
    eps = np.linalg.inv(L) @ (X.T - parameters[..., 1:3, None])  # (T, K, 2, n)
    log_volume = np.log(np.diagonal(L, axis1=-2, axis2=-1)).sum(axis=-1) + np.log(2 * np.pi)
    with np.errstate(divide="ignore"):  # an emptied component has weight 0
        joint = (np.log(parameters[..., 0]) - log_volume)[..., None] - 0.5 * (eps**2).sum(axis=-2)
    top = joint.max(axis=1)
    return np.log(np.exp(joint - top[:, None]).sum(axis=1)) + top


LOG_2PI = np.log(2 * np.pi)


@dataclass(frozen=True)
class MixtureConfig(Config):
    n_components: int = bounded(3, 1, 200, narrower=(1, 40), why="how many Gaussians")
    covariance: str = one_of("full", "full", "diag", "spherical", why="full: any ellipse; diag: along the axes")
    reg_covar: float = bounded(1e-6, 0.0, 1e6, unit="variance", why="added to every variance; 0 shows the singularity")
    init: str = one_of("kmeans++", "kmeans++", "random", why="which points the first means are")
    steps: int = bounded(200, 1, 100_000, unit="EM iterations", why="at most")
    tol: float = bounded(1e-6, 0.0, 1.0, unit="nats per point", why="a smaller change ends fit; 0 runs every step")
    seed: int = seeded()


def e_step(X: np.ndarray, weights: np.ndarray, means: np.ndarray, covariances: np.ndarray) -> tuple:
    """Responsibilities p(k | x), (n, K), and log p(x), nats, (n,)."""
    with np.errstate(divide="ignore"):  # an emptied component has weight 0 and log weight -inf
        log_joint = np.log(weights) + log_gaussians(X, means, covariances)
    top = log_joint.max(axis=1, keepdims=True)
    log_p = np.log(np.exp(log_joint - top).sum(axis=1)) + top[:, 0]  # scipy's logsumexp takes four times as long
    return np.exp(log_joint - log_p[:, None]), log_p


def m_step(X: np.ndarray, responsibilities: np.ndarray, config: MixtureConfig, old: tuple) -> tuple:
    """Weights, means and covariances that maximise the expected log-likelihood; reg_covar is added to each variance.

    A component that no point answers to keeps its old place, which is a maximum too.
    """
    N = responsibilities.sum(axis=0)
    live = N > 10 * np.finfo(float).eps
    r = (responsibilities[:, live] / N[live]).T
    _, means, covariances = (np.array(array) for array in old)
    means[live] = r @ X
    covariances[live] = weighted_covariances(X, r, means[live], config)
    return N / N.sum(), means, covariances


def weighted_covariances(X: np.ndarray, r: np.ndarray, means: np.ndarray, config: MixtureConfig) -> np.ndarray:
    """sum_i r[k, i] (x_i - means[k]) (x_i - means[k])^T plus reg_covar, in the configured shape; rows of r sum to 1."""
    if config.covariance == "full":
        diffs = (X - mean for mean in means)
        centred = [(weight[:, None] * diff).T @ diff for weight, diff in zip(r, diffs, strict=True)]
        return np.array(centred) + config.reg_covar * np.eye(X.shape[1])
    origin = X.mean(axis=0)  # E[x^2] - E[x]^2, safe from cancellation near the points and fast with many columns
    variances = np.maximum(r @ (X - origin) ** 2 - (means - origin) ** 2, 0) + config.reg_covar
    return variances if config.covariance == "diag" else variances.mean(axis=1)


def log_gaussians(X: np.ndarray, means: np.ndarray, covariances: np.ndarray) -> np.ndarray:
    """log N(x; means[k], covariances[k]), nats, (n, K)."""
    if covariances.ndim < 3:
        squared, log_volume = whiten_axes(X, means, covariances.reshape(len(means), -1))
    else:
        factors = np.linalg.cholesky(covariances)
        # inverses, not triangular solves: as exact as is needed here, and several times as fast for few dimensions
        eps = [whiten @ (X - m).T for whiten, m in zip(np.linalg.inv(factors), means, strict=True)]
        squared = np.stack([(e**2).sum(axis=0) for e in eps], axis=1)
        log_volume = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    return -0.5 * (squared + X.shape[1] * LOG_2PI) - log_volume


def whiten_axes(X: np.ndarray, means: np.ndarray, variances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Squared Mahalanobis distances (n, K) and sum log std (K,) of axis-parallel components; variances (K, d or 1)."""
    variances = np.broadcast_to(variances, means.shape)
    origin = means.mean(axis=0)
    x, m = X - origin, means - origin
    squared = x**2 @ (1 / variances).T - 2 * x @ (m / variances).T + (m**2 / variances).sum(axis=1)
    return np.maximum(squared, 0), 0.5 * np.log(variances).sum(axis=1)


def kmeans_plus_plus(X: np.ndarray, K: int, rng: np.random.Generator) -> np.ndarray:
    """K points of X, each drawn with probability proportional to its squared distance to those before.

    Arthur & Vassilvitskii 2007.
    """
    means = [X[rng.integers(len(X))]]
    squared = ((X - means[0]) ** 2).sum(axis=1)
    for _ in range(K - 1):
        total = squared.sum()
        means.append(X[rng.choice(len(X), p=squared / total if total else None)])
        squared = np.minimum(squared, ((X - means[-1]) ** 2).sum(axis=1))
    return np.array(means)


def random_points(X: np.ndarray, K: int, rng: np.random.Generator) -> np.ndarray:
    """K different rows of X."""
    return X[rng.choice(len(X), K, replace=False)]


def round_covariances(variance: float, K: int, d: int, kind: str) -> np.ndarray:
    """K round covariances in the shape of `kind`."""
    one = {"full": np.eye(d), "diag": np.ones(d), "spherical": np.ones(())}[kind]
    return np.stack([variance * one] * K)


def as_matrices(covariances: np.ndarray, d: int) -> np.ndarray:
    """Covariances of any shape as (K, d, d)."""
    if covariances.ndim == 3:
        return covariances
    return np.broadcast_to(covariances.reshape(len(covariances), -1, 1), (len(covariances), d, 1)) * np.eye(d)


def smallest_variances(covariances: np.ndarray, scale: np.ndarray | None = None) -> np.ndarray:
    """The variance in each component's thinnest direction, (K,); in units of the columns' variances `scale` (d,)."""
    if covariances.ndim == 1:
        return covariances / (1 if scale is None else scale.mean())
    if covariances.ndim == 2:
        return (covariances / (1 if scale is None else scale)).min(axis=1)
    unit = 1 if scale is None else np.sqrt(np.outer(scale, scale))
    return np.linalg.eigvalsh(covariances / unit).min(axis=1)
