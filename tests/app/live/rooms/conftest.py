"""A file of rooms for each test, and a clock that a test may turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.live.rooms.database import Database
from app.live.rooms.store import MIGRATIONS, Rooms

Opened = Callable[..., Rooms]


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    """Opens the rooms of the test's one file, as one more server would."""
    made: list[Database] = []

    def one_more(**how: object) -> Rooms:
        made.append(Database(tmp_path / "lab.sqlite", MIGRATIONS))
        return Rooms(made[-1], clock, **how)

    yield one_more
    for database in made:
        database.close()


@pytest.fixture
def rooms(opened: Opened) -> Rooms:
    return opened()
