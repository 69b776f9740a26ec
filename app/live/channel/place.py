"""Where a person holds a history that plays, kept in the session and in the link."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from app.live.channel.messages import Message

LONGEST = 60  # of what says which history it is
FURTHEST, FASTEST = 10_000, 1_000


def read_place(value: Any) -> dict[str, Any] | None:
    """{about, at, speed}: of which history, where it is held, None while it plays, and how many of its steps pass in a
    second, None where nobody has chosen."""
    if value is None:
        return None
    named = read_about(value, "at", "speed")
    message = Message(0, "place", value)
    at = None if value["at"] is None else message.whole("at", 0, FURTHEST)
    speed = None if value["speed"] is None else message.whole("speed", 1, FASTEST)
    return {"about": named, "at": at, "speed": speed}


def read_about(value: Any, *others: str) -> str:
    """Which history {about, others ...} belongs to."""
    names = ("about", *others)
    if not isinstance(value, dict) or set(value) != set(names):
        raise ValueError(f"give {', '.join(names)}")
    if not isinstance(value["about"], str) or len(value["about"]) > LONGEST:
        raise ValueError("about is a short text")
    return value["about"]


def about(*what: Any) -> str:
    """A name for the history that these settings make."""
    return sha256(json.dumps(what).encode()).hexdigest()[:8]
