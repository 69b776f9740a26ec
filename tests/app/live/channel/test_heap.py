"""What stays is taken out of the rubbish collector's sight; what is rubbish, or free, is not kept."""

from __future__ import annotations

import gc
import sys
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.live.channel import heap as kept
from app.live.channel.heap import MODULES, Heap, give_back


class Knot:
    """Only a collector takes it away."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def heap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heap]:
    """With modules of its own, so that nothing else that is imported counts."""
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    before = gc.get_freeze_count()
    assert before == 0, "another test has left something frozen"
    yield Heap()
    gc.unfreeze()


def imported(number: int) -> None:
    sys.modules.update({f"new{len(sys.modules) + i}": ModuleType("new") for i in range(number)})


def test_it_freezes_what_is_there_once_no_more_modules_come(heap: Heap) -> None:
    assert heap.look()  # what was imported before
    assert gc.get_freeze_count() > 1000
    assert not heap.look()
    imported(MODULES)
    assert not heap.look()  # more may come
    assert heap.look()
    imported(MODULES - 1)
    assert not any(heap.look() for _ in range(3))  # too few


def test_a_collection_afterwards_sees_only_what_is_new(heap: Heap) -> None:
    heap.look()
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10
    knot = Knot()
    gone = weakref.ref(knot)
    del knot
    gc.collect()
    assert gone() is None


def test_what_is_rubbish_when_it_freezes_is_collected(heap: Heap) -> None:
    gc.disable()
    try:
        knot = Knot()
        gone = weakref.ref(knot)
        del knot
        assert gone() is not None
        heap.look()
        assert gone() is None
    finally:
        gc.enable()


def test_what_becomes_rubbish_after_it_was_frozen_goes_when_that_is_old(
    heap: Heap, monkeypatch: pytest.MonkeyPatch
) -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    heap.look()
    del knot
    gc.collect()
    assert gone() is not None and not heap.look()
    monkeypatch.setattr(kept, "AGAIN_SECONDS", -1.0)
    assert heap.look()
    assert gone() is None


def something_new() -> list[list[int]]:
    """As much as a page's run leaves behind."""
    made: list[list[int]] = []
    while not gc.get_count()[2]:
        made.append([])
    return made


def test_what_has_become_rubbish_goes_once_enough_is_new(heap: Heap) -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect()  # it is old now: only a full collection takes it away
    del knot
    assert not heap.collect()
    made = something_new()
    assert heap.collect()
    assert gone() is None and made


def test_collecting_takes_a_small_part_of_the_time(heap: Heap) -> None:
    something_new()
    assert heap.collect()
    something_new()
    heap.next = time.monotonic() + 60
    assert not heap.collect()
    heap.next = 0.0
    assert heap.collect() and heap.next > time.monotonic()


def resident() -> int:
    """Bytes of this process that are in memory."""
    return 4096 * int(Path("/proc/self/statm").read_text().split()[1])


def test_what_is_freed_below_something_that_stays_is_given_back_to_the_system() -> None:
    blocks = [b"%d" % i * 30_000 for i in range(1000, 3000)]  # 240 MB, in pieces too small to be the system's own
    last, full = blocks[-1], resident() if Path("/proc/self/statm").exists() else 0
    del blocks
    if give_back():
        assert full - resident() > 150e6
    assert len(last) == 120_000
