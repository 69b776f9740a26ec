"""Looking never changes training: every model that learns step by step goes on bit for bit the same (on one processor,
in one process) whether or not it is looked at in between, in every way that a page has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from engines.autoencoder import views as autoencoder_views
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.pair import Pair
from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture
from engines.classical.projected_mixture import ProjectedConfig, ProjectedMixture
from engines.core import IterativeModel
from engines.data import shapes
from engines.diffusion import exact
from engines.diffusion import views as diffusion_views
from engines.diffusion.model import Diffusion, DiffusionConfig
from engines.gan import views as gan_views
from engines.gan.model import GAN, GANConfig
from engines.measures.extractor import Extractor, ExtractorConfig

RING = shapes.build("ring")
POINTS = RING.sample(400, seed=0)
LABELS = np.arange(400) % 3
PICTURES = np.random.default_rng(0).integers(0, 256, (60, 8, 8), np.uint8)
COLOUR = np.random.default_rng(0).integers(0, 256, (60, 8, 8, 3), np.uint8)
DIGITS = np.random.default_rng(0).integers(0, 256, (300, 28, 28), np.uint8)
FLAT = np.random.default_rng(0).normal(size=(200, 12))
STEPS = 6
TURNS = 34  # R1 is due at every 16th

Model = Any
Looks = Callable[[Model], Any]


def data_of(config: GANConfig) -> np.ndarray:
    return POINTS if config.net == "mlp" else PICTURES if config.channels == 1 else COLOUR


def looks_at_gan(model: GAN) -> None:
    gan_views.snapshot(model)
    model.sample(5, seed=1)
    model.discriminate(data_of(model.config)[:4])
    gan_views.metrics_of(model)


def looks_at_points_gan(model: GAN) -> None:
    looks_at_gan(model)
    gan_views.heat(model)
    gan_views.warped_grid(model)
    gan_views.arrows(model)


def looks_at_diffusion(model: Diffusion) -> None:
    diffusion_views.snapshot(model)
    model.sample(5, seed=1)
    list(model.trajectory(torch.zeros(3, model.X.shape[1]), seed=2, n=4))


def looks_at_points_diffusion(model: Diffusion) -> None:
    model.world = RING
    looks_at_diffusion(model)
    diffusion_views.learned_fields(model)
    exact.truth(model, 20)


def looks_at_autoencoder(model: Autoencoder) -> None:
    model.snapshot()
    model.sample(5, seed=1)
    model.decode(model.encode(PICTURES[:4])[0])
    model.reconstruction_error(PICTURES[:4])
    if model.config.kind == "vae":
        model.elbo(PICTURES[:4])
        model.score_samples(PICTURES[:4], n_importance=3)


def looks_at_pair(model: Pair) -> None:
    if model.vae.net.gaussian:
        autoencoder_views.of_points(model, POINTS[:50])
    else:
        autoencoder_views.of_pictures(model, PICTURES[:20])
    model.sample(5, seed=1)


def looks_at_mixture(model: GaussianMixture) -> None:
    X = FLAT if isinstance(model, ProjectedMixture) else POINTS
    model.snapshot()
    model.sample(5, seed=1)
    model.predict_proba(X[:9])
    model.score_samples(X[:9])
    model.bic(X)


def looks_at_extractor(model: Extractor) -> None:
    model.snapshot()
    model.features(DIGITS[:4])
    model.predict_proba(DIGITS[:4])


def gan(**settings) -> Callable[[], GAN]:
    def started() -> GAN:
        model = GAN(GANConfig(**{"width": 8, "batch": 16, **settings}))
        model.start(data_of(model.config))
        return model

    return started


def diffusion(**settings) -> Callable[[], Diffusion]:
    def started() -> Diffusion:
        model = Diffusion(DiffusionConfig(**{"width": 8, "batch": 16, "T": 50, "sampling_steps": 4, **settings}))
        pictures = settings.get("net") == "unet"
        X = PICTURES if pictures else POINTS
        model.start(X, LABELS[: len(X)] if settings.get("n_classes") else None)
        return model

    return started


def autoencoder(**settings) -> Callable[[], Autoencoder]:
    def started() -> Autoencoder:
        model = Autoencoder(AutoencoderConfig(**{"size": 8, "width": 8, "batch_size": 16, "latent_dim": 2, **settings}))
        model.start(PICTURES)
        return model

    return started


def pair(X: np.ndarray, **settings) -> Callable[[], Pair]:
    def started() -> Pair:
        model = Pair(AutoencoderConfig(**{"net": "mlp", "size": 8, "width": 8, "batch_size": 16, **settings}))
        model.start(X)
        return model

    return started


def mixture() -> GaussianMixture:
    model = GaussianMixture(MixtureConfig(n_components=5))
    model.start(POINTS)
    return model


def projected() -> ProjectedMixture:
    model = ProjectedMixture(ProjectedConfig(n_components=3, n_directions=4))
    model.start(FLAT)
    return model


def extractor() -> Extractor:
    model = Extractor(ExtractorConfig(width=4, batch_size=32))
    model.start(DIGITS, np.arange(300) % 10)
    return model


CONV = {"net": "conv", "size": 8}
UNET = {"net": "unet", "size": 8}
MODELS: dict[str, tuple[Callable[[], Model], Looks, int]] = {
    "gan": (gan(), looks_at_points_gan, TURNS),
    "gan, spectral norm": (gan(spectral_norm="on"), looks_at_points_gan, TURNS),
    "gan, R1, packing, average, noise": (
        gan(r1=1.0, packing=2, ema=0.9, instance_noise=0.2),
        looks_at_points_gan,
        TURNS,
    ),
    "gan, replicas": (gan(replicas=2, spectral_norm="on", d_steps=2), looks_at_gan, STEPS),
    "gan, Wasserstein": (gan(loss="wasserstein-gp"), looks_at_points_gan, STEPS),
    "picture gan": (gan(**CONV), looks_at_gan, STEPS),
    "picture gan, spectral norm": (gan(**CONV, spectral_norm="on", ema=0.9), looks_at_gan, STEPS),
    "colour gan, spectral norm": (gan(**CONV, channels=3, spectral_norm="on", packing=2), looks_at_gan, STEPS),
    "diffusion": (diffusion(), looks_at_points_diffusion, STEPS),
    "diffusion, classes, average": (diffusion(n_classes=3, ema=0.9, sampler="ddpm"), looks_at_points_diffusion, STEPS),
    "picture diffusion": (diffusion(**UNET, n_classes=3, ema=0.9), looks_at_diffusion, STEPS),
    "AE": (autoencoder(kind="ae"), looks_at_autoencoder, STEPS),
    "VAE": (autoencoder(kind="vae"), looks_at_autoencoder, STEPS),
    "convolutional VAE": (autoencoder(kind="vae", net="conv"), looks_at_autoencoder, STEPS),
    "AE and VAE on points": (pair(POINTS, likelihood="gaussian", latent_dim=1), looks_at_pair, STEPS),
    "AE and VAE on pictures": (pair(PICTURES, latent_dim=3), looks_at_pair, STEPS),
    "mixture": (mixture, looks_at_mixture, STEPS),
    "projected mixture": (projected, looks_at_mixture, STEPS),
    "extractor": (extractor, looks_at_extractor, STEPS),
}


LOOKS = {"world", "remembered"}  # what a model keeps for those who look


def numbers_of(value: Any, seen: dict[int, Any] | None = None) -> list[np.ndarray]:
    """Every array that belongs to a model, in a fixed order: parameters, averages, optimisers' moments, singular
    vectors, the states of generators."""
    seen = {} if seen is None else seen
    if id(value) in seen:
        return []
    seen[id(value)] = value  # kept alive, so that no other gets its id
    if isinstance(value, torch.Tensor):
        return [value.detach().numpy().copy()]
    if isinstance(value, np.ndarray):
        return [value.copy()]
    if isinstance(value, torch.Generator):
        return [value.get_state().numpy().copy()]
    if isinstance(value, torch.optim.Optimizer):
        return numbers_of(value.state_dict(), seen)
    if isinstance(value, dict):
        return [array for key in sorted(value, key=str) for array in numbers_of(value[key], seen)]
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in numbers_of(item, seen)]
    if type(value).__module__.startswith("engines") or isinstance(value, torch.nn.Module):
        return numbers_of({k: v for k, v in vars(value).items() if k not in LOOKS}, seen)
    return []


@pytest.mark.parametrize("name", MODELS)
def test_a_model_that_is_looked_at_learns_the_same_as_one_that_is_not(name: str) -> None:
    begin, look, steps = MODELS[name]
    watched, alone = begin(), begin()
    assert isinstance(watched, IterativeModel) or isinstance(watched, Extractor)
    first = numbers_of(alone)
    for _ in range(steps):
        assert watched.step() == alone.step()
        look(watched)
        look(watched)
    theirs, ours = numbers_of(watched), numbers_of(alone)
    assert len(ours) == len(theirs) > 2 and all(map(np.array_equal, theirs, ours))
    assert any(not np.array_equal(a, b) for a, b in zip(ours, first, strict=False))  # they did learn
