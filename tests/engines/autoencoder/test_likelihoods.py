"""The tiny model has 16 pixels and one or two latent dimensions, so p(x) = integral p(x|z) p(z) dz can be computed."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logsumexp
from torch import distributions as D

from engines.autoencoder.model import Autoencoder, bernoulli, kl_to_prior
from engines.autoencoder.networks import log_likelihood, log_normal
from engines.nets import layers
from tests.engines.autoencoder.tiny import SMALL, TINY, bars, grey, trained


@pytest.fixture(scope="module")
def tiny1() -> Autoencoder:
    return trained(TINY, bars(400))


def log_x_given_z(model: Autoencoder, X: np.ndarray, z: np.ndarray) -> np.ndarray:
    """log p(x|z) of every binary row of X (n, 16) and every row of z (m, d), (n, m)."""
    pixels = np.clip(model.decode(z).astype(float), 1e-7, 1 - 1e-7)  # float32 knows nothing finer
    return X @ np.log(pixels).T + (1 - X) @ np.log1p(-pixels).T


def exact_log_p(model: Autoencoder, X: np.ndarray) -> np.ndarray:
    """log p(x) of binary rows, by the trapezium rule over z in [-7, 7]^d; the integrand vanishes at the ends."""
    axis = np.linspace(-7, 7, {1: 401, 2: 181}[model.config.latent_dim])
    z = np.stack(np.meshgrid(*[axis] * model.config.latent_dim), -1).reshape(-1, model.config.latent_dim)
    log_cell = model.config.latent_dim * math.log(axis[1] - axis[0])
    return logsumexp(log_x_given_z(model, X, z) + stats.norm.logpdf(z).sum(1) + log_cell, axis=1)


def exact_elbo(model: Autoencoder, x: np.ndarray) -> float:
    """E_q[log p(x|z)] - KL(q||p) of one binary picture and a 1-D latent, by Gauss-Hermite quadrature."""
    mu, sigma = (float(a[0, 0]) for a in model.encode(x[None]))
    nodes, quadrature = np.polynomial.hermite_e.hermegauss(60)
    expected = quadrature @ log_x_given_z(model, x[None], (mu + sigma * nodes)[:, None])[0] / math.sqrt(2 * math.pi)
    return float(expected - D.kl_divergence(D.Normal(mu, sigma), D.Normal(0.0, 1.0)))


# ---- the pieces of the equation --------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-8, 4)), min_size=1, max_size=6))
@settings(deadline=None, derandomize=True)
def test_kl_is_that_of_torch_distributions(code: list[tuple[float, float]]) -> None:
    mu, log_var = torch.tensor(code).T[:, None]
    q, prior = D.Normal(mu, (log_var / 2).exp()), D.Normal(torch.zeros_like(mu), 1.0)
    torch.testing.assert_close(kl_to_prior(mu, log_var), D.kl_divergence(q, prior).sum(1), rtol=1e-4, atol=1e-4)


def test_kl_of_the_prior_to_itself_is_zero() -> None:
    assert torch.equal(kl_to_prior(torch.zeros(3, 4), torch.zeros(3, 4)), torch.zeros(3))


def test_log_likelihood_is_that_of_torch_distributions() -> None:
    logits, x = 10 * torch.randn(2, 20, 30, generator=torch.Generator().manual_seed(0))
    x = (x > 0).float()
    torch.testing.assert_close(log_likelihood(logits, x), D.Bernoulli(logits=logits).log_prob(x).sum(1))


def test_log_likelihood_stays_finite_where_a_probability_would_round_to_zero() -> None:
    found = log_likelihood(torch.tensor([[300.0, -300.0]]), torch.tensor([[0.0, 1.0]]))
    torch.testing.assert_close(found, torch.tensor([-600.0]))


def test_log_normal_is_that_of_scipy() -> None:
    z = np.random.default_rng(0).normal(size=(5, 3))
    np.testing.assert_allclose(log_normal(torch.tensor(z)), stats.multivariate_normal(np.zeros(3)).logpdf(z))


@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 1.0])
def test_binarise_draws_each_pixel_with_its_own_probability(p: float) -> None:
    n = 40_000
    x = bernoulli(torch.full((n // 4, 4), p), torch.Generator().manual_seed(0))
    assert set(x.unique().tolist()) <= {0.0, 1.0}
    assert abs(x.mean().item() - p) <= 4 * math.sqrt(p * (1 - p) / n)


# ---- likelihoods against exact integration ---------------------------------------------------------------------------


def misled(model: Autoencoder) -> Autoencoder:
    """The same decoder, so the same p(x), behind an encoder that has learnt nothing and says nearly N(0, I)."""
    twin = copy.deepcopy(model)
    layers.initialise(twin.averaged.encoder, torch.Generator().manual_seed(9))
    return twin


def test_score_samples_is_the_exact_log_density_whatever_the_encoder(tiny: Autoencoder) -> None:
    """A learnt q(z|x) is narrower than the posterior, which gives the weights heavy tails: hence its wider margin."""
    X = bars(8)
    expected = exact_log_p(tiny, X)
    np.testing.assert_allclose(misled(tiny).score_samples(X, n_importance=20_000), expected, rtol=0, atol=0.1)
    np.testing.assert_allclose(tiny.score_samples(X, n_importance=20_000), expected, rtol=0, atol=0.3)


def test_the_exact_density_sums_to_one_over_all_pictures(tiny1: Autoencoder) -> None:
    """The oracle itself is checked: 2^16 pictures are all there are."""
    every = (np.arange(2**16)[:, None] >> np.arange(16) & 1).astype(float)
    total = sum(np.exp(exact_log_p(tiny1, part)).sum() for part in np.split(every, 32))
    assert total == pytest.approx(1, abs=1e-3)


def test_elbo_is_unbiased_and_below_the_exact_log_density(tiny1: Autoencoder) -> None:
    for x in bars(4):
        draws = tiny1.elbo(np.repeat(x[None], 5_000, 0), seed=3)
        expected = exact_elbo(tiny1, x)
        assert draws.mean() == pytest.approx(expected, abs=float(5 * stats.sem(draws) + 1e-3))
        assert expected < exact_log_p(tiny1, x[None])[0]


def test_the_importance_weighted_bound_rises_from_the_elbo_to_the_density(tiny: Autoencoder) -> None:
    """Burda et al. 2016, theorem 1: L_1 = ELBO <= L_k <= L_(k+1) <= log p(x), in expectation."""
    model, X = misled(tiny), np.repeat(bars(5), 120, 0)  # a bad encoder, so that the bounds lie apart
    elbo = model.elbo(X, seed=1)
    scores = [model.score_samples(X, n_importance=k, seed=2) for k in (1, 2, 8, 64)]
    means = [s.mean() for s in scores]
    assert means[0] == pytest.approx(elbo.mean(), abs=float(4 * (stats.sem(elbo) + stats.sem(scores[0]))))
    assert np.all(np.diff([*means, exact_log_p(model, bars(5)).mean()]) > 0)


def test_learning_tells_the_world_from_noise(tiny1: Autoencoder) -> None:
    bar, noise = bars(50), np.random.default_rng(5).integers(0, 2, (50, 16)).astype(np.float32)
    assert exact_log_p(tiny1, bar).mean() > -16 * math.log(2) + 2  # log p of a picture under pure noise
    assert exact_log_p(tiny1, noise).mean() < -16 * math.log(2)
    assert tiny1.score_samples(bar).mean() > tiny1.score_samples(noise).mean()


def test_reconstruction_error_is_the_cross_entropy_with_the_decoded_mean(tiny: Autoencoder) -> None:
    X = bars(20)
    decoded = tiny.decode(tiny.encode(X)[0]).astype(float)
    expected = -stats.bernoulli.logpmf(X.astype(int), decoded).sum(1)
    np.testing.assert_allclose(tiny.reconstruction_error(X), expected, rtol=1e-4)


def test_reconstruction_error_of_grey_pixels_is_never_below_their_entropy() -> None:
    X = grey(20)
    entropy = stats.bernoulli(X).entropy().sum(1)
    assert np.all(trained(SMALL, X).reconstruction_error(X) > entropy)


def test_samples_follow_the_prior(tiny1: Autoencoder) -> None:
    """The mean of decode(z), z ~ N(0, 1), by Gauss-Hermite quadrature; its distribution by Kolmogorov-Smirnov."""
    drawn = tiny1.sample(10_000, seed=4)
    nodes, quadrature = np.polynomial.hermite_e.hermegauss(100)
    expected = quadrature @ tiny1.decode(nodes[:, None]) / math.sqrt(2 * math.pi)
    np.testing.assert_allclose(drawn.mean(0), expected, atol=5 * drawn.std() / 100)
    uniform = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)[:, None]
    assert stats.ks_2samp(drawn[:, 8], tiny1.decode(uniform)[:, 8]).pvalue > 1e-3
