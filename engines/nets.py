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


@torch.no_grad()
def ema_update(average: nn.Module, net: nn.Module, decay: float) -> None:
    """average <- decay * average + (1 - decay) * net, parameter by parameter."""
    torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - decay)
