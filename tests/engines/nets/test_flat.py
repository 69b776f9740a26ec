"""Flat networks against autograd, torch.nn and torch.optim; replicas that do not see each other."""

from __future__ import annotations

import pickle

import pytest
import torch
from torch import nn

from engines.nets.flat import Adam, FlatMLP, FlatModule

pytestmark = pytest.mark.usefixtures("float64")


def seeds(*values: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(v) for v in values]


def normal(*shape: int, seed: int = 9) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("spectral_norm", [False, True])
@pytest.mark.parametrize("sizes", [[3, 2], [2, 8, 1], [2, 8, 16, 8, 2]])
@pytest.mark.parametrize("S", [1, 3])
def test_hand_written_backpropagation_equals_autograd(S: int, sizes: list[int], spectral_norm: bool) -> None:
    net = FlatMLP(sizes, seeds(*range(S)), spectral_norm=spectral_norm)
    x, dy = normal(S, 20, sizes[0]), normal(S, 20, sizes[-1], seed=1)
    y, pullback = net.vjp(x)
    dx = pullback(dy, x=True)
    theta, at = net.theta.clone().requires_grad_(), x.clone().requires_grad_()
    expected = net(at, theta)
    d_theta, d_x = torch.autograd.grad(expected, [theta, at], dy)
    torch.testing.assert_close(y, expected)
    torch.testing.assert_close(net.grad, d_theta)
    torch.testing.assert_close(dx, d_x)


def test_an_input_gradient_alone_leaves_the_parameter_gradient_untouched() -> None:
    net = FlatMLP([2, 8, 1], seeds(0))
    net.grad.fill_(7.0)
    _, pullback = net.vjp(normal(1, 5, 2))
    assert pullback(torch.ones(1, 5, 1), theta=False, x=True).abs().sum() > 0
    assert (net.grad == 7.0).all()


def sequential(net: FlatMLP) -> nn.Sequential:
    """The same network in torch's own layers."""
    modules: list[nn.Module] = []
    for W, b in net.layers:
        linear = nn.Linear(*W.shape[1:])
        linear.load_state_dict({"weight": W[0].T, "bias": b[0, 0]})
        modules += [linear, nn.LeakyReLU(0.2)]
    return nn.Sequential(*modules[:-1])


def test_it_is_the_network_of_torch_layers_and_so_is_the_wrapped_module() -> None:
    net = FlatMLP([2, 8, 8, 3], seeds(4))
    module, x, dy = sequential(net), normal(1, 10, 2), normal(1, 10, 3, seed=2)
    wrapped = FlatModule(module)
    torch.testing.assert_close(net(x)[0], module(x[0]))
    results = []
    for one in (net, wrapped):
        y, pullback = one.vjp(x)
        results.append((y, pullback(dy, x=True), one.grad_norm()))
    for ours, torchs in zip(*results, strict=True):
        torch.testing.assert_close(ours, torchs)


def test_a_wrapped_module_follows_its_flat_vector_and_survives_pickling() -> None:
    wrapped = FlatModule(nn.Sequential(nn.Unflatten(1, (1, 4, 4)), nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(8, 1)))
    x = normal(1, 6, 16)
    wrapped.theta.mul_(0.5)
    torch.testing.assert_close(wrapped(x), wrapped(x, wrapped.theta))
    other = pickle.loads(pickle.dumps(wrapped))
    other.theta.add_(1.0)
    torch.testing.assert_close(other(x), wrapped(x, wrapped.theta + 1.0))


def test_weights_follow_the_law_of_nn_linear() -> None:
    (W, b), (V, _) = FlatMLP([100, 400, 4], seeds(0)).layers
    for parameter, n_in in ((W, 100), (b, 100), (V, 400)):
        assert parameter.abs().max() <= n_in**-0.5
        assert parameter.std().item() == pytest.approx(n_in**-0.5 / 3**0.5, rel=0.1)  # of a uniform law


def test_each_replica_is_the_network_of_its_own_generator_and_sees_only_its_own_input() -> None:
    together, x = FlatMLP([2, 8, 1], seeds(5, 6)), normal(2, 7, 2)
    for s, seed in enumerate((5, 6)):
        torch.testing.assert_close(together(x)[s], FlatMLP([2, 8, 1], seeds(seed))(x[s : s + 1])[0])


def test_spectral_normalisation_makes_the_largest_singular_value_one() -> None:
    net = FlatMLP([8, 32, 16, 1], seeds(0, 1), spectral_norm=True)
    for _ in range(300):
        net.power_iteration()
    for W, _ in net.normalised(net.layers):
        torch.testing.assert_close(
            torch.linalg.matrix_norm(W, 2), torch.ones(2), atol=1e-3, rtol=0
        )  # 300 steps from the limit


@pytest.mark.parametrize("spectral_norm", [False, True])
def test_a_pickled_network_is_equal_and_separate(spectral_norm: bool) -> None:
    net = FlatMLP([2, 8, 1], seeds(0), spectral_norm=spectral_norm)
    other, x = pickle.loads(pickle.dumps(net)), normal(1, 5, 2)
    assert torch.equal(net.vjp(x)[0], other.vjp(x)[0])
    before = other(x)
    net.theta.add_(1.0)
    assert torch.equal(other(x), before)
    other.theta.add_(1.0)  # its layers are views of its own vector
    assert torch.equal(other(x), net(x))


def test_gradient_lengths_are_those_of_each_replica() -> None:
    together, x, dy = FlatMLP([2, 8, 1], seeds(5, 6)), normal(2, 7, 2), normal(2, 7, 1, seed=3)
    together.vjp(x)[1](dy)
    for s, seed in enumerate((5, 6)):
        alone = FlatMLP([2, 8, 1], seeds(seed))
        alone.vjp(x[s : s + 1])[1](dy[s : s + 1])
        torch.testing.assert_close(together.grad_norm()[s, 0, 0], alone.grad.norm())


def test_adam_equals_torchs_adam() -> None:
    theta = normal(50)
    expected = nn.Parameter(theta.clone())
    ours, torchs = Adam(theta), torch.optim.Adam([expected], lr=0.01, betas=(0.5, 0.99))
    for i in range(40):
        gradient = normal(50, seed=i)
        ours.step(theta, gradient, lr=0.01, beta1=0.5, beta2=0.99)
        expected.grad = gradient
        torchs.step()
    torch.testing.assert_close(theta, expected.data)


def test_a_module_on_another_device_takes_and_gives_what_is_here() -> None:
    """`meta` computes no numbers, but says where everything is."""
    net = FlatModule(torch.nn.Linear(3, 2))
    net.to("meta")
    adam = Adam(net.theta)
    assert {net.theta.device.type, adam.m.device.type, adam.t.device.type} == {"meta"}
    net = FlatModule(torch.nn.Linear(3, 2))
    x = torch.ones(1, 4, 3)
    before = net(x)
    net.to("cpu")
    assert torch.equal(net(x), before) and net.theta.device.type == "cpu"
    adam = Adam(net.theta)
    adam.to("cpu")
    assert all(one.device.type == "cpu" for one in (adam.m, adam.v, adam.t))
