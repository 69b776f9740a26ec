"""Generative adversarial networks (Goodfellow et al. 2014, arXiv:1406.2661): a forger G and a detective D in turns.

G turns noise z ~ N(0, I) into fakes G(z); D gives every point a logit, and sigmoid(logit) is its probability of being
real. One turn is `d_steps` updates of D, then `g_steps` of G. Points and pictures, one seed and twelve, share this
skeleton: every array has a leading axis of S replicas (S = 1 for a single GAN), losses are means over the samples of
a replica, and no replica sees another.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engines.core import Diverged, Fit, InParts, finish
from engines.data.grid import box_of
from engines.data.pixels import tensor_of
from engines.gan.config import FIXED, GANConfig
from engines.gan.losses import LOSSES
from engines.gan.networks import networks
from engines.nets import weights
from engines.nets.conditions import condition_of, some_open, with_request
from engines.nets.flat import Adam, FlatNet, Placed
from engines.nets.random_streams import Rows, Stream, normal, uniform

__all__ = ["GAN", "GANConfig"]

CHUNK = 1000  # samples generated at once: what fits the cache
N_FAKES, PARTNERS = 500, 2  # fixed noises, whose fakes are looked at again; packs in which a single point is judged
R1_EVERY = 16  # steps of D between two R1 penalties, each 16 times as heavy (Karras et al. 2020, arXiv:1912.04958)


class GAN(Fit, Placed):
    """X is (n, d) float points, or pictures (n, H, W), (n, H, W, C) or (n, C*H*W) as uint8 or in [0, 1] (`net="conv"`).

    With `replicas` S > 1, what is (n, d) elsewhere is (S, n, d); replica i is the GAN of seed + i. Where the
    configuration has factors, y (n, k) holds them, each from 0; in a request -1 leaves one open.
    """

    PLACED = ("g", "d", "averaged", "adam_g", "adam_d")

    def __init__(self, config: GANConfig | None = None) -> None:
        self.config = config or GANConfig()
        self.n_steps = 0  # turns
        self.world = None  # an engines.worlds.World: set it to have replicas' modes counted in snapshots

    @classmethod
    def pretrained(cls, name: str) -> GAN:
        """A shipped picture GAN, e.g. "gan-digits"; see `weights.names(kinds=("gan",))`."""
        record = weights.record(name)
        model = cls(GANConfig(**record["config"]))
        model.pictures, model.shift, model.scale = True, torch.tensor(0.5), torch.tensor(0.5)
        model.build(math.prod(model.config.shape))
        weights.load_into(model.shipped, name)
        model.g = model.shown  # in memory once: it is only used
        model.n_steps = record["steps"]
        return model

    @property
    def shipped(self) -> nn.ModuleDict:
        """The weights that are kept of a picture GAN: the G that is shown, and D."""
        return nn.ModuleDict({"g": self.shown.module, "d": self.d.module})

    # ---- setting up ----------------------------------------------------------------------------------------------

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """Take the data, draw the networks; a model that has trained begins anew. `y` is for factors only."""
        x = tensor_of(X)
        self.y = condition_of(y, len(x), self.config.factors)
        if not len(x):
            raise ValueError(f"X has shape {tuple(x.shape)}; give at least one row")
        if x.dtype != torch.uint8 and not torch.isfinite(x).all():
            raise ValueError("X holds NaN or infinity; give finite numbers")
        self._scale(x)
        self.X = x if x.dtype == torch.uint8 else self._standard(x)
        self.box = box_of(x) if x.shape[1] == 2 else None
        self.build(x.shape[1])
        c, S = self.config, self.config.replicas
        seeds = [16 * (c.seed + s) for s in range(S)]
        streams = [
            ("rows", Rows(len(x)), (c.batch,)),
            ("z", normal, (c.batch, c.noise_dim)),
            ("eps", normal, (2 * c.batch, x.shape[1])),
            ("alpha", uniform, (c.batch // c.packing, 1)),
            ("asked", Rows(len(x)), (c.batch,)),
            ("open", uniform, (c.batch, len(c.factors) + 1)),
        ]
        self.streams = {
            name: Stream(law, shape, [seed + k for seed in seeds]) for k, (name, law, shape) in enumerate(streams, 1)
        }

    def build(self, n_dims: int) -> None:
        """Draw the networks for data of `n_dims` coordinates, and forget what was learned."""
        c = self.config
        generators = [torch.Generator().manual_seed(16 * (c.seed + s)) for s in range(c.replicas)]
        self.g, self.d = networks(c, n_dims, generators)
        self.averaged = copy.deepcopy(self.g)
        self.adam_g, self.adam_d = Adam(self.g.theta), Adam(self.d.theta)
        self.n_dims, self.n_steps, self.n_d_steps = n_dims, 0, 0
        self.per_replica: dict[str, Tensor] = {}  # the last metrics, (S,) each
        self.fixed_z = torch.randn(N_FAKES, c.noise_dim, generator=torch.Generator().manual_seed(0))

    def _scale(self, x: Tensor) -> None:
        """Inside, points have mean 0 and mean variance 1; pictures run from -1 to 1."""
        self.pictures = self.config.net == "conv" or x.dtype == torch.uint8
        self.shift, self.scale = torch.tensor(0.5), torch.tensor(0.5)
        if not self.pictures:
            self.shift = x.double().mean(0).float()
            self.scale = x.double().var(0, correction=0).mean().sqrt().clamp(min=1e-6).float()

    def _standard(self, x: Tensor) -> Tensor:
        return ((x / 255 if x.dtype == torch.uint8 else x.float()) - self.shift) / self.scale

    def units(self, x: Tensor) -> Tensor:
        """Standardised points or pictures in the data's units; pixels are cut to [0, 1]."""
        x = x * self.scale + self.shift
        return x.clamp(0, 1) if self.pictures else x

    # ---- training ------------------------------------------------------------------------------------------------

    def step(self) -> Mapping[str, float]:
        """One turn: loss_d, loss_g (means per sample; `gan_losses`), d_real and d_fake (D's mean probability of "real"
        on data and on fakes), grad_g (length of G's gradient) and step (turns done)."""
        return finish(self.turn())

    def turn(self) -> InParts[Mapping[str, float]]:
        """`step`, with a pause after every update."""
        for _ in range(self.config.d_steps):
            metrics = self.d_step()
            yield
        for _ in range(self.config.g_steps):
            metrics = {**metrics, **self.g_step()}
            yield
        self.n_steps += 1
        return {**metrics, "step": float(self.n_steps)}

    def d_step(self) -> Mapping[str, float]:
        """One update of D on fresh data and fresh fakes."""
        return self.update_d(self.real(), self.noise())

    def g_step(self) -> Mapping[str, float]:
        """One update of G on fresh noise."""
        return self.update_g(self.noise())

    def update_d(self, x: Tensor, z: Tensor) -> Mapping[str, float]:
        """One update of D on given data x (S, batch, n_dims), standardised, and given noise z."""
        loss, n_packs = LOSSES[self.config.loss], self.config.batch // self.config.packing
        seen = self._seen(torch.cat([x, self.g(z)], 1))  # no gradient into G
        self.d.power_iteration()
        logits, pullback = self.d.vjp(seen)
        real, fake = logits[:, :n_packs], logits[:, n_packs:]
        pullback(torch.cat([loss.real.slope(real), loss.fake.slope(fake)], 1) / n_packs)
        value = loss.real.value(real) + loss.fake.value(fake) + self._penalty(seen[:, :n_packs], seen[:, n_packs:])
        self.n_d_steps += 1
        self._adam(self.adam_d, self.d, self.config.lr_d)
        return self._measured(loss_d=value, d_real=self.probability(real), d_fake=self.probability(fake))

    def update_g(self, z: Tensor) -> Mapping[str, float]:
        """One update of G on given noise z (S, batch, noise_dim)."""
        loss = LOSSES[self.config.loss]
        fakes, pullback = self.g.vjp(z)
        seen = self._seen(fakes)
        self.d.power_iteration()
        logits, pullback_d = self.d.vjp(seen)
        d_seen = pullback_d(loss.fool.slope(logits) / logits.shape[1], theta=False, x=True)  # D stays as it is
        pullback(d_seen.view(fakes.shape))
        self._adam(self.adam_g, self.g, self.config.lr_g)
        if self.config.ema:
            decay = min(self.config.ema, self.n_steps / (self.n_steps + 10))
            self.averaged.theta.lerp_(self.g.theta, 1 - decay)
        return self._measured(loss_g=loss.fool.value(logits), grad_g=self.g.grad_norm())

    def real(self) -> Tensor:
        """The next batch of data, standardised, (S, batch, n_dims), and its factors, some of them open."""
        rows = self.streams["rows"].next()
        return self._told(self._standard_rows(rows), rows)

    def noise(self) -> Tensor:
        """The next batch of noise, (S, batch, noise_dim), and requests: factors of the data, some of them open."""
        return self._told(self.streams["z"].next(), self.streams["asked"].next() if self.config.factors else None)

    def _told(self, x: Tensor, rows: Tensor | None) -> Tensor:
        if not self.config.factors:
            return x
        y = some_open(self.y[rows[0]], self.streams["open"].next()[0], self.config.drop, self.config.factors)
        return torch.cat([x, y[None]], 2)

    def _standard_rows(self, rows: Tensor) -> Tensor:
        """The data's rows in inner units; bytes are kept as bytes until they are used."""
        x = self.X[rows]
        return x if x.is_floating_point() else self._standard(x)

    def _seen(self, x: Tensor) -> Tensor:
        """What D is shown of x (S, n, d): with instance noise, `packing` samples side by side, (S, n/m, m*d)."""
        sd = self.config.instance_noise * max(0.0, 1 - self.n_steps / self.config.noise_steps)
        if sd:
            x = torch.add(x, self.streams["eps"].next()[:, : x.shape[1]], alpha=sd)
        m = self.config.packing
        return x if m == 1 else x.reshape(len(x), -1, m * x.shape[2])

    def _penalty(self, real: Tensor, fake: Tensor) -> Tensor | float:
        """Add the gradient of R1 or of the gradient penalty to D's; its value per replica, (S, 1, 1)."""
        c = self.config
        if LOSSES[c.loss].penalised and c.gp:  # Gulrajani et al. 2017: (|gradient| - 1)^2 between real and fake
            at = torch.lerp(real, fake, self.streams["alpha"].next())
            return self._add_gradient_of(lambda slope2: c.gp * ((slope2 + 1e-12).sqrt() - 1) ** 2, at)
        if c.r1 and self.n_d_steps % R1_EVERY == 0:  # Mescheder et al. 2018, arXiv:1801.04406, eq. 9
            return self._add_gradient_of(lambda slope2: R1_EVERY * c.r1 / 2 * slope2, real)
        return 0.0

    def _add_gradient_of(self, price: Any, x: Tensor) -> Tensor:
        """d.grad += d/dtheta of the mean of price(|dD/dx|^2), by differentiating twice."""
        theta, x = self.d.theta.detach().requires_grad_(), x.detach().requires_grad_()
        with torch.enable_grad():
            (slope,) = torch.autograd.grad(self.d(x, theta).sum(), x, create_graph=True)
            penalty = price(slope.square().sum(2, keepdim=True)).mean(1, keepdim=True)
            self.d.grad += torch.autograd.grad(penalty.sum(), theta)[0]
        return penalty.detach()

    def _adam(self, adam: Adam, net: FlatNet, lr: float) -> None:
        c = self.config
        left = (c.steps - self.n_steps) / (c.lr_decay * c.steps) if c.lr_decay else 1.0
        adam.step(net.theta, net.grad, lr=lr * min(1.0, max(0.0, left)), beta1=c.beta1, beta2=c.beta2)

    def _measured(self, **values: Tensor) -> Mapping[str, float]:
        """The means over samples, kept per replica for snapshots, and returned as their mean over replicas."""
        means = torch.stack([v.mean((1, 2)) for v in values.values()])  # (metrics, S)
        self.per_replica.update(zip(values, means, strict=True))
        averages = dict(zip(values, means.mean(1).tolist(), strict=True))
        for name, value in averages.items():
            if not math.isfinite(value):
                raise Diverged(
                    f"{name} became {value} at turn {self.n_steps + 1}: the updates were too large. Start again with "
                    f"lower lr_d and lr_g (now {self.config.lr_d:g}, {self.config.lr_g:g}), or with r1 or spectral_norm"
                )
        return averages

    def set_params(self, **changes: Any) -> None:
        """Change settings of a running model; ValueError for those that need a new run."""
        fixed = [name for name in changes if name in FIXED and changes[name] != getattr(self.config, name)]
        if fixed:
            raise ValueError(f"{', '.join(fixed)} cannot change while training; start a new run with the new value")
        before, self.config = self.config, self.config.replace(**changes)
        if self.config.ema and not before.ema and hasattr(self, "g"):
            self.averaged.theta.copy_(self.g.theta)

    # ---- use -----------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> FlatNet:
        """The generator that samples are drawn from: the averaged one where `ema` is on."""
        return self.averaged if self.config.ema else self.g

    def generate(self, z: np.ndarray, y: Any = None) -> np.ndarray:
        """G(z) in the data's units, z (n, noise_dim) -> (n, d), or (S, n, d); pixels in [0, 1]; y (n, k): requests."""
        z = torch.tensor(np.asarray(z, np.float32))
        if z.ndim != 2 or z.shape[1] != self.config.noise_dim:
            raise ValueError(f"z has shape {tuple(z.shape)}; give (n, {self.config.noise_dim})")
        parts = with_request(z, y, self.config.factors).expand(self.config.replicas, -1, -1).split(CHUNK, 1)
        fakes = self.units(torch.cat([self.shown(part) for part in parts], 1)[..., : self.n_dims])
        return (fakes if self.config.replicas > 1 else fakes[0]).numpy()

    def sample(self, n_samples: int, *, seed: int, y: Any = None) -> np.ndarray:
        """G(z) for fresh z ~ N(0, I), (n_samples, d), or (S, n_samples, d); y as in `generate`."""
        generator = torch.Generator().manual_seed(seed)
        return self.generate(torch.randn(n_samples, self.config.noise_dim, generator=generator).numpy(), y)

    def discriminate(self, X: np.ndarray) -> np.ndarray:
        """D's probability that each row of X (n, d) is real, (n,), or (S, n).

        For least-squares it is the output cut to [0, 1], whose optimum is p/(p+q), too. For hinge and Wasserstein D is
        a critic that knows no probabilities: sigmoid(output), with only its order meaningful.
        """
        x = with_request(self._standard(tensor_of(X)), None, self.config.factors)
        P = self.probability(self.logits(x.expand(self.config.replicas, -1, -1)))[..., 0]
        return (P if self.config.replicas > 1 else P[0]).numpy()

    def logits(self, x: Tensor) -> Tensor:
        """D's logits of standardised points (S, n, d), (S, n, 1). D without noise.

        With packing a point is judged once beside data and once beside fakes, and its logits are averaged: the best
        D's logit of a pack is the sum of the points' own log p/q.
        """
        m = self.config.packing
        if m == 1:
            return self.d(x)
        n, half = x.shape[1], PARTNERS // 2 * (m - 1)
        data = self._standard_rows(torch.arange(half) % len(self.X)).expand(len(x), -1, -1)
        partners = torch.cat([data, self.g(self.fixed_z[:half].expand(len(x), -1, -1))], 1).view(len(x), PARTNERS, -1)
        packs = torch.cat([x.repeat(1, PARTNERS, 1), partners.repeat_interleave(n, 1)], 2)
        return self.d(packs).view(len(x), PARTNERS, n, 1).mean(1)

    def probability(self, logits: Tensor) -> Tensor:
        """Logits as probabilities; see `discriminate`."""
        return LOSSES[self.config.loss].probability(logits)
