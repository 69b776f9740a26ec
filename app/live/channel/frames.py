"""Binary frames: the safetensors layout, 8 bytes of length, a JSON header, raw arrays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from safetensors.numpy import save


def pack(arrays: Mapping[str, np.ndarray], **meta: Any) -> bytes:
    """Arrays and JSON values as one frame; frame.js reads it."""
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    return save(contiguous, metadata={name: json.dumps(value) for name, value in meta.items()})


def error(message_id: int | None, code: str, text: str) -> bytes:
    """A frame that says what went wrong; `message_id` tells which request, where that is known."""
    return pack({}, id=message_id, kind="error", code=code, text=text)
