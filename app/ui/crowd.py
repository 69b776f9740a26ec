"""A few page scripts at a time: of a class that opens one link at once, the first have their page when the last begin.

All at once, none has it before nearly all have; and each of so many threads that want Python's one lock makes everybody
wait, also those who drag.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = (os.cpu_count() or 2) + 1
PATIENCE = 0.25  # seconds; whoever has taken longer waits for something, and holds up nobody any more


class Crowd:
    """Lets in `at_once`, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self.at_once, self.patience = at_once, patience
        self.inside: dict[object, float] = {}  # since when
        self.queue: deque[object] = deque()
        self.changed = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for it, have it, leave."""
        me = object()
        with self.changed:
            self.queue.append(me)
            while self.queue[0] is not me or (wait := self._until_free()) > 0:
                self.changed.wait(None if self.queue[0] is not me else wait)
            self.queue.popleft()
            self.inside[me] = time.monotonic()
            self.changed.notify_all()
        try:
            yield
        finally:
            with self.changed:
                del self.inside[me]
                self.changed.notify_all()

    def _until_free(self) -> float:
        """Seconds until there is a place, if nobody leaves before."""
        latest = sorted(self.inside.values())[-self.at_once :]
        return latest[0] + self.patience - time.monotonic() if len(latest) == self.at_once else 0.0


CROWD = Crowd()
