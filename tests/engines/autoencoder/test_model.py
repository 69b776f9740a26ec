"""AE and VAE: exact likelihoods of a tiny model, identities of the loss, seeds, pickling, learning.

The tiny model has 16 pixels and one or two latent dimensions, so p(x) = integral p(x|z) p(z) dz can be computed on a
grid from the public `decode` alone and set against every bound and estimate.
"""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logsumexp
from torch import distributions as D

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder, bernoulli, kl_to_prior
from engines.autoencoder.networks import log_likelihood, log_normal
from engines.core import DensityModel, IterativeModel
from engines.data import images
from engines.nets import layers

TINY = AutoencoderConfig(net="mlp", latent_dim=1, width=16, size=4, steps=400, warmup=10, lr=1e-2, batch_size=32)
SMALL = AutoencoderConfig(net="mlp", latent_dim=2, width=8, size=8, steps=50, warmup=4, batch_size=16)
EVERY_KIND = [(kind, net) for kind in ("ae", "vae") for net in ("mlp", "conv")]


def bars(n: int) -> np.ndarray:
    """4x4 pictures (n, 16) filled up to a random height, one pixel in ten flipped: one true factor."""
    rng = np.random.default_rng(0)
    full = rng.integers(0, 5, n)[:, None] > np.arange(16) // 4
    return (full ^ (rng.random((n, 16)) < 0.1)).astype(np.float32)


def grey(n: int, size: int = 8) -> np.ndarray:
    return np.random.default_rng(1).random((n, size * size), np.float32)


def trained(config: AutoencoderConfig, X: np.ndarray) -> Autoencoder:
    return Autoencoder(config).fit(X)


@pytest.fixture(scope="module", params=[1, 2], ids=["1-D latent", "2-D latent"])
def tiny(request: pytest.FixtureRequest) -> Autoencoder:
    return trained(TINY.replace(latent_dim=request.param), bars(400))


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


def same(a: Any, b: Any) -> bool:
    """Bit-for-bit equality of nested states."""
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def state(model: Autoencoder) -> dict[str, Any]:
    """All that may change as a model trains."""
    return {
        "net": model.net.state_dict(),
        "averaged": model.averaged.state_dict(),
        "optimiser": model.optimiser.state_dict(),
        "generator": model.generator.get_state(),
        "order": model.order,
        "n_steps": model.n_steps,
        "config": model.config,
    }


# ---- the pieces of the equation -------------------------------------------------------------------------------------


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


# ---- likelihoods against exact integration --------------------------------------------------------------------------


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


# ---- training -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "net"), EVERY_KIND)
def test_loss_is_reconstruction_plus_beta_kl(kind: str, net: str) -> None:
    model = Autoencoder(SMALL.replace(kind=kind, net=net, beta=3.0))
    model.start(grey(40))
    for metrics in (model.step() for _ in range(4)):
        assert metrics["loss"] == pytest.approx(metrics["reconstruction"] + 3.0 * metrics["kl"], rel=1e-5)
        assert metrics["kl"] > 0 if kind == "vae" else metrics["kl"] == 0


@pytest.mark.parametrize(("kind", "net"), EVERY_KIND)
def test_training_beats_the_best_constant_picture(kind: str, net: str) -> None:
    """One picture for all, the mean of the data, costs the entropy of each of its pixels."""
    X = images.load("digits").images[:400, 4:24, 4:24]  # without the empty frame: half the work
    mean = np.clip(X.reshape(400, -1).mean(0) / 255, 1e-9, 1 - 1e-9)
    constant = stats.bernoulli(mean).entropy().sum()
    config = AutoencoderConfig(kind=kind, net=net, size=20, latent_dim=4, steps=300, warmup=10, batch_size=20, lr=1e-2)
    model = Autoencoder(config.replace(width={"mlp": 64, "conv": 4}[net]))
    assert model.reconstruction_error(X).mean() == pytest.approx(400 * math.log(2), rel=0.05)  # it knows nothing yet
    losses = [metrics["loss"] for metrics in model.fit_iter(X)]
    reached = model.reconstruction_error(X).mean() if kind == "ae" else -model.elbo(X).mean()
    assert np.mean(losses[-20:]) < 0.6 * losses[0]
    assert reached < 0.92 * constant


def test_a_larger_beta_keeps_less_of_the_picture_until_the_posterior_collapses() -> None:
    kl, error = [], []
    for beta in (0.0, 1.0, 50.0):
        model = trained(TINY.replace(beta=beta), bars(400))
        mu, sigma = model.encode(bars(400))
        kl.append(D.kl_divergence(D.Normal(torch.tensor(mu), torch.tensor(sigma)), D.Normal(0.0, 1.0)).mean().item())
        error.append(model.reconstruction_error(bars(400)).mean())
    assert kl[0] > kl[1] + 1 > kl[2] + 1
    assert error[0] < error[2] - 1
    assert kl[2] < 0.02
    np.testing.assert_allclose((mu.std(), sigma.mean()), (0, 1), atol=0.1)  # q(z|x) = p(z) whatever x is


def test_a_pass_over_the_data_takes_every_picture_once() -> None:
    """With lr 0 and extreme pictures, the reconstruction of a batch tells which pictures were in it."""
    X = np.eye(10, 16, dtype=np.float32)
    model = Autoencoder(TINY.replace(kind="ae", lr=0.0, batch_size=3))
    model.start(X)
    single = model.reconstruction_error(X)  # binary pictures: binarisation changes nothing
    for _ in range(2):  # passes: three batches of three and a last one of one
        losses = [model.step()["reconstruction"] for _ in range(4)]
        assert np.dot(losses, [3, 3, 3, 1]) == pytest.approx(single.sum(), rel=1e-5)


@pytest.mark.parametrize("warmup", [0, 1, 10])
def test_the_first_update_is_warmed_up(warmup: int) -> None:
    """Adam's first update moves each weight with a gradient by the learning rate itself (Kingma & Ba 2015)."""
    model = Autoencoder(SMALL.replace(lr=1e-2, warmup=warmup))
    before = [p.detach().clone() for p in model.net.parameters()]
    model.start(grey(40))
    model.step()
    moved = max((p.detach() - b).abs().max().item() for p, b in zip(model.net.parameters(), before, strict=True))
    assert moved == pytest.approx(1e-2 / max(1, warmup), rel=1e-3)


def test_the_learning_rate_ends_at_zero() -> None:
    model = trained(SMALL.replace(steps=5), grey(40))
    before = copy.deepcopy(model.net.state_dict())
    model.step()
    assert same(model.net.state_dict(), before)


def test_without_averaging_the_pictures_come_from_the_trained_net() -> None:
    model = trained(SMALL.replace(ema=0.0, steps=5), grey(40))
    assert same(model.averaged.state_dict(), model.net.state_dict())
    assert not same(trained(SMALL.replace(ema=0.9, steps=5), grey(40)).averaged.state_dict(), model.net.state_dict())


def test_live_edits_act_on_the_next_step() -> None:
    model = Autoencoder(SMALL)
    model.start(grey(40))
    model.step()
    model.set_params(beta=7.0, lr=0.0)
    before = copy.deepcopy(model.net.state_dict())
    metrics = model.step()
    assert metrics["loss"] == pytest.approx(metrics["reconstruction"] + 7 * metrics["kl"], rel=1e-5)
    assert same(model.net.state_dict(), before)
    model.set_params(lr=1e-3)
    model.step()
    assert not same(model.net.state_dict(), before)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"beta": 51}, r"beta is 51.*0\.0 to 50\.0"),
        ({"lr": math.nan}, "lr is nan"),
        ({"latent_dim": 3}, "lr and beta.*latent_dim"),
        ({"lr": 0.01, "speed": 3}, "speed"),
    ],
)
def test_a_refused_live_edit_says_why_and_changes_nothing(changes: dict[str, Any], message: str) -> None:
    model = Autoencoder(SMALL)
    with pytest.raises(ValueError, match=message):
        model.set_params(**changes)
    assert model.config == SMALL


# ---- randomness and pickling ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "net"), EVERY_KIND)
def test_pickling_between_steps_changes_no_bit(kind: str, net: str) -> None:
    """Pickled before the first step and after every one, across two shuffled passes and a live edit."""
    config, X = SMALL.replace(kind=kind, net=net), grey(40)
    straight, stopped = Autoencoder(config), Autoencoder(config)
    straight.start(X)
    stopped.start(X)
    for i in range(8):
        stopped = pickle.loads(pickle.dumps(stopped))
        if i == 4:
            straight.set_params(beta=2.0, lr=5e-3)
            stopped.set_params(beta=2.0, lr=5e-3)
        torch.rand(3)  # what others draw in between must not matter
        assert stopped.step() == straight.step()
    assert same(state(stopped), state(straight))
    assert np.array_equal(stopped.sample(4, seed=0), straight.sample(4, seed=0))


def test_a_copy_goes_its_own_way() -> None:
    model = Autoencoder(SMALL)
    model.start(grey(40))
    model.step()
    twin = copy.deepcopy(model)
    before = copy.deepcopy(state(model))
    twin.step()
    assert same(state(model), before)
    model.step()
    assert same(state(model), state(twin))


@pytest.mark.parametrize(("kind", "net"), EVERY_KIND)
def test_same_seed_same_model(kind: str, net: str) -> None:
    config, X = SMALL.replace(kind=kind, net=net, steps=4), grey(40)
    assert same(state(trained(config, X)), state(trained(config, X)))
    assert not same(state(trained(config, X))["net"], state(trained(config.replace(seed=1), X))["net"])


def test_fitting_again_begins_again() -> None:
    """As `start` promises nets, optimiser and random state, and as scikit-learn's estimators do."""
    model = trained(SMALL.replace(steps=4), grey(40))
    once = copy.deepcopy(state(model))
    assert same(state(model.fit(grey(40))), once)


def test_pictures_as_bytes_floats_rows_or_squares_are_the_same_pictures() -> None:
    X = np.random.default_rng(2).integers(0, 256, (40, 8, 8), np.uint8)
    layouts = (X, X.reshape(40, 64), (X / 255).astype(np.float32), X[:, None], np.asfortranarray(X))
    states = [state(trained(SMALL.replace(steps=4), layout)) for layout in layouts]
    assert all(same(s, states[0]) for s in states)


def test_training_does_not_touch_the_callers_pictures() -> None:
    X = grey(40)
    model = Autoencoder(SMALL)
    model.start(X)
    expected = copy.deepcopy(model)
    X[:] = 0
    assert model.step() == expected.step()


def test_seeds_of_samples_and_bounds(tiny: Autoencoder) -> None:
    X = np.full((6, 16), 0.5, np.float32)  # grey: the seed also draws the pixels
    for draw in (
        lambda seed: tiny.sample(6, seed=seed),
        lambda seed: tiny.elbo(X, seed=seed),
        lambda seed: tiny.score_samples(X, n_importance=10, seed=seed),
    ):
        assert np.array_equal(draw(1), draw(1))
        assert not np.isclose(draw(1), draw(2)).all()


@pytest.mark.parametrize("net", ["mlp", "conv"])
def test_the_global_random_state_is_neither_read_nor_moved(net: str) -> None:
    before = torch.get_rng_state()
    model = trained(SMALL.replace(net=net, steps=4), grey(40))
    model.sample(3, seed=0)
    model.elbo(grey(3))
    model.score_samples(grey(3), n_importance=3)
    model.snapshot()
    pickle.loads(pickle.dumps(model))
    assert torch.equal(torch.get_rng_state(), before)


# ---- use ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "net"), EVERY_KIND)
@pytest.mark.parametrize(("channels", "size", "d"), [(1, 28, 16), (3, 32, 1)])
def test_shapes_types_and_ranges(kind: str, net: str, channels: int, size: int, d: int) -> None:
    config = AutoencoderConfig(kind=kind, net=net, width=4, latent_dim=d, channels=channels, size=size)
    n_pixels = channels * size * size
    X = np.random.default_rng(0).integers(0, 256, (5, n_pixels), np.uint8)
    model = Autoencoder(config)
    mu, sigma = model.encode(X)
    assert mu.shape == sigma.shape == (5, d)
    assert np.all(sigma == 0) if kind == "ae" else np.all(sigma > 0)
    pictures = {"decode": model.decode(1e3 * mu), "sample": model.sample(5, seed=0)}
    for found in (mu, sigma, model.reconstruction_error(X), *pictures.values()):
        assert found.dtype == np.float32
        assert np.isfinite(found).all()
    for found in pictures.values():
        assert found.shape == (5, n_pixels)
        assert found.min() >= 0
        assert found.max() <= 1
    assert model.reconstruction_error(X).shape == (5,)
    if kind == "vae":
        assert model.elbo(X).shape == model.score_samples(X, n_importance=2).shape == (5,)


@pytest.mark.parametrize(("kind", "net"), EVERY_KIND)
def test_each_row_is_treated_alone(kind: str, net: str) -> None:
    model, X = Autoencoder(SMALL.replace(kind=kind, net=net)), grey(6)
    mu, sigma = model.encode(X)
    for i in range(6):
        np.testing.assert_allclose(model.encode(X[i : i + 1]), (mu[i : i + 1], sigma[i : i + 1]), atol=1e-5)
        np.testing.assert_allclose(model.decode(mu[i : i + 1])[0], model.decode(mu)[i], atol=1e-5)


def test_snapshot_holds_the_pictures_of_fixed_draws_and_the_step() -> None:
    model = trained(SMALL.replace(steps=3), grey(40))
    snapshot = model.snapshot()
    pictures = snapshot.arrays["samples"]
    assert snapshot.step == 3
    assert pictures.shape == (25, 8, 8)
    assert np.array_equal(pictures, model.snapshot().arrays["samples"])
    assert np.array_equal(pictures.reshape(25, 64), model.sample(25, seed=0))


def test_a_colour_snapshot_puts_the_channels_last() -> None:
    model = Autoencoder(SMALL.replace(channels=3))
    expected = model.sample(25, seed=0).reshape(25, 3, 8, 8)
    assert np.array_equal(np.moveaxis(model.snapshot().arrays["samples"], 3, 1), expected)


def test_decode_takes_arrays_that_may_not_be_written() -> None:
    """What arrives from a socket is read-only; warnings are errors here, and lines in the server's log there."""
    z = np.frombuffer(np.array([[0.5, -1.0]], np.float32).tobytes(), np.float32).reshape(1, 2)
    model = Autoencoder(SMALL)
    assert np.array_equal(model.decode(z), model.decode(z.copy()))


def test_an_ae_refuses_densities_and_says_why() -> None:
    model = Autoencoder(SMALL.replace(kind="ae"))
    for ask in (model.elbo, model.score_samples):
        with pytest.raises(ValueError, match=r"no p\(x\).*prior.*kind='vae'"):
            ask(grey(2))


def test_the_protocols() -> None:
    model = Autoencoder()
    assert isinstance(model, IterativeModel)
    assert isinstance(model, DensityModel)
    assert model.config == AutoencoderConfig()


# ---- refusals -------------------------------------------------------------------------------------------------------

NUMBERS = [f.name for f in dataclasses.fields(AutoencoderConfig) if not f.metadata["bounds"].choices]


@pytest.mark.parametrize("name", NUMBERS)
def test_bounds_of_the_configuration_are_inclusive_and_firm(name: str) -> None:
    bounds, base = AutoencoderConfig.bounds(name), AutoencoderConfig(net="mlp")
    whole = isinstance(getattr(base, name), int)
    for value in (bounds.low, bounds.high, getattr(base, name)):
        assert getattr(base.replace(**{name: value}), name) == value
    below = bounds.low - 1 if whole else math.nextafter(bounds.low, -math.inf)
    above = bounds.high + 1 if whole else math.nextafter(bounds.high, math.inf)
    for value in (below, above, math.nan, math.inf, -math.inf, "1", None, True, [1]):
        with pytest.raises(ValueError) as error:
            base.replace(**{name: value})
        assert all(part in str(error.value) for part in (name, repr(value), str(bounds.low), str(bounds.high)))


@pytest.mark.parametrize(("name", "choices"), [("kind", ("ae", "vae")), ("net", ("mlp", "conv"))])
def test_choices_of_the_configuration(name: str, choices: tuple[str, ...]) -> None:
    for choice in choices:
        assert getattr(AutoencoderConfig(**{name: choice}), name) == choice
    with pytest.raises(ValueError, match=f"{name} is 'gan'.*{', '.join(choices)}"):
        AutoencoderConfig(**{name: "gan"})


def test_convolutions_refuse_a_size_they_cannot_halve_twice() -> None:
    with pytest.raises(ValueError, match="size is 30.*4"):
        AutoencoderConfig(net="conv", size=30)
    assert AutoencoderConfig(net="mlp", size=30).shape == (1, 30, 30)


@pytest.mark.parametrize("shape", [(0, 64), (5, 63), (5, 4, 4), (64,), (0,)])
def test_pictures_of_another_shape_are_refused_with_both_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError) as error:
        Autoencoder(SMALL).start(np.zeros(shape, np.float32))
    assert str(shape) in str(error.value)
    assert "(1, 8, 8)" in str(error.value)


@pytest.mark.parametrize("shape", [(5, 63), (5, 4, 4), (64,)])
def test_encode_refuses_pictures_of_another_shape(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"\(1, 8, 8\)"):
        Autoencoder(SMALL).encode(np.zeros(shape, np.float32))


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.5, 255.0])
def test_pixels_outside_the_unit_interval_are_refused(value: float) -> None:
    """Bytes that lost their type would otherwise train in silence on pictures that are white all over."""
    X = grey(5)
    X[2, 3] = value
    model = Autoencoder(SMALL)
    for take in (model.start, model.encode, model.elbo, model.score_samples, model.reconstruction_error):
        with pytest.raises(ValueError, match="from 0 to 1"):
            take(X)


@pytest.mark.parametrize("shape", [(1, 3), (2,), (1, 2, 2)])
def test_decode_refuses_a_latent_point_of_another_size(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"z has shape .*\(n, 2\)"):
        Autoencoder(SMALL).decode(np.zeros(shape, np.float32))
