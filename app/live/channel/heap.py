"""What stays for as long as the server is taken out of the rubbish collector's sight, and what is free is given back.

Streamlit collects after every run of a page, and while it does nobody else gets an answer. Nine tenths of what it looks
through are the objects of imported modules, which never go: torch's, plotly's and scikit-learn's took a quarter of a
second of one core, for each page that somebody opened. The rest are those of everybody who is there: of a class that
opened one link, it was two thirds of all the work. So main.py turns that off, and the rubbish of all goes together,
once a second at most.

What is freed stays with glibc, in pieces, for each of many threads. Measured after thirty people's visit to one page:
243 MB.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import time
from functools import cache
from typing import Any

from app.live.channel import limits

LOOK_SECONDS = 1.0
LEAST_PAUSE = 20.0  # between two collections, times what the last one took
MODULES = 20  # fewer new ones are not worth a collection of their own
AGAIN_SECONDS = 600.0  # until what was frozen is looked through: some of it was somebody's, who has left
GIVE_BACK_SECONDS = 5.0  # it takes 40 ms for 100 MB, and nothing where there is nothing
ARENA_MAX, ARENAS = -8, 4  # mallopt's name for it, from malloc.h; by default there are eight for each core


class Heap:
    """Freezes what is there whenever modules were imported, once no more come."""

    def __init__(self) -> None:
        self.frozen, self.seen = 0, len(sys.modules)  # modules: when it last froze, when it last looked
        self.since = self.next = time.monotonic()

    def collect(self) -> bool:
        """Whether it looked for rubbish: not where hardly anything was made since the last time."""
        before = time.monotonic()
        if not gc.get_count()[2] or before < self.next:
            return False
        gc.collect()
        after = time.monotonic()
        self.next = after + LEAST_PAUSE * (after - before)
        return True

    def look(self) -> bool:
        """Whether it froze. What is rubbish at that moment is collected first: frozen, it would stay."""
        last, self.seen = self.seen, len(sys.modules)
        old = time.monotonic() - self.since > AGAIN_SECONDS
        if self.seen > last or not (old or self.seen >= self.frozen + MODULES):
            return False
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self.frozen, self.since = self.seen, time.monotonic()
        return True


@cache
def allocator() -> Any:
    """glibc, where Python uses it."""
    try:
        return ctypes.CDLL(None) if hasattr(ctypes.CDLL(None), "malloc_trim") else None
    except TypeError:  # Windows has no library of this process
        return None


def give_back() -> bool:
    """Give the system what is free; whether this is known to be possible."""
    if allocator() is None:
        return False
    allocator().malloc_trim(0)
    return True


def keep_small() -> None:
    """Keep the heap so for as long as this process lives; from the first thread on."""
    if allocator() is not None:
        allocator().mallopt(ARENA_MAX, ARENAS)
    heap, never = Heap(), threading.Event()

    def looking() -> None:
        given = time.monotonic()
        while not never.wait(LOOK_SECONDS):
            try:
                if not heap.look():
                    heap.collect()
                if time.monotonic() - given > GIVE_BACK_SECONDS:
                    give_back()
                    given = time.monotonic()
            except Exception as error:  # it goes on: nobody else collects
                limits.say_failed(error)

    threading.Thread(target=looking, name="heap", daemon=True).start()
