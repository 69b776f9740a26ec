"""Generator and discriminator, on points and on pictures."""

from __future__ import annotations

import torch

from engines.gan.conditional import ToldDiscriminator, ToldGenerator
from engines.gan.config import GANConfig
from engines.nets import layers
from engines.nets.flat import FlatMLP, FlatModule, FlatNet


def networks(c: GANConfig, n_dims: int, generators: list[torch.Generator]) -> tuple[FlatNet, FlatNet]:
    """G: (S, n, noise_dim) -> (S, n, n_dims) and D: (S, n, packing * n_dims) -> logits (S, n, 1); where they are told
    factors, every row ends with these."""
    width_d = c.width_d or c.width
    if c.net == "conv":
        if n_dims != c.channels * c.size**2:
            raise ValueError(f"a row of X has {n_dims} numbers; give pictures of shape {c.shape}")
        with torch.random.fork_rng(devices=[]):  # torch first draws its own weights, from its global state
            if c.factors:
                g = ToldGenerator(c.shape, c.width, c.noise_dim, c.factors)
                d = ToldDiscriminator(c.shape, width_d, c.factors)
            else:
                g = layers.conv_generator(c.shape, c.width, c.noise_dim)
                d = layers.conv_discriminator(c.shape, width_d, c.packing, spectral_norm=c.spectral_norm == "on")
        g, d = (FlatModule(layers.initialise(net, generators[0]), c.products) for net in (g, d))
        for _ in range(20):
            d.power_iteration()
        return g, d
    g = FlatMLP([c.noise_dim, *[c.width] * c.depth, n_dims], generators)
    d = FlatMLP([c.packing * n_dims, *[width_d] * c.depth, 1], generators, spectral_norm=c.spectral_norm == "on")
    return g, d
