"""Servers that share the state know of each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.live.state import servers
from app.live.state.database import Database
from app.live.state.schema import MIGRATIONS
from app.live.state.servers import Servers


@pytest.fixture(autouse=True)
def looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "KNOWN_SECONDS", -1.0)


def test_each_finds_the_others_until_they_have_been_silent_for_long(tmp_path: Path) -> None:
    now = [1000.0]
    a, b = (
        Servers(Database(tmp_path / "lab.sqlite", MIGRATIONS), f"http://127.0.0.1/{name}", lambda: now[0])
        for name in "ab"
    )
    assert a.others() == {}
    for server in (a, b, a):  # however often
        server.tell()
    assert a.others() == {b.name: "http://127.0.0.1/b"} and b.others() == {a.name: "http://127.0.0.1/a"}
    now[0] += servers.SILENT_SECONDS + 1
    b.tell()
    assert a.others() == {b.name: "http://127.0.0.1/b"} and b.others() == {}
    with a.state.look() as c:
        assert [row["name"] for row in c.execute("SELECT name FROM servers").fetchall()] == [b.name]


def test_one_without_an_address_asks_nobody(tmp_path: Path) -> None:
    alone = Servers(Database(tmp_path / "none" / "lab.sqlite", MIGRATIONS), "")
    assert alone.others() == {} and not (tmp_path / "none").exists()
