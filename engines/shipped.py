"""Shipped models by name, each loaded once a process and shared by all who look: to change settings, copy it first."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engines.nets import weights

if TYPE_CHECKING:
    from engines.autoencoder.model import Autoencoder
    from engines.diffusion.model import Diffusion
    from engines.gan.model import GAN


def model(name: str) -> Autoencoder | Diffusion | GAN:
    """An autoencoder, a GAN or a diffusion model, e.g. "vae-digits-16"; the first call imports torch."""
    import torch

    torch.set_num_threads(1)  # measured: 2 threads are 4 times slower as soon as the other core is busy
    return _loaded(name)


@cache
def _loaded(name: str) -> Autoencoder | Diffusion | GAN:
    from engines.autoencoder.model import Autoencoder
    from engines.diffusion.model import Diffusion
    from engines.gan.model import GAN

    kinds = {"ae": Autoencoder, "vae": Autoencoder, "gan": GAN, "diffusion": Diffusion}
    known = weights.names(kinds=(*kinds, "combining"))
    if name not in known:
        raise ValueError(f"no model called {name!r}; choose one of {', '.join(known)}")
    return weights.shared(kinds[weights.kind_of(name)], name)
