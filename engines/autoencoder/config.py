"""Settings of autoencoders, with their bounds; read without torch."""

from __future__ import annotations

from dataclasses import dataclass

from engines.core import Config, bounded, one_of, seeded

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
    seed: int = seeded()

    @property
    def shape(self) -> tuple[int, int, int]:
        return (1, 1, self.columns) if self.likelihood == "gaussian" else (self.channels, self.size, self.size)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.net == "conv" and self.size % 4:
            raise ValueError(f"size is {self.size}; give a multiple of 4, or net='mlp'")
        if self.net == "conv" and self.likelihood == "gaussian":
            raise ValueError("likelihood gaussian is for points; choose net='mlp'")
