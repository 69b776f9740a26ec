"""Places are bounded: who asks for one more takes that of one who is away, or is refused.

A room that nobody has joined gives way while its teacher is not there: else a few addresses could hold all for hours.
Nobody fills a room, or its question, alone: a browser has a few places in it, for those who share a computer. A school
may share an address, so that addresses are bounded only where browsers send no cookies, and by far more.
"""

from __future__ import annotations

from collections import Counter

from app.live.channel.messages import Refused
from app.live.channel.people import Person
from app.live.rooms import settings
from app.live.rooms.codes import hashed
from app.live.state.state import Connection


def for_room(c: Connection, opener: str, now: float) -> str | None:
    """One more room of that address, and the code of the one that goes for it: where all are taken, an empty one of the
    address with the most, and of these the one whose teacher has been away for longest."""
    of_all, theirs = c.execute("SELECT count(*), count(*) FILTER (WHERE opener = ?) FROM rooms", (opener,)).fetchone()
    too_many = theirs >= settings.ROOMS_PER_ADDRESS
    if of_all < settings.ROOMS and not too_many:
        return None
    empty = c.execute(
        "SELECT code, opener FROM rooms WHERE seen < ? AND NOT EXISTS (SELECT 1 FROM students WHERE room = code)"
        " ORDER BY seen",
        (now - settings.AWAY_SECONDS,),
    ).fetchall()
    empty = [row for row in empty if not too_many or row["opener"] == opener]
    if not empty:
        raise Refused("too_many_rooms", "all rooms on this server are in use; end one, or try later")
    held = Counter(row["opener"] for row in empty)
    return max(empty, key=lambda row: held[row["opener"]])["code"]  # the first of them


def for_student(c: Connection, room: str, person: Person | None, now: float) -> str:
    """One more in the room, and whose that place is."""
    whose, most = share(room, person)
    if whose:
        _among_theirs(c, room, whose, most, now)
    _among_all(c, room, now)
    return whose


def share(room: str, person: Person | None) -> tuple[str, int]:
    """Whose places in the room, and how many of them: the same text for the same browser in the same room, which tells
    nothing of either; "" where nobody knows who asks."""
    if person is None:
        return "", settings.STUDENTS
    if person.browser:
        return hashed(room, "browser", person.browser).hex(), settings.STUDENTS_PER_BROWSER
    return hashed(room, person.address).hex(), settings.STUDENTS_NO_COOKIES


def _among_theirs(c: Connection, room: str, whose: str, most: int, now: float) -> None:
    """The one who has not been there for longest goes, with the answer: else one after the other would leave one."""
    theirs = c.execute(
        "SELECT student, seen FROM students WHERE room = ? AND whose = ? ORDER BY seen", (room, whose)
    ).fetchall()
    if len(theirs) < most:
        return
    if theirs[0]["seen"] > now - settings.SILENT_SECONDS:
        raise Refused("browser_full", f"this browser is in the room {most} times; leave it there, or wait a minute")
    for table in ("students", "answers"):
        c.execute(f"DELETE FROM {table} WHERE room = ? AND student = ?", (room, theirs[0]["student"]))


def _among_all(c: Connection, room: str, now: float) -> None:
    """Of those who left without saying so, the one who has been away for longest goes."""
    taken = c.execute("SELECT count(*) FROM students WHERE room = ?", (room,)).fetchone()[0]
    if taken < settings.STUDENTS:
        return
    away = c.execute(
        "SELECT student FROM students WHERE room = ? AND seen < ? ORDER BY seen LIMIT 1",
        (room, now - settings.AWAY_SECONDS),
    ).fetchone()
    if not away:
        raise Refused("room_full", f"this room has its {settings.STUDENTS} students; ask for another")
    c.execute("DELETE FROM students WHERE room = ? AND student = ?", (room, away["student"]))
