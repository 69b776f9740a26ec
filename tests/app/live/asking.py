"""Requests to services without a socket, and the world that they are about."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
from safetensors.numpy import load

from app.live.channel.messages import parse
from engines.data.worlds import World

BOX = [-3.0, -3.0, 3.0, 3.0]
HILLS = {"components": [[0.5, -1, 0, 0.4, 0.1, 0.3], [1.5, 1, 0.5, 0.2, 0, 0.2]]}
DOT = {"strokes": [[[0.5, 0.5]]], "thickness": 0.1}
BAD_WORLDS = [
    None, 3, {}, {"name": "gan"}, {"kept": "0"}, {"kept": ["x"]}, {"strokes": []}, {"strokes": [[]]},
    {"strokes": [[[0, "a"]]]}, {"strokes": [[[0, 0]] * 4000]}, {"strokes": [[[0, 1e9]]]}, {"components": []},
    {"components": [[1, 0, 0, 1, 0, 1]] * 13}, {"components": [[0, 0, 0, 1, 0, 1]]},
    {"components": [[-1, 0, 0, 1, 0, 1]]}, {"components": [[1, 0, 0, 0, 0, 0]]}, {"components": [[1, 0, 0, 1, 2, 1]]},
    {"components": [[1, 0, 0, 1, 0]]}, {"components": [[1, 1e9, 0, 1, 0, 1]]}, {"components": [[1, 0, 0, -1, 0, 1]]},
]  # fmt: skip


def ask(service: Any, message: dict[str, Any]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    frame = service.answer(parse(json.dumps(message)))
    length = int.from_bytes(frame[:8], "little")
    meta = json.loads(frame[8 : 8 + length]).get("__metadata__", {})
    return {k: json.loads(v) for k, v in meta.items()}, load(frame)


def world() -> World:
    c = np.array(HILLS["components"])
    return World(c[:, 0], c[:, 1:3], c[:, [3, 4, 4, 5]].reshape(-1, 2, 2))


def longest_turn(service: Any, message: dict[str, Any]) -> tuple[int, float]:
    """In how many turns something is answered, and the share of its time that the longest takes."""
    slices, seconds, answered = service.slices(parse(json.dumps(message))), [], False
    while not answered:
        began = time.thread_time()
        answered = next(slices, "over") == "over"
        seconds.append(time.thread_time() - began)
    return len(seconds), max(seconds) / sum(seconds)
