"""Orders of the comparison: progress, cancelling, waiting in line, errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.measuring.desk import Desk, Order


def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


class Steps:
    """Work of four steps, each of which waits to be let through."""

    def __init__(self) -> None:
        self.gate = threading.Semaphore(0)
        self.taken = 0

    def __call__(self) -> Iterator:
        for i in range(4):
            self.gate.acquire(timeout=5)
            self.taken = i + 1
            yield self.taken / 4, f"step {self.taken}"
        return "found"


def quick() -> Iterator:
    yield 0.5


def test_an_order_runs_to_its_answer() -> None:
    work, desk = Steps(), Desk(1)
    rerun = desk.order({"model": "gan"}, work)
    work.gate.release(2)
    until(lambda: rerun.share == 0.5)
    assert rerun.state == "running" and rerun.said == "step 2" and rerun.active and rerun.left is not None
    work.gate.release(2)
    until(lambda: rerun.state == "done")
    assert rerun.answer == "found" and rerun.share == 1.0 and not rerun.active


def test_a_cancelled_order_ends_before_its_next_step_and_lets_the_next_begin() -> None:
    first, second, desk = Steps(), Steps(), Desk(1)
    one, two = desk.order({}, first), desk.order({}, second)
    until(lambda: one.state == "running")
    assert two.state == "waiting" and desk.ahead(two) == 1
    one.cancel()
    first.gate.release(4)
    until(lambda: one.state == "cancelled")
    assert first.taken == 1 and one.answer is None
    second.gate.release(4)
    until(lambda: two.state == "done")
    assert desk.ahead(two) == 0


def test_an_order_cancelled_in_line_never_begins() -> None:
    first, second, desk = Steps(), Steps(), Desk(1)
    desk.order({}, first)
    two = desk.order({}, second)
    two.cancel()
    first.gate.release(4)
    last = desk.order({}, quick)
    until(lambda: last.state == "done")
    assert two.state == "cancelled" and second.taken == 0


def test_what_nobody_looks_at_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RERUN_SILENT_SECONDS", 0.05)
    work, desk = Steps(), Desk(1)
    rerun = desk.order({}, work)
    until(lambda: rerun.state == "running")
    time.sleep(0.1)
    work.gate.release(1)
    until(lambda: rerun.state == "cancelled")


def test_errors_are_told_and_the_desk_goes_on() -> None:
    def bad() -> Iterator:
        yield 0.1
        raise ValueError("training has diverged; lower lr")

    desk = Desk(1)
    rerun = desk.order({}, bad)
    until(lambda: not rerun.active)
    assert rerun.state == "error" and "lower lr" in str(rerun.error)
    work = Steps()
    work.gate.release(4)
    following = desk.order({}, work)
    until(lambda: following.state == "done")


def test_a_full_desk_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RERUNS_IN_LINE", 2)
    work, desk = Steps(), Desk(1)
    orders: list[Order] = [desk.order({}, work), desk.order({}, Steps())]
    with pytest.raises(Refused):
        desk.order({}, Steps())
    for order in orders:
        order.cancel()
    work.gate.release(4)
    until(lambda: not any(order.active for order in orders))
