"""What shipped autoencoders are measured to do; written into the record beside their weights."""

from __future__ import annotations

import numpy as np

from engines.autoencoder.bounds import bounds, histogram
from engines.autoencoder.model import Autoencoder
from engines.data import images
from engines.statistics import mean_and_error

BOUNDED = 500  # test pictures whose single bounds are written down
SCORED = {1: 2_000, 3: 500}  # channels -> test pictures whose density is estimated: colours take long to decode
PROBES = 100  # pictures that are changed to see what a dimension does


def figures(model: Autoencoder, data: str) -> dict[str, float | int]:
    """On the 2,000 embedded test images, nats per image; likelihoods on binarised pixels, seed 0.

    scored: how many of them, the first, the two bounds of log p(x) are of.
    """
    X = images.load(data, "test").images
    mean, error = mean_and_error(model.reconstruction_error(X))
    found = {"images": len(X), "reconstruction": round(mean, 3), "reconstruction_standard_error": round(error, 3)}
    if model.config.kind == "vae":
        found["bounds"] = histogram(bounds(model, X[:BOUNDED]))
        scored = X[: SCORED[model.config.channels]]
        scores = model.score_samples(scored, n_importance=200)
        found["negative_elbo"] = round(float(-model.elbo(scored).mean()), 3)
        mean, error = mean_and_error(-scores)
        found |= {
            "scored": len(scores),
            "nll_iw200": round(mean, 3),
            "nll_iw200_standard_error": round(error, 3),
        }
    return found


def latent(model: Autoencoder, X: np.ndarray) -> dict[str, list]:
    """Where the codes of the training images X lie, so that a page can draw axes without the network.

    origin, scale (d,): a VAE's prior is N(0, I). An AE has none, and a few far codes would rule its standard
    deviation, so its scale lets the middle 98 % of the codes fill five sixths of the reach.
    plane (2, d): what one unit on a 2-D map means; for d > 2 the codes' two principal axes.
    activity (d,): mean squared change of the decoded pixels when the code moves from -1 to +1 scale along an axis.
    """
    mu = model.encode(X)[0].astype(float)
    vae, d = model.config.kind == "vae", mu.shape[1]
    origin, scale = (np.zeros(d), np.ones(d)) if vae else _spread(mu)
    plane = np.diag(scale)
    if d > 2:
        axes = np.linalg.eigh(np.cov(mu.T))[1][:, [-1, -2]].T
        plane = axes if vae else axes * _spread((mu - origin) @ axes.T)[1][:, None]
    found = {"origin": origin, "scale": scale, "plane": plane, "activity": _activity(model, mu[:PROBES], origin, scale)}
    return {key: [[round(float(x), 5) for x in row] if np.ndim(row) else round(float(row), 5) for row in value]
            for key, value in found.items()}  # fmt: skip


def _spread(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = np.percentile(codes, [1, 99], axis=0)
    return (low + high) / 2, (high - low) / 5


def _activity(model: Autoencoder, mu: np.ndarray, origin: np.ndarray, scale: np.ndarray) -> np.ndarray:
    found = []
    for i in range(mu.shape[1]):
        low, high = mu.copy(), mu.copy()
        low[:, i], high[:, i] = origin[i] - scale[i], origin[i] + scale[i]
        found.append(((model.decode(high) - model.decode(low)) ** 2).mean())
    return np.array(found)


def everything(model: Autoencoder, data: str, X: np.ndarray | None = None) -> dict[str, dict]:
    """The measured part of a record; the training pictures X are not needed."""
    return {"test": figures(model, data), "latent": latent(model, images.load(data).images)}
