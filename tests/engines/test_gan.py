"""The GAN engine: same seed same result, replicas are single runs, slow motion is a step, live edits, divergence."""

from __future__ import annotations

import pickle

import pytest
import torch

from engines import worlds
from engines.core import IterativeModel
from engines.gan import GAN, LOSSES, GANConfig

X = worlds.build("ring").sample(4000, seed=0)
SMALL = {"width": 16, "batch": 32}


def trained(n: int = 5, **settings) -> GAN:
    model = GAN(GANConfig(**{**SMALL, **settings}))
    model.start(X)
    for _ in range(n):
        model.step()
    return model


def test_it_is_an_iterative_model() -> None:
    assert isinstance(GAN(), IterativeModel)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_pickled_model_goes_on_exactly_where_it_was(loss: str) -> None:
    model = trained(loss=loss, packing=2, ema=0.9, instance_noise=0.2, r1=1.0)
    other = pickle.loads(pickle.dumps(model))
    for _ in range(300):  # past the end of a block of random numbers
        assert model.step() == other.step()
    assert torch.equal(model.g.theta, other.g.theta) and torch.equal(model.averaged.theta, other.averaged.theta)
