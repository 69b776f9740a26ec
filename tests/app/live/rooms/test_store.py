"""Rooms in their file or database: who may do what, everything counted once, nothing lost, and an end."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from app.live.channel.messages import Refused
from app.live.rooms import settings, store
from app.live.rooms.codes import LENGTH, SIGNS, new_code, typed
from app.live.rooms.question import ASKED, NONE, OPENED, TOLD, Question, tidied
from app.live.rooms.store import Rooms
from tests.app.live.rooms.conftest import Clock, Opened, all_kept
from tests.served import ROOT

SECRET, OTHER = "a" * 32, "b" * 32
ASK = Question("How many of twelve seeds collapse?", ("none", "some", "all"), 1)


def student(n: int) -> str:
    return f"{n:032x}"


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as told:
        yield
    assert told.value.code == code


@pytest.fixture
def code(rooms: Rooms) -> str:
    return rooms.open(SECRET, "gan?step=watch").code


# ---- codes and lines -------------------------------------------------------------------------------------------------


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code(random.Random(1).choice)
    assert len(code) == LENGTH and set(code) <= set(SIGNS) and typed(code) == code
    assert typed(f" {code[:3].lower()}-{code[3:]} ") == code
    assert (
        not typed(code[:-1]) and not typed(code + code[0]) and not typed(code[:-1] + "O") and not typed("카나다라마바")
    )
    assert not set("0O1IL2Z5S8BUV") & set(SIGNS) and len({new_code() for _ in range(100)}) > 90


def test_what_is_typed_is_one_line_of_visible_signs() -> None:
    assert tidied("  Ada \n\t Lovelace\u202e\u200b\0 ", 24) == "Ada Lovelace"
    assert tidied("\u1100\u1161" * 30, 24) == "\uac00" * 24  # composed first, then counted
    assert tidied("<script>", 24) == "<script>"  # it is text, and shown as such


# ---- teacher and students --------------------------------------------------------------------------------------------


def test_everybody_sees_where_the_teacher_is(rooms: Rooms, code: str) -> None:
    assert rooms.join(code, student(1), "Ada").link == "gan?step=watch"
    before = rooms.room(code)
    after = rooms.send(code, SECRET, "diffusion?step=film")
    assert after == rooms.room(code) and after.link == "diffusion?step=film"
    assert (after.sent, after.version) == (before.sent + 1, before.version + 1)


def test_opening_twice_is_one_room_and_another_teachers_is_another(rooms: Rooms, code: str) -> None:
    assert rooms.open(SECRET, "compare").code == code and rooms.room(code).link == "gan?step=watch"
    assert rooms.open(OTHER, "compare").code != code


def test_two_teachers_who_draw_one_code_get_two_rooms(opened: Opened) -> None:
    codes = iter(["AAAAAA", "AAAAAA", "CCCCCC"])
    draw = lambda: next(codes)  # noqa: E731
    first, second = opened(draw=draw).open(SECRET, "gan"), opened(draw=draw).open(OTHER, "compare")
    assert (first.code, second.code) == ("AAAAAA", "CCCCCC")


def test_only_the_teachers_secret_drives(rooms: Rooms, code: str) -> None:
    rooms.open(OTHER, "compare")
    for forged in (OTHER, SECRET[:-1] + "b", student(1), ""):
        assert not rooms.is_teacher(code, forged)
        for act in (
            lambda s: rooms.send(code, s, "compare"), lambda s: rooms.ask(code, s, ASK), lambda s: rooms.end(code, s),
            lambda s: rooms.show(code, s, 1, OPENED), lambda s: rooms.tally(code, s),
        ):  # fmt: skip
            with refused("no_room"):
                act(forged)
    assert rooms.is_teacher(code, SECRET) and rooms.room(code).link == "gan?step=watch"


def test_neither_secrets_nor_what_students_call_themselves_are_in_the_file(rooms: Rooms, code: str) -> None:
    rooms.join(code, student(7), "Ada")
    kept = all_kept(rooms)
    assert b"Ada" in kept and SECRET.encode() not in kept and student(7).encode() not in kept


# ---- the question ----------------------------------------------------------------------------------------------------


def test_an_answer_counts_once_and_may_change_until_they_are_opened(rooms: Rooms, code: str) -> None:
    for n in range(3):
        rooms.join(code, student(n))
    asked = rooms.ask(code, SECRET, ASK)
    assert (asked.asked, asked.stage, asked.counts) == (1, ASKED, None)
    for n, choice in [(0, 0), (1, 0), (0, 2), (0, 2), (2, 1), (2, 0), (2, 2)]:
        rooms.answer(code, student(n), 1, choice)
    assert rooms.tally(code, SECRET).answered == 3 and rooms.room(code).counts is None
    assert rooms.answered(code, student(0)) == 2
    assert rooms.show(code, SECRET, 1, OPENED).counts == [1, 0, 2]
    with refused("not_asked"):
        rooms.answer(code, student(1), 1, 1)
    told = rooms.show(code, SECRET, 1, TOLD)
    assert told.counts == [1, 0, 2] and rooms.show(code, SECRET, 1, OPENED) == told  # never back


def test_a_late_answer_to_the_question_before_counts_for_none(rooms: Rooms, code: str) -> None:
    rooms.join(code, student(1))
    rooms.ask(code, SECRET, ASK)
    rooms.answer(code, student(1), 1, 0)
    rooms.ask(code, SECRET, ASK)
    for n, choice, why in [(1, 0, "not_asked"), (2, 3, "out_of_range"), (2, -1, "out_of_range")]:
        with refused(why):
            rooms.answer(code, student(1), n, choice)
    assert rooms.tally(code, SECRET).answered == 0 and rooms.answered(code, student(1)) is None
    assert rooms.show(code, SECRET, 1, OPENED).stage == ASKED  # the question before is not opened either
    assert rooms.show(code, SECRET, 2, NONE).question is None


def test_who_is_not_in_the_room_has_no_answer(rooms: Rooms, code: str) -> None:
    rooms.join(code, student(1))
    rooms.ask(code, SECRET, ASK)
    rooms.answer(code, student(1), 1, 0)
    rooms.leave(code, student(1))
    for n in (1, 2):
        with refused("no_room"):
            rooms.answer(code, student(n), 1, 0)
    assert rooms.show(code, SECRET, 1, OPENED).counts == [0, 0, 0]


def test_three_hundred_answers_at_once_on_three_servers_all_count_once(opened: Opened) -> None:
    servers = [opened() for _ in range(3)]
    code = servers[0].open(SECRET, "gan").code
    for n in range(300):
        servers[n % 3].join(code, student(n))
    servers[0].ask(code, SECRET, ASK)

    def answer(n: int) -> None:
        """As a hurried browser: sent again elsewhere, then changed."""
        for place, choice in ((n, n % 3), (n + 1, n % 3), (n + 2, (n + 1) % 3)):
            servers[place % 3].answer(code, student(n), 1, choice)

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(answer, range(300)))
    assert servers[1].tally(code, SECRET).answered == 300
    assert servers[2].show(code, SECRET, 1, OPENED).counts == [100, 100, 100]


# ---- who is there ----------------------------------------------------------------------------------------------------


def test_who_is_there_has_been_seen_a_moment_ago(rooms: Rooms, code: str, clock: Clock) -> None:
    for n, name in enumerate(["Ada", "", "Emmy"]):
        rooms.join(code, student(n), name)
    assert rooms.tally(code, SECRET).names == ("Ada", "Emmy") and rooms.tally(code, SECRET).there == 3
    clock.now += settings.SILENT_SECONDS - 1
    assert rooms.is_student(code, student(0))
    clock.now += 2
    assert rooms.tally(code, SECRET) == rooms.tally(code, SECRET).__class__(1, 0, ("Ada",))
    assert rooms.is_student(code, student(2))  # a laptop that has slept
    assert rooms.tally(code, SECRET).names == ("Ada", "Emmy")


def test_a_full_room_takes_another_only_where_one_is_away(
    rooms: Rooms, code: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STUDENTS", 2)
    rooms.join(code, student(1))
    clock.now += settings.AWAY_SECONDS - 1
    rooms.join(code, student(2))
    with refused("room_full"):
        rooms.join(code, student(3))
    rooms.join(code, student(1), "again")  # no one more
    clock.now += settings.AWAY_SECONDS / 2
    rooms.is_student(code, student(1))
    clock.now += settings.AWAY_SECONDS / 2 + 2
    rooms.join(code, student(3))
    assert [rooms.is_student(code, student(n)) for n in (1, 2, 3)] == [True, False, True]


# ---- time, restarts, trouble -----------------------------------------------------------------------------------------


def test_a_server_started_anew_has_everything(opened: Opened) -> None:
    before = opened()
    code = before.open(SECRET, "gan").code
    before.join(code, student(1), "Ada")
    before.ask(code, SECRET, ASK)
    before.answer(code, student(1), 1, 2)
    before.database.close()
    after = opened()
    assert after.room(code) == before.room(code) and after.is_teacher(code, SECRET)
    assert after.is_student(code, student(1)) and after.answered(code, student(1)) == 2
    assert after.tally(code, SECRET).names == ("Ada",)


KILLED = """
import os, signal
from app.live.state.database import the_state
from app.live.rooms.question import Question
from app.live.rooms.store import Rooms
from app.live.state.schema import MIGRATIONS
rooms = Rooms(the_state(MIGRATIONS, 64))
code = rooms.open("a" * 32, "gan").code
rooms.join(code, "1" * 32)
rooms.ask(code, "a" * 32, Question("?", ("no", "yes")))
rooms.answer(code, "1" * 32, 1, 1)
print(code, flush=True)
with rooms.database.change() as c:
    c.execute("DELETE FROM answers")
    c.execute("UPDATE rooms SET link = 'half'")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_server_that_is_killed_as_it_writes_leaves_what_was_done_and_nothing_half(rooms: Rooms, state: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=ROOT, env=os.environ | {"LAB_STATE": state}, capture_output=True, text=True
    )
    code = done.stdout.strip()
    assert done.returncode == -9 and len(code) == LENGTH, done.stderr
    assert rooms.room(code).link == "gan" and rooms.show(code, SECRET, 1, OPENED).counts == [0, 1]
    assert rooms.send(code, SECRET, "compare").link == "compare"  # it holds up nobody


def test_a_room_ends_and_nothing_of_it_is_left(rooms: Rooms, code: str, clock: Clock) -> None:
    rooms.join(code, student(1), "Ada Lovelace")
    clock.now += settings.ROOM_SECONDS + 1
    for ask in (lambda: rooms.room(code), lambda: rooms.join(code, student(2)), lambda: rooms.send(code, SECRET, "")):
        with refused("ended"):
            ask()
    assert not rooms.is_student(code, student(1)) and not rooms.is_teacher(code, SECRET)
    rooms.sweep()
    with refused("ended"):
        rooms.room(code)
    assert rooms.open(SECRET, "gan").code != code
    assert b"Ada Lovelace" not in all_kept(rooms)


def test_a_teacher_ends_the_room(rooms: Rooms, code: str) -> None:
    rooms.end(code, SECRET)
    with refused("ended"):
        rooms.join(code, student(1))
    with refused("no_room"):
        rooms.join("AAAAAA", student(1))


def test_rooms_are_bounded_in_all_and_for_an_address(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ROOMS", 3)
    monkeypatch.setattr(settings, "ROOMS_PER_ADDRESS", 2)
    first = rooms.open(student(1), "gan", "1.2.3.4")
    rooms.open(student(2), "gan", "1.2.3.4")
    with refused("too_many_rooms"):
        rooms.open(student(3), "gan", "1.2.3.4")
    rooms.open(student(3), "gan", "5.6.7.8")
    with refused("too_many_rooms"):
        rooms.open(student(4), "gan", "9.9.9.9")
    rooms.end(first.code, student(1))
    rooms.open(student(4), "gan", "9.9.9.9")


def test_rooms_opened_and_ended_all_day_leave_little(
    rooms: Rooms, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_ENDED", 5)
    codes = []
    for n in range(12):
        codes.append(rooms.open(student(n), "gan").code)
        rooms.end(codes[-1], student(n))
        clock.now += 1
    rooms.sweep()
    for code, why in ((codes[-1], "ended"), (codes[-5], "ended"), (codes[0], "no_room")):
        with refused(why):
            rooms.room(code)
    with rooms.database.look() as c:
        assert c.execute("SELECT count(*) FROM ended").fetchone()[0] == 5


def test_a_question_comes_back_as_it_was_written() -> None:
    assert Question.read(ASK.written()) == ASK and json.loads(ASK.written())["right"] == 1
