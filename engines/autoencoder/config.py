"""Settings of autoencoders, with their bounds; read without torch."""

from __future__ import annotations

from dataclasses import dataclass

from engines.core import Config, Cost, bounded, one_of, seeded

LOOKED_AT = 1_000  # pictures or points that are encoded or drawn for one look
LIVE = ("lr", "beta")  # what may change while a model trains


@dataclass(frozen=True)
class AutoencoderConfig(Config):
    kind: str = one_of("vae", "ae", "vae")
    net: str = one_of("conv", "mlp", "conv", "linear", why="linear: a VAE of points is then probabilistic PCA")
    likelihood: str = one_of("bernoulli", "bernoulli", "gaussian", why="of x given z: pixels, or points of any numbers")
    latent_dim: int = bounded(16, 1, 64, unit="dimensions", why="how many numbers a code has")
    width: int = bounded(32, 4, 1024, unit="channels or units", why="mlp: hidden units; conv: channels at half size")
    beta: float = bounded(
        1.0, 0.0, 50.0, why="1 is the evidence bound; 0 has neither pull nor noise: it is the AE",
        scale=(0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0),
    )  # fmt: skip
    lr: float = bounded(
        2e-3, 0.0, 0.1, why="peak; warmed up, and then as `decay` says", scale=(0.0003, 0.001, 0.002, 0.005, 0.01)
    )
    decay: str = one_of("cosine", "cosine", "none", why="cosine: to zero over `steps`; none: edits always take effect")
    warmup: int = bounded(200, 0, 10_000, unit="steps", why="over which the rate grows from 0")
    batch_size: int = bounded(128, 1, 4096, unit="pictures", why="or points, of one step")
    steps: int = bounded(10_000, 1, 10_000_000, unit="steps", why="of training")
    ema: float = bounded(0.999, 0.0, 0.99999, why="averaged weights: several tenths of a nat at no cost")
    bend: float = bounded(
        1.0, 1.0, 8.0, why="how much larger the first weights are: nets that begin bent unfold points"
    )
    channels: int = bounded(1, 1, 3, why="of a picture")
    size: int = bounded(28, 4, 64, unit="pixels", why="height and width of a picture")
    columns: int = bounded(2, 1, 1024, unit="coordinates", why="of a point; gaussian only")
    seed: int = seeded()

    @property
    def shape(self) -> tuple[int, int, int]:
        return (1, 1, self.columns) if self.likelihood == "gaussian" else (self.channels, self.size, self.size)

    @property
    def noisy(self) -> bool:
        """Whether a code is a cloud: of a VAE, but for beta = 0, where nothing would keep the cloud from vanishing."""
        return self.kind == "vae" and self.beta > 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.net == "conv" and self.size % 4:
            raise ValueError(f"size is {self.size}; give a multiple of 4, or net='mlp'")
        if self.net == "conv" and self.likelihood == "gaussian":
            raise ValueError("likelihood gaussian is for points; choose net='mlp'")

    def cost(self, n_dims: int) -> Cost:
        """Of one update and one look at an AE and a VAE trained together, without convolutions.

        A pass forward takes 2 operations per weight and sample, one back 4 more.
        """
        w, d = self.width, 2 * self.latent_dim
        weights = 2 * n_dims * d if self.net == "linear" else 2 * (n_dims * w + w * w + w * d)
        units = 4 * n_dims + 8 * w + 4 * d
        step, look = 2 * 6.0 * self.batch_size * weights, 2 * 2.0 * LOOKED_AT * weights
        return Cost(step, look, max(step, look) / 2, 2 * 20.0 * weights, 4.0 * units * max(self.batch_size, LOOKED_AT))
