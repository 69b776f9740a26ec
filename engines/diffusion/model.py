"""Diffusion models (Ho et al. 2020, arXiv:2006.11239): data dissolves in noise; a network learns to take noise away.

x_t = alpha_t x0 + sigma_t eps, eps ~ N(0, I). From x_t and the level, the network predicts eps, x0 or a mixture of both
(`predictions`), by least squares, whose best answer is a mean: E[x0 | x_t], and so the score of every noised density.
Schedule, prediction and sampler are independent: the network is told the log of the signal-to-noise ratio, so any
sampler may stop at any level. Inside, data have mean 0 and mean variance 1.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engines.core import Diverged, Fit, as_points
from engines.data.grid import box_of
from engines.data.pixels import pictures_of, tensor_of
from engines.data.worlds import World
from engines.diffusion import predictions, schedules, walks
from engines.diffusion.config import FIXED, DiffusionConfig
from engines.diffusion.denoisers import Denoiser, Guided, NetDenoiser, network_input
from engines.diffusion.unet import network
from engines.diffusion.walks import Step
from engines.nets import weights
from engines.nets.conditions import condition_of, some_open
from engines.nets.flat import Adam, Placed
from engines.nets.random_streams import Rows, Stream, normal, uniform

__all__ = ["Diffusion", "DiffusionConfig"]

CHUNK = {"mlp": 1000, "unet": 100}  # samples generated at once: what fits the cache


class Diffusion(Fit, Placed):
    """X is (n, d) float points, or pictures (n, H, W), (n, H, W, C) or (n, C*H*W) as uint8 or in [0, 1] (`net="unet"`).

    y (n,): their classes, or (n, k): their factors, each from 0, where the configuration has conditions; in a request
    -1 leaves a factor open.
    """

    PLACED = ("net", "averaged", "adam")

    def __init__(self, config: DiffusionConfig | None = None) -> None:
        self.config = config or DiffusionConfig()
        self.n_steps = 0
        self.world: World | None = None  # set it to have the exact score, and the error to it, in snapshots

    @classmethod
    def pretrained(cls, name: str) -> Diffusion:
        """A shipped picture model, e.g. "diffusion-digits"; see `weights.names(kinds=("diffusion",))`."""
        record = weights.record(name)
        model = cls(DiffusionConfig(**record["config"]))
        model._frame(None)
        model.build(math.prod(model.config.shape))
        weights.load_into(model.shipped, name)
        model.net = model.averaged  # in memory once: it is only used
        model.n_steps = record["steps"]
        return model

    @property
    def shipped(self) -> nn.Module:
        """The weights that are kept of a picture model: the network that samples."""
        return self.averaged.module

    # ---- setting up --------------------------------------------------------------------------------------------------

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """Take the data, draw the network; a model that has trained begins anew."""
        c = self.config
        x = self.measure(X)
        self.y = condition_of(y, len(x), c.conditions)
        self.X = x if x.dtype == torch.uint8 else self._standard(x)
        self.build(x.shape[1])
        streams = [
            ("rows", Rows(len(x)), (c.batch,)),
            ("eps", normal, (c.batch, x.shape[1])),
            ("u", uniform, (1, 1)),
            ("dropped", uniform, (c.batch, len(c.conditions) + (len(c.conditions) != 1))),
        ]
        self.streams = {name: Stream(law, shape, [16 * c.seed + k]) for k, (name, law, shape) in enumerate(streams, 1)}

    def measure(self, X: np.ndarray) -> Tensor:
        """Scale, box and schedule for the data, which come back as rows; `start` draws the network besides."""
        x = tensor_of(X, self.config.shape) if self.config.net == "unet" else torch.tensor(as_points(X))
        self._frame(x)
        self._schedule()
        return x

    def _frame(self, x: Tensor | None) -> None:
        """Inside, points have mean 0 and mean variance 1, and pictures run from -1 to 1; what is predicted, too."""
        self.box = None
        self.shift, self.scale = torch.tensor(0.5), torch.tensor(0.5)
        self.bounds = torch.tensor(-1.0), torch.tensor(1.0)
        if self.config.net != "unet":
            self.shift, self.scale = x.mean(0), x.var(0, correction=0).mean().sqrt().clamp(min=1e-6)
            self.bounds = tuple(self._standard(edge(0).values) for edge in (x.min, x.max))
            self.box = box_of(x) if x.shape[1] == 2 else None

    def _standard(self, x: Tensor) -> Tensor:
        return (((x / 255 if x.dtype == torch.uint8 else x) - self.shift) / self.scale).float()

    def build(self, n_dims: int) -> None:
        """Draw the network for data of `n_dims` coordinates, and forget what was learned."""
        self.net = network(self.config, n_dims, torch.Generator().manual_seed(16 * self.config.seed))
        self.averaged = copy.deepcopy(self.net)
        self.adam = Adam(self.net.theta)
        self.n_dims, self.n_steps, self.loss = n_dims, 0, math.nan
        self.remembered: dict[str, tuple[tuple, Any]] = {}
        self._schedule()

    def _schedule(self) -> None:
        self.schedule = schedules.build(self.config.schedule, self.config.T)
        self.table = torch.tensor(np.stack([self.schedule.alpha, self.schedule.sigma], 1), dtype=torch.float32)

    # ---- training ----------------------------------------------------------------------------------------------------

    def step(self) -> Mapping[str, float]:
        """One update (algorithm 1): loss (mean square of what the network is wrong by) and step (updates done)."""
        i = self.streams["rows"].next()[0]
        x0, eps, y = self._rows(i), self.streams["eps"].next()[0], self._labels(i)
        alpha, sigma = self._levels(self.streams["u"].next()[0], len(x0))
        xt = alpha * x0 + sigma * eps
        output, pullback = self.net.vjp(*network_input(xt, alpha, sigma, y))
        error = output - predictions.of(self.config.prediction, x0, eps, alpha, sigma)
        pullback(2 / error.numel() * error)
        self._update(error.square().mean().item())
        return {"loss": self.loss, "step": float(self.n_steps)}

    @torch.no_grad()
    def held_out_loss(self, X: np.ndarray) -> float:
        """The loss of the network that samples on other rows, each at its own level, always with the same noise."""
        x = tensor_of(X, self.config.shape) if self.config.net == "unet" else torch.tensor(as_points(X))
        x0 = self._standard(x)
        eps = torch.randn(x0.shape, generator=torch.Generator().manual_seed(0))
        alpha, sigma = self._levels(torch.tensor([[0.5]]), len(x0))
        net, errors = self.averaged if self.config.ema else self.net, []
        for k in (slice(k, k + 500) for k in range(0, len(x0), 500)):
            output = net(*network_input(alpha[k] * x0[k] + sigma[k] * eps[k], alpha[k], sigma[k], None))
            wanted = predictions.of(self.config.prediction, x0[k], eps[k], alpha[k], sigma[k])
            errors.append((output - wanted).square().mean(1))
        return float(torch.cat(errors).mean())

    def _levels(self, u: Tensor, n: int) -> tuple[Tensor, Tensor]:
        """alpha and sigma (n, 1) at random times, evenly spread over a batch: t uniform in 1 .. T."""
        u = (torch.arange(n)[:, None] + u) / n
        if self.config.schedule == "karras":  # log(sigma/alpha) is normal instead (EDM, section 5)
            c = self.config
            s = torch.exp(c.noise_mean + c.noise_sd * torch.special.ndtri(u.clamp(1e-6, 1 - 1e-6)))
            alpha = (1 + s**2).rsqrt()
            return alpha, s * alpha
        t = 1 + (u * self.schedule.T).long().clamp(max=self.schedule.T - 1)
        return self.table[t[:, 0]].split(1, 1)

    def _rows(self, i: Tensor) -> Tensor:
        return self.X[i] if self.X.is_floating_point() else self._standard(self.X[i])

    def _labels(self, i: Tensor) -> Tensor | None:
        """The conditions of the rows i, (n, k), some factors replaced by "any"; of several, at times all together."""
        if self.y is None:
            return None
        return some_open(self.y[i], self.streams["dropped"].next()[0], self.config.drop, self.config.conditions)

    def _update(self, loss: float) -> None:
        c = self.config
        if not math.isfinite(loss):
            raise Diverged(f"loss became {loss} at step {self.n_steps + 1}: the updates were too large. Start again "
                           f"with a lower lr (now {c.lr:g})")  # fmt: skip
        left = (c.steps - self.n_steps) / (c.lr_decay * c.steps) if c.lr_decay else 1.0
        lr = c.lr * min(1.0, max(0.0, left))
        self.adam.step(self.net.theta, self.net.grad, lr=lr, beta1=c.beta1, beta2=c.beta2)
        if c.ema:
            decay = min(c.ema, self.n_steps / (self.n_steps + 10))
            self.averaged.theta.lerp_(self.net.theta, 1 - decay)
        self.n_steps, self.loss = self.n_steps + 1, loss

    def set_params(self, **changes: Any) -> None:
        """Change settings of a running model; ValueError for those that need a new run."""
        fixed = [name for name in changes if name in FIXED and changes[name] != getattr(self.config, name)]
        if fixed:
            raise ValueError(f"{', '.join(fixed)} cannot change while training; start a new run with the new value")
        before, self.config = self.config, self.config.replace(**changes)
        if hasattr(self, "net"):
            self._schedule()
            if self.config.ema and not before.ema:
                self.averaged.theta.copy_(self.net.theta)

    # ---- use ---------------------------------------------------------------------------------------------------------

    @property
    def denoiser(self) -> Denoiser:
        """The network that samples are drawn with, guided where classes are known; in standardised units."""
        return self.guided(self.network) if self.config.conditions else self.network

    def guided(self, denoise: Denoiser) -> Denoiser:
        """A denoiser guided as the configuration says."""
        c = self.config
        return Guided(denoise, c.guidance, c.extra, c.extra_until * self.schedule.T)

    def denoiser_for(self, y: Any) -> Denoiser:
        """`denoiser`, or the plain network where no class is asked for: one evaluation, whatever the guidance."""
        return self.network if y is None else self.denoiser

    @property
    def network(self) -> NetDenoiser:
        """The network as it is, without guidance."""
        c = self.config
        net = self.averaged if c.ema else self.net
        return NetDenoiser(net, c.prediction, c.conditions, self.bounds if c.clip == "on" else None)

    def trajectory(
        self,
        noise: Tensor,
        *,
        seed: int,
        y: Sequence[Any] | None = None,
        n: int | None = None,
        denoiser: Denoiser | None = None,
    ) -> Iterator[Step]:
        """Sampling step by step from standard noise (m, d), in standardised units; `seed` is for the fresh noise.

        `n` steps (default `sampling_steps`) of the sampler of the configuration; `denoiser`: one of `denoisers` in
        the network's place, for standardised data.
        """
        c = self.config
        levels = walks.levels_for(c.sampler, self.schedule, n or c.sampling_steps)
        return walks.walk(
            denoiser or self.denoiser_for(y),
            levels,
            walks.start_noise(noise, levels[0]),
            sampler=c.sampler,
            eta=c.eta,
            y=condition_of(y, len(noise), c.conditions, optional=True),
            generator=torch.Generator().manual_seed(seed),
        )

    @property
    def evaluations(self) -> int:
        """Of the network, for one sample that is told all of its condition."""
        y = [[0] * len(self.config.conditions)] if self.config.conditions else None
        *_, last = self.trajectory(torch.zeros(1, self.n_dims), seed=0, y=y)
        return last.n_evals

    def sample(
        self, n_samples: int, *, seed: int, y: int | Sequence[Any] | None = None, n: int | None = None
    ) -> np.ndarray:
        """(n_samples, d) in the data's units, pictures as rows in [0, 1].

        `y`: one class, or one for each sample, or one row of factors for each; without, of any. `n` as in `trajectory`.
        """
        generator = torch.Generator().manual_seed(seed)
        noise = torch.randn(n_samples, self.n_dims, generator=generator)
        labels = [y] * n_samples if isinstance(y, int) else y
        parts, chunk = [], CHUNK[self.config.net]
        for k in range(0, n_samples, chunk):
            part = None if labels is None else labels[k : k + chunk]
            *_, last = self.trajectory(noise[k : k + chunk], seed=seed + 1 + k, y=part, n=n)
            parts.append(self.units(last.x))
        return np.concatenate(parts) if parts else np.empty((0, self.n_dims))

    def units(self, x: Tensor) -> np.ndarray:
        """Standardised points as float64 in the data's units, where noise of variance 1 has the data's size; pixels
        are cut to [0, 1]."""
        x = x.double() * self.scale + self.shift
        return (x.clamp(0, 1) if self.config.net == "unet" else x).numpy()

    def pictures(self, x: Tensor) -> np.ndarray:
        """Standardised rows, of any step of a trajectory, as bytes (n, H, W), or (n, H, W, C) with colours."""
        levels = ((x.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
        return pictures_of(levels.numpy(), self.config.shape)
