"""An AE and a VAE that differ in nothing but beta, trained side by side: same weights at first, same batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch

from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.model import Autoencoder
from engines.core import Fit


class Pair(Fit):
    """`ae` and `vae`; the configuration is the VAE's, and the AE's but for its kind.

    At beta = 0 both are the same model, and stay it for as long as beta does.
    """

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        config = (config or AutoencoderConfig()).replace(kind="vae")
        self.vae, self.ae = Autoencoder(config), Autoencoder(config.replace(kind="ae"))

    @property
    def config(self) -> AutoencoderConfig:
        return self.vae.config

    @property
    def n_steps(self) -> int:
        return self.vae.n_steps

    def __iter__(self) -> Iterator[tuple[str, Autoencoder]]:
        return iter((("ae", self.ae), ("vae", self.vae)))

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        """Take the pictures or points (n, D); a pair that has trained begins anew."""
        for _, model in self:
            model.start(X)
        self.ae.X = self.vae.X  # one copy is enough
        copy_weights(self.vae, self.ae)

    def step(self) -> Mapping[str, float]:
        """One update of both, with the same pictures, binarised alike: "ae_loss", "vae_loss", "vae_kl", ..."""
        x, eps = self.vae.drawn()
        return {f"{name}_{metric}": v for name, model in self for metric, v in model.update(x, eps).items()}

    def set_params(self, **changes: Any) -> None:
        """Change the learning rate of both, or the VAE's beta."""
        for _, model in self:
            model.set_params(**changes)

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        """Of the VAE: an AE has nothing to draw from."""
        return self.vae.sample(n_samples, seed=seed)


@torch.no_grad()
def copy_weights(vae: Autoencoder, ae: Autoencoder) -> None:
    """The AE begins where the VAE does: its last layer is the half that gives mu."""
    for ours, theirs in ((ae.net, vae.net), (ae.averaged, vae.averaged)):
        for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            mine.copy_(other[: len(mine)])
