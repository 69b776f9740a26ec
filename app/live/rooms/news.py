"""Who waits for news of a room is told at once, whichever process has changed it."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.rooms.store import Rooms

LOOK_SECONDS = 0.25  # until what another process has done is noticed
SWEEP_SECONDS = 60.0  # between two deletions of what is over

Bell = tuple[asyncio.AbstractEventLoop, asyncio.Event]


class News:
    """Rings the bells of those who wait. Safe from any thread."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms, self.lock = rooms, threading.Lock()
        self.bells: dict[str, set[Bell]] = defaultdict(set)
        self.seen: dict[str, int] = {}  # code -> version
        self.somebody, self.closed = threading.Event(), threading.Event()
        threading.Thread(target=self._look, name="rooms", daemon=True).start()

    @contextmanager
    def bell(self, code: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the room may have changed, for one who looks, and then waits for it."""
        bell = (asyncio.get_running_loop(), asyncio.Event())
        with self.lock:
            self.bells[code].add(bell)
        self.somebody.set()
        try:
            yield bell[1]
        finally:
            with self.lock:
                self.bells[code].discard(bell)
                if not self.bells[code]:
                    del self.bells[code]

    def ring(self, code: str) -> None:
        with self.lock:
            bells = list(self.bells.get(code, ()))
        for loop, event in bells:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        self.closed.set()
        self.somebody.set()

    def _look(self) -> None:
        """While somebody waits, for what other processes do; now and then, for rooms whose time is over."""
        rounds = 0
        while not self.closed.is_set():
            try:
                if rounds % int(SWEEP_SECONDS / LOOK_SECONDS) == 0:
                    self.rooms.sweep()
                if self.bells:
                    self._compare(self.rooms.versions())
            except Refused:
                pass  # the log has it; the next round may go well
            except Exception as error:
                limits.say_failed(error)
            rounds += 1
            if self.bells:
                self.closed.wait(LOOK_SECONDS)
            elif not self.somebody.wait(SWEEP_SECONDS):
                rounds = 0
            self.somebody.clear()

    def _compare(self, now: dict[str, int]) -> None:
        for code in {code for code in {*now, *self.seen} if now.get(code) != self.seen.get(code)}:
            self.ring(code)
        self.seen = now
