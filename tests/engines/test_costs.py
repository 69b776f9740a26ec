"""What configurations say of their cost, against what models hold and against matrix products that are counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

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
    DiffusionConfig(),
    DiffusionConfig(width=96, depth=6, view_steps=24),
    DiffusionConfig(net="unet", width=32, batch=16, n_classes=10),
]


def trained(config: GANConfig | DiffusionConfig) -> GAN | Diffusion:
    """After two steps and a look, with what it keeps of both."""
    model = (GAN if isinstance(config, GANConfig) else Diffusion)(config)
    pictures = config.net in ("conv", "unet")
    model.start(PICTURES if pictures else POINTS, np.arange(50) % 10 if pictures else None)
    if not pictures:
        model.world = WORLD
    for _ in range(2):
        model.step()
    look(model)
    return model


def look(model: GAN | Diffusion) -> None:
    if isinstance(model, GAN):
        gan_views.snapshot(model)
    elif model.config.net == "unet":
        diffusion_views.snapshot(model)
    else:
        diffusion_views.sampled(model)
        diffusion_views.learned_fields(model)
        diffusion_views.score_error(model)


def held(model: Any) -> int:
    """Bytes of all tensors that are reachable, but for the data."""
    seen: dict[int, int] = {}
    open_: list[Any] = [value for name, value in vars(model).items() if name not in ("X", "y", "world")]
    while open_:
        one = open_.pop()
        if isinstance(one, Tensor):
            seen[one.untyped_storage().data_ptr()] = one.untyped_storage().nbytes()
        elif isinstance(one, dict):
            open_ += one.values()
        elif isinstance(one, (list, tuple)):
            open_ += one
        elif hasattr(one, "__dict__") and type(one).__module__.startswith(("engines", "torch.nn")):
            open_ += vars(one).values()
    return sum(seen.values())


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: f"{type(c).__name__}-{c.net}-{c.width}-{c.batch}")
def test_a_model_holds_no_more_than_its_configuration_says_and_no_less_than_a_third(config: Any) -> None:
    said = config.cost(2 if config.net == "mlp" else 784).held
    assert said / 3 < held(trained(config)) <= 1.05 * said


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: f"{type(c).__name__}-{c.net}-{c.width}-{c.batch}")
def test_steps_and_looks_take_about_the_operations_that_the_configuration_says(config: Any) -> None:
    cost, model = config.cost(2 if config.net == "mlp" else 784), trained(config)
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
