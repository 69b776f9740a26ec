"""The class's score of the game of /compare, in the file of the rooms.

Everybody plays at an own pace. A round shows everybody the same sheet; of each student the first answer to it counts,
once, however often it is sent. Nobody is told whose it is, and it outlasts whoever leaves: else wrong answers could be
left behind. A browser's answers to a round are as many as its places in the room: else one who leaves and comes again
would be a whole class. Answers raise the room's version together, at most once a second.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.live.channel.messages import Refused
from app.live.state.state import Connection

MOST_OF_ONE, MOST = 200, 20_000  # answers of one student, and of a room: some 2 MB


@dataclass(frozen=True)
class Score:
    """How many of all answers were right, and how many students gave them. `number` counts the games of the room."""

    number: int = 1
    right: int = 0
    answers: int = 0
    players: int = 0


def score(c: Connection, room: str) -> Score:
    row = c.execute('SELECT number, "right", answers, players FROM games WHERE room = ?', (room,)).fetchone()
    return Score(*row) if row else Score()


def play(c: Connection, room: str, student: bytes, number: int, nth: str, right: bool, share: tuple[str, int]) -> bool:
    """Whether what counts for round `nth` is right: the first answer to it in the game of that number. `share`: whose
    places in the room and how many; who has answered this round as often already is told, and counts no more."""
    now = score(c, room)
    if number != now.number:
        raise Refused("other_game", "the class has begun a new game; this answer was one of the game before")
    mine = (room, student)
    kept = c.execute('SELECT "right" FROM plays WHERE room = ? AND student = ? AND round = ?', (*mine, nth)).fetchone()
    if kept:
        return bool(kept["right"])
    whose, most = share
    theirs = "SELECT count(*) FROM plays WHERE room = ? AND whose = ? AND round = ?"
    if whose and c.execute(theirs, (room, whose, nth)).fetchone()[0] >= most:
        return right
    before = c.execute("SELECT count(*) FROM plays WHERE room = ? AND student = ?", mine).fetchone()[0]
    if before >= MOST_OF_ONE or now.answers >= MOST:
        raise Refused("game_full", f"a room counts {MOST_OF_ONE} answers of one student and {MOST} of all; begin anew")
    c.execute("INSERT INTO plays VALUES (?, ?, ?, ?, ?)", (*mine, nth, int(right), whose))
    c.execute("INSERT INTO games (room) VALUES (?) ON CONFLICT DO NOTHING", (room,))
    c.execute(
        'UPDATE games SET "right" = "right" + ?, answers = answers + 1, players = players + ? WHERE room = ?',
        (int(right), int(before == 0), room),
    )
    return right


def begin_anew(c: Connection, room: str) -> None:
    """All answers are forgotten, and those that are still on their way count for nothing."""
    c.execute("DELETE FROM plays WHERE room = ?", (room,))
    number = score(c, room).number + 1
    c.execute("DELETE FROM games WHERE room = ?", (room,))
    c.execute("INSERT INTO games (room, number) VALUES (?, ?)", (room, number))


def is_news(c: Connection) -> bool:
    """Whether a score has changed since it was told last."""
    return c.execute("SELECT 1 FROM games WHERE told != answers LIMIT 1").fetchone() is not None


def tell(c: Connection) -> None:
    """Scores that have changed are news of their rooms."""
    c.execute("UPDATE rooms SET version = version + 1 WHERE code IN (SELECT room FROM games WHERE told != answers)")
    c.execute("UPDATE games SET told = answers WHERE told != answers")
