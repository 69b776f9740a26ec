"""What a browser may ask about rooms. The teacher's own secret and a student's own name for itself are random, made by
their browsers, so that every request may come twice and is done once; those with a token are known by it.

"open"     secret, link -> a new room, or the one of that secret
"join"     code, student, name -> the room, and what this student has answered
"watch"    code, student or secret, version, and as teacher there and answered -> the room, as soon as it is not this
           version any more, or, for the teacher, somebody comes, goes or answers; or after some seconds
"send"     code, secret, link, token -> everybody's page from now on
"ask"      code, secret, text, answers, right, about, token -> a question to everybody
"show"     code, secret, asked, stage -> its counts ("opened"), the truth, too ("told"), or nothing any more ("")
"answer"   code, student, asked, choice -> what counts now
"play"     code, student, game, data, round, guess -> whether the answer to that round of /compare that counts is right
"anew"     code, secret, token -> the class's score of the game is at nothing
"hand"     code, secret, experiment, key, part, of, x, y -> seen at once by students who wait with `frames`
"leave"    code, student
"end"      code, secret

A teacher is told of `room`, `names`, `there`, `answered` and the game's `players`, a student of `room` and the own
`choice`. A room that has ended is refused with "ended", one that never was, or of which this is no member, with
"no_room".
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

from app.live.channel import frames, limits
from app.live.channel.messages import Message, Refused
from app.live.channel.people import Person
from app.live.rooms.asked import read_code, read_link, read_name, read_play, read_question, read_secret, read_token
from app.live.rooms.hand import read_hand
from app.live.rooms.news import Bell, News
from app.live.rooms.question import NONE, OPENED, TOLD
from app.live.rooms.store import Room, Rooms, Tally
from app.live.rooms.tries import Tries
from app.live.state.database import shared
from app.live.state.relay import Spread
from app.live.state.servers import servers

Send = Callable[[bytes], Awaitable[bool]]  # one frame more, and whether it was taken
KINDS = ("open", "join", "watch", "send", "ask", "show", "answer", "play", "anew", "hand", "leave", "end")
TALLY_SECONDS = 0.5  # between two looks at who is there and has answered
WORKER = ThreadPoolExecutor(2, thread_name_prefix="rooms")  # the disk must not hold up the others


class RoomsService:
    """Answers one browser: over a socket or by post through `reply`; `answer` waits in place."""

    person: Any = None  # who asks: an address and the browser there

    @classmethod
    def warm_up(cls) -> None:
        """Rooms whose time was over while the server did not run are deleted."""
        try:
            the_news()
        except Refused as error:
            limits.say(str(error), kind=error.code)

    def __init__(self, news: News | None = None, tries: Tries | None = None) -> None:
        self.given, self.tries = news, tries or TRIES

    @property
    def news(self) -> News:
        return self.given or the_news()

    @property
    def rooms(self) -> Rooms:
        return self.news.rooms

    def answer(self, message: Message, patience: float = 0.3) -> bytes:
        """The frame for one request; "watch" waits `patience` seconds at most."""
        with message.refusing():
            if message.kind != "watch":
                return self._command(message)
            until = time.monotonic() + patience
            while (frame := self._look(message, time.monotonic() >= until)) is None:
                time.sleep(0.02)
            return frame

    async def reply(self, message: Message, send: Send | None = None) -> bytes:
        """The same without holding a thread while there is no news."""
        loop = asyncio.get_running_loop()
        with message.refusing():
            if message.kind != "watch":
                return await loop.run_in_executor(WORKER, self._command, message)
            return await self._watch(message, send)

    # ---- watching -------------------------------------------------------------------------------------------------

    async def _watch(self, message: Message, send: Send | None) -> bytes:
        loop, as_teacher = asyncio.get_running_loop(), "secret" in message.fields
        until = loop.time() + limits.WATCH_SECONDS
        sees = not as_teacher and send is not None and "frames" in message.fields
        with self.news.bell(read_code(message), sees) as bell:
            while True:
                bell.clear()  # nothing may become new between looking and waiting
                frame = await loop.run_in_executor(WORKER, self._look, message, loop.time() >= until)
                if frame is not None:
                    return frame
                await _rung(bell, min(loop.time() + TALLY_SECONDS, until) if as_teacher else until, message, send)
                if bell.room and not as_teacher and bell.room.version != message.fields.get("version"):
                    return _student(message, bell.room)  # a member, as the look before has found

    def _look(self, message: Message, late: bool) -> bytes | None:
        """What this member has not seen of the room; all of it once it is late."""
        code, version = read_code(message), message.whole("version", 0, 2**53, 0)
        self._must_be_member(message, code)
        room = self.rooms.room(code)
        if "secret" not in message.fields:
            return _student(message, room) if late or room.version != version else None
        seen = (version, *(message.whole(name, -1, 2**53, -1) for name in ("there", "answered")))
        tally = self.rooms.tally(code, message.fields["secret"])
        news = (room.version, tally.there, tally.answered) != seen
        return _teacher(message, room, tally) if late or news else None

    # ---- who asks -------------------------------------------------------------------------------------------------

    def _must_be_member(self, message: Message, code: str) -> None:
        if "secret" in message.fields:
            known = self.rooms.is_teacher(code, read_secret(message, "secret"))
        else:
            known = self.rooms.is_student(code, read_secret(message, "student"))
        if not known:
            with self._knocking():
                self.rooms.room(code)
                raise Refused("no_room", "this is no member of the room; join it")

    @contextmanager
    def _knocking(self) -> Iterator[None]:
        """Around what tells a stranger whether a code is one: wrong ones are counted, of those who are no members."""
        person = self.person or Person("", "")
        self.tries.check(person)
        try:
            yield
        except Refused as error:
            if error.code == "no_room":
                self.tries.was_wrong(person)
            raise

    # ---- everything else ------------------------------------------------------------------------------------------

    def _command(self, message: Message) -> bytes:
        kind = message.choice("kind", KINDS)
        if kind == "open":
            return self._open(message)
        code = read_code(message)
        if kind == "join":
            return self._join(message, code)
        as_teacher = kind in ("send", "ask", "show", "anew", "hand", "end")
        read_secret(message, "secret" if as_teacher else "student")
        if as_teacher == ("secret" not in message.fields):
            raise message.refuse("bad_secret", "give either a secret or a student")
        self._must_be_member(message, code)
        return getattr(self, f"_{kind}")(message, code)

    def _open(self, message: Message) -> bytes:
        secret, link = read_secret(message, "secret"), read_link(message)
        room = self.rooms.open(secret, link, self.person.address if self.person else "")
        return _teacher(message, room, self.rooms.tally(room.code, secret))

    def _join(self, message: Message, code: str) -> bytes:
        student, name = read_secret(message, "student"), read_name(message)
        if self.rooms.is_student(code, student):
            try:
                room = self.rooms.join(code, student, name)
            except Refused as error:
                if error.code != "disk_full":
                    raise
                room = self.rooms.room(code)  # only a new name finds no place
        else:
            with self._knocking():
                room = self.rooms.join(code, student, name, self.person)
        return _student(message, room, choice=self.rooms.answered(code, student))

    def _send(self, message: Message, code: str) -> bytes:
        return self._changed(
            message, self.rooms.send(code, message.fields["secret"], read_link(message), read_token(message))
        )

    def _ask(self, message: Message, code: str) -> bytes:
        question, token = read_question(message), read_token(message)
        return self._changed(message, self.rooms.ask(code, message.fields["secret"], question, token))

    def _show(self, message: Message, code: str) -> bytes:
        asked, stage = message.whole("asked", 0, 2**53), message.choice("stage", (OPENED, TOLD, NONE))
        return self._changed(message, self.rooms.show(code, message.fields["secret"], asked, stage))

    def _answer(self, message: Message, code: str) -> bytes:
        asked, choice = message.whole("asked", 0, 2**53), message.whole("choice", 0, 100)
        kept = self.rooms.answer(code, message.fields["student"], asked, choice)
        return frames.pack({}, id=message.id, kind="answered", asked=asked, choice=kept)

    def _play(self, message: Message, code: str) -> bytes:
        number, (nth, right) = message.whole("game", 1, 2**53), read_play(message)
        kept = self.rooms.play(code, message.fields["student"], number, nth, right, self.person)
        return frames.pack({}, id=message.id, kind="played", right=kept)

    def _anew(self, message: Message, code: str) -> bytes:
        return self._changed(message, self.rooms.begin_anew(code, message.fields["secret"], read_token(message)))

    def _hand(self, message: Message, code: str) -> bytes:
        shown = self.news.show(code, read_hand(message))
        if "passed" not in message.fields and self.news.spreads(code):  # by another server
            spread().say({**message.fields, "passed": True})
        return frames.pack({}, id=message.id, kind="hand", shown=shown)

    def _leave(self, message: Message, code: str) -> bytes:
        self.rooms.leave(code, message.fields["student"])
        return frames.pack({}, id=message.id, kind="left")

    def _end(self, message: Message, code: str) -> bytes:
        self.rooms.end(code, message.fields["secret"])
        self.news.ring(code)
        return frames.pack({}, id=message.id, kind="left")

    def _changed(self, message: Message, room: Room) -> bytes:
        self.news.ring(room.code, room)
        return _teacher(message, room, self.rooms.tally(room.code, message.fields["secret"]))


async def _rung(bell: Bell, until: float, message: Message, send: Send | None) -> None:
    """Wait for news until that time; meanwhile the teacher's hand is shown where it moves."""
    while not bell.news:
        hand, bell.hand = bell.hand, None
        if hand and send:
            await send(hand.frame(message.id))
            continue
        bell.rung.clear()
        try:
            async with asyncio.timeout_at(until):
                await bell.rung.wait()
        except TimeoutError:
            return


def _student(message: Message, room: Room, **more: Any) -> bytes:
    return frames.pack({}, id=message.id, kind="room", room=_described(room, room.stage == TOLD), **more)


def _teacher(message: Message, room: Room, tally: Tally) -> bytes:
    return frames.pack(
        {}, id=message.id, kind="room", room=_described(room, True), there=tally.there, answered=tally.answered,
        names=tally.names, players=room.score.players,
    )  # fmt: skip


def _described(room: Room, truth: bool) -> dict[str, Any]:
    question = room.question and {
        "text": room.question.text,
        "answers": room.question.answers,
        "right": room.question.right if truth else None,
        "about": room.question.about,
    }
    return {
        "code": room.code, "version": room.version, "ends": room.ends, "link": room.link, "sent": room.sent,
        "asked": room.asked, "stage": room.stage, "question": question, "counts": room.counts,
        "game": {"number": room.score.number, "right": room.score.right, "answers": room.score.answers},
    }  # fmt: skip


TRIES = Tries()
_opening = threading.Lock()


def the_news() -> News:
    """Of this process."""
    with _opening:  # several browsers ask at once
        return _the_news()


@cache
def spread() -> Spread:
    """To the other servers' rooms."""
    return Spread("rooms", servers())


@cache
def _the_news() -> News:
    return News(Rooms(shared()))
