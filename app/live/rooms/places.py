"""Places are bounded: who asks for one more takes that of one who is away, or is refused."""

from __future__ import annotations

from app.live.channel.messages import Refused
from app.live.rooms import settings
from app.live.rooms.state import Connection


def for_student(c: Connection, room: str, now: float) -> None:
    """One more in the room: of those who left without saying so, the one who has been away for longest goes."""
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
