"""Measure what the spaces of the shipped autoencoders are worth: `python -m assets.autoencoder.space` (three minutes of
one core) writes space.json, a row for each model; begun again, it goes on with the next. See
`engines.autoencoder.spaces`.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import numpy as np
from scipy.special import xlogy
from threadpoolctl import threadpool_limits

from assets.autoencoder.rows import measure
from engines.autoencoder.model import Autoencoder
from engines.autoencoder.spaces import FILE, MOVED, NOISED, PAIRS, TRIPLES
from engines.autoencoder.walks import change_of_label, spherical, straight
from engines.data import images
from engines.data.pixels import SHAPES, to_unit
from engines.measures import latent_coverage
from engines.measures.neighbours import distance_chunks
from engines.measures.real_pictures import COMPARED, nearest_label, nearest_pixels
from engines.nets import weights
from engines.nets.latent_space import space
from engines.shipped import model
from engines.statistics import mean_and_error

DATA = ("digits", "fashion", "postcards")
WALKED = 16  # numbers in the code of the models that are walked through


def measured(data: str, size: int, kind: str) -> dict[str, Any]:
    name = f"{kind}-{data}-{size}"
    network, test = model(name), images.load(data, "test")
    mu, sigma = network.encode(test.images)
    row: dict[str, Any] = {"kin": rounded(kin(name, mu, test.labels))}
    row["noise"] = rounded(noise(network, mu, sigma)) if network.config.noisy else None
    row["dearer"] = rounded(dearer(data, size)) if network.config.noisy else None
    if size == WALKED:
        row |= {"halfway": halfway(network, data, mu, test.labels), "failures": failures(name, mu, test.labels)}
        row["among"] = among(network, data, mu, test.labels)
    return row


def kin(name: str, mu: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Whether the training code that is nearest to each test picture's is of the same class, (n,)."""
    train, unit = images.load(space(name).data), space(name).scale
    codes = model(name).encode(train.images[:COMPARED])[0] / unit
    nearest = np.concatenate([d.argmin(1) for _, d in distance_chunks(mu / unit, codes)])
    return train.labels[nearest] == labels


def noise(network: Autoencoder, mu: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """How far the pictures of mu + sigma * eps and of mu differ, those of two test codes being 1, (NOISED,)."""
    eps = np.random.default_rng(0).standard_normal((NOISED, mu.shape[1])).astype(np.float32)
    plain = network.decode(mu[:NOISED])
    drawn = network.decode(mu[:NOISED] + sigma[:NOISED] * eps)
    return apart(plain, drawn) / apart(plain, np.roll(plain, 1, axis=0)).mean()


def apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.sqrt(((a - b) ** 2).mean(1))


def dearer(data: str, size: int) -> np.ndarray:
    """How many nats more the VAE's restored pictures cost than the AE's, of each test picture, (n,)."""
    X = images.load(data, "test").images
    return np.subtract(*(model(f"{kind}-{data}-{size}").reconstruction_error(X) for kind in ("vae", "ae")))


def halfway(network: Autoencoder, data: str, mu: np.ndarray, labels: np.ndarray) -> dict[str, list[float]]:
    """From the picture halfway to the nearest real one, by both ways, and the sphere's less the straight one's."""
    far = {name: nearest_pixels(data, network.decode(z)) for name, z in midway(mu, labels).items()}
    far["difference"] = far["sphere"] - far["straight"]
    return {name: rounded(values) for name, values in far.items()}


def midway(mu: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """The codes halfway between those of PAIRS pairs of different classes, by both ways, (PAIRS, d)."""
    rng = np.random.default_rng(0)
    pairs = [(i, j) for i, j in rng.integers(len(mu), size=(3 * PAIRS, 2)) if labels[i] != labels[j]][:PAIRS]
    half = np.array([0.5])
    return {
        name: np.concatenate([way(mu[i], mu[j], half) for i, j in pairs])
        for name, way in (("straight", straight), ("sphere", spherical))
    }


def among(network: Autoencoder, data: str, mu: np.ndarray, labels: np.ndarray) -> dict[str, list[float]]:
    """The shares of codes that lie among those of training pictures: halfway by both ways; and the corners b + c - a of
    TRIPLES triples of test pictures, all three of different classes."""
    train_mu, sigma = network.encode(images.load(data).images)
    codes = (train_mu + sigma * np.random.default_rng(0).standard_normal(train_mu.shape)).astype(float)
    within = latent_coverage.typical_distance(codes)
    triples = np.random.default_rng(0).integers(len(mu), size=(3 * TRIPLES, 3))
    a, b, c = triples[[len(set(three)) == 3 for three in labels[triples]]][:TRIPLES].T
    there = midway(mu, labels) | {"corner": mu[b] + mu[c] - mu[a]}
    return {name: rounded(latent_coverage.among(codes, z.astype(float), within)) for name, z in there.items()}


def copies(data: str) -> np.ndarray:
    """What a perfect copy of each test picture costs, nats (n,): the entropy of its pixels, probabilities of ink."""
    p = to_unit(images.load(data, "test").images).reshape(-1, int(np.prod(SHAPES[data]))).astype(float)
    return -(xlogy(p, p) + xlogy(1 - p, 1 - p)).sum(1)


def failures(name: str, mu: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """The share of pictures of one class whose code, plus the way from its mean code to another's, is not decoded into
    something nearest to a real picture of that class: of each pair of classes, and the mean over all of them."""
    data, network = space(name).data, model(name)
    train = images.load(data)
    codes, classes = network.encode(train.images[:COMPARED])[0], range(len(train.classes))
    pairs: list[list[float | None]] = [[None] * len(classes) for _ in classes]
    for source, target in permutations(classes, 2):
        moved = mu[labels == source][:MOVED] + change_of_label(codes, train.labels[:COMPARED], source, target)
        pairs[source][target] = round(float((nearest_label(data, network.decode(moved)) != target).mean()), 4)
    return {"pairs": pairs, "mean": rounded(np.array([share for row in pairs for share in row if share is not None]))}


def rounded(values: np.ndarray) -> list[float]:
    """Their mean and its standard error."""
    return [round(number, 5) for number in mean_and_error(np.asarray(values, float))]


@threadpool_limits.wrap(limits=1, user_api="blas")
def main() -> None:
    shipped = weights.names(kinds=("ae", "vae"))
    names = product(DATA, (2, 16), ("ae", "vae"))
    cases = [dict(zip(("data", "size", "kind"), case, strict=True)) for case in names]
    perfect = {data: rounded(copies(data)) for data in DATA}
    about = {"command": "python -m assets.autoencoder.space", "copies": perfect}
    measure(FILE, about, [c for c in cases if f"{c['kind']}-{c['data']}-{c['size']}" in shipped], measured)


if __name__ == "__main__":
    main()
