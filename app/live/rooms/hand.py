"""The teacher's hand on an instrument, shown to the students who wait for news: in memory only, where it is now.

A position is encoded once for all who see it, whose requests differ by their ids alone. Servers that share the rooms
pass it on to each other, where they know their addresses.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any

from app.live.channel import frames
from app.live.channel.messages import Message

PER_SECOND, AT_ONCE = 25, 5  # positions of one room; what comes faster is left out: the next is newer
KEY, EXPERIMENT = re.compile(r"[\w.:-]{1,80}", re.ASCII), re.compile(r"[a-z]{0,40}/[\w-]{0,40}", re.ASCII)
PARTS = 200  # of one instrument


class Hand:
    """Where it is, as a frame for whoever sees it."""

    def __init__(self, place: dict[str, Any]) -> None:
        self.encoded = frames.encoded({"kind": "frame", "hand": place})

    def frame(self, message_id: int) -> bytes:
        return frames.packed({}, {"id": str(message_id), **self.encoded})


def read_hand(message: Message) -> dict[str, Any]:
    """Which part of how many of an instrument, and shares of its width and height."""
    place = {"key": message.fields.get("key"), "experiment": message.fields.get("experiment")}
    for (name, text), pattern in zip(place.items(), (KEY, EXPERIMENT), strict=True):
        if not isinstance(text, str) or not pattern.fullmatch(text):
            raise message.refuse(f"bad_{name}", f"{name} must be the name of one")
    of = message.whole("of", 1, PARTS)
    place |= {"part": message.whole("part", 0, of - 1), "of": of}
    return place | {axis: round(message.number(axis, 0, 1), 4) for axis in "xy"}


class Pace:
    """Lets so many positions of each room pass, a few of them at once. Safe from any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now, self.lock = now, threading.Lock()
        self.free: dict[str, float] = {}  # code -> when all that has passed would have, one after the other

    def passes(self, code: str) -> bool:
        with self.lock:
            now = self.now()
            free = max(now, self.free.get(code, now)) + 1 / PER_SECOND
            if free > now + (AT_ONCE + 0.5) / PER_SECOND:
                return False
            self.free = {room: at for room, at in self.free.items() if at > now} | {code: free}
            return True
