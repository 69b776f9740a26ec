"""Commands that have been done, by token: one that is sent again, as its answer was lost, is not repeated."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

REMEMBERED = 20_000  # of all runs together


class Commands:
    """Safe from any thread."""

    def __init__(self) -> None:
        self.done: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.lock = threading.Lock()

    @contextmanager
    def once(self, run: str, token: object) -> Iterator[bool]:
        """Whether to do it: True the first time, and again where it failed; always without a token."""
        known = isinstance(token, str) and 0 < len(token) <= 64
        with self.lock:
            first = not known or (run, token) not in self.done
            if known:
                self.done[run, token] = None
            while len(self.done) > REMEMBERED:
                self.done.popitem(last=False)
        try:
            yield first
        except BaseException:
            if first and known:
                with self.lock:
                    self.done.pop((run, token), None)
            raise


COMMANDS = Commands()
