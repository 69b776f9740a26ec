"""Each change is told once."""

from __future__ import annotations

import asyncio

import pytest

from app.live.rooms.news import News
from app.live.rooms.store import Room, Rooms
from tests.app.live.rooms.conftest import Opened
from tests.app.live.rooms.test_store import SECRET


class ByHand(News):
    """Looks for what others have done when a test says so."""

    def _look(self) -> None:
        pass


def test_what_was_rung_for_is_not_looked_at_again(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms, other = opened(), opened()
    code, looked = rooms.open(SECRET, "gan").code, []

    def room(asked: str) -> Room:
        looked.append(asked)
        return Rooms.room(rooms, asked)

    monkeypatch.setattr(rooms, "room", room)
    news = ByHand(rooms)

    def looks() -> int:
        looked.clear()
        for _ in range(2):
            news._compare(rooms.versions())
        return len(looked)

    async def lesson() -> None:
        with news.bell(code) as bell:
            assert looks() == 1
            news.ring(code, rooms.send(code, SECRET, "map"))
            assert looks() == 0
            old = rooms.versions()
            news.ring(code, rooms.send(code, SECRET, "gan"))
            news._compare(old)  # read before it changed
            assert looks() == 0
            other.send(code, SECRET, "compare")
            assert looks() == 1
            await asyncio.sleep(0)
            assert bell.room.link == "compare"
            other.end(code, SECRET)
            assert looks() == 1
            await asyncio.sleep(0)
            assert bell.news and bell.room is None

    asyncio.run(lesson())
