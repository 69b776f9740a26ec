"""Autoencoders in use: seeds, pickling, shapes, snapshots, the protocols."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
import torch

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.core import DensityModel, IterativeModel
from engines.data.pixels import pictures_of
from tests.engines.autoencoder.tiny import EVERY_KIND, SMALL, grey, same, trained


def state(model: Autoencoder) -> dict[str, Any]:
    """All that may change as a model trains."""
    return {
        "net": model.net.state_dict(),
        "averaged": model.averaged.state_dict(),
        "adam": vars(model.adam),
        "generator": model.generator.get_state(),
        "order": model.order,
        "n_steps": model.n_steps,
        "config": model.config,
    }


# ---- randomness and pickling -----------------------------------------------------------------------------------------


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
    layouts = (X, X.reshape(40, 64), (X / 255).astype(np.float32), torch.from_numpy(X), np.asfortranarray(X))
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


# ---- use -------------------------------------------------------------------------------------------------------------


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


def test_colour_pictures_are_read_channel_after_channel_as_they_are_drawn() -> None:
    model = Autoencoder(SMALL.replace(channels=3, size=32))
    X = np.random.default_rng(0).random((3, 32, 32, 3), np.float32)
    rows = np.moveaxis(X, -1, 1).reshape(3, -1)
    assert np.array_equal(model.encode(X)[0], model.encode(rows)[0])
    model.start(X)
    assert np.array_equal(pictures_of(model.X.numpy(), model.config.shape), X)


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
