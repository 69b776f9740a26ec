"""Models in closed form or by EM: a Gaussian mixture, naive Bayes, a kernel density."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets

from engines.classical import kernel_density, mixture, naive_bayes
from engines.classical.em import MixtureConfig
from engines.library.estimator import Density, numbers_of, trained
from engines.library.settings import Setting, plain, seed_of, settings

CROSS_VALIDATED, SCOTT = "cross-validated", "scott"
FOLDS, MAX_POINTS = 5, 500  # of the cross-validation, which is to take less than a second
TRIED = np.geomspace(0.01, 3, 20)  # times Scott's rule, which is far too wide for separate narrow modes


@settings(MixtureConfig())
class Mixture(Density):
    """Mixture of Gaussians, fitted by expectation-maximisation (Dempster, Laird & Rubin 1977).

    >>> from genlab import Mixture, world
    >>> X = world("blobs").sample(500, seed=0)
    >>> Mixture(n_components=2).fit(X).means_.shape
    (2, 2)
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """EM until a step changes the log-likelihood by less than `tol`, at most `steps` times.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d), n at least `n_components`
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For a parameter out of its bounds, for unfit data, and where a component collapses onto a point.
        """
        config = self.config()
        X = self._learnable(X, least=config.n_components)
        self.model_ = trained(mixture.GaussianMixture(config), X, None, self.verbose)
        return self

    @property
    def weights_(self) -> np.ndarray:
        """The components' shares, (K,)."""
        return self.model_.weights

    @property
    def means_(self) -> np.ndarray:
        """Their means, (K, d)."""
        return self.model_.means

    @property
    def covariances_(self) -> np.ndarray:
        """Their covariances, (K, d, d) if full, variances (K, d) if diag, (K,) if spherical."""
        return self.model_.covariances

    @property
    def n_iter_(self) -> int:
        """Iterations of EM."""
        return self.model_.n_steps

    @property
    def converged_(self) -> bool:
        """Whether the last one changed less than `tol`."""
        return abs(self.model_.gain) < self.model_.config.tol

    def predict_proba(self, X: Any) -> np.ndarray:
        """p(component | x), shape (n, K)."""
        rows = self._rows(X)
        return self.model_.predict_proba(rows)

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest component of every row, whole numbers from 0, (n,)."""
        return self.predict_proba(X).argmax(axis=1)

    def bic(self, X: Any) -> float:
        """-2 log p(X) + parameters * log n; smaller is better (Schwarz 1978)."""
        rows = self._rows(X)
        return self.model_.bic(rows)

    def aic(self, X: Any) -> float:
        """-2 log p(X) + 2 * parameters; smaller is better (Akaike 1974)."""
        rows = self._rows(X)
        return self.model_.aic(rows)


@settings(naive_bayes.NaiveBayesConfig())
class NaiveBayes(ClassifierMixin, Density):
    """Naive Bayes, asked for samples: a class y ~ p(y), then every column by itself, x_j ~ p(x_j | y).

    A classifier, so `score` is the share of right answers; `score_samples` is log p(x). Without y everything is one
    class. Fitted: `classes_`, the labels (K,), sorted.

    >>> from genlab import NaiveBayes, world
    >>> X, y = world("blobs").sample(500, seed=0, return_labels=True)
    >>> NaiveBayes().fit(X, y).sample(3, seed=0, y=1).shape
    (3, 2)
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """Count.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d)
            For kind bernoulli from 0 to 1; what is between counts as that probability of a 1.
        y : array, shape (n,), or None
            Labels, of any kind.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For a parameter out of its bounds, for unfit data, and for a column without variance in a class.
        """
        config = self.config()
        least = 2 if config.kind == "gaussian" else 1
        if y is None:
            X, y = self._learnable(X, least), np.zeros(len(X), int)
        else:
            X, y = self._learnable(X, least, y=numbers_of(y))
            check_classification_targets(y)
        self.model_ = naive_bayes.NaiveBayes(config).fit(X, y)
        self.classes_ = self.model_.classes
        return self

    @property
    def class_prior_(self) -> np.ndarray:
        """p(y), (K,), in the order of `classes_`."""
        return np.exp(self.model_.log_prior)

    @property
    def theta_(self) -> np.ndarray:
        """The mean of each column in each class, (K, d); of kind bernoulli the probability of a 1."""
        return self.model_.means

    @property
    def var_(self) -> np.ndarray:
        """The variance of each column in each class, (K, d)."""
        return self.model_.variances

    def sample(self, n_samples: int = 1, *, seed: int | None = None, y: Any = None) -> np.ndarray:
        """Draw from p(x), or from p(x | y).

        Parameters
        ----------
        n_samples : int, at least 1
        seed : int or None
            The same seed gives the same samples; None gives others each time.
        y : a label or None
            ValueError for one that was not there when it was fitted.

        Returns
        -------
        array, shape (n_samples, d), or pictures
        """
        return self._drawn(n_samples, seed, label=plain(y))

    def predict_proba(self, X: Any) -> np.ndarray:
        """p(y | x) by Bayes' rule, (n, K), in the order of `classes_`."""
        rows = self._rows(X)
        return self.model_.predict_proba(rows)

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest label of every row, (n,)."""
        rows = self._rows(X)
        return self.model_.predict(rows)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """The share of rows whose label is predicted, 0 to 1."""
        return ClassifierMixin.score(self, X, y, sample_weight)


BANDWIDTH = Setting(
    CROSS_VALIDATED, "float | str", f"float, '{CROSS_VALIDATED}' or '{SCOTT}'",
    "The width of a bump, in units of x. Cross-validated: of 20 widths the one under which points left out are "
    "likeliest. Scott: his rule of thumb (Scott 1992), too wide where there are several narrow modes.",
)  # fmt: skip
KDE_STATE = Setting(
    0, "int | np.random.RandomState | None", "int, numpy.random.RandomState or None",
    "Seed of the choice of at most 500 rows that the bandwidth is validated on.",
)  # fmt: skip


@settings(kernel_density.KernelDensityConfig(), bandwidth=BANDWIDTH, random_state=KDE_STATE)
class KDE(Density):
    """Kernel density: a bump on every row (Parzen 1962).

    >>> from genlab import KDE, world
    >>> X = world("ring").sample(500, seed=0)
    >>> KDE().fit(X).sample(3, seed=0).shape
    (3, 2)
    """

    def config(self) -> kernel_density.KernelDensityConfig:
        """The engine's settings, checked; its bandwidth is a stand-in where it follows from the data."""
        chosen = plain(self.bandwidth)
        if isinstance(chosen, str) and chosen not in (CROSS_VALIDATED, SCOTT):
            raise ValueError(f"bandwidth is {chosen!r}; give a number, {CROSS_VALIDATED!r} or {SCOTT!r}")
        width = {} if isinstance(chosen, str) else {"bandwidth": chosen}
        return self.defaults.replace(kernel=self.kernel, **width)

    def fit(self, X: Any, y: Any = None) -> Self:
        """Keep the rows, and choose the bandwidth.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d); n at least 2 where the bandwidth is chosen
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For a parameter out of its bounds, for unfit data, and where all rows are the same.
        """
        config = self.config()
        X = self._learnable(X, least=2 if isinstance(self.bandwidth, str) else 1)
        self.model_ = kernel_density.KernelDensity(config.replace(bandwidth=self._width(X, config))).fit(X)
        return self

    def _width(self, X: np.ndarray, config: kernel_density.KernelDensityConfig) -> float:
        if not isinstance(self.bandwidth, str):
            return config.bandwidth
        rule = kernel_density.scott_bandwidth(X)
        if self.bandwidth == SCOTT:
            return rule
        return kernel_density.choose_bandwidth(
            X, bandwidths=TRIED * rule, folds=min(FOLDS, len(X)), kernel=config.kernel,
            seed=seed_of(self.random_state), max_points=MAX_POINTS,
        )[0]  # fmt: skip

    @property
    def bandwidth_(self) -> float:
        """The width of a bump, in units of x."""
        return self.model_.config.bandwidth
