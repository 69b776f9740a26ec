"""The gradient of one batch, written out: at this size a recorded graph costs as much as the arithmetic.

Backpropagation as in Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.4; convolutions are left to
autograd.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, silu

from engines.autoencoder.networks import EncoderDecoder, kl_to_prior

silu_backward = torch.ops.aten.silu_backward
Pullback = Callable[..., Tensor | None]


@torch.no_grad()
def gradient(net: EncoderDecoder, x: Tensor, eps: Tensor, *, beta: float, noisy: bool) -> tuple[float, float]:
    """Reconstruction and KL of a batch x (n, D) whose codes are mu + sigma * eps (n, d), or mu; means in nats.

    Leaves the gradient of reconstruction + beta * KL in the `grad` of every parameter.
    """
    n, d = eps.shape
    code, through_encoder = vjp(net.encoder, net.shown(x))
    mu, said = code[:, :d], code[:, d:]  # an AE says nothing of a variance: (n, 0)
    log_var = said.clamp(*net.LOG_VAR)
    sigma = (log_var / 2).exp()
    y, through_decoder = vjp(net.decoder, mu + sigma * eps if noisy else mu)
    reconstruction, dy = against(net, y, x)
    dz = through_decoder(dy, x=True)
    if not noisy:
        through_encoder(torch.cat([dz, torch.zeros_like(said)], 1))
        return reconstruction, 0.0
    d_mu = dz + beta / n * mu
    d_log_var = (dz * sigma * eps + beta / n * (sigma**2 - 1)) / 2
    through_encoder(torch.cat([d_mu, d_log_var * (log_var == said)], 1))
    return reconstruction, kl_to_prior(mu, log_var).mean().item()


def against(net: EncoderDecoder, y: Tensor, x: Tensor) -> tuple[float, Tensor]:
    """-log p(x|z), mean over the batch, of what was decoded, y (n, D); and its gradient with respect to y."""
    n = len(x)
    if not net.gaussian:
        p = torch.sigmoid(y)
        log_of_one_plus_exp = (
            torch.relu(y).sum() - torch.maximum(p, 1 - p).log().sum()
        )  # softplus takes four times as long
        return (log_of_one_plus_exp - torch.dot(x.flatten(), y.flatten())).item() / n, (p - x).div_(n)
    inverse = (-net.log_var_x / 2).exp()
    r = (x - y) * inverse
    kept = 10 * net.spread >= net.LEAST_LOG_VAR_X
    net.spread.grad.copy_(5 * (1 - r.square().mean(0)) * kept)
    return -net.log_likelihood_of(y, x).mean().item(), -r * inverse / n


def vjp(layers: nn.Sequential, x: Tensor) -> tuple[Tensor, Pullback]:
    """The output y of a network of rows, and `pullback(dy, x=False)`.

    It leaves dy . dy/dtheta in the parameters' `grad`, and returns dy . dy/dx if `x`.
    """
    weighted = layers[::2]
    if not all(isinstance(layer, nn.Linear) for layer in weighted):
        return by_autograd(layers, x)
    a: list[Tensor] = []  # before each SiLU
    h = [x]  # the input of each layer
    for layer in weighted[:-1]:
        a.append(linear(h[-1], layer.weight, layer.bias))
        h.append(silu(a[-1]))

    def pullback(delta: Tensor, x: bool = False) -> Tensor | None:
        for i, layer in reversed(list(enumerate(weighted))):
            torch.mm(delta.T, h[i], out=layer.weight.grad)
            torch.sum(delta, 0, out=layer.bias.grad)
            if i or x:
                delta = delta @ layer.weight
            if i:
                delta = silu_backward(delta, a[i - 1])
        return delta if x else None

    return linear(h[-1], weighted[-1].weight, weighted[-1].bias), pullback


def by_autograd(net: nn.Module, x: Tensor) -> tuple[Tensor, Pullback]:
    """`vjp` of any network."""
    theta = list(net.parameters())
    with torch.enable_grad():
        at = x.detach().requires_grad_()
        y = net(at)

    def pullback(delta: Tensor, x: bool = False) -> Tensor | None:
        *found, dx = torch.autograd.grad(y, [*theta, at], delta)
        for parameter, d in zip(theta, found, strict=True):
            parameter.grad.copy_(d)
        return dx if x else None

    return y.detach(), pullback
