"""scikit-learn's own checks of estimators, and the same figures as its models where it has the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn import mixture, naive_bayes, neighbors
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from engines.library import AE, GAN, KDE, VAE, Diffusion, Mixture, NaiveBayes, world
from tests.engines.library.small import QUIET, ring

DRAWN = "an estimate: every row is given its own random numbers, in the order of the rows"
EXPECTED = {  # to fail, by the model, and why
    "VAE": {"check_methods_sample_order_invariance": DRAWN, "check_methods_subset_invariance": DRAWN},
    "Diffusion": {"check_methods_subset_invariance": "single precision: beside other rows a sum ends in other digits"},
}
CLOSED = [Mixture(n_components=2, **QUIET), NaiveBayes(), KDE(bandwidth=0.5)]  # bernoulli takes 0 to 1 only
NETWORKS = [AE(steps=3, **QUIET), GAN(steps=3, **QUIET), VAE(steps=3, **QUIET)]
SLOW = [KDE(), Diffusion(steps=3, sampling_steps=3, **QUIET)]


def expected(model: Any) -> dict[str, str]:
    return EXPECTED.get(type(model).__name__, {})


@parametrize_with_checks(CLOSED + NETWORKS, expected_failed_checks=expected)
def test_scikit_learn_takes_it_for_an_estimator(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


@pytest.mark.slow
@parametrize_with_checks(SLOW, expected_failed_checks=expected)
def test_scikit_learn_takes_it_for_an_estimator_too(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


@pytest.mark.parametrize("covariance", ["full", "diag", "spherical"])
def test_the_mixture_is_where_scikit_learn_s_would_stay(covariance: str) -> None:
    X = ring(800)
    ours = Mixture(n_components=8, covariance=covariance, tol=0, steps=400, **QUIET).fit(X)
    inverse = np.linalg.inv(ours.covariances_) if covariance == "full" else 1 / ours.covariances_
    theirs = mixture.GaussianMixture(
        8, covariance_type=covariance, weights_init=ours.weights_, means_init=ours.means_, precisions_init=inverse,
        tol=1e-6, random_state=0,
    ).fit(X)  # fmt: skip
    np.testing.assert_allclose(ours.means_, theirs.means_, atol=1e-5)
    np.testing.assert_allclose(ours.covariances_, theirs.covariances_, atol=1e-5)
    np.testing.assert_allclose(ours.score_samples(X), theirs.score_samples(X), atol=1e-4)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)
    assert ours.bic(X) == pytest.approx(theirs.bic(X)) and ours.aic(X) == pytest.approx(theirs.aic(X))


def test_naive_bayes_is_scikit_learn_s() -> None:
    X, y = world("blobs").sample(500, seed=0, return_labels=True)
    ours, theirs = NaiveBayes().fit(X, y), naive_bayes.GaussianNB(var_smoothing=1e-9).fit(X, y)
    np.testing.assert_allclose(ours.theta_, theirs.theta_)
    np.testing.assert_allclose(ours.var_, theirs.var_)
    np.testing.assert_allclose(ours.class_prior_, theirs.class_prior_)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-12)
    bits = (X > 0).astype(float)
    ours, theirs = NaiveBayes(kind="bernoulli").fit(bits, y), naive_bayes.BernoulliNB(alpha=1).fit(bits, y)
    np.testing.assert_allclose(ours.predict_proba(bits), theirs.predict_proba(bits), atol=1e-12)


@pytest.mark.parametrize("kernel", ["gaussian", "tophat"])
def test_the_kernel_density_is_scikit_learn_s(kernel: str) -> None:
    X, fresh = ring(300), ring(50, seed=1)
    ours = KDE(kernel=kernel, bandwidth=0.4).fit(X)
    theirs = neighbors.KernelDensity(kernel=kernel, bandwidth=0.4, leaf_size=300).fit(X)
    np.testing.assert_allclose(ours.score_samples(fresh), theirs.score_samples(fresh))


def test_models_go_into_pipelines_and_searches() -> None:
    X = ring(300)
    search = GridSearchCV(Mixture(steps=50, **QUIET), {"n_components": np.array([1, 8])}, cv=2).fit(X)
    assert search.best_params_["n_components"] == 8
    pipe = make_pipeline(StandardScaler(), VAE(steps=3, **QUIET)).fit(X)
    assert pipe.transform(X).shape == (300, 2) and np.isfinite(pipe.score(X[:20]))
