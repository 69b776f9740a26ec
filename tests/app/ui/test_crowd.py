"""A few page scripts at a time, in the order in which they came; who takes long holds up nobody."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.ui.crowd import Crowd

LONG = 20.0


def test_no_more_are_inside_than_may_be_and_all_get_in() -> None:
    crowd, inside, most = Crowd(2, patience=LONG), [], []

    def work(n: int) -> int:
        with crowd.turn():
            inside.append(n)
            most.append(len(inside))
            time.sleep(0.002)
            inside.remove(n)
        return n

    with ThreadPoolExecutor(20) as people:
        assert list(people.map(work, range(60))) == list(range(60))
    assert max(most) == 2 and not crowd.inside and not crowd.queue


def test_whoever_came_first_is_first() -> None:
    crowd, order, free = Crowd(1, patience=LONG), [], threading.Event()

    def work(n: int) -> None:
        with crowd.turn():
            order.append(n)
            free.wait(LONG)

    people = []
    for n in range(6):
        people.append(threading.Thread(target=work, args=(n,)))
        people[-1].start()
        while len(crowd.queue) + len(order) <= n:
            time.sleep(0.001)
    assert order == [0]
    free.set()
    for one in people:
        one.join(LONG)
    assert order == list(range(6))


def test_who_has_many_pages_holds_up_nobody_elses() -> None:
    crowd, order, whose = Crowd(2, patience=LONG), [], ["a", "a", "a", "b", "a", "c"]
    free = [threading.Event() for _ in whose]

    def work(n: int) -> None:
        with crowd.turn(whose[n]):
            order.append(n)
            free[n].wait(LONG)

    people = []
    for n in range(len(whose)):
        people.append(threading.Thread(target=work, args=(n,)))
        people[-1].start()
        while len(crowd.queue) + len(order) <= n:
            time.sleep(0.001)
    assert order == [0, 1]  # when nobody else was there
    for leaves, comes in ((0, 3), (3, 5)):  # b and then c, before the third and fourth of a
        free[leaves].set()
        people[leaves].join(LONG)
        until = time.monotonic() + LONG
        while len(order) < 3 + (comes == 5):
            assert time.monotonic() < until
            time.sleep(0.001)
        assert order[-1] == comes
    for one in free:
        one.set()
    for one in people:
        one.join(LONG)
    assert sorted(order) == list(range(6)) and not crowd.inside


def test_who_waits_inside_for_something_holds_up_nobody() -> None:
    crowd, free = Crowd(2, patience=0.05), threading.Event()

    def slow() -> None:
        with crowd.turn():
            free.wait(LONG)

    people = [threading.Thread(target=slow) for _ in range(2)]
    for one in people:
        one.start()
    while len(crowd.inside) < 2:
        time.sleep(0.001)
    with crowd.turn():
        assert len(crowd.inside) == 3
    free.set()
    for one in people:
        one.join(LONG)
    assert not crowd.inside


def test_a_script_that_is_stopped_leaves() -> None:
    crowd = Crowd(1, patience=LONG)
    with pytest.raises(BaseException, match="stopped"), crowd.turn():
        raise BaseException("stopped")  # as Streamlit ends a script
    with crowd.turn():
        assert len(crowd.inside) == 1


def test_the_pictures_of_all_come_before_the_rest_of_any_page() -> None:
    crowd, said, all_there = Crowd(1, patience=LONG), [], threading.Event()

    def page(n: int) -> None:
        with crowd.turn():
            all_there.wait(LONG)
            said.append(f"picture {n}")
            crowd.pictured()
            crowd.pictured()  # once is enough
            said.append(f"rest {n}")

    people = []
    for n in range(5):
        people.append(threading.Thread(target=page, args=(n,)))
        people[-1].start()
        while len(crowd.queue) + len(crowd.inside) <= n:
            time.sleep(0.001)
    all_there.set()
    for one in people:
        one.join(LONG)
    assert said == [f"picture {n}" for n in range(5)] + [f"rest {n}" for n in range(5)]
    assert not crowd.inside and not crowd.queue


def test_a_script_without_a_turn_waits_for_nobody() -> None:
    Crowd().pictured()
