"""What a message about a run says: whose it is, how fast, with which settings."""

from __future__ import annotations

from typing import Any

from app.live.channel.messages import Message
from app.live.runs.jobs import read_job
from app.live.runs.run import Run

SPEEDS = (0.5, 2000.0)  # steps per second that a person may set


def asked_of(message: Message) -> dict[str, Any]:
    """What a job is besides its settings, as it was asked for."""
    return {name: message.fields.get(name) for name in ("job", "world", "data")}


def is_asked(message: Message, run: Run) -> bool:
    """Whether the run is what the message describes; a message that describes nothing is content with any."""
    if "job" not in message.fields or run.asked is None:
        return True
    try:
        return run.asked == asked_of(message) and read_job(message).config == run.job.config
    except ValueError:
        return False


def read_owner(message: Message) -> str:
    """The secret of a browser: whoever knows it controls the runs begun with it."""
    owner = message.fields.get("owner")
    if not isinstance(owner, str) or not 16 <= len(owner) <= 64 or not (owner.isascii() and owner.isprintable()):
        raise message.refuse("bad_owner", "owner must be a text of 16 to 64 ASCII characters")
    return owner


def read_speed(message: Message) -> float | None:
    """Steps per second; None, and nothing, mean as fast as it goes."""
    return None if message.fields.get("speed") is None else message.number("speed", *SPEEDS)


def read_changes(message: Message) -> dict[str, Any]:
    changes = message.fields.get("config")
    if not isinstance(changes, dict) or not 1 <= len(changes) <= 40:
        raise message.refuse("bad_settings", "config must be an object of settings")
    return changes
