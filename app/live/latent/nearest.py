"""What a point of latent space is worth: how like real pictures that is which is decoded there, and whether any code of
a real picture lies near. Both mean something far from all data, too, where a classifier is sure and wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from engines.data import images
from engines.measures import real_pictures
from engines.measures.latent_coverage import among, typical_distance
from engines.shipped import model


@lru_cache(maxsize=16)
def codes(name: str) -> tuple[np.ndarray, float]:
    """A code of each training picture, drawn from its cloud, float64 (n, d); and their typical distance."""
    mu, sigma = model(name).encode(images.load(name.split("-")[1]).images[: real_pictures.COMPARED])
    drawn = (mu + sigma * np.random.default_rng(0).standard_normal(mu.shape)).astype(float)
    return drawn, typical_distance(drawn)


def prepared(data: str, names: Sequence[str]) -> Iterator[float]:
    """Everything that `judged` needs of a data set and of these models, once a process: the share that is there."""
    images.load(data, "test"), images.load(data)
    yield 0.2
    real_pictures.features(data)
    yield 0.6
    real_pictures.usual_distance(data)
    yield 0.7
    for name in names:
        codes(name)
        yield 0.85


def judged(points: Sequence[tuple[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Of each point, the name of an autoencoder and z (d,): the training picture that is nearest to what is decoded
    there, uint8 (n, H, W[, 3]).

    values: float32 (n, 2), how far that is in the extractor's features, new real pictures being at 1 on average; and 1
    where the code lies among codes of real pictures, 0 in a hole.
    """
    pictures, values = [], []
    for name, z in points:
        data = name.split("-")[1]
        (which,), (apart,) = real_pictures.nearest(data, model(name).decode(z[None]))
        pictures.append(images.load(data).images[which])
        inside = among(codes(name)[0], z[None].astype(float), codes(name)[1])[0]
        values.append((apart / real_pictures.usual_distance(data), inside))
    return {"pictures": np.stack(pictures), "values": np.array(values, np.float32)}
