"""Mixtures of digits."""

from __future__ import annotations

import math
import pickle

import numpy as np
from scipy.stats import multivariate_normal

from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture
from engines.classical.projected_mixture import ProjectedConfig, ProjectedMixture
from engines.data import images
from engines.data.pixels import dequantise
from engines.measures.divergences import bits_per_dim
from tests.engines.classical.blobs import blobs


def test_digits_a_mixture_of_axis_parallel_components_beats_one() -> None:
    train, test = images.load("digits").images[:3000], images.load("digits", "test").images[:500]
    X, x = dequantise(train, seed=0), dequantise(test, seed=1)
    config = MixtureConfig(covariance="diag", reg_covar=1e-5, steps=8, tol=1.0)
    one, ten = (GaussianMixture(config.replace(n_components=K)).fit(X) for K in (1, 10))
    assert ten.score_samples(x).mean() > one.score_samples(x).mean() + 100
    assert bits_per_dim(ten.score_samples(x).mean(), 784, levels=256) < 6  # 5.52 here, 4.85 with 10,000 pictures
    assert ten.sample(3, seed=0).shape == (3, 784)


def test_a_projected_mixture_with_one_component_is_the_whole_gaussian() -> None:
    X = blobs(400, d=6, seed=4)
    config = ProjectedConfig(n_components=1, n_directions=2, reg_covar=0.0)
    model = ProjectedMixture(config).fit(X)
    expected = multivariate_normal(X.mean(axis=0), np.cov(X.T, bias=True)).logpdf(X)
    np.testing.assert_allclose(model.score_samples(X), expected, rtol=1e-9)
    assert model.n_parameters == 6 + 21  # a mean and a covariance
    drawn = model.sample(40_000, seed=0)
    z = np.linalg.solve(np.linalg.cholesky(np.cov(X.T, bias=True)), (drawn - X.mean(axis=0)).T)
    assert np.abs(np.cov(z) - np.eye(6)).max() < 4.5 * math.sqrt(2 / 40_000)


def test_a_projected_mixture_is_normalised_and_sees_components() -> None:
    X = blobs(seed=5)
    model = ProjectedMixture(ProjectedConfig(n_components=3, n_directions=1)).fit(X)
    axis = np.linspace(-30, 30, 601)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    assert abs(np.exp(model.score_samples(grid)).sum() * 0.01 - 1) < 1e-3
    np.testing.assert_allclose(model.unproject(model.project(X)), X, atol=1e-10)
    np.testing.assert_allclose(model.predict_proba(X), model.responsibilities, atol=1e-10)
    again = pickle.loads(pickle.dumps(model))
    assert again.step() == model.step()
