"""The VAE of points, whose likelihood is normal: densities against integration over its one latent dimension, units."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch
from scipy import stats
from scipy.special import logsumexp

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.nets import layers

CONFIG = AutoencoderConfig(
    net="mlp", likelihood="gaussian", latent_dim=1, width=24, steps=1000, warmup=10, lr=1e-2, batch_size=64, ema=0.99
)
NOISE = 0.1


def arc(n: int, seed: int = 0) -> np.ndarray:
    """Points (n, 2) along a half circle of radius 2, with normal noise of NOISE."""
    rng = np.random.default_rng(seed)
    t = rng.uniform(0, np.pi, n)
    return 2 * np.column_stack([np.cos(t), np.sin(t)]) + NOISE * rng.standard_normal((n, 2))


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    return Autoencoder(CONFIG).fit(arc(2000))


def sd_of_x(model: Autoencoder) -> np.ndarray:
    """Standard deviations of x given z, (2,), from what is drawn around what is decoded."""
    draws = model.sample(20_000, seed=3)
    generator = torch.Generator().manual_seed(3)
    z = torch.randn(20_000, 1, generator=generator).numpy()
    return (draws - model.decode(z)).std(0)


def exact_log_p(model: Autoencoder, X: np.ndarray) -> np.ndarray:
    """log of the integral of p(x|z) p(z) over z, by the trapezium rule."""
    z = np.linspace(-6, 6, 601)[:, None]
    means = model.decode(z).astype(float)
    log_x = stats.norm.logpdf(X[:, None], means, sd_of_x(model)).sum(2)
    return logsumexp(log_x + stats.norm.logpdf(z[:, 0]) + np.log(z[1, 0] - z[0, 0]), axis=1)


def test_score_samples_is_the_log_density_of_points(model: Autoencoder) -> None:
    X = arc(40, seed=1)
    np.testing.assert_allclose(model.score_samples(X, n_importance=4000), exact_log_p(model, X), atol=0.15)


def test_the_elbo_is_below_the_density(model: Autoencoder) -> None:
    """By the KL from q(z|x) to the posterior, which is small after training and large for an untaught encoder."""
    X, misled = arc(300, seed=1), copy.deepcopy(model)
    expected = exact_log_p(model, X)
    gap = expected - model.elbo(X)
    assert gap.mean() > -4 * stats.sem(gap)
    layers.initialise(misled.averaged.encoder, torch.Generator().manual_seed(9))
    assert (expected - misled.elbo(X)).mean() > gap.mean() + 1


def test_the_density_integrates_to_one(model: Autoencoder) -> None:
    axis = np.linspace(-3.5, 3.5, 81)
    points = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    assert np.exp(exact_log_p(model, points)).sum() * (axis[1] - axis[0]) ** 2 == pytest.approx(1, abs=0.02)


def test_the_learned_spread_is_that_of_the_data_around_the_curve(model: Autoencoder) -> None:
    """Wider, because one curve decoded for all has errors too; a blob for all would have a spread of about 1."""
    assert np.all((sd_of_x(model) > 0.9 * NOISE) & (sd_of_x(model) < 3 * NOISE))


def test_samples_lie_on_the_arc(model: Autoencoder) -> None:
    radius = np.linalg.norm(model.sample(2000, seed=0), axis=1)
    assert np.mean(np.abs(radius - 2) < 5 * NOISE) > 0.9


def test_densities_are_in_the_units_of_the_data(model: Autoencoder) -> None:
    """Ten times as large: the same model inside, and each of two dimensions costs log 10."""
    X = arc(2000)
    large = Autoencoder(CONFIG).fit(10 * X + 5)
    # the two trainings differ by rounding alone
    assert large.score_samples(10 * X[:200] + 5).mean() == pytest.approx(
        model.score_samples(X[:200]).mean() - 2 * np.log(10), abs=0.05
    )
    assert large.elbo(10 * X[:500] + 5).mean() == pytest.approx(model.elbo(X[:500]).mean() - 2 * np.log(10), abs=0.1)
    np.testing.assert_allclose(large.sample(500, seed=0).mean(0), 10 * model.sample(500, seed=0).mean(0) + 5, atol=0.3)


def test_shapes_pickling_and_snapshot(model: Autoencoder) -> None:
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.sample(5, seed=0), model.sample(5, seed=0))
    assert model.sample(5, seed=0).shape == (5, 2)
    assert model.snapshot().arrays["samples"].shape == (25, 2)
    assert model.reconstruction_error(arc(7)).shape == (7,)


@pytest.mark.parametrize("X", [np.zeros((5, 3)), np.full((5, 2), np.nan), np.zeros(5)])
def test_points_of_another_kind_are_refused(X: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"shape \(n, 2\)|NaN"):
        Autoencoder(CONFIG).start(X)


def test_points_have_no_convolutions() -> None:
    with pytest.raises(ValueError, match="gaussian.*net='mlp'"):
        AutoencoderConfig(likelihood="gaussian")
