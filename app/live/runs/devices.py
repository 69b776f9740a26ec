"""Where the networks of picture models compute: LIVE_DEVICE. A graphics card rounds otherwise than a processor."""

from __future__ import annotations

import os
from functools import cache

from app.live.channel import limits

DEVICE = os.environ.get("LIVE_DEVICE", "auto")  # or "cpu", "cuda", "cuda:1", "mps"


@cache
def device() -> str:
    """Of this process: the first graphics card that torch can use, unless something else was asked for."""
    import torch

    if DEVICE == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        torch.zeros(1, device=DEVICE).sum().item()
    except Exception as error:
        said = str(error).splitlines()[0][:200]
        text = f"LIVE_DEVICE is {DEVICE!r}, which torch cannot use here ({said})"
        limits.say(f"{text}; picture models train on the processor")
        return "cpu"
    return DEVICE
