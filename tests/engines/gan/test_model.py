"""The GAN engine against a textbook loop; replicas against single runs; live edits, pickling, divergence, units."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from engines.core import Diverged, IterativeModel
from engines.data import shapes
from engines.gan.losses import LOSSES
from engines.gan.model import GAN, R1_EVERY, GANConfig

X = shapes.build("ring").sample(4000, seed=0)
SMALL = {"width": 16, "batch": 32}


def started(data: np.ndarray = X, **settings) -> GAN:
    model = GAN(GANConfig(**{**SMALL, **settings}))
    model.start(data)
    return model


def trained(n: int = 5, data: np.ndarray = X, **settings) -> GAN:
    model = started(data, **settings)
    for _ in range(n):
        model.step()
    return model


def test_it_is_an_iterative_model() -> None:
    assert isinstance(GAN(), IterativeModel)


# ---- against the textbook --------------------------------------------------------------------------------------------


def textbook_losses(name: str, real: torch.Tensor, fake: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """What D and G minimise, as torch's own losses write it."""
    ones, zeros = torch.ones_like(real), torch.zeros_like(fake)
    if name in ("non-saturating", "original"):
        g = bce(fake, ones) if name == "non-saturating" else -bce(fake, zeros)
        return bce(real, ones) + bce(fake, zeros), g
    if name == "least-squares":
        mse = torch.nn.functional.mse_loss
        return (mse(real, ones) + mse(fake, zeros)) / 2, mse(fake, ones) / 2
    if name == "hinge":
        return torch.relu(1 - real).mean() + torch.relu(1 + fake).mean(), -fake.mean()
    return fake.mean() - real.mean(), -fake.mean()


def penalty(model: GAN, real: torch.Tensor, fake: torch.Tensor, theta: torch.Tensor, n: int) -> torch.Tensor:
    c = model.config
    if c.loss == "wasserstein-gp":
        alpha = model.streams["alpha"].next()
        at = (1 - alpha) * real + alpha * fake
    elif c.r1 and n % R1_EVERY == 0:
        at = real
    else:
        return torch.zeros(())
    at = at.detach().requires_grad_()
    (slope,) = torch.autograd.grad(model.d(at, theta).sum(), at, create_graph=True)
    if c.loss == "wasserstein-gp":
        return c.gp * ((slope.norm(dim=2) - 1) ** 2).mean()
    return R1_EVERY * c.r1 / 2 * slope.square().sum(2).mean()


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(
    ("loss", "more"),
    [*((loss, {}) for loss in LOSSES), ("non-saturating", {"r1": 2.0, "packing": 2}), ("hinge", {"d_steps": 3})],
)
def test_training_equals_a_textbook_loop_with_autograd_and_two_optimisers(loss: str, more: dict) -> None:
    settings = {"loss": loss, "lr_g": 1e-3, "lr_d": 2e-3, **more}
    ours, book = started(**settings), started(**settings)
    ours.X, book.X = ours.X.double(), book.X.double()
    g, d = (torch.nn.Parameter(net.theta.clone()) for net in (book.g, book.d))
    adam_g, adam_d = (
        torch.optim.Adam([g], lr=1e-3, betas=(0.5, 0.999)),
        torch.optim.Adam([d], lr=2e-3, betas=(0.5, 0.999)),
    )
    m, z, rows = book.config.packing, book.streams["z"], book.streams["rows"]
    for turn in range(20):
        for k in range(book.config.d_steps):
            real = book.X[rows.next()].reshape(1, 32 // m, 2 * m)
            fake = book.g(z.next(), g).detach().reshape(real.shape)
            loss_d = textbook_losses(loss, book.d(real, d), book.d(fake, d))[0]
            loss_d = loss_d + penalty(book, real, fake, d, turn * book.config.d_steps + k)
            adam_d.zero_grad()
            loss_d.backward()
            adam_d.step()
        logits = book.d(book.g(z.next(), g).reshape(real.shape), d)
        loss_g = textbook_losses(loss, logits, logits)[1]
        adam_g.zero_grad()
        loss_g.backward()
        adam_g.step()
        metrics = ours.step()
        assert metrics["loss_d"] == pytest.approx(loss_d.item(), abs=1e-6)
        assert metrics["loss_g"] == pytest.approx(loss_g.item(), abs=1e-6)
        assert metrics["grad_g"] == pytest.approx(g.grad.norm().item(), rel=1e-6)
    # a parameter whose gradient cancels exactly is moved by Adam, which divides rounding errors by themselves
    torch.testing.assert_close(ours.g.theta, g.data, atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(ours.d.theta, d.data, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize(
    "more", [{}, {"packing": 2, "r1": 1.0, "ema": 0.9, "instance_noise": 0.3}, {"spectral_norm": "on"}]
)
def test_replica_i_is_the_single_gan_of_seed_plus_i(more: dict) -> None:
    together = trained(40, replicas=3, seed=7, **more)
    fakes = together.sample(50, seed=1)
    assert fakes.shape == (3, 50, 2)
    for i in range(3):
        alone = trained(40, seed=7 + i, **more)
        np.testing.assert_allclose(fakes[i], alone.sample(50, seed=1), atol=2e-3)
        np.testing.assert_allclose(together.per_replica["d_real"][i], alone.step()["d_real"], atol=0.1)
    assert np.abs(fakes[0] - fakes[1]).max() > 0.01


def test_it_learns_the_ring() -> None:
    model = trained(1500, shapes.build("ring").sample(20_000, seed=0), width=64, batch=256)
    world, fakes = shapes.build("ring"), model.sample(2000, seed=1)
    nearest = ((fakes[:, None] - world.means) ** 2).sum(-1)
    assert (np.bincount(nearest.argmin(1), minlength=8) > 125).all()  # half of a fair share
    assert np.sqrt(nearest.min(1).mean()) < 0.35


# ---- same seed, same result, on one processor ------------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
def test_a_pickled_model_goes_on_exactly_where_it_was(loss: str) -> None:
    model = trained(loss=loss, packing=2, ema=0.9, instance_noise=0.2, r1=1.0, spectral_norm="on")
    other = pickle.loads(pickle.dumps(model))
    for _ in range(40):
        assert model.step() == other.step()
    assert torch.equal(model.g.theta, other.g.theta) and torch.equal(model.averaged.theta, other.averaged.theta)
    assert np.array_equal(model.sample(9, seed=3), other.sample(9, seed=3))


def test_starting_again_begins_anew_and_global_randomness_is_not_touched() -> None:
    torch.manual_seed(5)
    state = torch.get_rng_state()
    model = trained(10)
    first = model.sample(20, seed=0)
    model.start(X)
    assert model.n_steps == 0
    for _ in range(10):
        model.step()
    assert np.array_equal(model.sample(20, seed=0), first)
    assert torch.equal(torch.get_rng_state(), state)
    assert not np.allclose(trained(10, seed=1).sample(20, seed=0), first)


# ---- single updates and live edits -----------------------------------------------------------------------------------


def test_single_updates_move_one_network_and_a_turn_is_made_of_them() -> None:
    model, other = started(d_steps=2, g_steps=3), started(d_steps=2, g_steps=3)
    g, d = model.g.theta.clone(), model.d.theta.clone()
    model.d_step()
    assert torch.equal(model.g.theta, g) and not torch.equal(model.d.theta, d)
    model.d_step()
    d = model.d.theta.clone()
    for _ in range(3):
        model.g_step()
    assert torch.equal(model.d.theta, d) and not torch.equal(model.g.theta, g)
    other.step()
    assert torch.equal(model.g.theta, other.g.theta) and torch.equal(model.d.theta, other.d.theta)


def test_rates_and_losses_change_while_it_trains() -> None:
    model = trained()
    theta = model.g.theta.clone()
    model.set_params(lr_g=0.0, loss="hinge", d_steps=2, g_steps=2, r1=1.0, ema=0.5, instance_noise=0.1, width=16)
    model.step()
    assert torch.equal(model.g.theta, theta) and torch.equal(model.averaged.theta, theta)
    with pytest.raises(ValueError, match="lr_d is 7"):
        model.set_params(lr_d=7)
    with pytest.raises(ValueError, match="width, packing .*new run"):
        model.set_params(width=32, packing=2, lr_g=0.01)
    assert model.config.lr_g == 0.0


def test_averaging_starts_from_the_present_generator_and_samples_come_from_it() -> None:
    model = trained(20)
    before = model.sample(10, seed=0)
    model.set_params(ema=0.9999, lr_g=0.05)
    assert np.array_equal(model.sample(10, seed=0), before)
    model.n_steps = 100_000  # past the warm-up of the average
    model.step()
    moved = np.abs(model.sample(10, seed=0) - before).max()
    model.set_params(ema=0.0)
    assert 0 < moved < 0.01 * np.abs(model.sample(10, seed=0) - before).max()


def test_the_learning_rate_ends_at_zero_and_the_noise_at_its_time() -> None:
    model = trained(20, steps=20, lr_decay=0.5)
    theta = model.g.theta.clone()
    model.step()
    assert torch.equal(model.g.theta, theta)
    noisy = trained(10, instance_noise=0.5, noise_steps=10)
    x = torch.zeros(1, 32, 2)
    assert torch.equal(noisy._seen(x), x)
    noisy.n_steps = 4
    assert noisy._seen(x).std().item() == pytest.approx(0.3, rel=0.3)


# ---- trouble ---------------------------------------------------------------------------------------------------------


def test_a_diverged_loss_stops_with_what_to_change() -> None:
    model = started(loss="wasserstein-gp", gp=0.0, lr_d=0.1, lr_g=0.1)
    model.d.theta.fill_(1e30)
    with pytest.raises(Diverged, match="loss_d became .* lower lr_d") as error:
        model.step()
    assert isinstance(error.value, ValueError)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch": 10, "packing": 4}, "multiple of packing"),
        ({"net": "conv", "replicas": 2}, "replicas is 2"),
        ({"net": "conv", "size": 30}, "size is 30"),
        ({"loss": "hinges"}, "choose one of non-saturating"),
        ({"lr_g": float("nan")}, "lr_g is nan"),
        ({"packing": 5}, "packing is 5"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GANConfig(**settings)


@pytest.mark.parametrize("data", [np.empty((0, 2)), np.array([[0.0, np.nan]]), np.array([[np.inf, 0.0]])])
def test_data_without_numbers_is_refused(data: np.ndarray) -> None:
    with pytest.raises(ValueError, match="X "):
        started(data)


# ---- units -----------------------------------------------------------------------------------------------------------


def test_training_does_not_depend_on_the_units_of_the_data() -> None:
    plain, moved = trained(30), trained(30, X * 1000 + [5e4, -3e4])
    expected = plain.sample(50, seed=0) * 1000 + [5e4, -3e4]
    np.testing.assert_allclose(moved.sample(50, seed=0), expected, atol=20)
    np.testing.assert_allclose(moved.discriminate(expected), plain.discriminate(plain.sample(50, seed=0)), atol=0.01)


@pytest.mark.parametrize("loss", LOSSES)
def test_discriminate_gives_probabilities(loss: str) -> None:
    P = trained(30, loss=loss, packing=2).discriminate(np.random.default_rng(0).normal(0, 50, (100, 2)))
    assert P.shape == (100,) and (P >= 0).all() and (P <= 1).all()
    assert trained(1, replicas=2).discriminate(X[:7]).shape == (2, 7)


def test_one_dimension_pictures_in_bytes_and_points_of_one_value_work() -> None:
    assert trained(2, X[:, :1]).sample(5, seed=0).shape == (5, 1)
    pictures = np.random.default_rng(0).integers(0, 256, (64, 5, 5), np.uint8)
    fakes = trained(2, pictures, replicas=2).sample(5, seed=0)
    assert fakes.shape == (2, 5, 25) and fakes.min() >= 0 and fakes.max() <= 1
    assert np.isfinite(trained(2, np.ones((8, 2))).sample(5, seed=0)).all()


def test_noise_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(n, 3\)"):
        trained(1, noise_dim=3).generate(np.zeros((5, 2)))


def test_with_packing_points_are_judged_beside_partners_without_bias() -> None:
    model = started(packing=2, depth=0)  # a linear D: logit of (x, x') = w . x + w' . x' + b
    W = model.d.layers[0][0][0, :2, 0]
    points = X[:30]
    P = model.discriminate(points).astype(np.float64)
    logits = np.log(P / (1 - P))
    expected = model._standard(torch.tensor(points)) @ W
    np.testing.assert_allclose(logits - logits[0], (expected - expected[0]).numpy(), atol=1e-4)
