"""What an autoencoder refuses: settings, pictures, latent points."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from tests.engines.autoencoder.tiny import SMALL, grey

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
    assert "(n, 8, 8)" in str(error.value)


@pytest.mark.parametrize("shape", [(5, 63), (5, 4, 4), (64,)])
def test_encode_refuses_pictures_of_another_shape(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"\(n, 8, 8\)"):
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
