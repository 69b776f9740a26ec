"""GANs on pictures: the convolutional networks, learning in seconds, and what the shipped ones are recorded to do."""

from __future__ import annotations

import copy
import math
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from engines.data import images
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT
from engines.gan import histories, told
from engines.gan.model import GAN, GANConfig
from engines.gan.presets import SHIPPED
from engines.gan.views import N_PICTURES, snapshot
from engines.measures import classes, extractor, frechet
from engines.measures.readings import likeliest
from engines.nets import layers, weights

# Ten draws of 1,000 generated postcards scatter with a standard deviation of a quarter: few of them are rare scenes.
SPREAD = {"digits": 0.25, "fashion": 0.25, "postcards": 0.5}
NAMES = ("gan-digits", "gan-fashion", "gan-postcards")
SHAPES = [(1, 28, 28), (3, 32, 32), (1, 8, 4)]
SMALL = GANConfig(net="conv", width=8, noise_dim=8, batch=16, steps=10, r1=0.1, ema=0.9, size=8)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def blobs(n: int, seed: int, size: int = 8) -> np.ndarray:
    """One bright dot per picture, anywhere: uint8 (n, size, size)."""
    rng = np.random.default_rng(seed)
    at, y, x = rng.uniform(2, size - 3, (n, 2, 1, 1)), *np.mgrid[:size, :size]
    return (255 * np.exp(-((y - at[:, 0]) ** 2 + (x - at[:, 1]) ** 2) / 2)).astype(np.uint8)


# ---- the networks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("packing", [1, 2])
def test_generator_and_discriminator_meet(shape: tuple[int, int, int], packing: int) -> None:
    g, d = layers.conv_generator(shape, 8, 5), layers.conv_discriminator(shape, 8, packing)
    x = g(torch.randn(4, 5, generator=seeded(0)))
    assert x.shape == (4, math.prod(shape))
    assert x.abs().max() <= 1
    assert d(x.reshape(4 // packing, -1)).shape == (4 // packing, 1)


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 8, 8)])
def test_every_noise_dimension_reaches_every_pixel_and_every_pixel_the_verdict(shape: tuple[int, int, int]) -> None:
    g = layers.initialise(layers.conv_generator(shape, 8, 3), seeded(0))
    d = layers.initialise(layers.conv_discriminator(shape, 8), seeded(1))
    z = torch.randn(1, 3, generator=seeded(2))
    assert torch.autograd.functional.jacobian(g, z).abs().min() > 0
    assert torch.autograd.functional.jacobian(d, g(z).detach()).abs().min() > 0


def test_a_picture_does_not_depend_on_its_company() -> None:
    g = layers.initialise(layers.conv_generator((1, 8, 8), 8, 3), seeded(0))
    z = torch.randn(6, 3, generator=seeded(1))
    torch.testing.assert_close(torch.cat([g(row[None]) for row in z]), g(z))


def test_pixel_norm_gives_unit_mean_square_whatever_the_scale() -> None:
    x = torch.randn(2, 16, 4, 4, generator=seeded(0))
    y = layers.PixelNorm()(100 * x)
    torch.testing.assert_close(y.square().mean(1), torch.ones(2, 4, 4), rtol=1e-4, atol=0)
    torch.testing.assert_close(y, layers.PixelNorm()(x), rtol=1e-4, atol=1e-4)


def test_spectral_norm_divides_by_the_largest_singular_value() -> None:
    for layer in (torch.nn.Linear(20, 12), layers.conv(3, 8)):
        layers.initialise(layer, seeded(0))
        wrapped = layers.Spectral(layer)
        x = torch.randn(2, 20, generator=seeded(1)) if layer.weight.ndim == 2 else torch.randn(2, 3, 6, 6)
        for _ in range(200):
            wrapped.power_iteration()
        y = wrapped(x)
        bias = layer.bias if layer.weight.ndim == 2 else layer.bias[:, None, None]
        sigma = torch.linalg.matrix_norm(layer.weight.flatten(1), 2)
        torch.testing.assert_close(y, (layer(x) - bias) / sigma + bias, rtol=1e-4, atol=1e-5)
        pickle.loads(pickle.dumps(wrapped))


def test_looking_at_a_spectrally_normalised_picture_gan_leaves_its_training_alone() -> None:
    seen, unseen = (GAN(SMALL.replace(spectral_norm="on", r1=1.0)) for _ in range(2))
    for model in (seen, unseen):
        model.start(blobs(100, 0))
    for _ in range(4):
        seen.discriminate(blobs(20, 1))
        snapshot(seen)
        assert seen.step() == unseen.step()
    assert torch.equal(seen.d.theta, unseen.d.theta)


# ---- learning -------------------------------------------------------------------------------------------------------


def test_d_learns_to_tell_what_a_fresh_g_paints() -> None:
    model = GAN(SMALL.replace(lr_g=0.0, lr_d=3e-3))
    X = blobs(500, 0)
    model.start(X)
    fakes = model.sample(200, seed=1)
    before = model.discriminate(X[:200]).mean() - model.discriminate(fakes).mean()
    for _ in range(30):
        model.step()
    after = model.discriminate(X[:200]).mean() - model.discriminate(fakes).mean()
    assert abs(before) < 0.1 < 0.6 < after


def test_g_comes_nearer_to_the_pictures() -> None:
    """The Fréchet distance on raw pixels falls to a third within 300 turns on dots."""
    X = blobs(2000, 0)
    reference = frechet.Gaussian.of(X.reshape(2000, -1) / 255)
    model = GAN(SMALL.replace(lr_g=2e-3, lr_d=2e-3, batch=32, beta1=0.0, beta2=0.99, steps=300))
    model.start(X)
    before = frechet.frechet(model.sample(1000, seed=0), reference)
    for _ in range(300):
        model.step()
    assert frechet.frechet(model.sample(1000, seed=0), reference) < before / 3


@pytest.mark.parametrize(
    "changes", [{}, {"spectral_norm": "on", "loss": "hinge"}, {"packing": 2, "instance_noise": 0.1}]
)
def test_the_seed_decides_and_a_pickle_goes_on_the_same(changes: dict) -> None:
    models = [GAN(SMALL.replace(seed=s, **changes)) for s in (0, 0, 1)]
    for model in models:
        model.start(blobs(100, 0))
        for _ in range(3):
            model.step()
    again = pickle.loads(pickle.dumps(models[0]))
    for model in (*models, again):
        model.step()
    first, same, other, resumed = (model.sample(5, seed=0) for model in (*models, again))
    np.testing.assert_array_equal(first, same)
    np.testing.assert_array_equal(first, resumed)
    assert np.abs(first - other).max() > 1e-3


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 3)])
def test_any_layout_is_the_same_picture(shape: tuple[int, ...]) -> None:
    """(n, H, W[, C]) as the data sets have it, and flat rows channel after channel, as bytes or in [0, 1]."""
    X = np.random.default_rng(0).integers(0, 256, (40, *shape), np.uint8)
    flat = (np.moveaxis(X, -1, 1) if len(shape) == 3 else X).reshape(40, -1)
    found = []
    for same in (X, flat, (flat / 255).astype(np.float32)):
        model = GAN(SMALL.replace(channels=3 if len(shape) == 3 else 1))
        model.start(same)
        model.step()
        found.append((model.discriminate(same), model.discriminate(X)))
    for verdicts in found:
        np.testing.assert_allclose(verdicts, found[0], atol=1e-5)


def test_snapshots_are_the_same_noise_as_bytes() -> None:
    for channels, shape in ((1, (64, 8, 8)), (3, (64, 8, 8, 3))):
        model = GAN(SMALL.replace(channels=channels))
        model.start(np.repeat(blobs(50, 0)[..., None], 3, -1) if channels == 3 else blobs(50, 0))
        first, again = snapshot(model).arrays["pictures"], snapshot(model).arrays["pictures"]
        assert (first.shape, first.dtype) == (shape, np.uint8)
        np.testing.assert_array_equal(first, again)
        rows = model.generate(model.fixed_z[:64]).reshape(64, channels, 8, 8)
        np.testing.assert_allclose(np.moveaxis(rows, 1, -1).reshape(shape), first / 255, atol=0.002)


# ---- what is shipped ------------------------------------------------------------------------------------------------


def samples(name: str, n: int, seed: int) -> np.ndarray:
    return told.sample(GAN.pretrained(name), n, seed=seed)


def test_three_are_shipped_in_small_files() -> None:
    assert set(weights.names(kinds=("gan",))) == set(NAMES)
    for name in NAMES:
        most = 3_500_000 if name == "gan-postcards" else 1_000_000
        assert (weights.FOLDER / f"{name}.safetensors").stat().st_size <= most


@pytest.mark.parametrize("name", NAMES)
def test_every_record_says_how_the_weights_were_made(name: str) -> None:
    record = weights.record(name)
    assert GANConfig(**record["config"]) == SHIPPED[weights.data_of(name)]
    assert record["data"].startswith(weights.data_of(name))
    assert record["command"] == f"python -m assets.weights.make {name}"
    assert record["test"]["images"] == 10_000 and record["minutes"] > 1
    for shares in record["test"].get("readback", {}).values():
        assert sum(shares) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_recorded_distance_is_measured_again(name: str) -> None:
    """2,000 other samples: the record's distance plus the difference of the two floors, within SPREAD."""
    data = weights.data_of(name)
    record = weights.record(name)["test"]
    found = frechet.frechet(extractor.shipped(data).features(samples(name, 2_000, 5)), extractor.reference(data))
    excess = extractor.floor(data, 2_000).mean - record["floor"]["mean"]
    assert found == pytest.approx(record["frechet"] + excess, rel=SPREAD[data])
    assert record["frechet"] > record["floor"]["mean"]


def test_the_gan_of_postcards_paints_what_it_is_asked_for() -> None:
    """As often as recorded, within four standard errors of both."""
    model, asked = GAN.pretrained("gan-postcards"), rows({}, 1_000, 6, DEFAULT)
    reader = extractor.shipped("postcards")
    read = likeliest(reader.read(reader.features(model.sample(1_000, seed=6, y=asked))))
    said = weights.record("gan-postcards")["test"]["as_asked"]["all"]
    error = math.hypot(said["standard_error"], math.sqrt(said["share"] * (1 - said["share"]) / 1_000))
    assert (read == asked).all(1).mean() == pytest.approx(said["share"], abs=4 * error)


@pytest.mark.parametrize("name", ["gan-digits", "gan-fashion"])
def test_all_ten_classes_are_drawn(name: str) -> None:
    proba = extractor.shipped(weights.data_of(name)).predict_proba(samples(name, 1_000, 6))["class"]
    assert classes.class_coverage(proba).classes == weights.record(name)["test"]["coverage"]["classes"] == 10


def test_the_shipped_discriminator_knows_noise_from_digits() -> None:
    model, X = GAN.pretrained("gan-digits"), images.load("digits", "test").images[:300]
    noise = np.random.default_rng(0).integers(0, 256, X.shape, np.uint8)
    assert model.discriminate(X).mean() > model.discriminate(noise).mean() + 0.2


@pytest.mark.parametrize("name", NAMES)
def test_the_history_ends_where_the_weights_are(name: str, tmp_path: Path) -> None:
    """The last moment is what the shipped weights paint of the same noise, to half precision and WebP."""
    record, story, data = weights.record(name), histories.history(name), weights.data_of(name)
    model = GAN.pretrained(name)
    assert story.steps[0] == 0 and story.steps[-1] == record["steps"] == record["config"]["steps"]
    assert (np.diff(story.steps) > 0).all() and 40 <= len(story.steps) <= 61
    now = snapshot(model, told.asked(model, N_PICTURES, seed=0)).arrays["pictures"][:40].astype(int)
    assert story.pictures.shape == (len(story.steps), *now.shape)
    histories.save("again", [0, 1], np.stack([now, now]).astype(np.uint8), {}, folder=tmp_path)
    again = histories.history("again", tmp_path).pictures[-1].astype(int)  # as WebP has it
    apart = np.abs(story.pictures.astype(int) - again).mean((1, *range(2, again.ndim + 1)))
    assert apart[-1] < min(4, apart[-2] / 2) and apart[0] > 20
    distance = story.metrics["frechet"]
    measured = np.flatnonzero(np.isfinite(distance))
    assert measured[0] == 0 and measured[-1] == len(story.steps) - 1
    assert distance[measured[0]] > 20 * distance[measured[-1]]
    n_few = histories.meta(name)["frechet_samples"]
    excess = extractor.floor(data, n_few).mean - record["test"]["floor"]["mean"]
    assert distance[-1] == pytest.approx(record["test"]["frechet"] + excess, rel=SPREAD[data])


@pytest.mark.parametrize("name", NAMES)
def test_histories_are_small(name: str) -> None:
    assert sum((histories.FOLDER / f"{name}.{s}").stat().st_size for s in ("webp", "json")) < 1_000_000


def test_deep_copies_share_nothing() -> None:
    model = GAN(SMALL)
    model.start(blobs(50, 0))
    before, twin = model.sample(3, seed=0), copy.deepcopy(model)
    for _ in range(3):
        twin.step()
    np.testing.assert_array_equal(model.sample(3, seed=0), before)
    assert np.abs(twin.sample(3, seed=0) - before).max() > 1e-4


def test_a_pickle_holds_every_weight_once() -> None:
    """G, its average, D, and two moments of Adam for each of G and D, four bytes a number; and the pictures."""
    model = GAN(SMALL.replace(width=16))
    model.start(blobs(10, 0))
    n_g, n_d = len(model.g.theta), len(model.d.theta)
    assert len(pickle.dumps(model)) < 1.1 * 4 * (4 * n_g + 3 * n_d) + 100_000
