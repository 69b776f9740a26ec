"""Latent spaces under the hand: decodes points and draws maps for the shipped autoencoders."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from app.live import frames
from app.live.messages import BadMessage, Decode, Map, Point
from engines import images
from engines.latent_space import REACH, LatentSpace, space

if TYPE_CHECKING:
    from engines.autoencoder import Autoencoder

MAP_SIDE = 21  # decoded pictures per side of a map; odd, so that the origin is one of them
MAP_PICTURES = 2_000  # test images encoded onto a map

# One thread decodes for every hand: a picture takes under a millisecond, and more threads would only share the core.
# Maps take longer and have their own, so that nobody's hand waits for somebody's map.
_DECODER = ThreadPoolExecutor(1, thread_name_prefix="decode")
_MAPPER = ThreadPoolExecutor(1, thread_name_prefix="map")


@lru_cache(maxsize=16)
def model(name: str) -> Autoencoder:
    """The shipped model; the first call imports torch."""
    import torch

    from engines.autoencoder import Autoencoder

    torch.set_num_threads(1)  # measured: 2 threads are 4 times slower as soon as the other core is busy
    return Autoencoder.pretrained(name)


async def answer(request: Decode | Map) -> bytes:
    """The frame for one request. BadMessage when a model or a number is not allowed."""
    worker = _DECODER if isinstance(request, Decode) else _MAPPER
    return await asyncio.get_running_loop().run_in_executor(worker, answer_now, request)


def answer_now(request: Decode | Map) -> bytes:
    """The same, in this thread."""
    if isinstance(request, Decode):
        return frames.pack({"pictures": decode(request)}, id=request.id, kind="decode")
    known_space(request.model, request.id)
    return frames.pack(latent_map(request.model, request.layer), id=request.id, kind="map", layer=request.layer)


def decode(request: Decode) -> np.ndarray:
    """One uint8 picture per point, (n, H, W)."""
    for point in request.points:
        check_point(point, request.id)
    return np.stack([_pictures(point.model, np.array([point.z], np.float32))[0] for point in request.points])


def check_point(point: Point, message_id: int) -> None:
    """BadMessage unless z has the model's dimension and lies where the sliders can reach."""
    s = known_space(point.model, message_id)
    if len(point.z) != len(s.origin):
        raise BadMessage(
            "bad_dimension", f"{point.model} has {len(s.origin)} dimensions, z has {len(point.z)}", message_id
        )
    too_far = np.abs(np.array(point.z) - s.origin) > REACH * s.scale * (1 + 1e-4)
    if too_far.any():
        i = int(too_far.argmax())
        low, high = s.origin[i] - REACH * s.scale[i], s.origin[i] + REACH * s.scale[i]
        text = f"z[{i}] is {point.z[i]:g}; give a number from {low:g} to {high:g}"
        raise BadMessage("out_of_range", text, message_id)


def known_space(name: str, message_id: int) -> LatentSpace:
    """The latent space of shipped weights, or BadMessage."""
    try:
        return space(name)
    except ValueError as error:
        raise BadMessage("unknown_model", "there are no shipped weights of that name", message_id) from error


@lru_cache(maxsize=32)
def latent_map(name: str, layer: str) -> dict[str, Any]:
    """A map of the plane |u1|, |u2| <= REACH.

    pictures: uint8 (MAP_SIDE, MAP_SIDE, H, W), first row at u2 = +REACH, as on a screen;
    points: u of the encoded test images, float32 (n, 2), with their labels, uint8 (n,).
    """
    s = space(name)
    if layer == "points":
        test = images.load(s.data, "test")
        mu, _ = model(name).encode(test.images[:MAP_PICTURES])
        return {"points": s.to_plane(mu).astype(np.float32), "labels": test.labels[:MAP_PICTURES]}
    u1, u2 = np.meshgrid(np.linspace(-REACH, REACH, MAP_SIDE), np.linspace(REACH, -REACH, MAP_SIDE))
    pictures = _pictures(name, s.from_plane(np.stack([u1.ravel(), u2.ravel()], 1)))
    return {"pictures": pictures.reshape(MAP_SIDE, MAP_SIDE, *pictures.shape[1:])}


def _pictures(name: str, z: np.ndarray) -> np.ndarray:
    """Decoded z (n, latent_dim) as uint8 (n, H, W)."""
    decoder = model(name)
    side = decoder.config.size
    return np.rint(decoder.decode(z) * 255).astype(np.uint8).reshape(-1, side, side)
