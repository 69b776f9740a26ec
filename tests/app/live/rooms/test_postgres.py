"""Rooms in PostgreSQL: what only there can go wrong. What rooms do is tested in both, beside this file."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.live.channel.messages import Refused, parse
from app.live.rooms.question import OPENED
from app.live.rooms.service import RoomsService
from app.live.rooms.store import Rooms
from app.live.state.database import the_state
from app.live.state.schema import MIGRATIONS
from app.live.state.state import State
from tests.app.live.rooms.conftest import Opened
from tests.app.live.rooms.test_service import service
from tests.app.live.rooms.test_store import ASK, OTHER, SECRET, refused, student
from tests.postgres import PASSWORD, Cluster, free_port

in_postgres = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


def named(monkeypatch: pytest.MonkeyPatch, address: str) -> State:
    monkeypatch.setenv("LAB_STATE", address)
    return the_state(MIGRATIONS, 64)


def refusal(monkeypatch: pytest.MonkeyPatch, address: str) -> Refused:
    with pytest.raises(Refused) as told:
        Rooms(named(monkeypatch, address)).open(SECRET, "gan")
    return told.value


def patient(ask: Callable[[], Any]) -> Any:
    """As a browser: asked again while rooms are away."""
    until = time.monotonic() + 20
    while True:
        try:
            return ask()
        except Refused as error:
            assert error.code == "busy" and time.monotonic() < until
            time.sleep(0.1)


def test_without_its_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "app.live.state.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    why = refusal(monkeypatch, "postgresql://lab:hush@127.0.0.1/lab")
    assert why.code == "no_state" and "requirements-cluster.txt" in str(why)


@pytest.mark.parametrize(
    "address", ["lab:hush@db:hush/lab", "lab:a@hush@db/lab", "lab:a/hush@db/lab", "lab:hush@[::1/lab"]
)
def test_a_wrong_address_is_told_without_its_password(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    why = refusal(monkeypatch, f"postgresql://{address}")
    assert why.code == "no_state" and "postgresql://user:password@host/name" in str(why)
    assert "hush" not in caplog.text + repr(why)


def test_a_database_that_is_not_there_is_told_at_once_to_all_who_ask(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rooms = Rooms(named(monkeypatch, f"postgresql://lab:hush@127.0.0.1:{free_port()}/lab"))
    for _ in range(100):
        with pytest.raises(Refused, match="reached") as told:
            rooms.room("AAAAAA")
        assert told.value.code == "no_state"
    assert caplog.text.count("refused") == 1 and "hush" not in caplog.text


def test_one_that_takes_connections_and_says_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.state.postgres.CONNECT_SECONDS", 2)

    async def lesson(made: RoomsService) -> tuple[list[BaseException], int]:
        message = parse(json.dumps({"id": 1, "kind": "open", "secret": SECRET, "link": "gan"}))
        asking = asyncio.gather(*(made.reply(message) for _ in range(50)), return_exceptions=True)
        rounds = 0
        while not asking.done():
            await asyncio.sleep(0.02)
            rounds += 1
        return await asking, rounds

    with socket.create_server(("127.0.0.1", 0)) as mute:
        rooms = Rooms(named(monkeypatch, f"postgresql://lab@127.0.0.1:{mute.getsockname()[1]}/lab"))
        with service(rooms) as made:
            began = time.monotonic()
            answers, rounds = asyncio.run(lesson(made))
    assert {answer.code for answer in answers} == {"no_state"}
    assert time.monotonic() - began < 20 and rounds > 20  # not one after the other, and meanwhile all else goes on


def test_a_wrong_password_or_name_is_told_without_the_password(
    postgres: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for address in (postgres.url(password="hush"), postgres.url("nowhere")):
        assert refusal(monkeypatch, address).code == "no_state"
    assert "hush" not in caplog.text and PASSWORD not in caplog.text and "authentication" in caplog.text


@in_postgres
def test_servers_that_start_at_once_make_the_tables_once(opened: Opened) -> None:
    servers = [opened() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda n: servers[n].open(student(n), "gan").code, range(4)))
    assert [[server.room(code).link for code in codes] for server in servers] == [["gan"] * 4] * 4


@in_postgres
def test_an_older_database_is_brought_up_and_a_newer_one_is_left_alone(
    state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.live.state.postgres import Postgres

    older = Postgres(state, MIGRATIONS[:1])
    with older.change() as c:
        c.execute("INSERT INTO rooms (code, secret, opener, ends, link) VALUES (?, ?, '', 9e9, 'gan')", ("A", b"s"))
    newer = Postgres(state, [*MIGRATIONS, "ALTER TABLE rooms ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'"])
    with newer.look() as c:
        assert c.execute("SELECT link, colour FROM rooms").fetchall() == [("gan", "blue")]
    with pytest.raises(Refused, match="newer version"):
        Rooms(named(monkeypatch, state)).open(SECRET, "gan")
    older.close()
    newer.close()


@in_postgres
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["shut down", "killed"])
def test_a_restart_in_the_middle_of_a_lesson_loses_nothing(
    rooms: Rooms, postgres: Cluster, how: signal.Signals
) -> None:
    code = rooms.open(SECRET, "gan").code
    rooms.join(code, student(1))
    rooms.ask(code, SECRET, ASK)
    rooms.answer(code, student(1), 1, 2)
    postgres.stop(how)
    for _ in range(2):  # what is refused meanwhile is asked again
        with refused("busy"):
            rooms.answer(code, student(1), 1, 0)
    postgres.start()
    assert patient(lambda: rooms.answered(code, student(1))) == 2
    assert rooms.show(code, SECRET, 1, OPENED).counts == [0, 0, 1]


@in_postgres
def test_who_asks_nothing_during_a_restart_notices_nothing(rooms: Rooms, postgres: Cluster) -> None:
    code = rooms.open(SECRET, "gan").code
    for ask in (lambda: rooms.room(code), lambda: rooms.send(code, SECRET, "gan")):
        postgres.stop()
        postgres.start()
        assert ask().link == "gan"


@in_postgres
def test_a_change_that_the_database_leaves_in_the_middle_is_not_made(rooms: Rooms, postgres: Cluster) -> None:
    code = rooms.open(SECRET, "gan").code
    with refused("busy"), rooms.database.change() as c:
        c.execute("UPDATE rooms SET link = 'half'")
        postgres.stop(signal.SIGQUIT)
        postgres.start()
        c.execute("DELETE FROM answers")
    assert rooms.room(code).link == "gan"


@in_postgres
def test_a_database_that_never_answers_holds_nobody_up_for_long(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    code = rooms.open(SECRET, "gan").code
    with rooms.database.look() as c:
        pid = c.execute("SELECT pg_backend_pid()").fetchone()[0]
    os.kill(pid, signal.SIGSTOP)
    try:
        with monkeypatch.context() as patch, refused("busy"):
            patch.setattr("app.live.state.postgres.SILENT_SECONDS", 0.5)
            rooms.room(code)
        assert rooms.room(code).link == "gan"  # another connection answers
    finally:
        os.kill(pid, signal.SIGCONT)


@in_postgres
def test_a_server_that_stops_in_the_middle_of_a_change_gives_way(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.live.state.postgres.HELD_SECONDS", 1.5)
    monkeypatch.setattr("app.live.state.postgres.TURN_SECONDS", 0.2)
    stopped, other = opened(), opened()
    code = other.open(OTHER, "gan").code
    with refused("busy"), stopped.database.change() as c:
        c.execute("UPDATE rooms SET link = 'half'")
        with refused("busy"):
            other.send(code, OTHER, "compare")
        assert other.room(code).link == "gan"  # whoever reads goes on
        assert patient(lambda: other.send(code, OTHER, "compare")).link == "compare"
        c.execute("DELETE FROM rooms")
    assert other.room(code).link == stopped.room(code).link == "compare"


@in_postgres
@pytest.mark.parametrize(
    "state_of_sql, code", [("53100", "disk_full"), ("58030", "disk_full"), ("25006", "no_state"), ("53300", "busy")]
)
def test_what_the_database_refuses_is_told_in_words(rooms: Rooms, state_of_sql: str, code: str) -> None:
    room = rooms.open(SECRET, "gan").code
    with refused(code), rooms.database.change() as c:
        c.execute("UPDATE rooms SET link = 'half'")
        c.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state_of_sql}'; END $$")
    assert rooms.room(room).link == "gan"


@in_postgres
def test_a_fault_of_ours_is_no_fault_of_the_database(rooms: Rooms) -> None:
    from psycopg.errors import UndefinedTable

    with pytest.raises(UndefinedTable), rooms.database.change() as c:
        c.execute("SELECT * FROM nowhere")
    assert rooms.open(SECRET, "gan").link == "gan"
