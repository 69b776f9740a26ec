"""Gaussian mixture fitted by expectation-maximisation, one iteration at a time (Dempster, Laird & Rubin 1977).

p(x) = sum_k weights[k] N(x; means[k], covariances[k]). Shapes: n points, d dimensions, K components; covariances are
(K, d, d) if full, (K, d) if diag, (K,) if spherical. With `reg_covar` = 0 the log-likelihood never falls, and a
component that sits on one point shrinks without end: the singularity (Bishop 2006, section 9.2.1). A positive
`reg_covar` is the cure; each M-step then stops short of the maximum by that much, so a large one may cost likelihood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from engines.classical.em import (
    MixtureConfig,
    as_matrices,
    e_step,
    kmeans_plus_plus,
    m_step,
    random_points,
    round_covariances,
    smallest_variances,
)
from engines.core import Fit, Refused, Snapshot, as_points

LIVE = ("reg_covar", "tol", "steps")  # what may change while EM runs
SINGULAR = 1e-12  # a variance below this share of the column's own counts as zero


class SingularError(Refused):
    """A component has collapsed; the model stays at its last valid step."""

    def __init__(self, text: str) -> None:
        super().__init__("collapsed-component", text)


def too_many_components(n_components: int, n: int) -> Refused:
    """What is said of more components than points."""
    return Refused(
        "too-many-components", f"n_components is {n_components}, but there are {n} points; give at most {n} components",
        n_components=n_components, n=n,
    )  # fmt: skip


def nearest_distances(X: np.ndarray) -> np.ndarray:
    """How far each of the points (n, d) is from the nearest other one, (n,)."""
    return cKDTree(X).query(X, k=2)[0][:, 1] if len(X) > 1 else np.zeros(1)


class GaussianMixture(Fit):
    """EM to be scrubbed. Between steps parameters, responsibilities and log-likelihood belong together."""

    def __init__(self, config: MixtureConfig | None = None) -> None:
        self.config = config or MixtureConfig()
        self.n_steps = 0

    # ---- training -------------------------------------------------------------------------------------------------

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """First means at points of X (n, d), chosen by `config.init`; the rest as `start_at` has it."""
        X, c = as_points(X), self.config
        self._need_spread(X)
        choose = kmeans_plus_plus if c.init == "kmeans++" else random_points
        self.start_at(X, choose(X, c.n_components, np.random.default_rng(c.seed)))

    def start_at(self, X: np.ndarray, means: np.ndarray) -> None:
        """Given first means (K, d); equal weights; one round variance, the points' mean squared distance to them."""
        X, means, c = as_points(X), as_points(means), self.config
        distances, _ = cKDTree(means).query(X)
        variance = (distances**2).mean() / X.shape[1] + c.reg_covar
        if variance == 0:
            raise Refused(
                "components-on-points", f"every point is the mean of one of the {c.n_components} components, so their "
                "variance is 0; give fewer components, more points or a reg_covar above 0", n_components=c.n_components,
            )  # fmt: skip
        weights = np.full(c.n_components, 1 / c.n_components)
        self.start_from(X, weights, means, round_covariances(variance, *means.shape, c.covariance))

    def start_from(self, X: np.ndarray, weights: np.ndarray, means: np.ndarray, covariances: np.ndarray) -> None:
        """Begin at given weights (K,), means (K, d) and covariances in the shape of `config.covariance`."""
        X, c = as_points(X), self.config
        K, d = c.n_components, X.shape[1]
        self._need_spread(X)
        parameters = [np.array(a, dtype=float) for a in (weights, means, covariances)]
        shapes = [(K,), (K, d), round_covariances(1.0, K, d, c.covariance).shape]
        for name, array, shape in zip(("weights", "means", "covariances"), parameters, shapes, strict=True):
            if array.shape != shape or not np.isfinite(array).all():
                raise ValueError(f"{name} has shape {array.shape}; give finite numbers of shape {shape}")
        if (parameters[0] < 0).any() or not np.isclose(parameters[0].sum(), 1):
            raise ValueError(f"weights are {parameters[0]}; give numbers from 0 to 1 that sum to 1")
        self.X, self.scale = X, X.var(axis=0) + c.reg_covar
        self.n_steps, self.gain = 0, 0.0
        self._accept(*parameters)

    def start_collapsing(self, X: np.ndarray, row: int | None = None, *, tightness: float = 0.1) -> None:
        """A start that leads into the singularity if `reg_covar` is 0: component 0 sits tightly on one point.

        `row` chooses the point; by default the loneliest. The component's standard deviation is `tightness` times the
        distance to the nearest other point.
        """
        self.start(X)
        distances = nearest_distances(self.X)
        row = int(distances.argmax()) if row is None else row
        if not 0 < distances[row] < np.inf:
            raise Refused(
                "no-lonely-point",
                f"point {row} has a twin at its place, or no neighbour; choose a point that stands alone",
            )
        means, covariances = self.means.copy(), self.covariances.copy()
        means[0] = self.X[row]
        variance = (tightness * distances[row]) ** 2
        covariances[0] = round_covariances(variance, 1, means.shape[1], self.config.covariance)[0]
        self.start_from(self.X, self.weights, means, covariances)

    def step(self) -> Mapping[str, float]:
        """One M-step, then the E-step of the new parameters. Returns nats per point, their gain and the thinnest std.

        Raises SingularError, and stays where it was, if a component would collapse.
        """
        before = self.log_likelihood
        self._accept(*m_step(self.X, self.responsibilities, self.config, (self.weights, self.means, self.covariances)))
        self.n_steps += 1
        self.gain = self.log_likelihood - before
        return self.metrics()

    def fit_iter(self, X: np.ndarray, y: np.ndarray | None = None) -> Iterator[Mapping[str, float]]:
        """EM until a step changes the log-likelihood by less than `config.tol`, at most `config.steps` times."""
        for metrics in super().fit_iter(X, y):
            yield metrics
            if abs(self.gain) < self.config.tol:
                return

    def set_params(self, **changes: Any) -> None:
        """Change reg_covar, tol or steps of a running fit; raising reg_covar cures a singular one."""
        if set(changes) - set(LIVE):
            raise ValueError(f"only {', '.join(LIVE)} can change while EM runs, not {', '.join(changes)}; start again")
        self.config = self.config.replace(**changes)

    def metrics(self) -> Mapping[str, float]:
        """log_likelihood (nats per training point), its gain in the last step, min_std (of the thinnest component)."""
        thinnest = float(np.sqrt(smallest_variances(self.covariances).min()))
        return {"log_likelihood": self.log_likelihood, "gain": self.gain, "min_std": thinnest}

    def snapshot(self) -> Snapshot:
        """weights, means, covariances (as matrices if the points are 2-D), responsibilities (n, K)."""
        matrices = as_matrices(self.covariances, 2) if self.means.shape[1] == 2 else self.covariances
        arrays = {"weights": self.weights, "means": self.means, "covariances": matrices}
        return Snapshot(self.n_steps, self.metrics(), {**arrays, "responsibilities": self.responsibilities})

    def _accept(self, weights: np.ndarray, means: np.ndarray, covariances: np.ndarray) -> None:
        """Take these parameters if they are a density, with their responsibilities and log-likelihood."""
        self._need_volume(covariances)
        responsibilities, log_p = e_step(self.X, weights, means, covariances)
        self.weights, self.means, self.covariances = weights, means, covariances
        self.responsibilities, self.log_likelihood = responsibilities, float(log_p.mean())

    def _need_volume(self, covariances: np.ndarray) -> None:
        thin = smallest_variances(covariances, self.scale)
        if (thin < SINGULAR).any():
            raise SingularError(
                f"component {int(thin.argmin())} has collapsed: its variance fell to 0 in some direction, and the "
                f"likelihood would be infinite. Raise reg_covar above {self.config.reg_covar:g} (a thousandth of the "
                f"points' variance, {self.scale.mean() / 1000:.2g}, is enough), or start again with fewer components"
            )

    def _need_spread(self, X: np.ndarray) -> None:
        c = self.config
        if c.n_components > len(X):
            raise too_many_components(c.n_components, len(X))
        flat = np.flatnonzero(X.min(axis=0) == X.max(axis=0))
        if c.reg_covar == 0 and len(flat) and (c.covariance != "spherical" or len(flat) == X.shape[1]):
            raise Refused(
                "no-spread", f"all points agree in column {flat[0]}, so its variance is 0; raise reg_covar or drop it",
                column=int(flat[0]),
            )  # fmt: skip

    # ---- use ------------------------------------------------------------------------------------------------------

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Responsibilities p(component | x), (n, K)."""
        return e_step(self._like_training(X), self.weights, self.means, self.covariances)[0]

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """log p(x), nats, (n,)."""
        return e_step(self._like_training(X), self.weights, self.means, self.covariances)[1]

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        """Draws from p(x), (n_samples, d)."""
        return self.sample_labelled(n_samples, seed=seed)[0]

    def sample_labelled(self, n_samples: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Ancestral: a component k ~ weights, then x ~ N(means[k], covariances[k]). Returns x (n, d) and k (n,)."""
        rng = np.random.default_rng(seed)
        k = rng.choice(len(self.weights), n_samples, p=self.weights)
        x = rng.standard_normal((n_samples, self.means.shape[1]))
        for j in np.unique(k):
            cov = self.covariances[j]
            x[k == j] = x[k == j] @ np.linalg.cholesky(cov).T if cov.ndim == 2 else x[k == j] * np.sqrt(cov)
        return self.means[k] + x, k

    @property
    def n_parameters(self) -> int:
        """Free parameters: K - 1 weights, K d means, and the covariances."""
        K, d = self.means.shape
        return K - 1 + K * d + K * {"full": d * (d + 1) // 2, "diag": d, "spherical": 1}[self.config.covariance]

    def bic(self, X: np.ndarray) -> float:
        """-2 log p(X) + n_parameters log n; smaller is better (Schwarz 1978)."""
        return float(-2 * self.score_samples(X).sum() + self.n_parameters * np.log(len(X)))

    def aic(self, X: np.ndarray) -> float:
        """-2 log p(X) + 2 n_parameters; smaller is better (Akaike 1974)."""
        return float(-2 * self.score_samples(X).sum() + 2 * self.n_parameters)

    def _like_training(self, X: np.ndarray) -> np.ndarray:
        X = as_points(X)
        if X.shape[1] != self.means.shape[1]:
            raise ValueError(f"X has {X.shape[1]} columns; the mixture was fitted on {self.means.shape[1]}")
        return X


def compare_counts(X: np.ndarray, held_out: np.ndarray, counts: Iterable[int], config: MixtureConfig) -> Iterator[dict]:
    """Fit one mixture per number of components; yields n_components, train and held_out (nats per point), bic, aic."""
    for count in counts:
        model = GaussianMixture(config.replace(n_components=count)).fit(X)
        train, test = model.score_samples(X).mean(), model.score_samples(held_out).mean()
        scores = {"train": float(train), "held_out": float(test), "bic": model.bic(X), "aic": model.aic(X)}
        yield {"n_components": count, **scores}


# ---- the two halves of an iteration ---------------------------------------------------------------------------------


# ---- starts and shapes ----------------------------------------------------------------------------------------------
