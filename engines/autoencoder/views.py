"""What there is to see in an AE and a VAE that are trained side by side, and the numbers beside it.

A code's number is in use if its mean varies with the picture: variance above ACTIVE (Burda et al. 2016).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engines.autoencoder.bounds import kl_of
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.pair import Pair
from engines.core import Snapshot
from engines.data.pixels import pictures_of, to_bytes

ACTIVE = 0.01
SIGMAS = 3.0  # the curve goes so far from the middle of the prior
N_CURVE, N_SAMPLES = 241, 400
N_PICTURES = 8  # restored, and drawn
N_CODES = 500  # pictures on the map of codes
SEED = 0  # of what is drawn: the same codes at every look


def kl_per_number(mu: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """`kl_of` each number of the codes (n, d), mean over n, nats, (d,)."""
    return kl_of(mu, sigma).mean(0)


def active(mu: np.ndarray) -> int:
    """How many numbers of the codes (n, d) are in use."""
    return int((mu.var(0) > ACTIVE).sum())


def of_points(pair: Pair, held_out: np.ndarray) -> Snapshot:
    """Of each model, with its name before: "curve" (241, 2) = decoded from codes within 3 of the middle; "restored"
    (n, 2) and "codes" (n,) of the points `held_out` (n, 2); "samples" (400, 2) of codes drawn from N(0, 1).

    A curve of an AE goes as far as its codes do. "miss": root mean square distance of a point from its restored one.
    """
    arrays: dict[str, np.ndarray] = {}
    metrics: dict[str, float] = {}
    for name, model in pair:
        codes = model.encode(held_out)[0]
        restored = model.decode(codes)
        reach = max(SIGMAS, float(np.abs(codes[:, 0]).max()))
        arrays[f"{name}_curve"] = model.decode(np.linspace(-reach, reach, N_CURVE)[:, None])
        arrays[f"{name}_restored"], arrays[f"{name}_codes"] = restored, codes[:, 0]
        arrays[f"{name}_samples"] = model.sample(N_SAMPLES, seed=SEED)
        metrics[f"{name}_miss"] = float(np.sqrt(((restored - held_out) ** 2).sum(1).mean()))
        metrics[f"{name}_reach"] = reach
    return Snapshot(pair.n_steps, metrics | bounds(pair.vae, held_out), arrays)


def of_pictures(pair: Pair, held_out: np.ndarray) -> Snapshot:
    """Of each model, with its name before: "restored" and "samples", uint8 (8, H, W), and "codes" (500, 2): the two
    numbers of the code that tell most of `held_out` (n, H, W); "numbers" (2,): which these are; of the VAE "kl" (d,).
    """
    arrays: dict[str, np.ndarray] = {}
    metrics: dict[str, float] = {}
    for name, model in pair:
        mu, sigma = model.encode(held_out)
        told = kl_per_number(mu, sigma) if model.config.noisy else mu.var(0)
        most = np.sort(np.argsort(told)[::-1][:2])
        arrays[f"{name}_codes"], arrays[f"{name}_numbers"] = mu[:N_CODES, most], most.astype(np.uint8)
        arrays[f"{name}_restored"] = shown(model, mu[:N_PICTURES])
        z = np.random.default_rng(SEED).standard_normal((N_PICTURES, mu.shape[1]))
        arrays[f"{name}_samples"] = shown(model, z)
        metrics[f"{name}_restoring"] = float(model.reconstruction_error(held_out).mean())
        metrics[f"{name}_active"] = active(mu)
        if model.config.noisy:
            arrays[f"{name}_kl"] = told
    return Snapshot(pair.n_steps, metrics | bounds(pair.vae, held_out), arrays)


def shown(model: Autoencoder, z: np.ndarray) -> np.ndarray:
    """Decoded pictures as bytes, channels last."""
    return pictures_of(to_bytes(model.decode(z)), model.config.shape)


def bounds(vae: Autoencoder, held_out: np.ndarray) -> Mapping[str, float]:
    """The evidence bound of the held-out rows, mean in nats, at beta = 1 whatever it was trained with."""
    return {"elbo": float(vae.elbo(held_out, seed=SEED).mean())} if vae.config.noisy else {}
