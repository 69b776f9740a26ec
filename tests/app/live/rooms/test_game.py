"""The class's score of the game: every answer judged here, counted once, told to all together, without names."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.live.channel.messages import Refused, parse
from app.live.rooms import game, settings
from app.live.rooms.game import Score
from app.live.rooms.service import RoomsService
from app.live.rooms.store import Rooms
from app.live.state.database import Database
from app.live.state.schema import MIGRATIONS
from engines.comparison.rounds import makers, puzzle
from tests.app.live.channel.test_routes import read
from tests.app.live.rooms.conftest import Clock, Opened
from tests.app.live.rooms.test_database import full
from tests.app.live.rooms.test_service import YOU, ask, begun, joined, service
from tests.app.live.rooms.test_service import refused as told
from tests.app.live.rooms.test_store import OTHER, SECRET, refused, student


@pytest.fixture
def code(rooms: Rooms) -> str:
    return rooms.open(SECRET, "compare").code


@pytest.fixture
def made(rooms: Rooms) -> Iterator[RoomsService]:
    with service(rooms) as answering:
        yield answering


def guess(nth: int, right: bool, data: str = "digits") -> dict[str, Any]:
    maker = puzzle(data, nth) if right else next(m for m in makers(data) if m != puzzle(data, nth))
    return {"kind": "play", "game": 1, "data": data, "round": nth, "guess": maker}


# ---- in the file -----------------------------------------------------------------------------------------------------


def test_the_first_answer_of_each_student_to_each_round_counts_once(rooms: Rooms, code: str) -> None:
    for n in range(2):
        rooms.join(code, student(n))
    plays = [(0, "digits/1", True), (0, "digits/1", True), (0, "digits/1", False), (1, "digits/1", False),
             (0, "fashion/1", False), (0, "digits/2", True)]  # fmt: skip
    kept = [rooms.play(code, student(n), 1, nth, right) for n, nth, right in plays]
    assert kept == [True, True, True, False, False, True]
    assert rooms.room(code).score == Score(1, 2, 4, 2)


def test_three_hundred_students_on_three_servers_are_counted_once(opened: Opened) -> None:
    servers = [opened() for _ in range(3)]
    code = servers[0].open(SECRET, "compare").code
    for n in range(300):
        servers[n % 3].join(code, student(n))

    def play(n: int) -> None:
        for place in range(3):  # an answer that was lost on its way back is sent again
            servers[(n + place) % 3].play(code, student(n), 1, "digits/1", n % 3 == 0)

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(play, range(300)))
    assert {server.room(code).score for server in servers} == {Score(1, 100, 300, 300)}


def test_a_server_started_anew_knows_the_score_and_what_was_played(opened: Opened) -> None:
    before = opened()
    code = before.open(SECRET, "compare").code
    before.join(code, student(1))
    before.play(code, student(1), 1, "digits/1", False)
    before.database.close()
    after = opened()
    assert after.play(code, student(1), 1, "digits/1", True) is False
    assert after.room(code).score == Score(1, 0, 1, 1)


def test_rooms_of_an_older_version_go_on_and_can_play(tmp_path: Path) -> None:
    older = Database(tmp_path / "lab.sqlite", MIGRATIONS[:1])
    with older.change() as c:
        c.execute("INSERT INTO rooms (code, secret, opener, ends, link) VALUES ('AAAAAA', x'00', '', 9e9, 'gan')")
    older.close()
    rooms = Rooms(Database(tmp_path / "lab.sqlite", MIGRATIONS))
    assert rooms.join("AAAAAA", student(1)).score == Score()
    rooms.play("AAAAAA", student(1), 1, "digits/1", True)
    assert rooms.room("AAAAAA").score == Score(1, 1, 1, 1)
    rooms.database.close()


def test_begun_anew_it_is_at_nothing_and_late_answers_count_for_nothing(rooms: Rooms, code: str) -> None:
    rooms.join(code, student(1))
    rooms.play(code, student(1), 1, "digits/1", False)
    for forged in (OTHER, student(1)):
        with refused("no_room"):
            rooms.begin_anew(code, forged)
    before = rooms.room(code)
    after = rooms.begin_anew(code, SECRET)
    assert after.score == Score(2) and after.version > before.version
    with refused("other_game"):
        rooms.play(code, student(1), 1, "digits/2", True)
    assert rooms.play(code, student(1), 2, "digits/1", True) and rooms.room(code).score == Score(2, 1, 1, 1)


def test_wrong_answers_are_not_left_behind(rooms: Rooms, code: str) -> None:
    rooms.join(code, student(1))
    rooms.play(code, student(1), 1, "digits/1", False)
    rooms.leave(code, student(1))
    assert rooms.room(code).score == Score(1, 0, 1, 1)
    with refused("no_room"):
        rooms.play(code, student(1), 1, "digits/2", True)


def test_one_student_fills_no_game_and_a_game_no_file(rooms: Rooms, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(game, "MOST_OF_ONE", 2)
    monkeypatch.setattr(game, "MOST", 3)
    for n in range(2):
        rooms.join(code, student(n))
    rooms.play(code, student(0), 1, "digits/1", True)
    rooms.play(code, student(0), 1, "digits/2", True)
    with refused("game_full"):
        rooms.play(code, student(0), 1, "digits/3", True)
    assert rooms.play(code, student(0), 1, "digits/2", False) is True  # sent again: it counts already
    rooms.play(code, student(1), 1, "digits/1", True)
    with refused("game_full"):
        rooms.play(code, student(1), 1, "digits/2", True)
    assert rooms.begin_anew(code, SECRET).score == Score(2)
    rooms.play(code, student(0), 2, "digits/3", True)


def test_with_the_room_all_answers_are_over(rooms: Rooms, code: str, clock: Clock) -> None:
    rooms.join(code, student(1))
    rooms.play(code, student(1), 1, "digits/1", True)
    clock.now += settings.ROOM_SECONDS + 1
    assert not rooms.is_student(code, student(1))
    rooms.sweep()
    with rooms.database.look() as c:
        assert [c.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("plays", "games")] == [0, 0]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_where_the_disk_is_full_it_says_so_and_counts_once_there_is_room(rooms: Rooms, code: str) -> None:
    rooms.join(code, student(0))
    with pytest.raises(Refused) as why:
        for n in range(2000):
            full(rooms)
            rooms.play(code, student(0), 1, f"digits/{n}", True)
    assert why.value.code == "disk_full" and n < game.MOST_OF_ONE
    full(rooms)
    assert rooms.room(code).score == Score(1, n, n, 1)  # all of an answer, or nothing
    rooms.database.close()
    rooms.play(code, student(0), 1, f"digits/{n}", True)
    assert rooms.room(code).score.answers == n + 1


def test_answers_are_news_together(rooms: Rooms, code: str) -> None:
    """A class of 300 that plays does not tell 300 others 300 times."""
    rooms.join(code, student(0))
    before = rooms.room(code).version
    rooms.tell_scores()
    assert rooms.room(code).version == before
    for n in range(50):
        rooms.play(code, student(0), 1, f"digits/{n}", True)
    assert rooms.room(code).version == before
    for _ in range(3):
        rooms.tell_scores()
        assert rooms.room(code).version == before + 1


# ---- what browsers ask -----------------------------------------------------------------------------------------------


def test_the_server_judges_whatever_a_browser_says(made: RoomsService) -> None:
    teacher = begun(made)
    me, you = joined(made, teacher["code"]), joined(made, teacher["code"], YOU)
    assert ask(made, **guess(1, right=True), **me)["right"] is True
    assert ask(made, **(guess(2, right=False) | {"right": True}), **me)["right"] is False
    assert ask(made, **guess(2, right=True), **me)["right"] is False  # the first counts
    assert ask(made, **guess(1, right=False, data="fashion"), **you)["right"] is False
    seen = ask(made, kind="watch", version=0, **me)
    assert seen["room"]["game"] == {"number": 1, "right": 1, "answers": 3} and "players" not in seen
    assert ask(made, kind="watch", version=0, **teacher)["players"] == 2


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"data": "atlantis"}, "bad_round"), ({"data": ["digits"]}, "bad_round"), ({"data": None}, "bad_round"),
        ({"round": 0}, "bad_round"), ({"round": 10_000}, "bad_round"), ({"round": "1"}, "bad_number"),
        ({"round": 1.5}, "bad_number"), ({"guess": "me"}, "bad_round"), ({"guess": 7}, "bad_round"),
        ({"game": 2}, "other_game"), ({"game": 0}, "out_of_range"), ({"student": YOU}, "no_room"),
        ({"secret": SECRET}, "bad_secret"), ({"kind": "anew"}, "bad_secret"),
    ],
)  # fmt: skip
def test_what_is_no_answer_counts_for_nothing(made: RoomsService, more: dict[str, Any], why: str) -> None:
    me = joined(made, begun(made)["code"])
    with told(why):
        ask(made, **(guess(1, right=True) | me | more))
    assert made.rooms.room(me["code"]).score == Score()


def test_who_waits_hears_of_the_score_and_that_it_begins_anew(made: RoomsService) -> None:
    teacher = begun(made)
    me = joined(made, teacher["code"])
    version = made.rooms.room(teacher["code"]).version
    watching = parse(json.dumps({"id": 5, "kind": "watch", "version": version, **me}))

    async def lesson() -> bytes:
        waiting = asyncio.create_task(made.reply(watching))
        await asyncio.sleep(0.3)
        await made.reply(parse(json.dumps({"id": 6, **guess(1, right=True), **me})))
        return await asyncio.wait_for(waiting, 6)

    assert read(asyncio.run(lesson()))[0]["room"]["game"]["answers"] == 1
    anew = ask(made, kind="anew", **teacher)
    assert anew["room"]["game"] == {"number": 2, "right": 0, "answers": 0} and anew["players"] == 0
