"""Who waits for news of a room is told at once, whichever process has changed it."""

from __future__ import annotations

import asyncio
import math
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.rooms.hand import Hand, Pace
from app.live.rooms.store import Room, Rooms

LOOK_SECONDS = 0.25  # until what another process has done is noticed
SCORE_SECONDS = 1.0  # between two news of the class's score of the game, whoever plays meanwhile
SWEEP_SECONDS = 60.0  # between two deletions of what is over


@dataclass(eq=False)
class Bell:
    """What one who waits hears: `rung` is set whenever the room may have changed, with `news`, and `room` is how it is
    then, or None where it has to be looked at; and, for one who `sees` it, whenever the teacher's hand has moved."""

    loop: asyncio.AbstractEventLoop
    sees: bool = False
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    news: bool = False
    room: Room | None = None
    hand: Hand | None = None

    def clear(self) -> None:
        self.rung.clear()
        self.news, self.room = False, None

    def heard(self, room: Room | None) -> None:
        self.news, self.room = True, room
        self.rung.set()

    def saw(self, hand: Hand) -> None:
        self.hand = hand
        self.rung.set()


class News:
    """Rings the bells of those who wait. Safe from any thread."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms, self.lock, self.pace, self.further = rooms, threading.Lock(), Pace(), Pace()
        self.bells: dict[str, set[Bell]] = defaultdict(set)
        self.seen: dict[str, int] = {}  # code -> version
        self.told: dict[str, int] = {}  # code -> the newest version that was rung for
        self.somebody, self.closed = threading.Event(), threading.Event()
        threading.Thread(target=self._look, name="rooms", daemon=True).start()

    @contextmanager
    def bell(self, code: str, sees: bool = False) -> Iterator[Bell]:
        """For one who looks, and then waits for it."""
        bell = Bell(asyncio.get_running_loop(), sees)
        with self.lock:
            self.bells[code].add(bell)
        self.somebody.set()
        try:
            yield bell
        finally:
            with self.lock:
                self.bells[code].discard(bell)
                if not self.bells[code]:
                    del self.bells[code]

    def ring(self, code: str, room: Room | None = None) -> None:
        """All at once: that each looked by itself would take a busy server seconds."""
        if room:
            with self.lock:
                self.told[code] = max(room.version, self.told.get(code, 0))
        self._each(code, lambda bell: True, lambda bell: bell.heard(room))

    def spreads(self, code: str) -> bool:
        """Whether a hand is to be passed on to other servers: of what comes faster than it is shown the rest is not."""
        return self.further.passes(code)

    def show(self, code: str, place: dict[str, Any]) -> bool:
        """The teacher's hand, to those who see it; whether somebody may."""
        with self.lock:
            somebody = any(bell.sees for bell in self.bells.get(code, ()))
        if not somebody or not self.pace.passes(code):
            return False
        hand = Hand(place)
        self._each(code, lambda bell: bell.sees, lambda bell: bell.saw(hand))
        return True

    def _each(self, code: str, which: Callable[[Bell], bool], act: Callable[[Bell], None]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[Bell]] = defaultdict(list)
        with self.lock:
            for bell in filter(which, self.bells.get(code, ())):
                by_loop[bell.loop].append(bell)
        for loop, bells in by_loop.items():
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(lambda bells: [act(bell) for bell in bells], bells)

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
                    if rounds % int(SCORE_SECONDS / LOOK_SECONDS) == 0:
                        self.rooms.tell_scores()
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
        """What has changed, and was not told when it did, as by another process."""
        with self.lock:
            self.told = {code: version for code, version in self.told.items() if code in now}
            changed = [code for code in self.bells if now.get(code) != self.seen.get(code)]
            news = [code for code in changed if self.told.get(code, 0) < now.get(code, math.inf)]
        for code in news:
            try:
                self.ring(code, self.rooms.room(code))
            except Refused:
                self.ring(code)
        self.seen = now
