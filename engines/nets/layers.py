"""The small networks, shared by every engine. Weights come from an explicit generator, never from global state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

Net = TypeVar("Net", bound=nn.Module)


def initialise(net: Net, generator: torch.Generator) -> Net:
    """Draw all weights anew from `generator`: He et al. 2015, in PyTorch's default uniform variant."""
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
            bound = 1 / math.sqrt(layer.weight[0].numel())
            nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return net


def mlp(sizes: Sequence[int]) -> nn.Sequential:
    """Linear layers of the given sizes with SiLU between: (n, sizes[0]) -> (n, sizes[-1])."""
    layers: list[nn.Module] = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(n_in, n_out), nn.SiLU()]
    return nn.Sequential(*layers[:-1])


class Residual(nn.Module):
    """x + f(x): keeps gradients alive through depth (He et al. 2016)."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.f = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.f(x)


def conv(n_in: int, n_out: int) -> nn.Conv2d:
    """A 3x3 convolution that keeps height and width."""
    return nn.Conv2d(n_in, n_out, 3, padding=1)


def conv_encoder(shape: tuple[int, int, int], width: int, n_out: int) -> nn.Sequential:
    """Pictures (n, C*H*W), H and W divisible by 4 -> (n, n_out), at half and quarter resolution.

    Resolution is traded for channels by pixel-unshuffle, so no pixel is thrown away and the convolutions stay cheap.
    """
    c, h, w = shape
    return nn.Sequential(
        nn.Unflatten(1, shape),
        nn.PixelUnshuffle(2), conv(4 * c, width), nn.SiLU(),
        nn.PixelUnshuffle(2), conv(4 * width, 2 * width), nn.SiLU(),
        Residual(conv(2 * width, 2 * width), nn.SiLU(), conv(2 * width, 2 * width)), nn.SiLU(),
        nn.Flatten(), nn.Linear(2 * width * (h // 4) * (w // 4), 16 * width), nn.SiLU(),
        nn.Linear(16 * width, n_out),
    )  # fmt: skip


def conv_decoder(shape: tuple[int, int, int], width: int, n_in: int) -> nn.Sequential:
    """The encoder's mirror image: (n, n_in) -> logits (n, C*H*W)."""
    c, h, w = shape
    return nn.Sequential(
        nn.Linear(n_in, 16 * width), nn.SiLU(),
        nn.Linear(16 * width, 2 * width * (h // 4) * (w // 4)), nn.SiLU(), nn.Unflatten(1, (2 * width, h // 4, w // 4)),
        Residual(conv(2 * width, 2 * width), nn.SiLU(), conv(2 * width, 2 * width)), nn.SiLU(),
        conv(2 * width, 4 * width), nn.PixelShuffle(2), nn.SiLU(),
        Residual(conv(width, width), nn.SiLU(), conv(width, width)), nn.SiLU(),
        conv(width, 4 * c), nn.PixelShuffle(2), nn.Flatten(),
    )  # fmt: skip


class PixelNorm(nn.Module):
    """Every pixel's channels to mean square 1 (Karras et al. 2018, arXiv:1710.10196): a normalisation that looks at
    no other picture and keeps nothing, so one picture alone comes out as in a batch."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-6)


def conv_generator(shape: tuple[int, int, int], width: int, noise_dim: int) -> nn.Module:
    """Noise (n, noise_dim) -> pictures (n, C*H*W) in [-1, 1], H and W divisible by 4.

    The last convolution runs at half resolution and its channels are shuffled into pixels: the full resolution would
    cost as much as all the rest. Colour pictures have coarse layers besides.
    """
    c, h, w = shape
    quarter = nn.Sequential(
        nn.Linear(noise_dim, 4 * width * (h // 4) * (w // 4)), nn.Unflatten(1, (4 * width, h // 4, w // 4)),
        PixelNorm(), nn.LeakyReLU(0.2),
    )  # fmt: skip
    half = nn.Sequential(
        conv(4 * width, 4 * width), nn.PixelShuffle(2), PixelNorm(), nn.LeakyReLU(0.2),
        conv(width, width), PixelNorm(), nn.LeakyReLU(0.2),
    )  # fmt: skip
    full = nn.Sequential(conv(width, 4 * c), nn.PixelShuffle(2))
    if c == 3:
        return Coarse(quarter, half, full, conv(4 * width, c), conv(width, c))
    return nn.Sequential(*quarter, *half, *full, nn.Flatten(), nn.Tanh())


class Coarse(nn.Module):
    """A generator that also paints at quarter and half resolution, enlarged smoothly and added (skip generator, Karras
    et al. 2020, arXiv:1912.04958): a plain coloured wall is one number there and many that must agree in `full`."""

    def __init__(self, *nets: nn.Module) -> None:
        super().__init__()
        self.at_quarter, self.at_half, self.at_full, self.quarter_colour, self.half_colour = nets

    def forward(self, z: Tensor) -> Tensor:
        x = self.at_quarter(z)
        y = self.at_half(x)
        painted = ((self.quarter_colour(x), 4), (self.half_colour(y), 2))
        coarse = sum(nn.functional.interpolate(p, scale_factor=k, mode="bilinear") for p, k in painted)
        return torch.tanh(coarse + self.at_full(y)).flatten(1)


def conv_discriminator(
    shape: tuple[int, int, int], width: int, packing: int = 1, *, spectral_norm: bool = False
) -> nn.Sequential:
    """Pictures in [-1, 1], `packing` of them side by side (n, packing*C*H*W) -> logits (n, 1)."""
    c, h, w = packing * shape[0], *shape[1:]
    layers = [
        nn.Unflatten(1, (c, h, w)),
        nn.PixelUnshuffle(2), conv(4 * c, width), nn.LeakyReLU(0.2),
        nn.PixelUnshuffle(2), conv(4 * width, 2 * width), nn.LeakyReLU(0.2),
        conv(2 * width, 2 * width), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(2 * width * (h // 4) * (w // 4), 1),
    ]  # fmt: skip
    weighted = (nn.Linear, nn.Conv2d)
    return nn.Sequential(*(Spectral(f) if spectral_norm and isinstance(f, weighted) else f for f in layers))


class Spectral(nn.Module):
    """A layer divided by the largest singular value of its weights (out, in*3*3), so that it hardly stretches any
    difference (Miyato et al. 2018, arXiv:1802.05957); torch's own wrapper cannot be pickled."""

    def __init__(self, layer: nn.Linear | nn.Conv2d) -> None:
        super().__init__()
        self.layer = layer
        u = nn.functional.normalize(torch.ones(len(layer.weight)), dim=0)
        self.register_buffer("u", u)  # the left singular vector, by power iteration

    @torch.no_grad()
    def power_iteration(self) -> None:
        """One more step towards the singular vector; only training takes it, so that looking changes nothing."""
        self.u = nn.functional.normalize(self.layer.weight.flatten(1) @ self._right(), dim=0)

    @torch.no_grad()
    def _right(self) -> Tensor:
        return nn.functional.normalize(self.layer.weight.flatten(1).mT @ self.u, dim=0)

    def forward(self, x: Tensor) -> Tensor:
        W, v = self.layer.weight, self._right()
        W_hat = W / (self.u @ W.flatten(1) @ v)
        if isinstance(self.layer, nn.Linear):
            return nn.functional.linear(x, W_hat, self.layer.bias)
        return nn.functional.conv2d(x, W_hat, self.layer.bias, padding=self.layer.padding)


@torch.no_grad()
def ema_update(average: nn.Module, net: nn.Module, decay: float) -> None:
    """average <- decay * average + (1 - decay) * net, parameter by parameter."""
    torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - decay)
