"""What configurations say of their cost, against what models hold and against matrix products that are counted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from engines.autoencoder import views as autoencoder_views
from engines.autoencoder.config import LOOKED_AT, AutoencoderConfig
from engines.autoencoder.pair import Pair
from engines.core import Config
from engines.data import shapes
from engines.diffusion import views as diffusion_views
from engines.diffusion.model import Diffusion, DiffusionConfig
from engines.gan import views as gan_views
from engines.gan.model import GAN, GANConfig

WORLD = shapes.build("ring")
POINTS, PICTURES = WORLD.sample(2000, seed=0), np.random.default_rng(0).integers(0, 256, (50, 28, 28), np.uint8)
CONFIGS = [
    GANConfig(width=256, depth=4, batch=64),
    GANConfig(instance_noise=0.1, loss="wasserstein-gp", packing=2),
    GANConfig(replicas=12, batch=512, instance_noise=0.1),
    GANConfig(net="conv", width=16, noise_dim=64, batch=32, instance_noise=0.1),
    GANConfig(net="conv", width=8, noise_dim=16, batch=512, instance_noise=0.1),
    GANConfig(net="conv", width=16, noise_dim=64, batch=32, factors=(10,)),
    DiffusionConfig(),
    DiffusionConfig(width=96, depth=6, view_steps=24),
    DiffusionConfig(net="unet", width=32, batch=16, n_classes=10),
]
PAIRS = [AutoencoderConfig(net="mlp", width=128), AutoencoderConfig(net="linear", latent_dim=64)]
DATA = ("X", "y", "world")


KINDS = {GANConfig: GAN, DiffusionConfig: Diffusion, AutoencoderConfig: Pair}


def of_pictures(config: Config) -> bool:
    return isinstance(config, AutoencoderConfig) or config.net in ("conv", "unet")


def trained(config: Config) -> GAN | Diffusion | Pair:
    """After two steps and a look, with what it keeps of both."""
    model, pictures = KINDS[type(config)](config), of_pictures(config)
    model.start(PICTURES if pictures else POINTS, np.arange(50) % 10 if pictures else None)
    if not pictures:
        model.world = WORLD
    for _ in range(2):
        model.step()
    look(model)
    return model


def look(model: GAN | Diffusion | Pair) -> None:
    if isinstance(model, Pair):
        autoencoder_views.of_pictures(model, np.resize(PICTURES, (LOOKED_AT, 28, 28)))
    elif isinstance(model, GAN):
        gan_views.snapshot(model)
    elif model.config.net == "unet":
        diffusion_views.snapshot(model)
    else:
        diffusion_views.sampled(model)
        diffusion_views.learned_fields(model)
        diffusion_views.score_error(model)


def held(model: Any, but: Collection[str] = DATA) -> int:
    """Bytes of all tensors that are reachable, but by attributes of these names."""
    seen: dict[int, int] = {}
    open_: list[Any] = [model]
    while open_:
        one = open_.pop()
        if isinstance(one, Tensor):
            seen[one.untyped_storage().data_ptr()] = one.untyped_storage().nbytes()
        elif isinstance(one, dict):
            open_ += one.values()
        elif isinstance(one, (list, tuple)):
            open_ += one
        elif hasattr(one, "__dict__") and type(one).__module__.startswith(("engines", "torch.nn")):
            open_ += [value for name, value in vars(one).items() if name not in but]
    return sum(seen.values())


@pytest.mark.parametrize("config", [*CONFIGS, *PAIRS], ids=lambda c: f"{type(c).__name__}-{c.net}-{c.width}")
def test_a_model_holds_no_more_than_its_configuration_says_and_no_less_than_a_third(config: Any) -> None:
    said = config.cost(784 if of_pictures(config) else 2).held
    assert said / 3 < held(trained(config)) <= 1.05 * said


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: f"{type(c).__name__}-{c.net}-{c.width}")
def test_steps_and_looks_take_about_the_operations_that_the_configuration_says(config: Any) -> None:
    cost, model = config.cost(784 if of_pictures(config) else 2), trained(config)
    for said, do in ((cost.step, model.step), (cost.look, lambda: look(model))):
        with FlopCounterMode(display=False) as counted:
            do()
        assert said / 3 < counted.get_total_flops() < 3 * said
    assert cost.part <= max(cost.step, cost.look)


def test_rows_that_are_tensors_are_shared_by_all_models() -> None:
    rows = torch.as_tensor(PICTURES).flatten(1)
    gan, diffusion = GAN(GANConfig(net="conv", width=8)), Diffusion(DiffusionConfig(net="unet", width=8))
    for model in (gan, diffusion):
        model.start(rows)
        assert model.X.data_ptr() == rows.data_ptr()
        model.step()
    assert torch.equal(rows, torch.as_tensor(PICTURES).flatten(1))
