"""An AE and a VAE side by side: what beta = 0 makes of the VAE, the linear optimum, and what is seen of both."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.decomposition import PCA, FactorAnalysis
from torch import distributions as D

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder, kl_to_prior
from engines.autoencoder.pair import Pair
from engines.autoencoder.views import N_CURVE, N_SAMPLES, active, kl_per_number, of_pictures, of_points
from engines.core import IterativeModel
from engines.data import shapes

PICTURES = np.random.default_rng(0).integers(0, 256, (60, 8, 8), np.uint8)
SMALL = AutoencoderConfig(net="mlp", width=8, size=8, latent_dim=3, batch_size=16, warmup=2, steps=50, decay="none")
PLANE = SMALL.replace(likelihood="gaussian", latent_dim=1)
POINTS = shapes.build("moons").sample(200, seed=0)


def begun(config: AutoencoderConfig, X: np.ndarray) -> Pair:
    pair = Pair(config)
    pair.start(X)
    return pair


@pytest.mark.parametrize(("config", "X"), [(SMALL, PICTURES), (PLANE, POINTS)], ids=["pictures", "points"])
def test_at_beta_0_the_vae_is_the_ae(config: AutoencoderConfig, X: np.ndarray) -> None:
    """The same losses at every step, the same codes without a cloud, the same pictures; not so with a beta."""
    pair = begun(config.replace(beta=0.0), X)
    for _ in range(20):
        metrics = pair.step()
        assert metrics["vae_loss"] == pytest.approx(metrics["ae_loss"], rel=1e-4)
        assert metrics["vae_kl"] == metrics["ae_kl"] == 0
    (ours, spread), (theirs, none) = pair.vae.encode(X), pair.ae.encode(X)
    np.testing.assert_allclose(ours, theirs, atol=1e-3)
    assert not spread.any() and not none.any()
    np.testing.assert_allclose(pair.vae.decode(ours), pair.ae.decode(theirs), atol=1e-3)
    pair.set_params(beta=1.0)
    later = [pair.step() for _ in range(5)][-1]
    assert abs(later["vae_loss"] - later["ae_loss"]) > 1e-2 and later["vae_kl"] > 0


def test_both_begin_with_the_same_weights_and_see_the_same_data() -> None:
    pair = begun(SMALL, PICTURES)
    for ours, theirs in zip(pair.ae.net.parameters(), pair.vae.net.parameters(), strict=True):
        assert torch.equal(ours, theirs[: len(ours)])
    alone = Autoencoder(SMALL)
    alone.start(PICTURES)
    seen = alone.drawn()
    expected = [model.update(*seen) for model in copy.deepcopy((pair.ae, pair.vae))]
    found = pair.step()
    assert [found["ae_loss"], found["vae_loss"]] == [metrics["loss"] for metrics in expected]


def test_many_pairs_may_learn_from_one_tensor_of_rows() -> None:
    rows = torch.from_numpy(PICTURES.reshape(60, 64))
    assert all(model.X is rows for _ in range(2) for _, model in begun(SMALL, rows))
    np.testing.assert_array_equal(begun(SMALL, PICTURES).vae.X, rows)


def test_the_pair_learns_and_begins_anew() -> None:
    pair = begun(SMALL, PICTURES)
    first = [pair.step() for _ in range(3)]
    assert isinstance(pair, IterativeModel) and pair.n_steps == 3
    pair.start(PICTURES)
    assert pair.n_steps == 0 and [pair.step() for _ in range(3)] == first


def test_an_edit_of_beta_reaches_the_vae_and_leaves_the_ae_alone() -> None:
    edited, left = begun(SMALL, PICTURES), begun(SMALL, PICTURES)
    edited.set_params(beta=20.0)
    for _ in range(3):
        a, b = edited.step(), left.step()
        assert a["ae_loss"] == b["ae_loss"] and a["vae_loss"] != b["vae_loss"]


def test_the_kl_of_each_number_is_the_closed_form_and_what_monte_carlo_finds() -> None:
    rng = np.random.default_rng(0)
    mu, sigma = rng.normal(size=(4, 3)), rng.uniform(0.2, 2, (4, 3))
    found = kl_per_number(mu, sigma)
    exact = D.kl_divergence(D.Normal(torch.tensor(mu), torch.tensor(sigma)), D.Normal(0.0, 1.0)).mean(0)
    np.testing.assert_allclose(found, exact, rtol=1e-6)
    whole = kl_to_prior(torch.tensor(mu), torch.tensor(2 * np.log(sigma))).mean()
    assert whole == pytest.approx(found.sum())
    z = mu + sigma * rng.standard_normal((100_000, 4, 3))
    ratios = (stats.norm.logpdf(z, mu, sigma) - stats.norm.logpdf(z)).mean(1)
    np.testing.assert_array_less(np.abs(ratios.mean(0) - found), 4 * stats.sem(ratios))


def test_a_linear_vae_reaches_the_optimum_of_probabilistic_pca() -> None:
    """Tipping & Bishop 1999; its bound is tight there (Lucas et al. 2019, arXiv:1911.02469). A spread for each column
    lets it go a little further, as far as factor analysis."""
    rng = np.random.default_rng(0)
    signal = rng.standard_normal((1000, 2)) @ [[2, -1, 1, 1], [0, 1, 1, -1]]
    X = signal + 0.5 * rng.standard_normal((1000, 4)) + 2
    config = AutoencoderConfig(
        net="linear", likelihood="gaussian", columns=4, latent_dim=2, lr=0.05, batch_size=250, warmup=10, steps=2000,
        decay="none", ema=0.99,
    )  # fmt: skip
    model = Autoencoder(config).fit(X)
    fewer, best = (PCA(k, svd_solver="full").fit(X).score(X) for k in (1, 2))
    furthest = FactorAnalysis(2, tol=1e-8, max_iter=5000).fit(X).score(X)
    draws = np.stack([model.elbo(X, seed=seed) for seed in range(20)])
    assert fewer < best - 0.3
    assert best - 0.1 < draws.mean() < furthest + 4 * stats.sem(draws.mean(1)) + 1e-3


def test_what_is_seen_of_points() -> None:
    pair = begun(PLANE, POINTS)
    for _ in range(3):
        pair.step()
    seen = of_points(pair, POINTS)
    for name, model in pair:
        assert seen.arrays[f"{name}_curve"].shape == (N_CURVE, 2)
        assert seen.arrays[f"{name}_samples"].shape == (N_SAMPLES, 2)
        codes = seen.arrays[f"{name}_codes"]
        np.testing.assert_allclose(seen.arrays[f"{name}_restored"], model.decode(codes[:, None]), atol=1e-5)
        assert np.abs(codes).max() <= seen.metrics[f"{name}_reach"]
    assert seen.metrics["elbo"] == pytest.approx(pair.vae.elbo(POINTS).mean())
    pair.set_params(beta=0.0)
    assert "elbo" not in of_points(pair, POINTS).metrics


def test_what_is_seen_of_pictures() -> None:
    pair = begun(SMALL, PICTURES)
    pair.step()
    seen = of_pictures(pair, PICTURES)
    for name in ("ae", "vae"):
        for shown in ("restored", "samples"):
            assert seen.arrays[f"{name}_{shown}"].shape == (8, 8, 8)
            assert seen.arrays[f"{name}_{shown}"].dtype == np.uint8
        assert seen.arrays[f"{name}_codes"].shape == (60, 2)
    assert seen.arrays["vae_kl"].shape == (3,) and "ae_kl" not in seen.arrays
    told = seen.arrays["vae_kl"]
    assert set(seen.arrays["vae_numbers"]) == set(np.argsort(told)[-2:])


def test_numbers_in_use_are_those_that_vary() -> None:
    codes = np.random.default_rng(0).normal(size=(1000, 4)) * [1, 0.2, 0.05, 0]
    assert active(codes) == 2
