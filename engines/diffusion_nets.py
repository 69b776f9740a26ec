"""The denoising networks. They read rows [x, log SNR, class], (n, d + 2), so that a row is all they need to know."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from engines import nets

LOG_SNR_MAX = 20.0  # nats; beyond, there is only noise, or none
OCTAVES = 6


def time_features(log_snr: Tensor) -> Tensor:
    """log SNR (n, 1), infinite or not -> (n, 2 * OCTAVES + 1): itself, and sines and cosines of doubling frequency."""
    tau = log_snr.clamp(-LOG_SNR_MAX, LOG_SNR_MAX) / LOG_SNR_MAX
    angles = tau * (math.pi / 2 * 2.0 ** torch.arange(OCTAVES))
    return torch.cat([tau, angles.sin(), angles.cos()], 1)


class ResidualMLP(nn.Module):
    """`depth` residual blocks h + SiLU(W h + U c), c the features of time and class; the last class means "any"."""

    def __init__(self, n_dims: int, width: int, depth: int, n_classes: int = 0) -> None:
        super().__init__()
        self.n_dims, self.n_labels = n_dims, n_classes + 1 if n_classes else 0
        n_features = 2 * OCTAVES + 1 + self.n_labels
        self.first = nn.Linear(n_dims, width)
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.conditions = nn.Linear(n_features, width * (depth + 1))
        self.last = nn.Linear(width, n_dims)

    def forward(self, rows: Tensor) -> Tensor:
        x, log_snr, label = rows.split([self.n_dims, 1, 1], 1)
        return self.body(x, self.condition(log_snr, label))

    def condition(self, log_snr: Tensor, label: Tensor) -> Tensor:
        """What every block is told, (n, (depth + 1) * width)."""
        features = time_features(log_snr)
        if self.n_labels:
            features = torch.cat([features, (label == torch.arange(self.n_labels)).float()], 1)
        return self.conditions(features)

    def body(self, x: Tensor, condition: Tensor) -> Tensor:
        """Of points (n, d) and their condition, one row for each or one for all."""
        first, *conditions = condition.chunk(len(self.blocks) + 1, 1)
        h = nn.functional.silu(self.first(x) + first)
        for block, c in zip(self.blocks, conditions, strict=True):
            h = h + nn.functional.silu(block(h) + c)
        return self.last(h)


def build(n_dims: int, width: int, depth: int, n_classes: int, generator: torch.Generator) -> ResidualMLP:
    with torch.random.fork_rng(devices=[]):  # torch first draws its own weights, from its global state
        net = ResidualMLP(n_dims, width, depth, n_classes)
    net = nets.initialise(net, generator)
    with torch.no_grad():
        net.last.weight.zero_()  # begin with no opinion
        net.last.bias.zero_()
    return net
