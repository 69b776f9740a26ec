"""Walks through a shipped latent space, decoded: between two test pictures, over the plane through three, and from one
label towards another."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from app.live.channel.messages import Message
from engines.autoencoder.walks import change_of_label, plane, spherical, straight
from engines.data import images
from engines.data.pixels import SHAPES, pictures_of, rows_of, to_bytes, to_unit
from engines.measures.real_pictures import COMPARED, nearest_label
from engines.nets import weights
from engines.shipped import model

STEPS = 41  # of a walk
SIDE = 25  # pictures along a side of a plane
WALKED = ("ae", "vae")  # what has an encoder
ASKED, MOMENTS, FARTHEST = 100, 11, 1.5  # test pictures and strengths of a change of label


def walk_frame(message: Message) -> dict[str, np.ndarray]:
    """`first` and `second`: numbers of test pictures; see `between`."""
    name, count = _network(message)
    return between(name, message.whole("first", 0, count - 1), message.whole("second", 0, count - 1))


def plane_frame(message: Message) -> dict[str, np.ndarray]:
    """`first`, `second` and `third`: numbers of test pictures; see `through`."""
    name, count = _network(message)
    return through(name, *(message.whole(which, 0, count - 1) for which in ("first", "second", "third")))


def shift_frame(message: Message) -> dict[str, np.ndarray]:
    """`first`: number of a test picture; `label`: what it is to become; see `towards`."""
    name, count = _network(message)
    classes = images.load(name.split("-")[1], "test").classes
    return towards(name, message.whole("first", 0, count - 1), message.whole("label", 0, len(classes) - 1))


def _network(message: Message) -> tuple[str, int]:
    name = message.choice("model", [n for n in weights.names(kinds=WALKED) if n.split("-")[1] in SHAPES])
    return name, len(images.load(name.split("-")[1], "test").images)


@lru_cache(maxsize=64)
def between(name: str, first: int, second: int) -> dict[str, np.ndarray]:
    """From one test picture's code to another's, straight and along the sphere.

    pictures: uint8 (2, STEPS, H, W[, 3]); values: float32 (2, STEPS), how far each is from the nearest training
    picture, root of the mean squared difference of pixels from 0 to 1.
    """
    network, data = model(name), name.split("-")[1]
    a, b = network.encode(images.load(data, "test").images[[first, second]])[0]
    t = np.linspace(0, 1, STEPS)
    decoded = [network.decode(way(a, b, t)) for way in (straight, spherical)]
    pictures = np.stack([pictures_of(to_bytes(x), network.config.shape) for x in decoded])
    return {"pictures": pictures, "values": np.stack([nearest(data, x) for x in decoded]).astype(np.float32)}


@lru_cache(maxsize=16)
def through(name: str, first: int, second: int, third: int) -> dict[str, np.ndarray]:
    """The plane a + u (b - a) + v (c - a) through the codes of three test pictures, u and v from 0 to 1.

    pictures: uint8 (SIDE, SIDE, H, W[, 3]), v by rows, u by columns; the last is b + c - a, perhaps far from all codes.
    """
    network = model(name)
    a, b, c = network.encode(images.load(name.split("-")[1], "test").images[[first, second, third]])[0]
    u, v = np.meshgrid(np.linspace(0, 1, SIDE), np.linspace(0, 1, SIDE))
    pictures = pictures_of(to_bytes(network.decode(plane(a, b, c, u.ravel(), v.ravel()))), network.config.shape)
    return {"pictures": pictures.reshape(SIDE, SIDE, *pictures.shape[1:])}


def nearest(data: str, x: np.ndarray) -> np.ndarray:
    """From each row (n, D) in [0, 1] to the nearest of COMPARED training pictures, (n,)."""
    rows, lengths = rows_of_training(data)
    squares = (x**2).sum(1)[:, None] - 2 * x @ rows.T + lengths
    return np.sqrt(np.maximum(squares.min(1), 0) / x.shape[1])


@cache
def rows_of_training(data: str) -> tuple[np.ndarray, np.ndarray]:
    """COMPARED training pictures as rows in [0, 1], and the squares of their lengths."""
    rows = rows_of(to_unit(images.load(data).images[:COMPARED])).astype(np.float32)
    return rows, (rows**2).sum(1)


@lru_cache(maxsize=64)
def towards(name: str, first: int, label: int) -> dict[str, np.ndarray]:
    """A picture's code plus t times the way from the mean code of its label to that of another, t from 0 to FARTHEST.

    pictures: uint8 (1, STEPS, H, W[, 3]), of the picture asked for; values: float32 (3, MOMENTS), the share of ASKED
    test pictures of its label whose nearest real picture has the other label at each strength, less and more its
    standard error.
    """
    network, test = model(name), images.load(name.split("-")[1], "test")
    source = int(test.labels[first])
    z = network.encode(test.images[[first]])[0]
    z = z + np.linspace(0, FARTHEST, STEPS)[:, None] * change(name, source, label)
    pictures = pictures_of(to_bytes(network.decode(z)), network.config.shape)[None]
    share = share_taken(name, source, label)
    error = np.sqrt(share * (1 - share) / min(ASKED, int((test.labels == source).sum())))
    return {"pictures": pictures, "values": np.stack([share, share - error, share + error]).astype(np.float32)}


@lru_cache(maxsize=1000)
def share_taken(name: str, source: int, label: int) -> np.ndarray:
    """The share of `towards`, (MOMENTS,): the same for all pictures of one label."""
    network, data = model(name), name.split("-")[1]
    test = images.load(data, "test")
    theirs, way = network.encode(test.images[test.labels == source][:ASKED])[0], change(name, source, label)
    times = np.linspace(0, FARTHEST, MOMENTS)
    return np.array([(nearest_label(data, network.decode(theirs + t * way)) == label).mean() for t in times])


def change(name: str, source: int, label: int) -> np.ndarray:
    """From the mean code of one label to that of another, (d,)."""
    return change_of_label(encoded(name), images.load(name.split("-")[1]).labels[:COMPARED], source, label)


@cache
def encoded(name: str) -> np.ndarray:
    """Codes of COMPARED training pictures, (n, d)."""
    return model(name).encode(images.load(name.split("-")[1]).images[:COMPARED])[0]
