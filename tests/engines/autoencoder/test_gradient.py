"""The written gradient of a batch against autograd of the bound itself, in float64."""

from __future__ import annotations

import pickle

import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Bernoulli, Normal, kl_divergence

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.gradient import gradient
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.networks import EncoderDecoder
from engines.nets.flat import flatten_gradients
from tests.engines.autoencoder.tiny import SMALL, grey, same

PLANE = SMALL.replace(net="mlp", likelihood="gaussian", latent_dim=1)
CONFIGS = {
    "VAE": SMALL,
    "AE": SMALL.replace(kind="ae"),
    "VAE at beta 0": SMALL.replace(beta=0.0),
    "VAE at beta 4": SMALL.replace(beta=4.0),
    "convolutions": SMALL.replace(net="conv"),
    "AE of convolutions": SMALL.replace(net="conv", kind="ae"),
    "points": PLANE,
    "points, straight": PLANE.replace(net="linear"),
    "AE of points": PLANE.replace(kind="ae"),
}


def batch(c: AutoencoderConfig, n: int = 20) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(5)
    size = 2 if c.likelihood == "gaussian" else 64
    x = torch.randn(n, size, generator=generator)
    return (x if size == 2 else (x > 0.5).to(x)), torch.randn(n, c.latent_dim, generator=generator)


def expected(net: EncoderDecoder, c: AutoencoderConfig, x: Tensor, eps: Tensor) -> tuple[Tensor, Tensor]:
    """Reconstruction and KL as torch's distributions have them."""
    mu, log_var = net.encode(x)
    sigma = (log_var / 2).exp()
    y = net.decoder(mu + sigma * eps if c.noisy else mu)
    law = Normal(y, (net.log_var_x / 2).exp()) if net.gaussian else Bernoulli(logits=y)
    kl = kl_divergence(Normal(mu, sigma), Normal(0.0, 1.0)).sum(1).mean() if c.noisy else torch.zeros(())
    return -law.log_prob(x).sum(1).mean(), kl


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize("reach", [1.0, 300.0], ids=["as drawn", "where log variances are cut"])
@pytest.mark.parametrize("name", CONFIGS)
def test_the_written_gradient_is_that_of_autograd(name: str, reach: float) -> None:
    c = CONFIGS[name]
    net, (x, eps) = Autoencoder(c).net.double(), batch(c)
    with torch.no_grad():
        [f for f in net.encoder if isinstance(f, nn.Linear)][-1].weight.mul_(reach)
    reconstruction, kl = expected(net, c, x, eps)
    gradients = torch.autograd.grad(reconstruction + c.beta * kl, list(net.parameters()), materialize_grads=True)
    grad = flatten_gradients(net)
    grad.fill_(7.0)  # what stood there before must not matter
    found = gradient(net, x, eps, beta=c.beta, noisy=c.noisy)
    assert found == pytest.approx((reconstruction.item(), kl.item()), rel=1e-9)
    torch.testing.assert_close(grad, torch.cat([g.flatten() for g in gradients]))
    if name == "VAE" and reach > 1:
        assert any((net.encode(x)[1] == edge).any() for edge in net.LOG_VAR)  # or it shows nothing


@pytest.mark.usefixtures("float64")
def test_an_update_is_that_of_torch_adam() -> None:
    c = SMALL.replace(warmup=0, decay="none")
    model = Autoencoder(c)
    model.start(grey(40))
    twin = Autoencoder(c).net.double()
    optimiser = torch.optim.Adam(twin.parameters(), lr=c.lr)
    for _ in range(5):
        x, eps = (part.double() for part in model.drawn())
        model.update(x, eps)
        optimiser.zero_grad()
        reconstruction, kl = expected(twin, c, x, eps)
        (reconstruction + kl).backward()
        optimiser.step()
    for ours, theirs in zip(model.net.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_the_mean_weights_follow_as_one_vector() -> None:
    model = Autoencoder(SMALL.replace(ema=0.5))
    model.start(grey(40))
    before = {k: v.clone() for k, v in model.averaged.state_dict().items()}
    model.step()
    decay = 1 / 11  # the first steps average over few
    now = model.net.state_dict()
    assert same({k: torch.lerp(v, now[k], 1 - decay) for k, v in before.items()}, model.averaged.state_dict())


def test_a_pickle_carries_each_number_once() -> None:
    """Weights, their average and the two moments of each; not a vector for each of its views."""
    model = Autoencoder(SMALL.replace(width=64))
    model.start(grey(16))
    model.step()
    assert len(pickle.dumps(model)) < 1.5 * 4 * 4 * model.theta.numel()
