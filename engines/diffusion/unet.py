"""The denoising network for pictures: a small U-Net (Ronneberger et al. 2015) on pixel-unshuffled images.

Two by two pixels become one place with four times the channels, so that no pixel is lost and a convolution costs a
quarter. Every block is told level and condition by a scale and a shift of its channels (Perez et al. 2018, FiLM).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from engines.diffusion.config import DiffusionConfig
from engines.diffusion.mlp import ResidualMLP, features_of, n_features
from engines.nets import layers
from engines.nets.flat import FlatModule

GROUPS = 8


class Block(nn.Module):
    """h + f(h, told): two convolutions; h (n, n_in, H, W) -> (n, n_out, H, W)."""

    def __init__(self, n_in: int, n_out: int, n_told: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(GROUPS, n_in), layers.conv(n_in, n_out)
        self.norm2, self.conv2 = nn.GroupNorm(GROUPS, n_out, affine=False), layers.conv(n_out, n_out)
        self.film = nn.Linear(n_told, 2 * n_out)
        self.skip = nn.Conv2d(n_in, n_out, 1) if n_in != n_out else nn.Identity()

    def forward(self, h: Tensor, told: Tensor) -> Tensor:
        scale, shift = self.film(told)[:, :, None, None].chunk(2, 1)
        f = self.conv1(nn.functional.silu(self.norm1(h)))
        f = self.conv2(nn.functional.silu(self.norm2(f) * (1 + scale) + shift))
        return self.skip(h) + f


class UNet(nn.Module):
    """Rows [pixels, log SNR, condition] (n, C*H*W + 1 + k) -> (n, C*H*W); H and W divisible by 4."""

    def __init__(self, shape: tuple[int, int, int], width: int, conditions: Sequence[int] = ()) -> None:
        super().__init__()
        self.shape, self.conditions = shape, tuple(conditions)
        c, told = 4 * shape[0], 4 * width
        self.tell = nn.Sequential(
            nn.Linear(n_features(self.conditions), told), nn.SiLU(), nn.Linear(told, told), nn.SiLU()
        )
        self.first = layers.conv(c, width)  # at half size
        self.down1, self.shrink = Block(width, width, told), layers.conv(4 * width, 2 * width)
        self.deep = nn.ModuleList(Block(2 * width, 2 * width, told) for _ in range(3))  # at quarter size
        self.grow = layers.conv(2 * width, 4 * width)
        self.up1, self.up2 = Block(2 * width, width, told), Block(width, width, told)
        self.last = nn.Sequential(nn.GroupNorm(GROUPS, width), nn.SiLU(), layers.conv(width, c))

    def forward(self, rows: Tensor) -> Tensor:
        n_told = 1 + len(self.conditions)
        x, info = rows.split([rows.shape[1] - n_told, n_told], 1)
        told = self.tell(features_of(info, self.conditions))
        h = self.first(nn.functional.pixel_unshuffle(x.reshape(-1, *self.shape), 2))
        half = self.down1(h, told)
        h = self.shrink(nn.functional.pixel_unshuffle(half, 2))
        for block in self.deep:
            h = block(h, told)
        h = nn.functional.pixel_shuffle(self.grow(h), 2)
        h = self.up2(self.up1(torch.cat([h, half], 1), told), told)
        return nn.functional.pixel_shuffle(self.last(h), 2).flatten(1)


class PictureNet:
    """A U-Net with the interface of `diffusion_nets.ResidualMLP`; differentiated by autograd."""

    def __init__(
        self,
        shape: tuple[int, int, int],
        width: int,
        conditions: Sequence[int],
        generator: torch.Generator,
        products: str = "float32",
    ) -> None:
        with torch.random.fork_rng(devices=[]):  # torch first draws its own weights, from its global state
            net = layers.initialise(UNet(shape, width, conditions), generator)
        with torch.no_grad():  # begin with the answer 0, and blocks that change nothing
            for layer in [net.last[-1], *(m.conv2 for m in net.modules() if isinstance(m, Block))]:
                layer.weight.zero_()
                layer.bias.zero_()
        self.flat = FlatModule(net, products)

    @property
    def module(self) -> nn.Module:
        return self.flat.module

    @property
    def theta(self) -> Tensor:
        return self.flat.theta

    @property
    def grad(self) -> Tensor:
        return self.flat.grad

    @torch.no_grad()
    def __call__(self, x: Tensor, info: Tensor) -> Tensor:
        """(n, d); one row of info serves all."""
        return self.flat(torch.cat([x, info.expand(len(x), -1)], 1)[None])[0]

    def to(self, device: str) -> None:
        """Compute on this device from now on."""
        self.flat.to(device)

    def vjp(self, x: Tensor, info: Tensor) -> tuple[Tensor, Callable[[Tensor], Any]]:
        """The output y (n, d) and `pullback(dy)`, which leaves dy . dy/dtheta in `grad`."""
        y, pullback = self.flat.vjp(torch.cat([x, info], 1)[None])
        return y[0], lambda dy: pullback(dy[None])


def network(c: DiffusionConfig, n_dims: int, generator: torch.Generator) -> ResidualMLP | PictureNet:
    """The untrained network of a configuration, for points or for pictures."""
    if c.net == "unet":
        return PictureNet(c.shape, c.width, c.conditions, generator, c.products)
    return ResidualMLP(n_dims, c.width, c.depth, c.conditions, generator)
