"""Mode coverage by the PacGAN protocol (Lin et al. 2018, arXiv:1712.04086, section 4.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engines.data.worlds import World
from engines.measures.divergences import kl_of_shares

MOST_MODES = 30  # components that are modes one can count; narrower worlds have hundreds along a line

N_SAMPLES = 2500
HIGH_QUALITY = 3.0  # standard deviations (Mahalanobis) from the nearest mean; a perfect sampler has 1 - e^-4.5 within


@dataclass(frozen=True)
class Coverage:
    """modes: how many have a high-quality sample. hq: their share of the samples, in [0, 1]. reverse_kl: nats.

    counts (K,): high-quality samples per mode.
    """

    modes: int
    hq: float
    reverse_kl: float
    counts: np.ndarray


def coverage(world: World, samples: np.ndarray) -> Coverage:
    """Each sample (n, d) goes to its nearest mean; it is of high quality within 3 standard deviations of it.

    The reverse KL is KL(shares of the high-quality samples per mode || the world's weights), nats; infinite without.
    """
    X = np.asarray(samples, float)
    K = world.n_components
    k = ((X[:, None] - world.means) ** 2).sum(-1).argmin(1)
    z = np.einsum("nij,nj->ni", np.linalg.inv(np.linalg.cholesky(world.covariances))[k], X - world.means[k])
    good = (z**2).sum(1) < HIGH_QUALITY**2
    counts = np.bincount(k[good], minlength=K)
    kl = kl_of_shares(counts / counts.sum(), world.weights) if counts.any() else math.inf
    return Coverage(int((counts > 0).sum()), float(good.mean()), kl, counts)
