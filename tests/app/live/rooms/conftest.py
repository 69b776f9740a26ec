"""Rooms for each test, in a file and in a database, and a clock that a test may turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.live.channel import limits
from app.live.rooms.store import Rooms
from app.live.state.database import the_state
from app.live.state.schema import MIGRATIONS
from tests.postgres import Cluster, cluster

Opened = Callable[..., Rooms]


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test before has said is no reason to be silent."""
    monkeypatch.setattr(limits, "_SAYINGS", limits.Sayings())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def state(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What LAB_STATE would name: a file or a database of the test's own."""
    return str(tmp_path / "lab.sqlite") if kind == "sqlite" else request.getfixturevalue("postgres").emptied()


@pytest.fixture
def opened(state: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Opens the rooms of the test, as one more server would."""
    made: list[Rooms] = []

    def one_more(**how: object) -> Rooms:
        with monkeypatch.context() as patch:
            patch.setenv("LAB_STATE", state)
            made.append(Rooms(the_state(MIGRATIONS, 64), clock, **how))
        return made[-1]

    yield one_more
    for rooms in made:
        rooms.database.close()


@pytest.fixture
def rooms(opened: Opened) -> Rooms:
    return opened()


def all_kept(rooms: Rooms) -> bytes:
    """Everything that is in the file, deleted or not; of a database, all its rows."""
    if hasattr(rooms.database, "path"):
        rooms.database.close()
        return rooms.database.path.read_bytes()
    kept = b""
    with rooms.database.look() as c:
        for (table,) in c.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            for row in c.execute(f"SELECT * FROM {table}").fetchall():
                kept += b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    return kept
