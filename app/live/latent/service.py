"""Latent spaces under the hand: decodes points and draws maps for the shipped autoencoders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from app.live.channel import frames, limits
from app.live.channel.desk import Desk
from app.live.channel.messages import Message, is_number, short
from app.live.channel.service import Service
from app.live.latent.nearest import judged
from app.live.latent.walks import encoded, plane_frame, shift_frame, walk_frame
from engines.data import images
from engines.data.pixels import pictures_of, to_bytes
from engines.nets.latent_space import MAP_SIDE, REACH, space
from engines.shipped import model

LAYERS = ("pictures", "points")  # the backgrounds of a latent map
WALKS = {"walk": walk_frame, "plane": plane_frame, "shift": shift_frame}
PRINTED, MOST_PRINTED = 12, 10_000  # pictures printed at once; how often


@dataclass(frozen=True)
class Point:
    """One point z, shape (latent_dim,), of one shipped model."""

    model: str
    z: np.ndarray


class LatentService(Service):
    """Answers "decode" with one picture per point, "map" with the background of a model's map, "print" with
    pictures of random codes, "nearest" with the real picture nearest to each point's (see nearest.py), "walk",
    "plane" and "shift" with the pictures of a walk (see walks.py)."""

    # A picture takes under a millisecond. Maps take longer: nobody's hand waits for somebody's map.
    desk, maps = Desk("decode"), Desk("map")
    judges = Desk("nearest")

    def worker(self, message: Message) -> Desk:
        return {"decode": self.desk, "nearest": self.judges}.get(message.kind, self.maps)

    def answer(self, message: Message) -> bytes:
        """The frame for one request, in this thread. BadMessage when a model or a number is not allowed."""
        if message.kind == "decode":
            points = read_points(message)
            pictures = [_pictures(point.model, point.z[None])[0] for point in points]
            if len({picture.shape for picture in pictures}) > 1:
                raise message.refuse("bad_points", "these models draw pictures of different sizes; ask one by one")
            return frames.pack({"pictures": np.stack(pictures)}, id=message.id, kind="decode")
        if message.kind == "map":
            layer, name = message.choice("layer", LAYERS), read_model(message, message.fields)
            if layer == "points":
                _need_codes(message, name)
            return frames.pack(latent_map(name, layer), id=message.id, kind="map", layer=layer)
        if message.kind == "print":
            name, seed = read_model(message, message.fields), message.whole("seed", 0, MOST_PRINTED)
            return frames.pack(printed(name, seed), id=message.id, kind="print")
        if message.kind == "nearest":
            points = read_points(message)
            for point in points:
                _need_codes(message, point.model)
            return frames.pack(judged([(p.model, p.z) for p in points]), id=message.id, kind="nearest")
        if message.kind in WALKS:
            return frames.pack(WALKS[message.kind](message), id=message.id, kind=message.kind)
        raise message.refuse("bad_kind", f"kind must be decode, map, print, nearest, {' or '.join(WALKS)}")


def _need_codes(message: Message, name: str) -> None:
    if name.startswith("gan-") or space(name).data not in images.SOURCES:
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
    return Point(name, np.array(z, np.float32))


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
def latent_map(name: str, layer: str) -> dict[str, np.ndarray]:
    """A map of the plane |u1|, |u2| <= REACH.

    pictures: uint8 (MAP_SIDE, MAP_SIDE, H, W[, 3]), first row at u2 = +REACH, as on a screen;
    points: u of encoded training images, float32 (n, 2), with their labels, uint8 (n,).
    """
    s = space(name)
    if layer == "points":
        points = s.to_plane(encoded(name)).astype(np.float32)
        return {"points": points, "labels": images.load(s.data).labels[: len(points)]}
    u1, u2 = np.meshgrid(np.linspace(-REACH, REACH, MAP_SIDE), np.linspace(REACH, -REACH, MAP_SIDE))
    pictures = _pictures(name, s.from_plane(np.stack([u1.ravel(), u2.ravel()], 1)))
    return {"pictures": pictures.reshape(MAP_SIDE, MAP_SIDE, *pictures.shape[1:])}


def printed(name: str, seed: int) -> dict[str, np.ndarray]:
    """PRINTED codes drawn from N(0, 1) in units of the model's own spread, a VAE's prior, within reach of its sliders;
    and their pictures.

    codes: float32 (n, latent_dim); pictures: uint8 (n, H, W[, 3]).
    """
    s = space(name)
    h = np.random.default_rng(seed).standard_normal((PRINTED, len(s.origin))).clip(-REACH, REACH)
    codes = (s.origin + s.scale * h).astype(np.float32)
    return {"codes": codes, "pictures": _pictures(name, codes)}


def _pictures(name: str, z: np.ndarray) -> np.ndarray:
    """Decoded z (n, latent_dim) as uint8 (n, H, W), or (n, H, W, 3) with colours."""
    network = model(name)
    draw = network.generate if name.startswith("gan-") else network.decode
    return pictures_of(to_bytes(draw(z)), network.config.shape)
