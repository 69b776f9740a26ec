"""The small networks: shapes, PyTorch's own initial distribution drawn from our generator, exact averages."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy import stats
from torch import Tensor, nn

from engines.nets import layers


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def flat(net: nn.Module) -> Tensor:
    """All parameters in one vector."""
    return nn.utils.parameters_to_vector(net.parameters()).detach()


def test_initialise_is_pytorchs_default_distribution() -> None:
    """Uniform in +-1/sqrt(fan in), weights and biases, linear and convolutional, as nn.Linear and nn.Conv2d draw it."""
    net = layers.initialise(nn.Sequential(nn.Linear(64, 500), nn.Conv2d(16, 500, 3)), seeded(0))
    for parameter, fan_in in zip(net.parameters(), (64, 64, 144, 144), strict=True):
        scaled = (parameter.detach() * math.sqrt(fan_in)).flatten().numpy()
        assert np.abs(scaled).max() <= 1 + 1e-6
        assert stats.kstest(scaled, stats.uniform(-1, 2).cdf).pvalue > 1e-3


def test_initialise_depends_on_its_generator_alone() -> None:
    def build(seed: int) -> Tensor:
        return flat(layers.initialise(layers.conv_encoder((1, 8, 8), 4, 2), seeded(seed)))

    first, again, other = build(1), build(1), build(2)  # torch has drawn other default weights for each
    assert torch.equal(first, again)
    assert not torch.isclose(first, other).any()


def test_initialise_returns_the_net_and_leaves_the_global_state() -> None:
    net = layers.mlp([3, 4, 2])
    before = torch.get_rng_state()
    assert layers.initialise(net, seeded(0)) is net
    assert torch.equal(torch.get_rng_state(), before)


def test_mlp_ends_without_a_nonlinearity() -> None:
    """The last layer is affine: its outputs reach both signs, and a two-size net satisfies f(a+b) = f(a)+f(b)-f(0)."""
    net = layers.initialise(layers.mlp([5, 3]), seeded(0))
    a, b = torch.randn(2, 10, 5, generator=seeded(1))
    torch.testing.assert_close(net(a + b), net(a) + net(b) - net(torch.zeros(1, 5)))
    assert net(a).min() < -nn.SiLU()(torch.tensor(-1.278)).abs()  # below the least value of SiLU


@pytest.mark.parametrize("sizes", [[7, 2], [7, 5, 2], [7, 6, 5, 4, 2]])
def test_mlp_shapes_and_parameters(sizes: list[int]) -> None:
    net = layers.mlp(sizes)
    assert net(torch.zeros(3, 7)).shape == (3, 2)
    assert len(flat(net)) == sum((a + 1) * b for a, b in zip(sizes, sizes[1:], strict=False))


def test_mlp_with_hidden_layers_is_not_affine() -> None:
    net = layers.initialise(layers.mlp([5, 16, 3]), seeded(0))
    a = torch.randn(10, 5, generator=seeded(1))
    curvature = net(a) + net(-a) - 2 * net(torch.zeros(1, 5))
    assert curvature.abs().max() > 1e-3


def test_residual_adds_its_input() -> None:
    f = layers.initialise(nn.Linear(4, 4), seeded(0))
    x = torch.randn(5, 4, generator=seeded(1))
    torch.testing.assert_close(layers.Residual(f)(x) - f(x), x)


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (1, 8, 4)])
@pytest.mark.parametrize("width", [4, 8])
def test_encoder_and_decoder_mirror_each_others_shapes(shape: tuple[int, int, int], width: int) -> None:
    n_pixels = math.prod(shape)
    code = layers.conv_encoder(shape, width, 6)(torch.zeros(2, n_pixels))
    assert code.shape == (2, 6)
    assert layers.conv_decoder(shape, width, 6)(code).shape == (2, n_pixels)


def test_every_pixel_reaches_the_code_and_every_code_dimension_reaches_every_pixel() -> None:
    shape, n_pixels = (1, 8, 8), 64
    encoder = layers.initialise(layers.conv_encoder(shape, 8, 3), seeded(0))
    decoder = layers.initialise(layers.conv_decoder(shape, 8, 3), seeded(1))
    d_code = torch.autograd.functional.jacobian(encoder, torch.full((1, n_pixels), 0.5))
    d_pixels = torch.autograd.functional.jacobian(decoder, torch.full((1, 3), 0.5))
    assert d_code.abs().min() > 0
    assert d_pixels.abs().min() > 0


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.9, 1.0])
def test_the_average_approaches_a_resting_net_geometrically(decay: float) -> None:
    """average_n - net = decay^n (average_0 - net), to the rounding of float32."""
    net, average = (layers.initialise(layers.mlp([4, 8, 2]), seeded(s)) for s in (0, 1))
    target, distance = flat(net).clone(), flat(average) - flat(net)
    for _ in range(5):
        layers.ema_update(average, net, decay)
    torch.testing.assert_close(flat(average), target + decay**5 * distance)
    assert torch.equal(flat(net), target)
    assert all(p.requires_grad and p.grad is None for p in average.parameters())
