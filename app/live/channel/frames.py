"""Binary frames: the safetensors layout, 8 bytes of length, a JSON header, raw arrays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from safetensors.numpy import save


def pack(arrays: Mapping[str, np.ndarray], **meta: Any) -> bytes:
    """Arrays and JSON values as one frame; frame.js reads it."""
    return packed(arrays, encoded(meta))


def encoded(meta: Mapping[str, Any]) -> dict[str, str]:
    """Values as JSON, each by itself: what many frames have in common is encoded once."""
    return {name: json.dumps(value) for name, value in meta.items()}


def packed(arrays: Mapping[str, np.ndarray], meta: dict[str, str]) -> bytes:
    """The same as `pack`, of values that are encoded already."""
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata=meta)


def error(message_id: int | None, code: str, text: str) -> bytes:
    """A frame that says what went wrong; `message_id` tells which request, where that is known."""
    return pack({}, id=message_id, kind="error", code=code, text=text)


def meta(frame: bytes) -> dict[str, Any]:
    """The JSON values of a frame."""
    length = int.from_bytes(frame[:8], "little")
    header = json.loads(frame[8 : 8 + length])
    return {name: json.loads(text) for name, text in header.get("__metadata__", {}).items()}
