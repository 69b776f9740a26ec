"""Desks: people take turns, in slices; and what services remember is bounded."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.live.channel import desk as desks
from app.live.channel import limits
from app.live.channel.desk import CHARGED_SECONDS, Desk, Slices
from app.live.channel.memory import Memory
from app.live.channel.messages import Message
from app.live.channel.service import Service, bytes_of
from engines.core import finish


@pytest.fixture
def desk() -> Iterator[Desk]:
    yield Desk("test")


def task(done: list[Any], name: Any, slices: int = 1, seconds: float = 0.0) -> Slices[Any]:
    for i in range(slices):
        time.sleep(seconds)
        done.append(name)
        if i < slices - 1:
            yield
    return name


def before(done: list[str], name: str) -> list[str]:
    """What was done until this was done last: the desk has gone on since."""
    return done[: len(done) - done[::-1].index(name)]


def held_up(desk: Desk) -> threading.Event:
    """Keep the desk busy until the event is set, so that what comes meanwhile is in line together."""
    free = threading.Event()

    def wait() -> Slices[None]:
        free.wait(10)
        return None
        yield

    desk.ask(wait(), "somebody else")
    return free


def equally_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """By this clock every slice takes as long as any other, however busy the machine is."""
    ticks = itertools.count()
    monkeypatch.setattr(desks, "time", SimpleNamespace(perf_counter=lambda: 0.01 * next(ticks)))


def test_one_slice_of_each_in_turn_and_a_newcomer_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    equally_long(monkeypatch)
    done: list[str] = []
    free = held_up(desk)
    futures = [desk.ask(task(done, name, 5, 0.01), name) for name in "abc"]
    free.set()
    assert [f.result(10) for f in futures] == ["a", "b", "c"]
    assert sorted(done[:3]) == sorted(done[3:6]) == ["a", "b", "c"]
    free = held_up(desk)
    heavy = [desk.ask(task(done, "heavy", 20, 0.01), "a") for _ in range(3)]
    free.set()
    while done[-1] != "heavy":
        time.sleep(0.001)
    desk.ask(task(done, "light"), "d").result(10)
    assert before(done, "light").count("heavy") < 10  # of 60
    assert [f.cancel() for f in heavy]


def test_whoever_comes_first_does_not_pay_for_what_is_loaded_for_all(desk: Desk) -> None:
    done: list[str] = []
    desk.ask(task(done, "loading", 1, 5 * CHARGED_SECONDS), "first").result(20)
    free = held_up(desk)
    others = [desk.ask(task(done, "other", 1, CHARGED_SECONDS / 2), name) for name in "abc" for _ in range(8)]
    again = desk.ask(task(done, "first"), "first")
    free.set()
    again.result(20)
    assert before(done, "first").count("other") <= 3 * 3  # of 24: each of them has had as much by then
    assert [future.cancel() for future in others]


def test_many_sockets_of_one_person_have_the_time_of_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    equally_long(monkeypatch)
    done: list[str] = []
    free = held_up(desk)
    many = [desk.ask(task(done, "many", 2, 0.01), "greedy") for _ in range(30)]
    one = desk.ask(task(done, "one", 5, 0.01), "modest")
    free.set()
    one.result(10)
    assert before(done, "one").count("many") <= 8
    for future in many:
        future.cancel()


def test_who_has_left_is_not_computed_for(desk: Desk) -> None:
    done: list[str] = []
    free = held_up(desk)
    left, stayed = desk.ask(task(done, "left", 100, 0.01), "a"), desk.ask(task(done, "stayed"), "b")
    assert left.cancel()
    free.set()
    assert stayed.result(10) == "stayed" and "left" not in done


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(), KeyboardInterrupt(), MemoryError()])
def test_nothing_that_goes_wrong_ends_the_desk(desk: Desk, error: BaseException) -> None:
    def bad() -> Slices[None]:
        raise error
        yield

    future: Future[Any] = desk.ask(bad(), "a")
    with pytest.raises(type(error)):
        future.result(10)
    assert desk.ask(task([], "good"), "a").result(10) == "good"


def test_a_desk_that_cannot_be_set_up_still_answers() -> None:
    def fails() -> None:
        raise OSError("no library")

    assert Desk("test", initializer=fails).ask(task([], "good"), "a").result(10) == "good"


class Hoarder(Service):
    desk = Desk("hoarder")

    def __init__(self) -> None:
        self.kept = np.zeros(0)

    def slices(self, message: Message) -> Slices[bytes]:
        yield
        self.kept = np.zeros(int(message.fields["bytes"]), np.uint8)
        return b"done"


def remember(memory: Memory, service: Service, person: str, n: int) -> None:
    with memory.using(service, person):
        assert finish(service.slices(Message(1, "keep", {"bytes": n}))) == b"done"


def test_what_one_viewer_is_remembered_by_is_bounded() -> None:
    memory, service = Memory(), Hoarder()
    remember(memory, service, "a", limits.REMEMBERED_PER_SOCKET // 2)
    assert service.held >= limits.REMEMBERED_PER_SOCKET // 2
    remember(memory, service, "a", limits.REMEMBERED_PER_SOCKET + 1)
    assert service.held < 1000


def test_what_all_are_remembered_by_is_bounded_and_the_largest_holder_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "remembered", lambda: 10_000_000)
    memory = Memory()
    modest = Hoarder()
    remember(memory, modest, "modest", 3_000_000)
    greedy = [Hoarder() for _ in range(8)]
    for service in greedy:
        remember(memory, service, "greedy", 2_000_000)
    assert modest.held > 3_000_000
    assert sum(s.held for s in (modest, *greedy)) <= 10_000_000
    assert greedy[-1].held > 2_000_000 and greedy[0].held < 1000  # the oldest went first


def test_arrays_are_counted_once_and_with_what_they_are_views_of() -> None:
    array = np.zeros(10_000)
    assert 80_000 <= bytes_of({"a": array, "b": [array[:5]], "c": (array,)}) < 81_000
