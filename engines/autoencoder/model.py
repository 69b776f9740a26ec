"""Autoencoder and variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114; beta: Higgins et al. 2017).

A picture x of D pixels in [0, 1] is one draw per pixel from Bernoulli(decoder(z)); in training and in every
likelihood, grey pixels are binarised by a fresh draw (dynamic binarisation, Burda et al. 2016). Points of D
coordinates have one normal law per coordinate instead, around decoder(z), of a learned variance that is the same for
every z (Rybkin et al. 2021, arXiv:2006.13202). The AE is the same pair of networks without noise and without KL:
z = mu, loss = reconstruction; so is a VAE at beta = 0.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engines.autoencoder.config import LIVE, AutoencoderConfig
from engines.autoencoder.gradient import gradient
from engines.autoencoder.networks import EncoderDecoder, kl_to_prior, log_normal
from engines.core import Fit, Snapshot, as_points
from engines.data.pixels import pictures_of, tensor_of
from engines.nets import layers, weights
from engines.nets.flat import Adam, flatten, flatten_gradients

NETS = ("net", "averaged")
FLAT = ("theta", "grad", "mean_theta")  # whose views the parameters of the networks are, while they train


class Autoencoder(Fit):
    """AE or VAE, by `config.kind`. Every array is float32; X is (n, D) in [0, 1] or uint8, z is (n, latent_dim).

    With likelihood gaussian X is (n, D) of any numbers; inside, they have mean 0 and mean variance 1.
    """

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        self.config = config or AutoencoderConfig()
        self.generator = torch.Generator().manual_seed(self.config.seed)
        with torch.random.fork_rng(devices=[]):  # torch first draws its own weights, from its global state
            self.net = layers.initialise(EncoderDecoder(self.config), self.generator)
        self.net.bend(self.config.bend)
        self.averaged = copy.deepcopy(self.net)  # what every picture and figure is made with
        self.shift, self.scale, self.n_steps = torch.zeros(()), torch.ones(()), 0

    @classmethod
    def pretrained(cls, name: str) -> Autoencoder:
        """A shipped model, e.g. "vae-digits-16"; see `weights.names(kinds=("ae", "vae"))`."""
        model = cls(AutoencoderConfig(**weights.record(name)["config"]))
        weights.load_into(model.averaged, name)
        model.net = model.averaged  # in memory once, until it is trained on
        return model

    # ---- training -------------------------------------------------------------------------------------------------

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """Take the pictures (n, D) or (n, H, W), prepare the optimiser; a model that has trained begins anew."""
        if self.n_steps:
            self.__init__(self.config)
        elif self.net is self.averaged:
            self.net = copy.deepcopy(self.averaged)
        self.X = self._rows(X)
        if self.net.gaussian:
            self.shift, self.scale = self.X.mean(0), self.X.var(0, correction=0).mean().sqrt().clamp(min=1e-6)
        self._flatten()
        self.adam = Adam(self.theta)
        self.order = torch.empty(0, dtype=torch.long)

    def step(self) -> Mapping[str, float]:
        """One batch: loss = reconstruction + beta * KL, all in nats per picture."""
        return self.update(*self.drawn())

    def drawn(self) -> tuple[Tensor, Tensor]:
        """The next batch as the networks see it, (n, D), and the noise of its codes, (n, latent_dim)."""
        x = self._seen(self._batch(), self.generator)
        return x, torch.randn(len(x), self.config.latent_dim, generator=self.generator)

    def update(self, x: Tensor, eps: Tensor) -> Mapping[str, float]:
        """`step` on a given batch, with given noise."""
        c = self.config
        reconstruction, kl = gradient(self.net, x, eps, beta=c.beta, noisy=c.noisy)
        self.adam.step(self.theta, self.grad, lr=c.lr * self._schedule(), beta1=0.9, beta2=0.999)
        self.n_steps += 1
        self.mean_theta.lerp_(self.theta, 1 - min(c.ema, self.n_steps / (self.n_steps + 10)))
        return {"loss": reconstruction + c.beta * kl, "reconstruction": reconstruction, "kl": kl}

    def set_params(self, **changes: Any) -> None:
        """Change the learning rate or beta of a running model."""
        if set(changes) - set(LIVE):
            raise ValueError(f"only {' and '.join(LIVE)} can change while training, not {', '.join(changes)}")
        self.config = self.config.replace(**changes)

    def snapshot(self) -> Snapshot:
        """Decoded pictures of 25 fixed prior draws, (25, H, W) or (25, H, W, C), or 25 points (25, D)."""
        if self.net.gaussian:
            return Snapshot(self.n_steps, {}, {"samples": self.sample(25, seed=0)})
        return Snapshot(self.n_steps, {}, {"samples": pictures_of(self.sample(25, seed=0), self.config.shape)})

    def _flatten(self) -> None:
        self.theta, self.grad = flatten(self.net), flatten_gradients(self.net)
        self.mean_theta = flatten(self.averaged)

    def _schedule(self) -> float:
        warm = min(1.0, (self.n_steps + 1) / max(1, self.config.warmup))
        if self.config.decay == "none":
            return warm
        return warm * 0.5 * (1 + math.cos(math.pi * min(1.0, self.n_steps / self.config.steps)))

    def _batch(self) -> Tensor:
        """The next pictures of a shuffled pass over the data."""
        if len(self.order) == 0:
            self.order = torch.randperm(len(self.X), generator=self.generator)
        rows, self.order = self.order[: self.config.batch_size], self.order[self.config.batch_size :]
        return self.X.index_select(0, rows)

    def _seen(self, x: Tensor, generator: torch.Generator) -> Tensor:
        """What the networks are shown of rows: pixels binarised by a fresh draw, or standardised points."""
        return self._inner(x) if self.net.gaussian else bernoulli(self._inner(x), generator)

    def _encoded(self, net: EncoderDecoder, x: Tensor) -> tuple[Tensor, Tensor]:
        """mu and log variance of q(z|x): minus infinity for a point."""
        mu, log_var = net.encode(x)
        return mu, log_var if self.config.noisy else torch.full_like(mu, -math.inf)

    def _inner(self, x: Tensor) -> Tensor:
        return (x - self.shift) / self.scale if self.net.gaussian else as_unit(x)

    # ---- use ------------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def encode(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """mu and sigma of q(z|x), each (n, latent_dim); sigma is 0 for an AE."""
        mu, log_var = self._encoded(self.averaged, self._inner(self._rows(X)))
        return mu.numpy(), (log_var / 2).exp().numpy()

    @torch.no_grad()
    def decode(self, z: np.ndarray) -> np.ndarray:
        """The mean of p(x|z) for each row of z: pictures (n, D) in [0, 1], or points (n, D)."""
        z = torch.tensor(np.asarray(z, np.float32))  # a copy: what comes from a socket may not be written
        if z.ndim != 2 or z.shape[1] != self.config.latent_dim:
            raise ValueError(f"z has shape {tuple(z.shape)}; give (n, {self.config.latent_dim})")
        x = self.averaged.decoder(z)
        return (x * self.scale + self.shift if self.net.gaussian else torch.sigmoid(x)).numpy()

    @torch.no_grad()
    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        """Mean pictures of draws z ~ N(0, I), (n_samples, D), or points drawn from p(x|z).

        An AE has no prior; its draws show the holes.
        """
        generator = torch.Generator().manual_seed(seed)
        x = self.decode(torch.randn(n_samples, self.config.latent_dim, generator=generator).numpy())
        if not self.net.gaussian:
            return x
        eps = torch.randn(x.shape, generator=generator)
        return x + (self.scale * (self.averaged.log_var_x / 2).exp() * eps).numpy()

    @torch.no_grad()
    def elbo(self, X: np.ndarray, *, seed: int = 0) -> np.ndarray:
        """log p(x|z) - KL(q(z|x) || p(z)) with one z per picture: a lower bound of log p(x), nats, (n,)."""
        self._need_density()
        x, mu, log_var, generator = self._posterior(X, seed)
        z = mu + (log_var / 2).exp() * torch.randn(mu.shape, generator=generator)
        return (self.averaged.log_likelihood(z, x) - kl_to_prior(mu, log_var) - self._log_volume).numpy()

    @torch.no_grad()
    def score_samples(self, X: np.ndarray, *, n_importance: int = 200, seed: int = 0) -> np.ndarray:
        """log p(x) by importance sampling, log mean_k p(x|z_k) p(z_k) / q(z_k|x), nats, (n,) (Burda et al. 2016).

        A lower bound in expectation, tighter with every sample.
        """
        self._need_density()
        x, mu, log_var, generator = self._posterior(X, seed)
        scores = []
        for i in range(len(x)):  # one picture at a time bounds the memory at n_importance pictures
            eps = torch.randn(n_importance, mu.shape[1], generator=generator)
            z = mu[i] + (log_var[i] / 2).exp() * eps
            log_prior, log_q = log_normal(z), log_normal(eps) - log_var[i].sum() / 2
            log_w = self.averaged.log_likelihood(z, x[i].expand(n_importance, -1)) + log_prior - log_q
            scores.append(torch.logsumexp(log_w, 0) - math.log(n_importance))
        return (torch.stack(scores) - self._log_volume).numpy()

    @torch.no_grad()
    def reconstruction_error(self, X: np.ndarray) -> np.ndarray:
        """Cross-entropy between grey pixels and their picture decoded from z = mu, nats, (n,); AE and VAE alike.

        Of points: -log p(x|z) there.
        """
        x = self._inner(self._rows(X))
        return (self._log_volume - self.averaged.log_likelihood(self.averaged.encode(x)[0], x)).numpy()

    @property
    def _log_volume(self) -> Tensor:
        """log of how much larger a volume is outside than among standardised points: densities are smaller by it."""
        return math.prod(self.config.shape) * self.scale.log()

    def _rows(self, X: np.ndarray | Tensor) -> Tensor:
        """Pictures as rows (n, D), in their own dtype; points as float32."""
        if self.net.gaussian:
            return torch.tensor(as_points(X, columns=self.config.columns), dtype=torch.float32)
        return tensor_of(X, self.config.shape)

    def _posterior(self, X: np.ndarray, seed: int) -> tuple[Tensor, Tensor, Tensor, torch.Generator]:
        generator = torch.Generator().manual_seed(seed)
        x = self._seen(self._rows(X), generator)
        return x, *self._encoded(self.averaged, x), generator

    def _need_density(self) -> None:
        if not self.config.noisy:
            raise ValueError("an autoencoder has no p(x), because it has no prior over z; use kind='vae' and beta > 0")

    # ---- pickling: a torch.Generator has none of its own; as a view, each parameter would carry all of them along ----

    def __getstate__(self) -> dict[str, Any]:
        own = {"generator": self.generator.get_state(), **{k: copy.deepcopy(getattr(self, k)) for k in NETS}}
        return {k: v for k, v in self.__dict__.items() if k not in FLAT} | own

    def __setstate__(self, state: dict[str, Any]) -> None:
        generator = torch.Generator()
        generator.set_state(state["generator"])
        self.__dict__.update(state, generator=generator)
        if hasattr(self, "adam"):
            self._flatten()


def as_unit(x: Tensor) -> Tensor:
    """Pixels as floats in [0, 1]; uint8 is divided by 255."""
    return x.float().div_(255) if x.dtype == torch.uint8 else x.float()


def bernoulli(x: Tensor, generator: torch.Generator) -> Tensor:
    """One Bernoulli draw per pixel."""
    return (torch.rand(x.shape, generator=generator) < x).float()
