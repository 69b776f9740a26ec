"""The servers that share the state, and where each is reached: what one does not have, another may.

Each whose LIVE_ADDRESS is set writes it down beside its name, with which the names of its runs begin.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from functools import cache

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.state.database import shared
from app.live.state.state import State

TELL_SECONDS = 20.0  # between two times that a server says where it is
SILENT_SECONDS = 60.0  # then it is gone
KNOWN_SECONDS = 2.0  # that what was read of the others is taken for true


class Servers:
    """This server among them; without an address it knows of no other. Safe from any thread."""

    def __init__(self, state: Callable[[], State], address: str, now: Callable[[], float] = time.time) -> None:
        self.name = secrets.token_hex(3)
        self.state, self.address, self.now = state, address, now
        self.known: dict[str, str] = {}
        self.read = -KNOWN_SECONDS
        self.lock = threading.Lock()

    def tell(self) -> None:
        """Where this one is; those that are gone are forgotten."""
        gone = self.now() - SILENT_SECONDS, self.name, self.address
        with self.state().change() as c:
            c.execute("DELETE FROM servers WHERE seen < ? OR name = ? OR address = ?", gone)
            row = (self.name, self.address, self.now())
            c.execute("INSERT INTO servers (name, address, seen) VALUES (?, ?, ?)", row)

    def others(self) -> dict[str, str]:
        """The addresses of the others, by name."""
        with self.lock:
            if self.address and time.monotonic() - self.read > KNOWN_SECONDS:
                there = "SELECT name, address FROM servers WHERE seen >= ? AND name <> ? AND address <> ?"
                try:
                    with self.state().look() as c:
                        rows = c.execute(there, (self.now() - SILENT_SECONDS, self.name, self.address)).fetchall()
                    self.known = {row["name"]: row["address"] for row in rows}
                except Refused as error:  # the state is away, the others may not be
                    limits.say(str(error), kind=error.code)
                self.read = time.monotonic()
            return self.known

    def keep_telling(self) -> None:
        while True:
            try:
                self.tell()
            except Refused as error:
                limits.say(str(error), kind=error.code)
            except Exception as error:  # tried again: it must not end
                limits.say_failed(error)
            time.sleep(TELL_SECONDS)


@cache
def servers() -> Servers:
    """Those of this process; from now on the others know of it."""
    made = Servers(shared, limits.ADDRESS)
    if made.address:
        threading.Thread(target=made.keep_telling, name="servers", daemon=True).start()
    return made
