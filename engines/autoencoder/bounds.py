"""How well one picture goes with what a VAE has learned: its ELBO, the same number every time it is asked for.

A grey pixel x stands for all its binary draws b ~ Bernoulli(x): the mean of log p(b|z) over them is minus the
cross-entropy of x and the decoder's pixel, exactly. The encoder sees the grey picture. The few draws of z use the same
noise for every picture, in pairs of opposite sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engines.data.pixels import rows_of, to_unit

if TYPE_CHECKING:
    from engines.autoencoder.model import Autoencoder

PAIRS = 4
SURE = 1e-6  # no pixel is taken to be surer than that
BINS = 30  # of the record's histogram


def kl_of(mu: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """KL(N(mu_j, sigma_j^2) || N(0, 1)) of each number of each code, (n, d), nats."""
    return 0.5 * (mu**2 + sigma**2 - 1 - 2 * np.log(sigma))


def bounds(model: Autoencoder, X: np.ndarray, *, pairs: int = PAIRS, seed: int = 0) -> np.ndarray:
    """ELBO of grey pictures X, nats, (n,). ValueError for an AE."""
    if not model.config.noisy:
        raise ValueError("an autoencoder has no ELBO, because it has no prior over z; use kind='vae' and beta > 0")
    x = rows_of(to_unit(np.asarray(X)))
    mu, sigma = model.encode(X)
    eps = np.random.default_rng(seed).standard_normal((pairs, mu.shape[1])).astype(np.float32)
    eps = np.concatenate([eps, -eps])
    kl = kl_of(mu, sigma).sum(1)
    found = np.empty(len(x))
    for i in range(len(x)):
        p = model.decode(mu[i] + sigma[i] * eps).clip(SURE, 1 - SURE)
        found[i] = (np.log(p) @ x[i] + np.log1p(-p) @ (1 - x[i])).mean() - kl[i]
    return found


def histogram(values: np.ndarray) -> dict[str, Any]:
    """BINS equal steps over the values: low, width and counts."""
    counts, edges = np.histogram(values, BINS)
    return {"low": round(float(edges[0]), 2), "width": round(float(edges[1] - edges[0]), 4), "counts": counts.tolist()}
