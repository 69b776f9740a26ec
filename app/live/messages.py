"""What a browser may ask of the live channel: parsed and validated before anything is computed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.live import limits

LAYERS = ("pictures", "points")  # the backgrounds of a latent map
MAX_ID = 2**53 - 1  # the largest whole number that JavaScript holds exactly


class BadMessage(ValueError):
    """A message that cannot be answered: what is wrong, in words, and a code for the program."""

    def __init__(self, code: str, text: str, message_id: int | None = None) -> None:
        super().__init__(text)
        self.code, self.message_id = code, message_id


@dataclass(frozen=True)
class Point:
    """One point z, shape (latent_dim,), of one shipped model."""

    model: str
    z: tuple[float, ...]


@dataclass(frozen=True)
class Decode:
    """Decode up to `limits.POINTS` points."""

    id: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Map:
    """The background of one model's latent map."""

    id: int
    model: str
    layer: str


def parse(raw: str | bytes) -> Decode | Map:
    """The request in a WebSocket message. BadMessage for anything else; latent.py checks models and ranges."""
    if len(raw) > limits.MESSAGE_BYTES:
        raise BadMessage("too_big", f"the message has {len(raw)} bytes; {limits.MESSAGE_BYTES} are allowed")
    try:
        data = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadMessage("not_json", "the message is not JSON with finite numbers") from error
    if not isinstance(data, dict):
        raise BadMessage("not_object", "the message is not a JSON object")
    message_id = data.get("id")
    if not isinstance(message_id, int) or isinstance(message_id, bool) or not 0 <= message_id <= MAX_ID:
        raise BadMessage("bad_id", f"id must be a whole number from 0 to {MAX_ID}")
    if data.get("kind") == "decode":
        return Decode(message_id, _points(data, message_id))
    if data.get("kind") == "map":
        if data.get("layer") not in LAYERS:
            raise BadMessage("bad_layer", f"layer must be one of {', '.join(LAYERS)}", message_id)
        return Map(message_id, _model(data, message_id), data["layer"])
    raise BadMessage("bad_kind", "kind must be decode or map", message_id)


def _points(data: Mapping[str, Any], message_id: int) -> tuple[Point, ...]:
    points = data.get("points")
    if not isinstance(points, list) or not 1 <= len(points) <= limits.POINTS:
        raise BadMessage("bad_points", f"points must be a list of 1 to {limits.POINTS} points", message_id)
    return tuple(_point(p, message_id) for p in points)


def _point(point: Any, message_id: int) -> Point:
    if not isinstance(point, dict) or not isinstance(point.get("z"), list):
        raise BadMessage("bad_point", "a point is an object with a model and a list z", message_id)
    z = point["z"]
    if not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in z):
        raise BadMessage("bad_number", "z must hold numbers only", message_id)
    if not all(abs(v) < 1e9 and math.isfinite(v) for v in z):  # whole numbers of any length are JSON too
        raise BadMessage("out_of_range", "z holds a number that is far too large", message_id)
    return Point(_model(point, message_id), tuple(map(float, z)))


def _model(data: Mapping[str, Any], message_id: int) -> str:
    if not isinstance(data.get("model"), str):
        raise BadMessage("bad_model", "model must be the name of shipped weights", message_id)
    return data["model"]


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a finite number")
