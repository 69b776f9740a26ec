"""A few page scripts at a time: of a class that opens one link at once, the first have their page when the last begin.

All at once, none has it before nearly all have; and each of so many threads that want Python's one lock makes everybody
wait, also those who drag.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

AT_ONCE = (os.cpu_count() or 2) + 1
PATIENCE = 0.25  # seconds; whoever has taken longer waits for something, and holds up nobody any more


@dataclass(eq=False)
class Script:
    """One that waits or runs, and whose it is."""

    person: str


class Crowd:
    """Lets in `at_once`, in the order in which they came; but of one person another only where nobody else waits."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self.at_once, self.patience = at_once, patience
        self.inside: dict[Script, float] = {}  # since when
        self.queue: list[Script] = []
        self.changed = threading.Condition()

    @contextmanager
    def turn(self, person: str = "") -> Iterator[None]:
        """Wait for it, have it, leave. A person may have many pages; "" is nobody in particular."""
        me = Script(person)
        with self.changed:
            self.queue.append(me)
            while self._next() is not me or (wait := self._until_free()) > 0:
                self.changed.wait(None if self._next() is not me else wait)
            self.queue.remove(me)
            self.inside[me] = time.monotonic()
            self.changed.notify_all()
        try:
            yield
        finally:
            with self.changed:
                del self.inside[me]
                self.changed.notify_all()

    def _next(self) -> Script:
        """Of those who wait."""
        inside = {one.person for one in self.inside if one.person}
        return next((one for one in self.queue if one.person not in inside), self.queue[0])

    def _until_free(self) -> float:
        """Seconds until there is a place, if nobody leaves before."""
        latest = sorted(self.inside.values())[-self.at_once :]
        return latest[0] + self.patience - time.monotonic() if len(latest) == self.at_once else 0.0


CROWD = Crowd()


def person() -> str:
    """Whose page this is: a browser's, or, where it sends no cookies, an address's."""
    return st.context.cookies.get(XSRF_COOKIE_NAME) or st.context.ip_address or ""
