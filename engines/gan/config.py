"""The settings of a GAN: their bounds, and the reason of each surprising default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from engines.core import AHEAD, Config, Cost, bounded, factors_of, one_of, seeded
from engines.gan.losses import LOSSES

TOLD = 128  # numbers that tell G what is to be painted, and as many that D compares a request with
RATES = (0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
FIXED = ("net", "noise_dim", "width", "width_d", "depth", "batch", "spectral_norm", "packing", "replicas", "channels",
         "size", "factors", "products", "seed")  # fmt: skip  # what shapes the networks or the random numbers


class Size(NamedTuple):
    """A network's weights, multiplications by a weight per sample, and numbers kept per sample on the way back."""

    weights: float
    uses: float
    units: float


@dataclass(frozen=True)
class GANConfig(Config):
    loss: str = one_of("non-saturating", *LOSSES, why="what D and G minimise")
    lr_g: float = bounded(1e-3, 0.0, 0.1, why="Adam's step size for G", scale=RATES)
    lr_d: float = bounded(1e-3, 0.0, 0.1, why="Adam's step size for D", scale=RATES)
    lr_decay: float = bounded(0.0, 0.0, 1.0, unit="share of the steps", why="the last share falls linearly to rate 0")
    d_steps: int = bounded(1, 1, 100, unit="updates of D per turn", why="D first", scale=(1, 2, 3, 5, 10))
    g_steps: int = bounded(1, 1, 100, unit="updates of G per turn", why="then G", scale=(1, 2, 3, 5, 10))
    net: str = one_of("mlp", "mlp", "conv", why="conv is for pictures of size x size pixels")
    noise_dim: int = bounded(
        2, 1, 256, unit="dimensions", why="with 2 the warped grid can be drawn", scale=(1, 2, 4, 8, 16)
    )
    width: int = bounded(64, 1, 1024, unit="units or channels", why="of G", scale=(4, 8, 16, 32, 64, 128, 256))
    width_d: int = bounded(0, 0, 1024, unit="units or channels", why="0: D is as wide as G")
    depth: int = bounded(2, 0, 6, unit="hidden layers", why="of both networks; mlp only", scale=(1, 2, 3, 4))
    batch: int = bounded(
        256, 1, 4096, unit="samples", why="of each kind: as many real ones as fakes", scale=(32, 64, 128, 256, 512)
    )
    r1: float = bounded(
        0.0, 0.0, 100.0, why="gamma: D pays gamma/2 * |gradient|^2 on data; keeps it smooth",
        scale=(0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    )  # fmt: skip
    gp: float = bounded(
        1.0, 0.0, 100.0, why="lambda of wasserstein-gp; the paper's 10 is for pictures, points need less",
        scale=(0.0, 0.1, 0.3, 1.0, 3.0, 10.0),
    )  # fmt: skip
    spectral_norm: str = one_of("off", "off", "on", why="D cannot become steeper than 1 per layer")
    packing: int = bounded(
        1, 1, 4, unit="samples", why="D judges so many together and sees when they are all alike", scale=(1, 2, 4)
    )
    ema: float = bounded(
        0.0, 0.0, 0.99999, why="decay of the averaged G that samples are drawn from; 0 is off",
        scale=(0.0, 0.9, 0.99, 0.995, 0.999),
    )  # fmt: skip
    instance_noise: float = bounded(
        0.0, 0.0, 5.0, unit="data sd", why="on everything that D sees, so supports overlap",
        scale=(0.0, 0.05, 0.1, 0.2, 0.5, 1.0),
    )  # fmt: skip
    noise_steps: int = bounded(10_000, 1, 10_000_000, unit="steps", why="until the instance noise has gone")
    beta1: float = bounded(0.5, 0.0, 0.999, why="less momentum than usual: the opponent moves")
    beta2: float = bounded(0.999, 0.0, 0.9999, why="Adam's memory of squared gradients")
    steps: int = bounded(
        10_000, 1, 10_000_000, unit="turns", why="of training", scale=(2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
    )
    replicas: int = bounded(1, 1, 64, unit="seeds", why="seed, seed + 1, ... trained together; mlp only")
    channels: int = bounded(1, 1, 3, why="of a picture")
    size: int = bounded(28, 4, 64, unit="pixels", why="height and width of a picture")
    factors: tuple[int, ...] = ()  # how many values each factor has that G and D are told; conv only
    drop: float = bounded(0.1, 0.0, 1.0, why="share of factors hidden in training, so that G also paints unasked")
    products: str = one_of("float32", "float32", "bfloat16", why="bfloat16: pictures with factors train faster where "
                           "the processor multiplies such numbers; samples are always drawn in float32")  # fmt: skip
    seed: int = seeded()

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.channels, self.size, self.size

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.batch % self.packing:
            raise ValueError(f"batch is {self.batch}; give a multiple of packing, {self.packing}")
        if self.net == "conv" and self.replicas > 1:
            raise ValueError(f"replicas is {self.replicas}; give 1, or net='mlp'")
        if self.net == "conv" and self.size % 4:
            raise ValueError(f"size is {self.size}; give a multiple of 4, or net='mlp'")
        object.__setattr__(self, "factors", factors_of(self.factors))
        if self.factors and (self.net != "conv" or self.packing > 1 or self.spectral_norm == "on"):
            raise ValueError("factors are for pictures that D judges one by one; give net='conv', packing=1 and "
                             "spectral_norm='off', or no factors")  # fmt: skip

    def cost(self, n_dims: int) -> Cost:
        """Of one turn and one look, for data of `n_dims` coordinates, which are not counted.

        A pass forward takes 2 operations per weight and sample, one back 4 more; D's update judges two batches. A
        look draws 500 points or 64 pictures, and asks D at 48 x 48 places where there is one GAN on points.
        """
        g, d = (self._conv_weights if self.net == "conv" else self._mlp_weights)(n_dims)
        d_update, g_update = 2 * g.uses + 12 * d.uses, 6 * g.uses + 6 * d.uses
        step = self.replicas * self.batch * (self.d_steps * d_update + self.g_steps * g_update)
        drawn, judged = (64, 0) if self.net == "conv" else (700, 2500 * min(self.packing, 2))
        look = self.replicas * drawn * 2 * g.uses + (judged * 2 * d.uses if self.replicas == 1 else 0)
        weights = 6 * g.weights + 4 * d.weights  # theta, gradient, Adam's two moments; of G also the average
        ahead = [max(AHEAD, self.batch * n) for n in (1, 1, self.noise_dim, 2 * n_dims, 1)]  # row numbers: 8 bytes
        working = max(2 * self.batch * self.packing * (g.units + d.units), drawn * g.units + judged * d.units)
        part = max(self.replicas * self.batch * max(d_update, g_update), look)
        return Cost(float(step), float(look), float(part), 4.0 * self.replicas * (weights + sum(ahead)),
                    4.0 * self.replicas * (working + 2 * max(ahead)))  # fmt: skip

    def _mlp_weights(self, n_dims: int) -> tuple[Size, Size]:
        sizes = []
        width_d = self.width_d or self.width
        for n_in, width, n_out in ((self.noise_dim, self.width, n_dims), (self.packing * n_dims, width_d, 1)):
            hidden = max(0, self.depth - 1) * width**2
            n = n_in * width + hidden + width * n_out if self.depth else n_in * n_out
            sizes.append(Size(n, n, self.depth * width + n_in + n_out))
        return sizes[0], sizes[1]

    def _conv_weights(self, n_dims: int) -> tuple[Size, Size]:
        """Of `nets.conv_generator` and `nets.conv_discriminator`: 3 x 3 kernels at a quarter and at half the size."""
        w, w_d, c = self.width, self.width_d or self.width, self.channels
        quarter, half = (self.size // 4) ** 2, (self.size // 2) ** 2
        first = self.noise_dim * 4 * w * quarter
        g = Size(first + 180 * w * w, first + 9 * (16 * quarter + half) * w * w + 36 * half * w * c, 8 * half * w)
        d = Size(110 * w_d**2, 9 * (36 // 3 * quarter * w_d * w_d + 4 * half * c * w_d * self.packing), 4 * half * w_d)
        if not self.factors:
            return g, d
        n = sum(self.factors) + len(self.factors)  # `gan.conditional` tells everything in TOLD numbers
        styles, more = TOLD * (TOLD + n + 12 * w), TOLD * 4 * w * quarter + TOLD * self.noise_dim - first
        last, again = TOLD * (2 * w_d * quarter + n), 36 * w_d**2  # D's last layer and one convolution more
        return (
            Size(g.weights + styles + more, g.uses + styles + more, g.units),
            Size(d.weights + last + again, d.uses + last + again * quarter, d.units),
        )
