"""Walks through a shipped latent space, decoded: between two test pictures, over the plane through three, and from one
label towards another."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from app.live.channel.messages import Message
from app.live.latent.encoder import ENCODERS, in_slices, read_picture
from engines.autoencoder.walks import change_of_label, plane, spherical, straight
from engines.data import images
from engines.data.pixels import SHAPES, pictures_of, to_bytes
from engines.measures.real_pictures import COMPARED, nearest_label, nearest_pixels
from engines.nets import weights
from engines.shipped import model
from engines.statistics import mean_and_error

STEPS = 41  # of a walk
SIDE = 25  # pictures along a side of a plane
ASKED, MOMENTS, FARTHEST = 100, 11, 1.5  # test pictures and strengths of a change of label


# Where a walk begins or ends: the number of a test picture, or the bytes of one that was drawn.
End = int | bytes


def walk_frame(message: Message) -> dict[str, np.ndarray]:
    """`first` and `second`: numbers of test pictures, or {bytes} of drawn ones in base64; see `between`."""
    name = _network(message)
    return between(name, _end(message, "first", name), _end(message, "second", name))


def plane_frame(message: Message) -> dict[str, np.ndarray]:
    """`first`, `second` and `third`, as of `walk_frame`; see `through`."""
    name = _network(message)
    return through(name, *(_end(message, which, name) for which in ("first", "second", "third")))


def shift_frame(message: Message) -> dict[str, np.ndarray]:
    """`first`, as of `walk_frame`; `label`: what it is to become; see `towards`."""
    name = _network(message)
    classes = images.load(weights.data_of(name), "test").classes
    return towards(name, _end(message, "first", name), message.whole("label", 0, len(classes) - 1))


def _network(message: Message) -> str:
    return message.choice("model", [n for n in weights.names(kinds=ENCODERS) if weights.data_of(n) in SHAPES])


def _end(message: Message, which: str, name: str) -> End:
    data, given = weights.data_of(name), message.fields.get(which)
    if not isinstance(given, dict):
        return message.whole(which, 0, len(images.load(data, "test").images) - 1)
    return read_picture(message, data, given.get("bytes")).tobytes()


def _pictures(name: str, *ends: End) -> np.ndarray:
    """The pictures themselves, uint8 (n, H, W[, 3])."""
    test = images.load(weights.data_of(name), "test").images
    shape = test.shape[1:]
    return np.stack([np.frombuffer(e, np.uint8).reshape(shape) if isinstance(e, bytes) else test[e] for e in ends])


@lru_cache(maxsize=64)
def between(name: str, first: End, second: End) -> dict[str, np.ndarray]:
    """From one picture's code to another's, straight and along the sphere.

    pictures: uint8 (2, STEPS, H, W[, 3]); values: float32 (2, STEPS), how far each is from the nearest training
    picture, root of the mean squared difference of pixels from 0 to 1.
    """
    network, data = model(name), weights.data_of(name)
    a, b = network.encode(_pictures(name, first, second))[0]
    t = np.linspace(0, 1, STEPS)
    decoded = [network.decode(way(a, b, t)) for way in (straight, spherical)]
    pictures = np.stack([pictures_of(to_bytes(x), network.config.shape) for x in decoded])
    return {"pictures": pictures, "values": np.stack([nearest_pixels(data, x) for x in decoded]).astype(np.float32)}


@lru_cache(maxsize=16)
def through(name: str, first: End, second: End, third: End) -> dict[str, np.ndarray]:
    """The plane a + u (b - a) + v (c - a) through the codes of three pictures, u and v from 0 to 1.

    pictures: uint8 (SIDE, SIDE, H, W[, 3]), v by rows, u by columns; the last is b + c - a, perhaps far from all codes.
    """
    network = model(name)
    a, b, c = network.encode(_pictures(name, first, second, third))[0]
    u, v = np.meshgrid(np.linspace(0, 1, SIDE), np.linspace(0, 1, SIDE))
    pictures = pictures_of(to_bytes(network.decode(plane(a, b, c, u.ravel(), v.ravel()))), network.config.shape)
    return {"pictures": pictures.reshape(SIDE, SIDE, *pictures.shape[1:])}


@lru_cache(maxsize=64)
def towards(name: str, first: End, label: int) -> dict[str, np.ndarray]:
    """A picture's code plus t times the way from the mean code of its label to that of another, t from 0 to FARTHEST.

    A drawing has the label of the real picture that it is nearest to.

    pictures: uint8 (1, STEPS, H, W[, 3]), of the picture asked for; values: float32 (3, MOMENTS), the share of ASKED
    test pictures of its label whose nearest real picture has the other label at each strength, less and more its
    standard error.
    """
    network, test = model(name), images.load(weights.data_of(name), "test")
    picture = _pictures(name, first)
    source = int(test.labels[first] if isinstance(first, int) else nearest_label(weights.data_of(name), picture)[0])
    z = network.encode(picture)[0]
    z = z + np.linspace(0, FARTHEST, STEPS)[:, None] * change(name, source, label)
    pictures = pictures_of(to_bytes(network.decode(z)), network.config.shape)[None]
    share, error = share_taken(name, source, label)
    return {"pictures": pictures, "values": np.stack([share, share - error, share + error]).astype(np.float32)}


@lru_cache(maxsize=1000)
def share_taken(name: str, source: int, label: int) -> tuple[np.ndarray, np.ndarray]:
    """The share of `towards` and its standard error, (MOMENTS,) each: the same for all pictures of one label."""
    network, data = model(name), weights.data_of(name)
    test = images.load(data, "test")
    theirs, way = network.encode(test.images[test.labels == source][:ASKED])[0], change(name, source, label)
    times = np.linspace(0, FARTHEST, MOMENTS)
    return mean_and_error([nearest_label(data, network.decode(theirs + t * way)) == label for t in times], axis=1)


def change(name: str, source: int, label: int) -> np.ndarray:
    """From the mean code of one label to that of another, (d,)."""
    return change_of_label(encoded(name), images.load(weights.data_of(name)).labels[:COMPARED], source, label)


@cache
def encoded(name: str) -> np.ndarray:
    """Codes of COMPARED training pictures, (n, d)."""
    return np.concatenate([mu for mu, _ in in_slices(name, images.load(weights.data_of(name)).images[:COMPARED])])
