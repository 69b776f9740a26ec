"""The file of the rooms: where it is, what version it has, and what is said where it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.live.channel.messages import Refused
from app.live.rooms.store import Rooms
from app.live.state.database import Database, state_path, the_state
from app.live.state.schema import MIGRATIONS
from tests.app.live.rooms.conftest import Clock, Opened
from tests.app.live.rooms.test_service import QUESTION, YOU, ask, begun, joined, service
from tests.app.live.rooms.test_service import refused as refused_in_words
from tests.app.live.rooms.test_store import SECRET, refused, student


def test_the_file_is_the_one_that_is_named_or_a_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAB_STATE", str(tmp_path / "there.sqlite"))
    assert state_path() == tmp_path / "there.sqlite"
    monkeypatch.setenv("LAB_STATE", "mysql://somewhere/lab")
    with refused("no_state"):
        the_state(MIGRATIONS, 64)
    monkeypatch.delenv("LAB_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert state_path().name == "lab.sqlite" and state_path().is_absolute()


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    rooms = Rooms(Database(tmp_path / "new" / "lab.sqlite", MIGRATIONS))
    rooms.open(SECRET, "gan")
    assert (rooms.database.path.stat().st_mode & 0o77, rooms.database.path.parent.stat().st_mode & 0o77) == (0, 0)
    rooms.database.close()


def test_an_older_file_is_brought_up_and_a_newer_one_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    Rooms(Database(path, MIGRATIONS)).open(SECRET, "gan")
    newer = Database(path, [*MIGRATIONS, "ALTER TABLE rooms ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'"])
    with newer.look() as c:
        assert [tuple(row) for row in c.execute("SELECT link, colour FROM rooms")] == [("gan", "blue")]
    newer.close()
    with pytest.raises(Refused, match="newer version"):
        Rooms(Database(path, MIGRATIONS)).open(SECRET, "gan")


def full(rooms: Rooms) -> None:
    """Let the file take no more than it has."""
    with rooms.database.look() as c:
        c.execute(f"PRAGMA max_page_count = {c.execute('PRAGMA page_count').fetchone()[0]}")


def test_where_the_disk_is_full_it_says_so_and_the_lesson_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    rooms = Rooms(Database(tmp_path / "lab.sqlite", MIGRATIONS), lambda: now[0])
    code = rooms.open(SECRET, "gan").code
    rooms.join(code, student(0))
    full(rooms)
    with pytest.raises(Refused, match="full") as told:
        for n in range(1, 1000):
            rooms.join(code, student(n), "a name of twenty signs")
            full(rooms)
    assert told.value.code == "disk_full" and "full" in caplog.text
    full(rooms)
    now[0] += 10  # to note that a student is there finds no place, and is no reason to lose the student
    assert rooms.is_student(code, student(0)) and rooms.room(code).link == "gan" and rooms.is_teacher(code, SECRET)
    rooms.database.close()
    assert rooms.join(code, student(2000)).code == code  # once there is room again
    rooms.database.close()


@contextmanager
def disk_full() -> Iterator[None]:
    """No file of this process may grow or be written beyond its first byte."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_what_is_there_can_be_read_from_a_full_disk_and_written_once_there_is_room(
    opened: Opened, clock: Clock
) -> None:
    rooms, other = opened(), opened()
    code = rooms.open(SECRET, "gan").code
    rooms.join(code, student(1), "Ada")
    with disk_full():
        for _ in range(3):
            clock.now += 6  # to note that the student is there finds no place
            with refused("disk_full"):
                rooms.send(code, SECRET, "map")
            for server in (rooms, other, opened()):  # the last begins now
                assert server.room(code).link == "gan" and server.tally(code, SECRET).names == ("Ada",)
                assert server.is_student(code, student(1)) and server.is_teacher(code, SECRET)
    assert rooms.send(code, SECRET, "map").link == other.room(code).link == "map"


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_who_loads_the_page_anew_on_a_full_disk_is_in_the_room_with_the_own_answer(opened: Opened) -> None:
    with service(opened()) as made:
        teacher = begun(made)
        me = joined(made, teacher["code"], name="Ada")
        ask(made, **QUESTION, **teacher)
        ask(made, kind="answer", asked=1, choice=1, **me)
        with disk_full():
            assert ask(made, kind="join", name="Ada", **me)["choice"] == 1
            with refused_in_words("disk_full"):
                joined(made, teacher["code"], YOU)


def test_the_file_stays_below_its_bound(tmp_path: Path) -> None:
    rooms = Rooms(Database(tmp_path / "lab.sqlite", MIGRATIONS, megabytes=0.1))
    with refused("disk_full"):
        for n in range(1000):
            rooms.open(student(n), "gan?" + "x" * 7000, str(n))
    rooms.database.close()
    assert rooms.database.path.stat().st_size <= 0.1 * 2**20


@pytest.mark.parametrize("what", ["text", "folder", "below a file"])
def test_what_is_no_file_of_rooms_is_told_in_words(tmp_path: Path, what: str) -> None:
    path = tmp_path / "lab.sqlite"
    if what == "folder":
        path.mkdir()
    else:
        path.write_text("a letter to my aunt " * 500)
    rooms = Rooms(Database(path / "lab.sqlite" if what == "below a file" else path, MIGRATIONS))
    for _ in range(2):
        with refused("no_state"):
            rooms.open(SECRET, "gan")
    if what == "text":
        assert path.read_text().startswith("a letter")
        path.unlink()
        assert rooms.open(SECRET, "gan").code  # once it is mended
        rooms.database.close()


def test_a_fault_of_ours_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    database = Database(tmp_path / "lab.sqlite", MIGRATIONS)
    with pytest.raises(sqlite3.OperationalError), database.change() as c:
        c.execute("SELECT * FROM nowhere")
    database.close()
