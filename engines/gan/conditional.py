"""Generator and discriminator of pictures that are told several factors, each at times left open.

A row of noise is (z, y), a row of pictures (x, y): G passes its request y on, and D judges whether x is real and fits
it (Mirza & Osindero 2014, arXiv:1411.1784). With every factor open, G draws what it likes.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engines.gan.config import TOLD
from engines.nets.conditions import one_hot
from engines.nets.layers import PixelNorm, Residual, conv

FINE = 8  # channels at full resolution


class ToldGenerator(nn.Module):
    """Rows (n, noise_dim + k) -> (n, C*H*W + k), pixels in [-1, 1]; H and W divisible by 4.

    What is told scales and shifts the channels at every resolution (style modulation, Karras et al. 2019,
    arXiv:1812.04948); coarse layers besides, as in `layers.Coarse`.
    """

    def __init__(self, shape: tuple[int, int, int], width: int, noise_dim: int, conditions: tuple[int, ...]) -> None:
        super().__init__()
        c, h, w = shape
        self.noise_dim, self.conditions = noise_dim, conditions
        n_told = noise_dim + sum(conditions) + len(conditions)
        self.tell = nn.Sequential(nn.Linear(n_told, TOLD), nn.LeakyReLU(0.2), nn.Linear(TOLD, TOLD), nn.LeakyReLU(0.2))
        self.first = nn.Sequential(
            nn.Linear(TOLD, 4 * width * (h // 4) * (w // 4)), nn.Unflatten(1, (4 * width, h // 4, w // 4))
        )
        self.grow, self.again = nn.Sequential(conv(4 * width, 4 * width), nn.PixelShuffle(2)), conv(width, width)
        self.full = nn.Sequential(  # shuffled channels alone leave a grid of two by two pixels
            conv(width, 4 * FINE), nn.PixelShuffle(2), nn.LeakyReLU(0.2), conv(FINE, c)
        )
        self.styles = nn.ModuleList(Style(n) for n in (4 * width, width, width))
        self.quarter_colour, self.half_colour = conv(4 * width, c), conv(width, c)

    def forward(self, rows: Tensor) -> Tensor:
        z, y = rows[:, : self.noise_dim], rows[:, self.noise_dim :]
        told = self.tell(torch.cat([z, one_hot(y, self.conditions)], 1))
        at_quarter, at_half, last = self.styles
        a = at_quarter(self.first(told), told)
        b = last(self.again(at_half(self.grow(a), told)), told)
        painted = ((self.quarter_colour(a), 4), (self.half_colour(b), 2))
        coarse = sum(nn.functional.interpolate(p, scale_factor=k, mode="bilinear") for p, k in painted)
        return torch.cat([torch.tanh(coarse + self.full(b)).flatten(1).float(), y], 1)


class Style(nn.Module):
    """Normalised channels, scaled and shifted by what is told, bent."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.norm, self.film = PixelNorm(), nn.Linear(TOLD, 2 * n)

    def forward(self, h: Tensor, told: Tensor) -> Tensor:
        scale, shift = self.film(told)[:, :, None, None].chunk(2, 1)
        return nn.functional.leaky_relu(self.norm(h) * (1 + scale) + shift, 0.2)


class ToldDiscriminator(nn.Module):
    """Rows (n, C*H*W + k) -> logits (n, 1): a part that only looks at the picture, and one that compares what it sees
    with the request (projection, Miyato & Koyama 2018, arXiv:1802.05637)."""

    def __init__(self, shape: tuple[int, int, int], width: int, conditions: tuple[int, ...]) -> None:
        super().__init__()
        c, h, w = shape
        self.conditions = conditions
        self.look = nn.Sequential(
            nn.Unflatten(1, shape),
            nn.PixelUnshuffle(2), conv(4 * c, width), nn.LeakyReLU(0.2),
            nn.PixelUnshuffle(2), conv(4 * width, 2 * width), nn.LeakyReLU(0.2),
            Residual(conv(2 * width, 2 * width), nn.LeakyReLU(0.2), conv(2 * width, 2 * width)), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(2 * width * (h // 4) * (w // 4), TOLD), nn.LeakyReLU(0.2),
        )  # fmt: skip
        self.real, self.wanted = nn.Linear(TOLD, 1), nn.Linear(sum(conditions) + len(conditions), TOLD)

    def forward(self, rows: Tensor) -> Tensor:
        x, y = rows[:, : -len(self.conditions)], rows[:, -len(self.conditions) :]
        seen, wanted = self.look(x), self.wanted(one_hot(y, self.conditions))
        return self.real(seen) + (seen * wanted).sum(1, keepdim=True) / TOLD**0.5
