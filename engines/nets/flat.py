"""Networks whose parameters are one flat vector `theta`, with a leading axis of S replicas that train side by side.

A plain training loop of two small networks spends most of its time on bookkeeping. One vector means one call of
Adam, one matrix product serves all replicas, and an MLP is differentiated by the three lines of backpropagation
(Goodfellow, Bengio & Courville 2016, Deep Learning, algorithm 6.4) instead of a recorded graph.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.functional import leaky_relu, leaky_relu_

from engines.nets.layers import Spectral

leaky_relu_backward = torch.ops.aten.leaky_relu_backward
SLOPE = 0.2  # of LeakyReLU below zero

Pullback = Callable[..., Tensor | None]


class FlatNet(Protocol):
    """x (S, n, d_in) -> (S, n, d_out)."""

    theta: Tensor  # (P,)
    grad: Tensor  # (P,), the gradient that the last pullback found

    def __call__(self, x: Tensor, theta: Tensor | None = None) -> Tensor:
        """Differentiable by autograd, any number of times, in x and in `theta` (default: the net's own, fixed)."""

    def vjp(self, x: Tensor) -> tuple[Tensor, Pullback]:
        """The output y and `pullback(dy, theta=True, x=False)`.

        It leaves dy . dy/dtheta in `grad` if `theta`, and returns dy . dy/dx if `x`. To be called at most once.
        """

    def power_iteration(self) -> None:
        """Follow the weights with the spectral norms, once per update: nothing else may change them."""

    def grad_norm(self) -> Tensor:
        """The length of each replica's gradient, (S, 1, 1)."""


class FlatMLP:
    """Linear layers of the given sizes with LeakyReLU between; weights drawn like torch's `nn.Linear`.

    With `spectral_norm` every weight matrix is divided by its largest singular value, so that no layer stretches
    a difference (Miyato et al. 2018, arXiv:1802.05957): W_hat = W / sigma, sigma = u^T W v by power iteration.
    """

    def __init__(
        self, sizes: Sequence[int], generators: Sequence[torch.Generator], *, spectral_norm: bool = False
    ) -> None:
        S = len(generators)
        self.uv: list[tuple[Tensor, Tensor]] = []  # left and right singular vectors (S, n_in, 1), (S, n_out, 1)
        self.shapes = [s for n, m in zip(sizes, sizes[1:], strict=False) for s in ((S, n, m), (S, 1, m))]
        self._allocate(torch.empty(sum(map(math.prod, self.shapes))))
        for W, b in self.layers:
            bound = 1 / math.sqrt(W.shape[1])
            for s, generator in enumerate(generators):
                W[s].uniform_(-bound, bound, generator=generator)
                b[s].uniform_(-bound, bound, generator=generator)
        if spectral_norm:
            self.uv = [(torch.ones(S, W.shape[1], 1), torch.ones(S, W.shape[2], 1)) for W, _ in self.layers]
            for _ in range(20):
                self.power_iteration()

    def _allocate(self, theta: Tensor) -> None:
        """Layers and their gradients are views of the two flat vectors; layer by layer, so that each is contiguous."""
        self.theta, self.grad = theta, torch.zeros_like(theta)
        self.layers, self.d_layers = self.unpack(self.theta), self.unpack(self.grad)

    def unpack(self, theta: Tensor) -> list[tuple[Tensor, Tensor]]:
        """The layers' weights (S, n_in, n_out) and biases (S, 1, n_out) as views of `theta`."""
        views = [part.view(s) for part, s in zip(theta.split([*map(math.prod, self.shapes)]), self.shapes, strict=True)]
        return list(zip(views[::2], views[1::2], strict=True))

    def power_iteration(self) -> None:
        """One more step towards the singular vectors of every weight matrix; only training takes it."""
        for (W, _), (u, v) in zip(self.layers if self.uv else (), self.uv, strict=True):
            torch.nn.functional.normalize(W.mT @ u, dim=1, out=v)
            torch.nn.functional.normalize(W @ v, dim=1, out=u)

    def normalised(self, layers: list[tuple[Tensor, Tensor]]) -> list[tuple[Tensor, Tensor]]:
        """(W / sigma, b) of each layer; the layers themselves without spectral normalisation."""
        if not self.uv:
            return layers
        return [(W / (u.mT @ W @ v), b) for (W, b), (u, v) in zip(layers, self.uv, strict=True)]

    def __call__(self, x: Tensor, theta: Tensor | None = None) -> Tensor:
        *hidden, (W, b) = self.normalised(self.layers if theta is None else self.unpack(theta))
        for V, a in hidden:
            x = leaky_relu(torch.baddbmm(a, x, V), SLOPE)
        return torch.baddbmm(b, x, W)

    def vjp(self, x: Tensor) -> tuple[Tensor, Pullback]:
        layers = self.normalised(self.layers)
        h = [x]  # the input of each layer
        for W, b in layers[:-1]:
            h.append(leaky_relu_(torch.baddbmm(b, h[-1], W), SLOPE))
        W, b = layers[-1]

        def pullback(delta: Tensor, theta: bool = True, x: bool = False) -> Tensor | None:
            for i in reversed(range(len(h))):
                if theta:
                    torch.bmm(h[i].mT, delta, out=self.d_layers[i][0])
                    torch.sum(delta, 1, keepdim=True, out=self.d_layers[i][1])
                if i or x:
                    delta = torch.bmm(delta, layers[i][0].mT)
                if i:  # LeakyReLU keeps the sign, so its output tells its slope
                    delta = leaky_relu_backward(delta, h[i], SLOPE, True)
            if theta and self.uv:
                self._through_sigma(layers)
            return delta if x else None

        return torch.baddbmm(b, h[-1], W), pullback

    def grad_norm(self) -> Tensor:
        """The length of each replica's gradient, (S, 1, 1)."""
        if len(self.d_layers[0][0]) == 1:
            return self.grad.norm().view(1, 1, 1)
        return sum(d.square().sum((1, 2), keepdim=True) for layer in self.d_layers for d in layer).sqrt()

    def _through_sigma(self, layers: list[tuple[Tensor, Tensor]]) -> None:
        """dL/dW = (dL/dW_hat - <dL/dW_hat, W_hat> u v^T) / sigma (Miyato et al. 2018, eq. 12)."""
        for (W, _), (W_hat, _), (dW, _), (u, v) in zip(self.layers, layers, self.d_layers, self.uv, strict=True):
            along = (dW * W_hat).sum((1, 2), keepdim=True)
            dW.sub_(along * (u @ v.mT)).div_(u.mT @ W @ v)

    def __getstate__(self) -> dict[str, Any]:
        return {"shapes": self.shapes, "uv": self.uv, "theta": self.theta}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.shapes, self.uv = state["shapes"], state["uv"]
        self._allocate(state["theta"])


class FlatModule:
    """Any `nn.Module` of rows (n, d_in) -> (n, d_out) with the same interface; one replica, differentiated by autograd.

    The module's parameters are views of `theta`, so its `state_dict` is always up to date. `products` bfloat16: `vjp`
    multiplies such numbers, but not where they are emulated, ten times slower than float32. It may compute on another
    device, see `to`: then `theta` and `grad` are there; what goes in and comes out is not.
    """

    def __init__(self, module: nn.Module, products: str = "float32") -> None:
        self._allocate(module, products)

    def _allocate(self, module: nn.Module, products: str) -> None:
        self.products = products
        self.module = module.requires_grad_(False)
        self.theta = flatten(self.module)
        here = self.theta.device.type == "cpu"
        self.bfloat16 = products == "bfloat16" and (not here or torch.ops.mkldnn._is_mkldnn_bf16_supported())
        self.grad = torch.zeros(1)  # until it is trained: most are only used
        self.names, self.shapes = zip(*((k, p.shape) for k, p in module.named_parameters()), strict=True)

    def to(self, device: str) -> None:
        """Compute on this device from now on; the last gradient is forgotten."""
        if self.theta.device != torch.device(device):
            self._allocate(self.module.to(device), self.products)

    def __call__(self, x: Tensor, theta: Tensor | None = None) -> Tensor:
        rows = x[0].to(self.theta.device)
        if theta is None:
            return self.module(rows).to(x.device)[None]
        parts = theta.split([s.numel() for s in self.shapes])
        parameters = {k: part.view(s) for k, part, s in zip(self.names, parts, self.shapes, strict=True)}
        return functional_call(self.module, parameters, (rows,)).to(x.device)[None]

    def vjp(self, x: Tensor) -> tuple[Tensor, Pullback]:
        with torch.enable_grad(), torch.autocast(self.theta.device.type, torch.bfloat16, enabled=self.bfloat16):
            leaf, at = self.theta.detach().requires_grad_(), x.detach().requires_grad_()
            y = self(at, leaf)

        def pullback(delta: Tensor, theta: bool = True, x: bool = False) -> Tensor | None:
            gradients = list(torch.autograd.grad(y, [leaf] * theta + [at] * x, delta.to(y.dtype)))
            if theta:
                self.grad = gradients.pop(0)
            return gradients[0] if x else None

        return y.detach().to(x.dtype), pullback

    def power_iteration(self) -> None:
        for layer in self.module.modules():
            if isinstance(layer, Spectral):
                layer.power_iteration()

    def grad_norm(self) -> Tensor:
        return self.grad.norm().view(1, 1, 1).cpu()

    def __getstate__(self) -> dict[str, Any]:
        module = copy.deepcopy(
            self.module
        ).cpu()  # whoever opens it may have no other device; as views, each parameter would carry all of `theta` along
        return {"module": module, "products": self.products}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._allocate(**state)


def flatten(module: nn.Module) -> Tensor:
    """All parameters as one vector (P,); the module's are views of it from now."""
    theta = nn.utils.parameters_to_vector(module.parameters()).detach()
    nn.utils.vector_to_parameters(theta, module.parameters())
    return theta


def flatten_gradients(module: nn.Module) -> Tensor:
    """The same for the gradients of parameters that are trained."""
    sizes = [parameter.numel() for parameter in module.parameters()]
    grad = next(module.parameters()).new_zeros(sum(sizes))
    for parameter, part in zip(module.parameters(), grad.split(sizes), strict=True):
        parameter.grad = part.view(parameter.shape)
    return grad


class Adam:
    """Kingma & Ba 2015, arXiv:1412.6980, on one flat vector: the operator inside `torch.optim.Adam(fused=True)`,
    without the 25 microseconds around it."""

    def __init__(self, theta: Tensor) -> None:
        self.m, self.v, self.t = torch.zeros_like(theta), torch.zeros_like(theta), torch.zeros((), device=theta.device)

    def to(self, device: str) -> None:
        """Where its parameters have gone."""
        self.m, self.v, self.t = (one.to(device) for one in (self.m, self.v, self.t))

    def __getstate__(self) -> dict[str, Any]:
        return {name: one.cpu() for name, one in self.__dict__.items()}  # as the networks

    def step(self, theta: Tensor, grad: Tensor, *, lr: float, beta1: float, beta2: float) -> None:
        """theta <- theta - lr * m_hat / (sqrt(v_hat) + 1e-8), in place."""
        self.t += 1
        torch._fused_adam_(
            [theta], [grad], [self.m], [self.v], [], [self.t],
            lr=lr, beta1=beta1, beta2=beta2, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False,
        )  # fmt: skip


class Placed:
    """A picture model whose networks may compute on another device; all else stays on the processor."""

    PLACED: tuple[str, ...]  # its networks, and what follows their parameters

    def to(self, device: str) -> None:
        for name in self.PLACED:
            getattr(self, name).to(device)
