"""Encoder and decoder, and the likelihood of what is decoded."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from engines.autoencoder.config import AutoencoderConfig
from engines.nets import layers


class EncoderDecoder(nn.Module):
    """x (n, D) -> mu, log_var (n, d) -> what p(x|z) is made of, logits or means (n, D)."""

    LOG_VAR = (-12.0, 12.0)  # of a code
    LEAST_LOG_VAR_X = -14.0

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        n_pixels, d, w = math.prod(config.shape), config.latent_dim, config.width
        n_code = 2 * d if config.kind == "vae" else d
        if config.net != "conv":
            hidden = [] if config.net == "linear" else [w, w]
            self.encoder = layers.mlp([n_pixels, *hidden, n_code])
            self.decoder = layers.mlp([d, *hidden, n_pixels])
        else:
            self.encoder = layers.conv_encoder(config.shape, w, n_code)
            self.decoder = layers.conv_decoder(config.shape, w, d)
        self.d, self.gaussian = d, config.likelihood == "gaussian"
        if self.gaussian:
            self.spread = nn.Parameter(torch.full((n_pixels,), -0.5))  # from variance 1, p(x|z) never looks at z

    @torch.no_grad()
    def bend(self, by: float) -> None:
        """Enlarge the weights of the first layers, and the next ones' by the root of it."""
        for net in (self.encoder, self.decoder):
            for layer, factor in zip([f for f in net if isinstance(f, nn.Linear)][:-1], (by, by**0.5), strict=False):
                layer.weight.mul_(factor)
                layer.bias.mul_(factor)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        code = self.encoder(self.shown(x))
        if code.shape[1] == self.d:  # AE: a point, not a cloud
            return code, torch.full_like(code, -math.inf)
        return code[:, : self.d], code[:, self.d :].clamp(*self.LOG_VAR)

    def shown(self, x: Tensor) -> Tensor:
        """What the encoder is shown: points as they are, pixels from -1 to 1."""
        return x if self.gaussian else 2 * x - 1

    @property
    def log_var_x(self) -> Tensor:
        """log variance of x given z, (D,): ten times a weight, because it has as far to go as no weight has."""
        return (10 * self.spread).clamp(min=self.LEAST_LOG_VAR_X)

    def log_likelihood(self, z: Tensor, x: Tensor) -> Tensor:
        """log p(x|z), nats, (n,)."""
        return self.log_likelihood_of(self.decoder(z), x)

    def log_likelihood_of(self, y: Tensor, x: Tensor) -> Tensor:
        """log p(x|z) where y (n, D) is what was decoded from z, nats, (n,)."""
        if self.gaussian:
            return log_normal((x - y) * (-self.log_var_x / 2).exp()) - self.log_var_x.sum() / 2
        return log_likelihood(y, x)


def log_likelihood(logits: Tensor, x: Tensor) -> Tensor:
    """log p(x|z) = sum over pixels of log Bernoulli(x; sigmoid(logits)), nats, (n,)."""
    return -bce(logits, x, reduction="none").sum(1)


def log_normal(z: Tensor) -> Tensor:
    """log N(z; 0, I), nats, (n,)."""
    return -0.5 * (z**2 + math.log(2 * math.pi)).sum(1)


def kl_to_prior(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(mu, sigma^2) || N(0, I)), nats, (n,)."""
    return 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)
