"""Servers that share the state know of each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from app.live.channel.messages import Refused
from app.live.state import servers
from app.live.state.database import Database
from app.live.state.schema import MIGRATIONS
from app.live.state.servers import Servers
from app.live.state.state import State


@pytest.fixture(autouse=True)
def looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "KNOWN_SECONDS", -1.0)


def database(folder: Path) -> Callable[[], State]:
    return cache(lambda: Database(folder / "lab.sqlite", MIGRATIONS))


def test_one_that_is_started_anew_at_its_address_is_not_another(tmp_path: Path) -> None:
    before, now, other = (Servers(database(tmp_path), f"http://127.0.0.1/{name}") for name in "aab")
    before.tell()
    assert now.others() == {} and other.others() == {before.name: "http://127.0.0.1/a"}
    now.tell()
    assert now.others() == {} and other.others() == {now.name: "http://127.0.0.1/a"}


def test_where_the_state_is_away_the_others_are_not(tmp_path: Path) -> None:
    a, b = (Servers(database(tmp_path), f"http://127.0.0.1/{name}") for name in "ab")
    b.tell()
    known = a.others()

    def away() -> State:
        raise Refused("busy", "away")

    a.state = away
    assert a.others() == known == {b.name: "http://127.0.0.1/b"}


def test_each_finds_the_others_until_they_have_been_silent_for_long(tmp_path: Path) -> None:
    now = [1000.0]
    a, b = (Servers(database(tmp_path), f"http://127.0.0.1/{name}", lambda: now[0]) for name in "ab")
    assert a.others() == {}
    for server in (a, b, a):  # however often
        server.tell()
    assert a.others() == {b.name: "http://127.0.0.1/b"} and b.others() == {a.name: "http://127.0.0.1/a"}
    now[0] += servers.SILENT_SECONDS + 1
    b.tell()
    assert a.others() == {b.name: "http://127.0.0.1/b"} and b.others() == {}
    with a.state().look() as c:
        assert [row["name"] for row in c.execute("SELECT name FROM servers").fetchall()] == [b.name]


def test_one_without_an_address_asks_nobody(tmp_path: Path) -> None:
    alone = Servers(database(tmp_path / "none"), "")
    assert alone.others() == {} and not (tmp_path / "none").exists()
