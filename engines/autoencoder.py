"""Autoencoder and variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114; beta: Higgins et al. 2017).

A picture x of D pixels in [0, 1] is one draw per pixel from Bernoulli(decoder(z)); in training and in every
likelihood, grey pixels are binarised by a fresh draw (dynamic binarisation, Burda et al. 2016). Points of D
coordinates have one normal law per coordinate instead, around decoder(z), of a learned variance that is the same for
every z (Rybkin et al. 2021, arXiv:2006.13202). The AE is the same pair of networks without noise and without KL:
z = mu, loss = reconstruction.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from engines import nets, weights
from engines.core import Config, Fit, Snapshot, as_points, bounded, one_of
from engines.pixels import pictures_of

LIVE = ("lr", "beta")  # what may change while a model trains


@dataclass(frozen=True)
class AutoencoderConfig(Config):
    kind: str = one_of("vae", "ae", "vae")
    net: str = one_of("conv", "mlp", "conv")
    likelihood: str = one_of("bernoulli", "bernoulli", "gaussian", why="of x given z: pixels, or points of any numbers")
    latent_dim: int = bounded(16, 1, 64, unit="dimensions")
    width: int = bounded(32, 4, 1024, unit="channels or units", why="mlp: hidden units; conv: channels at half size")
    beta: float = bounded(1.0, 0.0, 50.0, why="1 is the evidence bound; 0 has no pull to the prior")
    lr: float = bounded(2e-3, 0.0, 0.1, why="peak; warmed up, then cosine to zero over `steps`")
    warmup: int = bounded(200, 0, 10_000, unit="steps")
    batch_size: int = bounded(128, 1, 4096, unit="pictures")
    steps: int = bounded(10_000, 1, 10_000_000, unit="steps")
    ema: float = bounded(0.999, 0.0, 0.99999, why="averaged weights: several tenths of a nat at no cost")
    channels: int = bounded(1, 1, 3)
    size: int = bounded(28, 4, 64, unit="pixels")
    columns: int = bounded(2, 1, 1024, unit="coordinates", why="of a point; gaussian only")
    seed: int = bounded(0, 0, 2**31 - 1)

    @property
    def shape(self) -> tuple[int, int, int]:
        return (1, 1, self.columns) if self.likelihood == "gaussian" else (self.channels, self.size, self.size)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.net == "conv" and self.size % 4:
            raise ValueError(f"size is {self.size}; give a multiple of 4, or net='mlp'")
        if self.net == "conv" and self.likelihood == "gaussian":
            raise ValueError("likelihood gaussian is for points; choose net='mlp'")


class EncoderDecoder(nn.Module):
    """x (n, D) -> mu, log_var (n, d) -> what p(x|z) is made of, logits or means (n, D)."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        n_pixels, d, w = math.prod(config.shape), config.latent_dim, config.width
        n_code = 2 * d if config.kind == "vae" else d
        if config.net == "mlp":
            self.encoder, self.decoder = nets.mlp([n_pixels, w, w, n_code]), nets.mlp([d, w, w, n_pixels])
        else:
            self.encoder = nets.conv_encoder(config.shape, w, n_code)
            self.decoder = nets.conv_decoder(config.shape, w, d)
        self.d, self.gaussian = d, config.likelihood == "gaussian"
        if self.gaussian:
            self.spread = nn.Parameter(torch.full((n_pixels,), -0.5))  # from variance 1, p(x|z) never looks at z

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        code = self.encoder(x if self.gaussian else 2 * x - 1)
        if code.shape[1] == self.d:  # AE: a point, not a cloud
            return code, torch.full_like(code, -math.inf)
        return code[:, : self.d], code[:, self.d :].clamp(-12, 12)

    @property
    def log_var_x(self) -> Tensor:
        """log variance of x given z, (D,): ten times a weight, because it has as far to go as no weight has."""
        return (10 * self.spread).clamp(min=-14)

    def log_likelihood(self, z: Tensor, x: Tensor) -> Tensor:
        """log p(x|z), nats, (n,)."""
        if self.gaussian:
            return log_normal((x - self.decoder(z)) * (-self.log_var_x / 2).exp()) - self.log_var_x.sum() / 2
        return log_likelihood(self.decoder(z), x)


class Autoencoder(Fit):
    """AE or VAE, by `config.kind`. Every array is float32; X is (n, D) in [0, 1] or uint8, z is (n, latent_dim).

    With likelihood gaussian X is (n, D) of any numbers; inside, they have mean 0 and mean variance 1.
    """

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        self.config = config or AutoencoderConfig()
        self.generator = torch.Generator().manual_seed(self.config.seed)
        with torch.random.fork_rng(devices=[]):  # torch first draws its own weights, from its global state
            self.net = nets.initialise(EncoderDecoder(self.config), self.generator)
        self.averaged = copy.deepcopy(self.net)  # what every picture and figure is made with
        self.shift, self.scale, self.n_steps = torch.zeros(()), torch.ones(()), 0

    @classmethod
    def pretrained(cls, name: str) -> Autoencoder:
        """A shipped model, e.g. "vae-digits-16"; see `weights.names(kinds=("ae", "vae"))`."""
        model = cls(AutoencoderConfig(**weights.record(name)["config"]))
        weights.load_into(model.averaged, name)
        model.net.load_state_dict(model.averaged.state_dict())
        return model

    # ---- training -------------------------------------------------------------------------------------------------

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """Take the pictures (n, D) or (n, H, W), prepare the optimiser; a model that has trained begins anew."""
        if self.n_steps:
            self.__init__(self.config)
        self.X = self._rows(X)
        if self.net.gaussian:
            self.shift, self.scale = self.X.mean(0), self.X.var(0, correction=0).mean().sqrt().clamp(min=1e-6)
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=self.config.lr, fused=True)
        self.order = torch.empty(0, dtype=torch.long)

    def step(self) -> Mapping[str, float]:
        """One batch: loss = reconstruction + beta * KL, all in nats per picture."""
        c = self.config
        for group in self.optimiser.param_groups:
            group["lr"] = c.lr * self._schedule()
        x = self._seen(self._batch(), self.generator)
        mu, log_var = self.net.encode(x)
        z = mu + (log_var / 2).exp() * torch.randn(mu.shape, generator=self.generator)  # reparameterisation
        reconstruction = -self.net.log_likelihood(z, x).mean()
        kl = kl_to_prior(mu, log_var).mean() if c.kind == "vae" else torch.zeros(())
        loss = reconstruction + c.beta * kl
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.n_steps += 1
        nets.ema_update(self.averaged, self.net, min(c.ema, self.n_steps / (self.n_steps + 10)))
        return {"loss": loss.item(), "reconstruction": reconstruction.item(), "kl": kl.item()}

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

    def _schedule(self) -> float:
        warm = min(1.0, (self.n_steps + 1) / max(1, self.config.warmup))
        return warm * 0.5 * (1 + math.cos(math.pi * min(1.0, self.n_steps / self.config.steps)))

    def _batch(self) -> Tensor:
        """The next pictures of a shuffled pass over the data."""
        if len(self.order) == 0:
            self.order = torch.randperm(len(self.X), generator=self.generator)
        rows, self.order = self.order[: self.config.batch_size], self.order[self.config.batch_size :]
        return self.X[rows]

    def _seen(self, x: Tensor, generator: torch.Generator) -> Tensor:
        """What the networks are shown of rows: pixels binarised by a fresh draw, or standardised points."""
        return self._inner(x) if self.net.gaussian else bernoulli(self._inner(x), generator)

    def _inner(self, x: Tensor) -> Tensor:
        return (x - self.shift) / self.scale if self.net.gaussian else as_unit(x)

    # ---- use ------------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def encode(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """mu and sigma of q(z|x), each (n, latent_dim); sigma is 0 for an AE."""
        mu, log_var = self.averaged.encode(self._inner(self._rows(X)))
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

    def _rows(self, X: np.ndarray) -> Tensor:
        """A copy of n pictures of any layout as rows (n, D), in their own dtype; of points as float32."""
        if self.net.gaussian:
            return torch.tensor(as_points(X, columns=self.config.columns), dtype=torch.float32)
        x = torch.tensor(np.asarray(X))
        if x.ndim < 2 or not len(x) or math.prod(x.shape[1:]) != math.prod(self.config.shape):
            raise ValueError(f"X has shape {tuple(x.shape)}; give at least one picture of shape {self.config.shape}")
        if x.dtype != torch.uint8 and not (x.min() >= 0 and x.max() <= 1):  # NaN fails it, too
            raise ValueError(f"pixels run from {x.min():g} to {x.max():g}; give uint8, or numbers from 0 to 1")
        return x.flatten(1)

    def _posterior(self, X: np.ndarray, seed: int) -> tuple[Tensor, Tensor, Tensor, torch.Generator]:
        generator = torch.Generator().manual_seed(seed)
        x = self._seen(self._rows(X), generator)
        return x, *self.averaged.encode(x), generator

    def _need_density(self) -> None:
        if self.config.kind == "ae":
            raise ValueError("an autoencoder has no p(x), because it has no prior over z; use kind='vae'")

    # ---- pickling: torch.Generator has no pickle of its own -----------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "generator": self.generator.get_state()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        generator = torch.Generator()
        generator.set_state(state["generator"])
        self.__dict__.update(state, generator=generator)


def as_unit(x: Tensor) -> Tensor:
    """Pixels as floats in [0, 1]; uint8 is divided by 255."""
    return x.float() / 255 if x.dtype == torch.uint8 else x.float()


def bernoulli(x: Tensor, generator: torch.Generator) -> Tensor:
    """One Bernoulli draw per pixel."""
    return (torch.rand(x.shape, generator=generator) < x).float()


def kl_to_prior(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(mu, sigma^2) || N(0, I)), nats, (n,)."""
    return 0.5 * (mu**2 + log_var.exp() - 1 - log_var).sum(1)


def log_likelihood(logits: Tensor, x: Tensor) -> Tensor:
    """log p(x|z) = sum over pixels of log Bernoulli(x; sigmoid(logits)), nats, (n,)."""
    return -bce(logits, x, reduction="none").sum(1)


def log_normal(z: Tensor) -> Tensor:
    """log N(z; 0, I), nats, (n,)."""
    return -0.5 * (z**2 + math.log(2 * math.pi)).sum(1)
