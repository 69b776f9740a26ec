"""What a point of latent space is worth: how like real pictures that is which is decoded there, and whether any code of
a real picture lies near. Both mean something far from all data, too, where a classifier is sure and wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from engines.data import images
from engines.measures.latent_coverage import among, typical_distance
from engines.measures.neighbours import kth_nearest
from engines.shipped import model

COMPARED = 3_000  # training pictures, and their codes
USUAL = 500  # test pictures that say how far new real pictures are from those


@lru_cache(maxsize=4)
def real(data: str) -> tuple[np.ndarray, float]:
    """The features of the training pictures, float32 (COMPARED, 64), and the mean distance of test pictures to them."""
    from engines.measures.extractor import shipped

    network = shipped(data)
    features = network.features(images.load(data).images[:COMPARED])
    new = network.features(images.load(data, "test").images[:USUAL])
    return features, float(kth_nearest(new, features).mean())


@lru_cache(maxsize=16)
def codes(name: str) -> tuple[np.ndarray, float]:
    """A code of each training picture, drawn from its cloud, float64 (COMPARED, d); and their typical distance."""
    mu, sigma = model(name).encode(images.load(name.split("-")[1]).images[:COMPARED])
    drawn = (mu + sigma * np.random.default_rng(0).standard_normal(mu.shape)).astype(float)
    return drawn, typical_distance(drawn)


def judged(points: Sequence[tuple[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Of each point, the name of an autoencoder of grey pictures and z (d,): the training picture that is nearest to
    what is decoded there, uint8 (n, H, W).

    values: float32 (n, 2), how far that is in the extractor's features, new real pictures being at 1 on average; and 1
    where the code lies among codes of real pictures, 0 in a hole.
    """
    from engines.measures.extractor import shipped

    pictures, values = [], []
    for name, z in points:
        data = name.split("-")[1]
        features, usual = real(data)
        apart = np.linalg.norm(features - shipped(data).features(model(name).decode(z[None])), axis=1)
        pictures.append(images.load(data).images[apart.argmin()])
        values.append((apart.min() / usual, among(codes(name)[0], z[None].astype(float), codes(name)[1])[0]))
    return {"pictures": np.stack(pictures), "values": np.array(values, np.float32)}
