"""A few page scripts at a time, and the pictures of all first: of a class that opens one link at once, the first have
theirs when the last begin, and the last theirs before the first have all else.

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

AT_ONCE = os.cpu_count() or 2
PATIENCE = 0.25  # seconds; whoever has taken longer waits for something, and holds up nobody any more


@dataclass(eq=False)
class Script:
    """One that waits or runs, whose it is, and whether its picture is there."""

    person: str
    woken: threading.Condition
    pictured: bool = False


class Crowd:
    """Lets in `at_once`, in the order in which they came; but of one person another only where nobody else waits."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self.at_once, self.patience = at_once, patience
        self.inside: dict[Script, float] = {}  # since when
        self.queue: list[Script] = []
        self.lock = threading.Lock()
        self.mine = threading.local()  # the script of each thread

    @contextmanager
    def turn(self, person: str = "") -> Iterator[None]:
        """Wait for it, have it, leave. A person may have many pages; "" is nobody in particular."""
        me = self.mine.script = Script(person, threading.Condition(self.lock))
        self._enter(me)
        try:
            yield
        finally:
            self._leave(me)
            self.mine.script = None

    def pictured(self) -> None:
        """Called by a script whose picture is there: the rest of its page comes after all who wait now."""
        me = getattr(self.mine, "script", None)
        if me is not None and not me.pictured:
            me.pictured = True
            if self.queue:
                self._leave(me)
                self._enter(me)

    def _enter(self, me: Script) -> None:
        with self.lock:
            self.queue.append(me)
            while not (first := self._next() is me) or self._until_free() > 0:
                me.woken.wait(self._until_free() if first else None)
            self.queue.remove(me)
            self.inside[me] = time.monotonic()
            self._wake()

    def _leave(self, me: Script) -> None:
        with self.lock:
            self.inside.pop(me, None)
            self._wake()

    def _wake(self) -> None:
        """Whose turn it may be looks; the others would look in vain, each in a thread of its own."""
        if self.queue:
            self._next().woken.notify()

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
