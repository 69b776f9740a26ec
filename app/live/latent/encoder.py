"""A picture under the hand, encoded and restored: mean and spread of its cloud, a draw from it, and its ELBO."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.live.channel.messages import Message
from engines.autoencoder.bounds import bounds
from engines.data.pixels import SHAPES, pictures_of, to_bytes
from engines.measures.real_pictures import SLICE
from engines.nets import weights
from engines.nets.latent_space import REACH, space
from engines.shipped import model

ENCODERS = ("ae", "vae")  # what has one
TOGETHER = 2  # models that encode one picture


def encode_frame(message: Message) -> dict[str, np.ndarray]:
    """`models`: names of one data set and one size; `picture`: bytes in base64; `eps` (d,): the noise.

    restored, drawn: uint8 (k, H, W[, 3]), decoded from mu and from mu + sigma * eps; mu, sigma: float32 (k, d); elbo:
    float32 (k,), nats, NaN for an AE.
    """
    names = read_names(message)
    data, d = weights.data_of(names[0]), len(space(names[0]).origin)
    X = read_picture(message, data, message.fields.get("picture"))[None]
    eps = np.array(message.rows_of("eps", d, low=-REACH, high=REACH), np.float32)
    found = []
    for name in names:
        network = model(name)
        mu, sigma = network.encode(X)
        both = pictures_of(to_bytes(network.decode(np.concatenate([mu, mu + sigma * eps]))), network.config.shape)
        elbo = bounds(network, X)[0] if network.config.noisy else math.nan
        found.append((both[0], both[1], mu[0], sigma[0], np.float32(elbo)))
    parts = zip(("restored", "drawn", "mu", "sigma", "elbo"), zip(*found, strict=True), strict=True)
    return {part: np.stack(values) for part, values in parts}


def read_names(message: Message) -> list[str]:
    names = message.fields.get("models")
    if not isinstance(names, list) or not 1 <= len(names) <= TOGETHER:
        raise message.refuse("bad_models", f"models must be a list of 1 to {TOGETHER} names")
    known = [n for n in weights.names(kinds=ENCODERS) if weights.data_of(n) in SHAPES]
    if not all(isinstance(name, str) and name in known for name in names):
        raise message.refuse("unknown_model", "models must be names of shipped autoencoders")
    if len({tuple(name.split("-")[1:]) for name in names}) > 1:
        raise message.refuse("bad_models", "models must have the same pictures and as many numbers in the code")
    return names


def read_picture(message: Message, data: str, text: Any) -> np.ndarray:
    """uint8 (H, W), or (H, W, 3) with colours, that came as bytes in base64, a pixel's colours beside each other."""
    channels, *sides = SHAPES[data]
    shape = (*sides, *([channels] if channels > 1 else []))
    return np.frombuffer(message.picture(text, *shape), np.uint8).reshape(shape)


def in_slices(name: str, pictures: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """mu and sigma of many pictures, each (SLICE, d) but for the last. In one piece, 3,000 postcards take 100 MB more
    of memory for a moment."""
    for start in range(0, len(pictures), SLICE):
        yield model(name).encode(pictures[start : start + SLICE])
