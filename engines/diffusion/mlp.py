"""The denoising network for points: residual, told its level and class, differentiated by hand.

Its parameters are one flat vector, as in `flat_nets`, and for the same reason: at this size bookkeeping costs more than
arithmetic. Shapes: x (n, d), info (n, 1 + k) or (1, 1 + k) = log SNR in nats, infinite or not, and the k
factors of the condition.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import silu

from engines.nets.conditions import one_hot

silu_backward = torch.ops.aten.silu_backward
LOG_SNR_MAX = 20.0  # nats; beyond, there is only noise, or none
OCTAVES = 6
WAVES = 3
ANGLES = math.pi / 2 * 2.0 ** torch.arange(OCTAVES)


def n_features(conditions: Sequence[int]) -> int:
    """Columns of `features_of`."""
    return 1 + 2 * OCTAVES + sum(conditions) + len(conditions)


def features_of(info: Tensor, conditions: Sequence[int]) -> Tensor:
    """Level and condition -> (n, n_features(conditions)): log SNR, its sines and cosines of doubling frequency, and
    each factor as one of its values or "any", which comes last."""
    tau = info[:, :1].clamp(-LOG_SNR_MAX, LOG_SNR_MAX) / LOG_SNR_MAX
    parts = [tau, torch.sin(tau * ANGLES), torch.cos(tau * ANGLES)]
    return torch.cat(parts + ([one_hot(info[:, 1:], conditions)] if conditions else []), 1)


def waves_of(x: Tensor, octaves: int) -> Tensor:
    """x (n, d), then its sines and cosines of doubling frequency (n, d * (1 + 2 * octaves)) (Tancik et al. 2020)."""
    angles = (x[:, :, None] * ANGLES[:octaves]).flatten(1)
    return torch.cat([x, torch.sin(angles), torch.cos(angles)], 1)


class ResidualMLP:
    """h <- SiLU(x V + c U_0), then `depth` times h <- h + SiLU(h W_i + c U_i), then x W + b; c = features, and 1.

    `conditions`: how many values each factor has; value n of a factor of n means "any". Begins with the answer
    0: no opinion.
    """

    def __init__(
        self, n_dims: int, width: int, depth: int, conditions: Sequence[int], generator: torch.Generator
    ) -> None:
        self.conditions = tuple(conditions)
        self.octaves = WAVES if n_dims <= 3 else 0
        n_inputs = n_dims * (1 + 2 * self.octaves)
        told = width * (depth + 1)
        self.shapes = [
            (n_features(self.conditions), told),
            (told,),
            (n_inputs, width),
            *[(width, width)] * depth,
            (width, n_dims),
            (n_dims,),
        ]
        self._allocate(torch.zeros(sum(map(math.prod, self.shapes))))
        for W in (self.U, self.V, *self.W):
            bound = 1 / math.sqrt(len(W))
            W.uniform_(-bound, bound, generator=generator)

    def _allocate(self, theta: Tensor) -> None:
        """The matrices and their gradients are views of the two flat vectors."""
        self.theta, self.grad = theta, torch.zeros_like(theta)
        self.U, self.u, self.V, *self.W, self.last, self.b = self.unpack(self.theta)
        self.dU, self.du, self.dV, *self.dW, self.dlast, self.db = self.unpack(self.grad)

    def unpack(self, theta: Tensor) -> list[Tensor]:
        parts = theta.split([*map(math.prod, self.shapes)])
        return [part.view(s) for part, s in zip(parts, self.shapes, strict=True)]

    def __call__(self, x: Tensor, info: Tensor) -> Tensor:
        """(n, d); one row of info serves all."""
        x = waves_of(x, self.octaves)
        c = torch.addmm(self.u, features_of(info, self.conditions), self.U).chunk(len(self.W) + 1, 1)
        h = silu(torch.addmm(c[0], x, self.V), inplace=True)
        for W, told in zip(self.W, c[1:], strict=True):
            h = h.add_(silu(torch.addmm(told, h, W), inplace=True))
        return torch.addmm(self.b, h, self.last)

    def vjp(self, x: Tensor, info: Tensor) -> tuple[Tensor, Callable[[Tensor], None]]:
        """The output y (n, d) and `pullback(dy)`, which leaves dy . dy/dtheta in `grad`; info needs n rows."""
        x, features = waves_of(x, self.octaves), features_of(info, self.conditions)
        c = torch.addmm(self.u, features, self.U).chunk(len(self.W) + 1, 1)
        a = [torch.addmm(c[0], x, self.V)]  # before each SiLU
        h = [silu(a[0])]  # the input of each layer
        for W, told in zip(self.W, c[1:], strict=True):
            a.append(torch.addmm(told, h[-1], W))
            h.append(h[-1] + silu(a[-1]))

        def pullback(dy: Tensor) -> None:
            torch.mm(h[-1].T, dy, out=self.dlast)
            torch.sum(dy, 0, out=self.db)
            dh, da = dy @ self.last.T, [None] * len(a)
            for i in reversed(range(1, len(a))):
                da[i] = silu_backward(dh, a[i])
                torch.mm(h[i - 1].T, da[i], out=self.dW[i - 1])
                dh = torch.addmm(dh, da[i], self.W[i - 1].T)
            da[0] = silu_backward(dh, a[0])
            torch.mm(x.T, da[0], out=self.dV)
            dc = torch.cat(da, 1)
            torch.mm(features.T, dc, out=self.dU)
            torch.sum(dc, 0, out=self.du)

        return torch.addmm(self.b, h[-1], self.last), pullback

    def __getstate__(self) -> dict[str, Any]:
        return {"conditions": self.conditions, "octaves": self.octaves, "shapes": self.shapes, "theta": self.theta}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.conditions, self.octaves, self.shapes = state["conditions"], state["octaves"], state["shapes"]
        self._allocate(state["theta"])
