"""Rooms: a teacher opens one, students join by its code, and all see where it is.

Nothing is in this process, so a restart loses nothing and several servers may share one file or database. Whatever
changes for everybody raises the room's `version`; who comes and who answers is told to the teacher alone.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from app.live.channel.messages import Refused
from app.live.channel.people import Person
from app.live.rooms import game, once, places, settings
from app.live.rooms.codes import hashed, new_code
from app.live.rooms.question import ASKED, NONE, OPENED, STAGES, Question, counted
from app.live.state.state import Connection, State

CODES = 20  # tried for one room: with all rooms open one in a million is taken
ENDED_SECONDS = 24 * 3600.0  # that it is known of a code that its room has ended; it is given to no other meanwhile
MOST_ENDED = 10_000  # remembered: whoever opens and ends rooms all day does not fill the file
NO_ROOM = ("no_room", "there is no room with this code, or this is none of its members; look at the code again")
ENDED = ("ended", "this room has ended; ask for another")


@dataclass(frozen=True)
class Room:
    """What everybody in a room sees. `sent` counts the links, `asked` the questions; `counts` are the answers given,
    once they are opened, and `right` is the true one, once it is told. `score` is the class's, of the game."""

    code: str
    version: int
    ends: float  # seconds since 1970
    link: str
    sent: int
    asked: int
    stage: str
    question: Question | None
    counts: list[int] | None
    score: game.Score


@dataclass(frozen=True)
class Tally:
    """What its teacher sees besides: how many are there, with which names, and how many of all have answered."""

    there: int
    answered: int
    names: tuple[str, ...]


class Rooms:
    """Safe from any thread and any process. `now` is the time in seconds since 1970."""

    def __init__(
        self, database: State, now: Callable[[], float] = time.time, draw: Callable[[], str] = new_code
    ) -> None:
        self.database, self.now, self.draw = database, now, draw

    # ---- the teacher ----------------------------------------------------------------------------------------------

    def open(self, secret: str, link: str, opener: str = "") -> Room:
        """A new room of whoever has the secret; the same one where it is asked for again."""
        self.sweep()
        with self.database.change() as c:
            row = c.execute("SELECT code FROM rooms WHERE secret = ?", (hashed(secret),)).fetchone()
            return _room(c, row["code"] if row else self._new(c, secret, link, opener))

    def _new(self, c: Connection, secret: str, link: str, opener: str) -> str:
        if gives_way := places.for_room(c, opener, self.now()):
            self._delete(c, gives_way)
        for _ in range(CODES):
            code = self.draw()
            if not c.execute(
                "SELECT 1 FROM rooms WHERE code = ? UNION ALL SELECT 1 FROM ended WHERE code = ?", (code, code)
            ).fetchone():
                row = (code, hashed(secret), opener, self.now() + settings.ROOM_SECONDS, link, self.now())
                c.execute("INSERT INTO rooms (code, secret, opener, ends, link, seen) VALUES (?, ?, ?, ?, ?, ?)", row)
                return code
        raise Refused("too_many_rooms", "no code is free; try again")

    def send(self, code: str, secret: str, link: str, token: str = "") -> Room:
        """Where the room is from now on; the same place again is news, too: it brings back who went on."""
        move = "UPDATE rooms SET link = ?, sent = sent + 1 WHERE code = ?"
        return self._once(code, secret, token, lambda c: c.execute(move, (link, code)))

    def ask(self, code: str, secret: str, question: Question, token: str = "") -> Room:
        """A question to everybody, in place of the one before."""

        def put(c: Connection) -> None:
            c.execute("DELETE FROM answers WHERE room = ?", (code,))
            new = "UPDATE rooms SET asked = asked + 1, stage = ?, question = ? WHERE code = ?"
            c.execute(new, (ASKED, question.written(), code))

        return self._once(code, secret, token, put)

    def _once(self, code: str, secret: str, token: str, act: Callable[[Connection], object]) -> Room:
        """What the teacher asks for, however often it comes with this token."""
        with self.database.change() as c:
            self._must_be_teacher(c, code, secret)
            if once.is_new(c, code, token):
                act(c)
                c.execute("UPDATE rooms SET version = version + 1 WHERE code = ?", (code,))
            return _room(c, code)

    def show(self, code: str, secret: str, asked: int, stage: str) -> Room:
        """Take the question of that number on, to its counts, to the truth or away: never back, when answers are known
        none is taken any more."""
        with self.database.change() as c:
            self._must_be_teacher(c, code, secret)
            now = _room(c, code)
            order = (*STAGES, NONE)
            if now.asked == asked and now.stage and order.index(stage) > order.index(now.stage):
                c.execute("UPDATE rooms SET stage = ?, version = version + 1 WHERE code = ?", (stage, code))
                if stage == NONE:
                    c.execute("DELETE FROM answers WHERE room = ?", (code,))
                    c.execute("UPDATE rooms SET question = '' WHERE code = ?", (code,))
            return _room(c, code)

    def begin_anew(self, code: str, secret: str, token: str = "") -> Room:
        """The class's game, at nothing."""
        return self._once(code, secret, token, lambda c: game.begin_anew(c, code))

    def end(self, code: str, secret: str) -> None:
        with self.database.change() as c:
            self._must_be_teacher(c, code, secret)
            self._delete(c, code)

    def tally(self, code: str, secret: str) -> Tally:
        with self.database.look() as c:
            self._must_be_teacher(c, code, secret)
            here = (code, self.now() - settings.SILENT_SECONDS)
            found = c.execute("SELECT name FROM students WHERE room = ? AND seen > ? ORDER BY name", here).fetchall()
            answered = c.execute("SELECT count(*) FROM answers WHERE room = ?", (code,)).fetchone()[0]
        return Tally(len(found), answered, tuple(row["name"] for row in found if row["name"]))

    def is_teacher(self, code: str, secret: str) -> bool:
        """If so they have been seen now."""
        with self.database.look() as c:
            owns = self._owns(c, code, secret)
            row = c.execute("SELECT seen FROM rooms WHERE code = ?", (code,)).fetchone()
        if owns and row:
            self._note_seen(row["seen"], "rooms SET seen = ? WHERE code = ?", code)
        return owns

    def _note_seen(self, before: float, what: str, *whose: object) -> None:
        """Now and then, that somebody is there."""
        if not 0 <= self.now() - before <= settings.SEEN_SECONDS:
            with suppress(Refused), self.database.change() as c:  # also with a full disk the lesson goes on
                c.execute(f"UPDATE {what}", (self.now(), *whose))

    def _owns(self, c: Connection, code: str, secret: str) -> bool:
        """It takes the same time where there is no such room."""
        row = c.execute("SELECT secret FROM rooms WHERE code = ? AND ends > ?", (code, self.now())).fetchone()
        return hmac.compare_digest(hashed(secret), row["secret"] if row else bytes(32)) and row is not None

    def _must_be_teacher(self, c: Connection, code: str, secret: str) -> None:
        if not self._owns(c, code, secret):
            raise self._not_there(c, code)

    # ---- students -------------------------------------------------------------------------------------------------

    def join(self, code: str, student: str, name: str = "", person: Person | None = None) -> Room:
        """Be in the room, under another name where one was there already."""
        with self.database.change() as c:
            if not c.execute("SELECT 1 FROM rooms WHERE code = ? AND ends > ?", (code, self.now())).fetchone():
                raise self._not_there(c, code)
            me, now = hashed(code, student), self.now()
            again = "UPDATE students SET name = ?, seen = ? WHERE room = ? AND student = ?"
            if not c.execute(again, (name, now, code, me)).rowcount:
                row = (code, me, name, now, places.for_student(c, code, person, now))
                c.execute("INSERT INTO students (room, student, name, seen, whose) VALUES (?, ?, ?, ?, ?)", row)
            return _room(c, code)

    def is_student(self, code: str, student: str) -> bool:
        """Whether they are in the room; if so they have been seen now."""
        me, now = hashed(code, student), self.now()
        with self.database.look() as c:
            row = c.execute(
                "SELECT students.seen FROM students JOIN rooms ON code = room"
                " WHERE room = ? AND student = ? AND ends > ?",
                (code, me, now),
            ).fetchone()
        if row:
            self._note_seen(row["seen"], "students SET seen = ? WHERE room = ? AND student = ?", code, me)
        return row is not None

    def answer(self, code: str, student: str, asked: int, choice: int) -> int:
        """A student's answer, in place of the one before, as long as it is asked; who has left the room has none."""
        me = hashed(code, student)
        with self.database.change() as c:
            room = _room(c, code)
            self._must_be_student(c, code, me)
            if (room.asked, room.stage) != (asked, ASKED) or not room.question:
                raise Refused("not_asked", "this question takes no answers any more")
            if not 0 <= choice < len(room.question.answers):
                raise Refused("out_of_range", f"choice is {choice}; give the number of an answer, from 0")
            c.execute("DELETE FROM answers WHERE room = ? AND student = ?", (code, me))
            c.execute("INSERT INTO answers VALUES (?, ?, ?)", (code, me, choice))
        return choice

    def answered(self, code: str, student: str) -> int | None:
        """What this student has answered to the present question."""
        with self.database.look() as c:
            row = c.execute(
                "SELECT choice FROM answers WHERE room = ? AND student = ?", (code, hashed(code, student))
            ).fetchone()
        return row["choice"] if row else None

    def play(self, code: str, student: str, number: int, nth: str, right: bool, person: Person | None = None) -> bool:
        """A student's answer to a round of the game, and whether the one that counts is right."""
        me = hashed(code, student)
        with self.database.change() as c:
            self._must_be_student(c, code, me)
            return game.play(c, code, me, number, nth, right, places.share(code, person))

    def _must_be_student(self, c: Connection, code: str, me: bytes) -> None:
        if not c.execute("SELECT 1 FROM students WHERE room = ? AND student = ?", (code, me)).fetchone():
            raise Refused(*NO_ROOM)

    def leave(self, code: str, student: str) -> None:
        """The answer that was given is forgotten, too."""
        with self.database.change() as c:
            for table in ("students", "answers"):
                c.execute(f"DELETE FROM {table} WHERE room = ? AND student = ?", (code, hashed(code, student)))

    # ---- everybody ------------------------------------------------------------------------------------------------

    def room(self, code: str) -> Room:
        with self.database.look() as c:
            if not c.execute("SELECT 1 FROM rooms WHERE code = ? AND ends > ?", (code, self.now())).fetchone():
                raise self._not_there(c, code)
            return _room(c, code)

    def versions(self) -> dict[str, int]:
        """Of every room, to see whether another process has changed it."""
        with self.database.look() as c:
            return {row["code"]: row["version"] for row in c.execute("SELECT code, version FROM rooms")}

    def tell_scores(self) -> None:
        """Those of the game that have changed become news, of all rooms at once."""
        with self.database.look() as c:
            due = game.is_news(c)
        if due:
            with self.database.change() as c:
                game.tell(c)

    def sweep(self) -> None:
        """Rooms whose time is over are deleted, with all that was in them."""
        with self.database.change() as c:
            for row in c.execute("SELECT code FROM rooms WHERE ends <= ?", (self.now(),)).fetchall():
                self._delete(c, row["code"])
            c.execute("DELETE FROM ended WHERE since < ?", (self.now() - ENDED_SECONDS,))
            too_old = "SELECT since FROM ended ORDER BY since DESC LIMIT 1 OFFSET ?"
            c.execute(f"DELETE FROM ended WHERE since <= ({too_old})", (MOST_ENDED,))

    def _delete(self, c: Connection, code: str) -> None:
        c.execute("DELETE FROM rooms WHERE code = ?", (code,))
        c.execute("INSERT INTO ended VALUES (?, ?)", (code, self.now()))

    def _not_there(self, c: Connection, code: str) -> Refused:
        over = "SELECT 1 FROM ended WHERE code = ? UNION ALL SELECT 1 FROM rooms WHERE code = ? AND ends <= ?"
        return Refused(*(ENDED if c.execute(over, (code, code, self.now())).fetchone() else NO_ROOM))


def _room(c: Connection, code: str) -> Room:
    row = c.execute("SELECT * FROM rooms WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise Refused(*NO_ROOM)
    question = Question.read(row["question"]) if row["question"] else None
    counts = None
    if question and row["stage"] in STAGES[STAGES.index(OPENED) :]:
        found = c.execute("SELECT choice, count(*) FROM answers WHERE room = ? GROUP BY choice", (code,)).fetchall()
        counts = counted([(row[0], row[1]) for row in found], len(question.answers))
    return Room(
        code, row["version"], row["ends"], row["link"], row["sent"], row["asked"], row["stage"], question, counts,
        game.score(c, code),
    )  # fmt: skip
