"""Training an AE and a VAE: what the loss is, that it learns, what live edits change."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats
from torch import distributions as D

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.data import images
from tests.engines.autoencoder.tiny import EVERY_KIND, SMALL, TINY, bars, grey, same, trained


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
    for beta in (0.01, 1.0, 50.0):
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
