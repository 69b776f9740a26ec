"""Desks: one thread each, where viewers' requests are answered, a slice at a time, and people take turns.

Of the people who wait, the one who has had the least time goes next (start-time fair queueing, Goyal et al. 1996,
10.1145/248157.248171). So a hand that asks for a millisecond waits for no more than the slice under way, however
many others ask for seconds; and somebody with many sockets has the time of one person.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import ClassVar
from weakref import WeakSet

from engines.core import InParts, Result

LOG = logging.getLogger(__name__)
Slices = InParts  # pauses between two slices of some 0.1 s, and gives the answer
CHARGED_SECONDS = 0.2  # for one slice, at most: what takes longer was imported or loaded, once for all


class Desk:
    """Does what people ask for, one slice after the other, in a thread of its own that starts with the first."""

    all: ClassVar[WeakSet[Desk]] = WeakSet()

    def __init__(self, name: str, initializer: Callable[[], None] | None = None) -> None:
        self.name, self.initializer = name, initializer
        self.waiting: dict[Hashable, deque[tuple[int, Slices, Future]]] = {}
        self.used: dict[Hashable, float] = {}  # seconds that a person has had, on the desk's own clock
        self.clock = 0.0  # what the person served last had had before; nobody who comes anew has had less
        self.order = itertools.count()
        self.there = threading.Condition()
        self.thread: threading.Thread | None = None
        self.all.add(self)

    @property
    def length(self) -> int:
        """Requests that wait."""
        with self.there:
            return sum(len(line) for line in self.waiting.values())

    def ask(self, slices: Slices[Result], person: Hashable) -> Future[Result]:
        """Resolves to what the slices return. Cancel it, and no further slice is computed."""
        future: Future[Result] = Future()
        with self.there:
            if self.thread is None:
                self.thread = threading.Thread(target=self._work, name=self.name, daemon=True)
                self.thread.start()
            if person not in self.waiting:
                self.used[person] = max(self.used.get(person, 0.0), self.clock)
            self.waiting.setdefault(person, deque()).append((next(self.order), slices, future))
            self.there.notify()
        return future

    def _work(self) -> None:
        try:
            if self.initializer is not None:
                self.initializer()
        except Exception:  # slower, perhaps; but everybody is answered
            LOG.exception("live: the desk %s could not be set up", self.name)
        while True:
            person, (order, slices, future) = self._next()
            began = time.perf_counter()
            going_on = self._slice(slices, future)
            with self.there:
                had = min(time.perf_counter() - began, CHARGED_SECONDS)
                self.used[person] = self.used.get(person, self.clock) + had
                if going_on:
                    self.waiting.setdefault(person, deque()).appendleft((order, slices, future))

    def _next(self) -> tuple[Hashable, tuple[int, Slices, Future]]:
        with self.there:
            while not self.waiting:
                self.there.wait()
            person = min(self.waiting, key=lambda p: (self.used[p], self.waiting[p][0][0]))
            line = self.waiting[person]
            task = line.popleft()
            if not line:
                del self.waiting[person]
            self.clock = max(self.clock, self.used[person])
            if len(self.used) > 2 * len(self.waiting) + 100:  # who has had less than the clock begins with the clock
                self.used = {p: t for p, t in self.used.items() if t > self.clock or p in self.waiting or p == person}
            return person, task

    def _slice(self, slices: Slices, future: Future) -> bool:
        """Compute one slice; whether there is more to do. Nothing that goes wrong in it ends the thread."""
        if future.cancelled():
            slices.close()
            return False
        try:
            next(slices)
            return True
        except StopIteration as end:
            self._resolve(future, end.value, None)
        except BaseException as error:  # also one that is no Exception: the thread goes on for the others
            self._resolve(future, None, error)
        return False

    def _resolve(self, future: Future, answer: object, error: BaseException | None) -> None:
        if not future.set_running_or_notify_cancel():
            return  # the viewer has left meanwhile
        if error is None:
            future.set_result(answer)
        else:
            future.set_exception(error)
