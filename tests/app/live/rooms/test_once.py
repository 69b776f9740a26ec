"""A request that comes twice is done once."""

from __future__ import annotations

from app.live.rooms import once
from app.live.rooms.store import Rooms
from tests.app.live.rooms.conftest import Opened
from tests.app.live.rooms.test_store import ASK, SECRET, student


def test_what_the_teacher_asks_for_is_done_once_however_often_it_comes(opened: Opened) -> None:
    """An answer that was lost on its way back is asked for again, perhaps of another server."""
    rooms, other = opened(), opened()
    code = rooms.open(SECRET, "compare").code
    for n in range(100):
        rooms.join(code, student(n))
    rooms.ask(code, SECRET, ASK, "a" * 16)
    for n in range(100):
        rooms.answer(code, student(n), 1, n % 3)
    rooms.play(code, student(1), 1, "digits/1", True)
    before = rooms.room(code)
    assert other.ask(code, SECRET, ASK, "a" * 16) == before and other.tally(code, SECRET).answered == 100
    for act in (lambda on: on.begin_anew(code, SECRET, "b" * 16), lambda on: on.send(code, SECRET, "gan", "c" * 16)):
        done = act(rooms)
        assert done.version == before.version + 1 and act(other) == done
        before = done
    assert (before.score.number, before.sent, rooms.tally(code, SECRET).answered) == (2, 2, 100)
    assert other.ask(code, SECRET, ASK, "d" * 16).asked == 2 and rooms.tally(code, SECRET).answered == 0


def test_a_room_remembers_the_last_requests_only(rooms: Rooms) -> None:
    code = rooms.open(SECRET, "gan").code
    for n in range(3 * once.REMEMBERED):
        assert rooms.send(code, SECRET, "gan", f"{n:016x}").sent == n + 2
    assert rooms.send(code, SECRET, "gan", f"{n - once.REMEMBERED + 1:016x}").sent == n + 2
    with rooms.database.look() as c:
        assert len(c.execute("SELECT done FROM rooms").fetchone()["done"]) == 17 * once.REMEMBERED - 1
