"""Requests of /probability, asked without a socket."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from safetensors.numpy import load

from app.live.channel.messages import parse
from app.live.postcards.service import DEFAULT
from engines.data.worlds import World

BOX = [-3.0, -3.0, 3.0, 3.0]
HILLS = {"components": [[0.5, -1, 0, 0.4, 0.1, 0.3], [1.5, 1, 0.5, 0.2, 0, 0.2]]}
STEPS = {
    "id": 1, "kind": "steps", "world": HILLS, "box": BOX, "sampler": "metropolis", "settings": {"chains": 8},
    "seed": 0, "from": 0, "n": 40,
}  # fmt: skip
DRAWS = {"id": 1, "kind": "draws", "weights": list(DEFAULT), "seed": 5, "from": 0, "n": 100}


def ask(service: Any, message: dict[str, Any]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    frame = service.answer(parse(json.dumps(message)))
    length = int.from_bytes(frame[:8], "little")
    meta = json.loads(frame[8 : 8 + length]).get("__metadata__", {})
    return {k: json.loads(v) for k, v in meta.items()}, load(frame)


def world() -> World:
    c = np.array(HILLS["components"])
    return World(c[:, 0], c[:, 1:3], c[:, [3, 4, 4, 5]].reshape(-1, 2, 2))
