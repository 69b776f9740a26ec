"""EM: parity with scikit-learn, likelihood that never falls, exact densities."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, multivariate_normal

from engines.classical import em
from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture, SingularError
from engines.core import DensityModel, IterativeModel
from tests.engines.classical.blobs import KINDS, blobs, started


def precisions(covariances: np.ndarray) -> np.ndarray:
    return np.linalg.inv(covariances) if covariances.ndim == 3 else 1 / covariances


# ---- parity ----------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.*did not converge:sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("d", "n_steps"), [(2, 1), (2, 30), (5, 30)])
def test_parity_with_scikit_learn_from_the_same_start(kind: str, d: int, n_steps: int) -> None:
    from sklearn.mixture import GaussianMixture as Reference

    X = blobs(d=d)
    model = started(X, covariance=kind, n_components=3, reg_covar=1e-6)
    start = {"weights_init": model.weights, "means_init": model.means}
    theirs = Reference(
        3,
        covariance_type=kind,
        tol=0,
        reg_covar=1e-6,
        max_iter=n_steps,
        precisions_init=precisions(model.covariances),
        **start,
    ).fit(X)
    for _ in range(n_steps):
        metrics = model.step()
    assert abs(metrics["log_likelihood"] - theirs.score(X)) < 1e-6
    np.testing.assert_allclose(model.means, theirs.means_, atol=1e-6)
    np.testing.assert_allclose(model.covariances, theirs.covariances_, atol=1e-6)
    np.testing.assert_allclose(model.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
    assert model.n_parameters == theirs._n_parameters()
    assert math.isclose(model.bic(X), theirs.bic(X), rel_tol=1e-9)
    assert math.isclose(model.aic(X), theirs.aic(X), rel_tol=1e-9)


def test_one_full_component_is_the_closed_form_gaussian_after_one_step() -> None:
    X = blobs()
    model = started(X, n_components=1, reg_covar=0.0)
    model.step()
    np.testing.assert_allclose(model.covariances[0], np.cov(X.T, bias=True), rtol=1e-12)
    expected = multivariate_normal(X.mean(axis=0), np.cov(X.T, bias=True)).logpdf(X)
    np.testing.assert_allclose(model.score_samples(X), expected, rtol=1e-10)
    assert abs(model.step()["gain"]) < 1e-12


# ---- what EM promises ------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(KINDS), st.integers(1, 6), st.sampled_from(["kmeans++", "random"]))
def test_the_log_likelihood_never_falls_without_regularisation(seed: int, kind: str, K: int, init: str) -> None:
    model = started(blobs(80, seed=seed), n_components=K, covariance=kind, init=init, seed=seed, reg_covar=0.0)
    for _ in range(40):
        try:
            metrics = model.step()
        except SingularError:
            return
        assert metrics["gain"] >= -1e-9


@pytest.mark.parametrize("seed", range(5))
def test_the_default_regularisation_costs_no_visible_likelihood(seed: int) -> None:
    model = GaussianMixture(MixtureConfig(n_components=4, tol=0.0, steps=100, seed=seed))
    assert min(metrics["gain"] for metrics in model.fit_iter(blobs(seed=seed))) > -1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_every_snapshot_is_a_consistent_mixture(kind: str) -> None:
    X = blobs()
    model = started(X, covariance=kind)
    for n in range(5):
        snapshot = model.snapshot()
        assert snapshot.step == n and np.isfinite(list(snapshot.metrics.values())).all()
        a = snapshot.arrays
        np.testing.assert_allclose(a["responsibilities"].sum(axis=1), 1, rtol=1e-12)
        assert math.isclose(a["weights"].sum(), 1, rel_tol=1e-12) and a["covariances"].shape == (3, 2, 2)
        p = sum(w * multivariate_normal(m, c).pdf(X) for w, m, c in zip(*list(a.values())[:3], strict=True))
        assert math.isclose(snapshot.metrics["log_likelihood"], np.log(p).mean(), rel_tol=1e-10)
        np.testing.assert_allclose(model.score_samples(X), np.log(p), rtol=1e-8)
        model.step()


def test_old_snapshots_stay_as_they_were() -> None:
    model = started(blobs())
    first = model.snapshot()
    copies = {name: array.copy() for name, array in first.arrays.items()}
    for _ in range(3):
        model.step()
    assert all((first.arrays[name] == copies[name]).all() for name in copies)


@pytest.mark.parametrize("kind", KINDS)
def test_the_density_integrates_to_one(kind: str) -> None:
    model = GaussianMixture(MixtureConfig(covariance=kind)).fit(blobs())
    axis = np.linspace(-25, 25, 601)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    assert abs(np.exp(model.score_samples(grid)).sum() * (axis[1] - axis[0]) ** 2 - 1) < 1e-4
    assert isinstance(model, DensityModel) and isinstance(model, IterativeModel)


def test_moving_the_points_moves_the_mixture() -> None:
    X, far = blobs(), np.array([1e6, -1e6])
    for kind in KINDS:
        near, moved = (GaussianMixture(MixtureConfig(covariance=kind, reg_covar=0.0)).fit(Z) for Z in (X, X + far))
        np.testing.assert_allclose(moved.means - far, near.means, atol=1e-4)
        assert abs(moved.log_likelihood - near.log_likelihood) < 1e-5


def test_fit_stops_when_nothing_changes_and_recovers_the_truth() -> None:
    X = np.concatenate([blobs(400, 1, seed=1) / 4 + 10, blobs(800, 1, seed=2) / 4 - 10])
    model = GaussianMixture(MixtureConfig(n_components=2)).fit(X)
    assert model.n_steps < 200 and abs(model.gain) < model.config.tol
    np.testing.assert_allclose(np.sort(model.weights), [1 / 3, 2 / 3], atol=1e-6)
    np.testing.assert_allclose(np.sort(model.means[:, 0]), np.sort([X[:400, 0].mean(), X[400:, 0].mean()]), atol=1e-4)


# ---- drawing, pickling, live changes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_samples_have_the_components_shares_means_and_covariances(kind: str) -> None:
    model = GaussianMixture(MixtureConfig(covariance=kind)).fit(blobs())
    drawn, k = model.sample_labelled(30_000, seed=0)
    counts, expected = np.bincount(k, minlength=3), 30_000 * model.weights
    assert chi2.sf(((counts - expected) ** 2 / expected).sum(), 2) > 0.001
    matrices = em.as_matrices(model.covariances, 2)
    for j in range(3):
        z = np.linalg.solve(np.linalg.cholesky(matrices[j]), (drawn[k == j] - model.means[j]).T)
        assert np.abs(z.mean(axis=1)).max() < 4.5 / math.sqrt(counts[j])
        assert np.abs(np.cov(z) - np.eye(2)).max() < 4.5 * math.sqrt(2 / counts[j])
    np.testing.assert_array_equal(model.sample(7, seed=5), model.sample(7, seed=5))


@pytest.mark.parametrize("kind", KINDS)
def test_pickling_between_steps_changes_nothing(kind: str) -> None:
    one, two = (started(blobs(), covariance=kind) for _ in range(2))
    for _ in range(6):
        two = pickle.loads(pickle.dumps(two))
        assert one.step() == two.step()
    for name, array in one.snapshot().arrays.items():
        np.testing.assert_array_equal(array, two.snapshot().arrays[name])
    np.testing.assert_array_equal(one.sample(9, seed=0), two.sample(9, seed=0))


def test_only_live_settings_change_while_em_runs() -> None:
    model = started(blobs())
    model.set_params(reg_covar=0.5)
    assert model.config.reg_covar == 0.5
    with pytest.raises(ValueError, match="only reg_covar, tol, steps can change"):
        model.set_params(n_components=5)
    with pytest.raises(ValueError, match="reg_covar is -1"):
        model.set_params(reg_covar=-1)


def test_an_emptied_component_keeps_its_place() -> None:
    X = blobs(100, 1)
    model = GaussianMixture(MixtureConfig(n_components=2, covariance="spherical"))
    model.start_from(X, [0.5, 0.5], [[0.0, 0.0], [1e4, 1e4]], [1.0, 1.0])
    for _ in range(3):
        assert model.step()["gain"] >= -1e-9
    assert model.weights.tolist() == [1, 0] and model.means[1].tolist() == [1e4, 1e4]


def test_kmeans_plus_plus_reaches_every_far_cluster() -> None:
    X = np.repeat(np.arange(8.0)[:, None] * 1000, 20, axis=0) + np.random.default_rng(0).normal(size=(160, 1))
    for seed in range(20):
        means = em.kmeans_plus_plus(X, 8, np.random.default_rng(seed))
        assert sorted(np.rint(means[:, 0] / 1000)) == list(range(8))


# ---- starts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_given_means_start_with_equal_weights_and_one_round_variance(kind: str) -> None:
    X, model = blobs(), GaussianMixture(MixtureConfig(n_components=2, covariance=kind, reg_covar=0.0))
    means = np.array([[0.0, 1.0], [5.0, 5.0]])
    model.start_at(X, means)
    nearest = ((X[:, None] - means) ** 2).sum(axis=2).min(axis=1)
    np.testing.assert_allclose(em.as_matrices(model.covariances, 2), [nearest.mean() / 2 * np.eye(2)] * 2)
    np.testing.assert_array_equal(model.means, means)
    np.testing.assert_array_equal(model.weights, [0.5, 0.5])
    with pytest.raises(ValueError, match="means has shape"):
        model.start_at(X, means[:1])
