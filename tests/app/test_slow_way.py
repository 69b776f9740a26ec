"""Requests that come through reruns: answered once each, whatever is asked, and no traceback."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from app.live import mount, routes
from app.live.messages import Message
from app.live.people import Person
from app.live.service import Service
from tests.app.test_live_channel import read

ME = Person("10.0.0.1", "a browser")


class Counting(Service):
    def __init__(self) -> None:
        self.done: list[str] = []

    def answer(self, message: Message) -> bytes:
        from app.live import frames

        self.done.append(message.kind)
        if message.kind == "fail":
            raise ZeroDivisionError
        return frames.pack({}, id=message.id, kind=message.kind, n=len(self.done))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> mount.SlowWay:
    monkeypatch.setattr(mount, "service", lambda route: Counting())
    return mount.SlowWay("counting")


def reply(slow: mount.SlowWay, asked: Any) -> dict[str, Any]:
    return read(base64.b64decode(slow.answer(asked, ME)))[0]


def test_a_command_is_done_once_however_often_the_page_runs(slow: mount.SlowWay) -> None:
    step = {"id": 7, "kind": "step"}
    assert [reply(slow, step)["n"] for _ in range(3)] == [1, 1, 1]
    assert reply(slow, {"id": 8, "kind": "step"})["n"] == 2
    assert slow.service.done == ["step", "step"]


@pytest.mark.parametrize(
    "asked", [{"id": 1, "kind": "fail"}, {"kind": "x"}, [], "x", 7, {"id": None}, {"id": 1, "kind": "\ud800"}]
)
def test_whatever_is_asked_is_answered_by_a_frame(slow: mount.SlowWay, asked: Any) -> None:
    assert reply(slow, asked)["kind"] == "error"
    assert reply(slow, {"id": 2, "kind": "step"})["kind"] == "step"


def test_every_component_has_its_own_service() -> None:
    """Two samplers on one page would otherwise begin each other's run anew with every rerun."""
    one, two = mount.SlowWay("sampling"), mount.SlowWay("sampling")
    assert one.service is not two.service and routes.SERVICES["sampling"]
