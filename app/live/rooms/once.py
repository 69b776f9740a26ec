"""A request may come twice, where its answer was lost on the way: it is done once.

Each has a token, which its browser draws; a room remembers the last ones.
"""

from __future__ import annotations

from app.live.state.state import Connection

REMEMBERED = 64  # who leads sends a link a second at most, and tries for half a minute


def is_new(c: Connection, room: str, token: str) -> bool:
    """Whether the request of that token has not been done; from now on it has. "" is always new."""
    if not token:
        return True
    done = c.execute("SELECT done FROM rooms WHERE code = ?", (room,)).fetchone()["done"].split()
    if token in done:
        return False
    c.execute("UPDATE rooms SET done = ? WHERE code = ?", (" ".join([token, *done][:REMEMBERED]), room))
    return True
