"""Latent spaces under the hand: decodes points and draws maps for the shipped autoencoders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from app.live.channel import frames, limits
from app.live.channel.desk import Desk
from app.live.channel.messages import Message, is_number, short
from app.live.channel.service import Service
from app.live.latent.encoder import encode_frame, in_slices
from app.live.latent.nearest import judged
from app.live.latent.walks import encoded, plane_frame, shift_frame, walk_frame
from engines.data import images
from engines.data.pixels import SHAPES, pictures_of, to_bytes
from engines.nets import weights
from engines.nets.latent_space import MAP_SIDE, REACH, space
from engines.shipped import model

LAYERS = ("pictures", "points")  # the backgrounds of a latent map
FRAMES = {"walk": walk_frame, "plane": plane_frame, "shift": shift_frame, "encode": encode_frame}
STRIP, MOST_STRIPS = 7, 16  # pictures of a slider's strip; sliders that have one
PRINTED, MOST_PRINTED = 12, 10_000  # pictures printed at once; how often

Asked = tuple[int, ...]  # a value of each factor that the model is told, -1 where it is left open; () asks for nothing


@dataclass(frozen=True)
class Point:
    """One point z, shape (latent_dim,), of one shipped model; asked: what it is to show there, see `read_asked`."""

    model: str
    z: np.ndarray
    asked: Asked = ()


class LatentService(Service):
    """Answers "decode" with one picture per point, "strips" with where each slider leads from there, "map" with the
    background of a model's map, "print" with pictures of random codes, "nearest" with the real picture nearest to each
    point's (see nearest.py), "neighbour" with the test picture whose code is nearest, "walk", "plane" and "shift" with
    the pictures of a walk (see walks.py), "encode" with what becomes of a picture (see encoder.py)."""

    # A picture takes under a millisecond. Maps take longer: nobody's hand waits for somebody's map.
    desk, strips, maps = Desk("decode"), Desk("strips"), Desk("map")
    judges = Desk("nearest")

    def worker(self, message: Message) -> Desk:
        desks = {"decode": self.desk, "encode": self.desk, "strips": self.strips, "nearest": self.judges}
        return desks.get(message.kind, self.maps)

    def answer(self, message: Message) -> bytes:
        """The frame for one request, in this thread. BadMessage when a model or a number is not allowed."""
        if message.kind == "decode":
            points = read_points(message)
            pictures = [_pictures(point.model, point.z[None], point.asked)[0] for point in points]
            if len({picture.shape for picture in pictures}) > 1:
                raise message.refuse("bad_points", "these models draw pictures of different sizes; ask one by one")
            return frames.pack({"pictures": np.stack(pictures)}, id=message.id, kind="decode")
        if message.kind == "strips":
            strips = [strips_of(message, point) for point in read_points(message)]
            if len({strip.shape for strip in strips}) > 1:
                raise message.refuse("bad_points", "these models have other sliders; ask one by one")
            return frames.pack({"pictures": np.stack(strips)}, id=message.id, kind="strips")
        if message.kind == "map":
            layer, name = message.choice("layer", LAYERS), read_model(message, message.fields)
            axes, z, asked = read_axes(message, name), None, read_asked(message, message.fields, name)
            if "z" in message.fields:
                z = tuple(map(float, _read_point(message, message.fields).z))
            if layer == "points":
                _need_codes(message, name)
            return frames.pack(latent_map(name, layer, axes, z, asked), id=message.id, kind="map", layer=layer)
        if message.kind == "print":
            name, seed = read_model(message, message.fields), message.whole("seed", 0, MOST_PRINTED)
            return frames.pack(printed(name, seed), id=message.id, kind="print")
        if message.kind == "nearest":
            points = read_points(message)
            for point in points:
                _need_codes(message, point.model)
            return frames.pack(judged([(p.model, p.z) for p in points]), id=message.id, kind="nearest")
        if message.kind == "neighbour":
            point = _read_point(message, message.fields)
            _need_codes(message, point.model)
            return frames.pack(neighbour(point), id=message.id, kind="neighbour")
        if message.kind in FRAMES:
            return frames.pack(FRAMES[message.kind](message), id=message.id, kind=message.kind)
        kinds = ("decode", "strips", "map", "print", "nearest", "neighbour", *FRAMES)
        raise message.refuse("bad_kind", f"kind must be {', '.join(kinds[:-1])} or {kinds[-1]}")


def _need_codes(message: Message, name: str) -> None:
    if name.startswith("gan-") or space(name).data not in SHAPES:
        raise message.refuse("no_codes", f"{name} has no encoder, or no map of codes; ask for pictures")


def read_points(message: Message) -> list[Point]:
    points = message.fields.get("points")
    if not isinstance(points, list) or not 1 <= len(points) <= limits.POINTS:
        raise message.refuse("bad_points", f"points must be a list of 1 to {limits.POINTS} points")
    return [_read_point(message, point) for point in points]


def _read_point(message: Message, point: Any) -> Point:
    """A point of a shipped model that lies where the sliders can reach."""
    if not isinstance(point, dict) or not isinstance(point.get("z"), list):
        raise message.refuse("bad_point", "a point is an object with a model and a list z")
    name, z = read_model(message, point), point["z"]
    s = space(name)
    if not all(map(is_number, z)):
        raise message.refuse("bad_number", "z must hold finite numbers only")
    if len(z) != len(s.origin):
        raise message.refuse("bad_dimension", f"{name} has {len(s.origin)} dimensions, z has {len(z)}")
    for i, value in enumerate(z):
        low, high = s.bounds(i)
        if not low <= value <= high:
            raise message.refuse("out_of_range", f"z[{i}] is {short(value)}; give a number from {low:g} to {high:g}")
    return Point(name, np.array(z, np.float32), read_asked(message, point, name))


def read_asked(message: Message, fields: Mapping[str, Any], name: str) -> Asked:
    """What the field "asked" wants of a model that is told factors; without it nothing."""
    asked, factors = fields.get("asked", []), factors_of(name)
    if asked == []:
        return ()
    if not (isinstance(asked, list) and len(asked) == len(factors) and all(type(i) is int for i in asked)):
        raise message.refuse("bad_request", f"{name} is asked for {len(factors)} whole numbers")
    if not all(-1 <= i < n for i, n in zip(asked, factors, strict=True)):
        raise message.refuse("bad_request", f"{name} knows no such value; each is from -1 to below {list(factors)}")
    return tuple(asked)


def factors_of(name: str) -> Sequence[int]:
    """How many values each factor has that a shipped model is told; none of one that takes no requests."""
    return weights.record(name)["config"].get("factors", ())


def strips_of(message: Message, point: Point) -> np.ndarray:
    """What each slider would draw from here over its whole reach, uint8 (latent_dim, STRIP, H, W[, C])."""
    if len(point.z) > MOST_STRIPS:
        raise message.refuse("too_big", f"{point.model} has more than {MOST_STRIPS} sliders")
    swept = space(point.model).sweeps(point.z, STRIP)
    pictures = _pictures(point.model, swept.reshape(-1, len(point.z)), point.asked)
    return pictures.reshape(*swept.shape[:2], *pictures.shape[1:])


def read_axes(message: Message, name: str) -> tuple[int, int] | None:
    """The two dimensions that a map shows, in "axes"; None, or without it: those of the model's own plane."""
    axes = message.fields.get("axes")
    if axes is None:
        return None
    d = len(space(name).origin)
    whole = isinstance(axes, list) and len(axes) == 2 and all(type(i) is int and 0 <= i < d for i in axes)
    if not whole or axes[0] == axes[1]:
        raise message.refuse("bad_axes", f"axes must be two different dimensions from 0 to {d - 1}")
    return axes[0], axes[1]


def read_model(message: Message, fields: Any) -> str:
    """The name of shipped weights in the field "model"."""
    name = fields.get("model")
    if not isinstance(name, str):
        raise message.refuse("bad_model", "model must be the name of shipped weights")
    try:
        space(name)
    except ValueError as error:
        raise message.refuse("unknown_model", "there are no shipped weights of that name") from error
    return name


@lru_cache(maxsize=32)
def latent_map(
    name: str,
    layer: str,
    axes: tuple[int, int] | None = None,
    z: tuple[float, ...] | None = None,
    asked: Asked = (),
) -> dict[str, np.ndarray]:
    """A map of the plane |u1|, |u2| <= REACH of two axes, or of the model's own; through z, or through the middle.

    pictures: uint8 (MAP_SIDE, MAP_SIDE, H, W[, 3]), first row at u2 = +REACH, as on a screen;
    points: u of encoded training images, float32 (n, 2), with their labels, uint8 (n,).
    """
    s = space(name).turned(axes)
    if layer == "points":
        points = s.to_plane(encoded(name)).astype(np.float32)
        return {"points": points, "labels": images.load(s.data).labels[: len(points)]}
    u1, u2 = np.meshgrid(np.linspace(-REACH, REACH, MAP_SIDE), np.linspace(REACH, -REACH, MAP_SIDE))
    beside = 0.0 if z is None else s.beside_plane(np.array(z))
    pictures = _pictures(name, s.from_plane(np.stack([u1.ravel(), u2.ravel()], 1), beside), asked)
    return {"pictures": pictures.reshape(MAP_SIDE, MAP_SIDE, *pictures.shape[1:])}


def neighbour(point: Point) -> dict[str, np.ndarray]:
    """The test picture whose mean mu is nearest to a point, in units of the model's own spread.

    picture: uint8 (1, H, W[, 3]); mu, sigma: float32 (latent_dim,), its cloud.
    """
    s, (mu, sigma) = space(point.model), codes_of_tests(point.model)
    i = int((((mu - point.z) / s.scale) ** 2).sum(1).argmin())
    return {"picture": images.load(s.data, "test").images[[i]], "mu": mu[i], "sigma": sigma[i]}


@lru_cache(maxsize=8)
def codes_of_tests(name: str) -> tuple[np.ndarray, np.ndarray]:
    """mu and sigma of the test pictures, each (n, latent_dim)."""
    mu, sigma = zip(*in_slices(name, images.load(space(name).data, "test").images), strict=True)
    return np.concatenate(mu), np.concatenate(sigma)


def printed(name: str, seed: int) -> dict[str, np.ndarray]:
    """PRINTED codes drawn from N(0, 1) in units of the model's own spread, a VAE's prior, within reach of its sliders;
    and their pictures.

    codes: float32 (n, latent_dim); pictures: uint8 (n, H, W[, 3]).
    """
    s = space(name)
    h = np.random.default_rng(seed).standard_normal((PRINTED, len(s.origin))).clip(-REACH, REACH)
    codes = (s.origin + s.scale * h).astype(np.float32)
    return {"codes": codes, "pictures": _pictures(name, codes)}


def _pictures(name: str, z: np.ndarray, asked: Asked = ()) -> np.ndarray:
    """Decoded z (n, latent_dim) as uint8 (n, H, W), or (n, H, W, 3) with colours."""
    network = model(name)
    y = np.tile(asked, (len(z), 1)) if asked else None
    drawn = network.generate(z, y) if name.startswith("gan-") else network.decode(z)
    return pictures_of(to_bytes(drawn), network.config.shape)
