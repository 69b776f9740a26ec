"""The teacher's hand: seen at once by who waits, sent by nobody else, and left nowhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.live.channel import frames, limits
from app.live.channel.messages import MAX_ID, Message, parse
from app.live.rooms.hand import AT_ONCE, PER_SECOND, Hand, Pace
from app.live.rooms.service import RoomsService
from app.live.rooms.store import Rooms
from tests.app.live.channel.test_routes import read
from tests.app.live.rooms.conftest import Clock, Opened
from tests.app.live.rooms.test_service import ME, SECRET, ask, begun, joined, refused, service
from tests.app.live.rooms.test_store import student

PLACE = {"experiment": "gan/seeds", "key": "latent-pad", "part": 1, "of": 3, "x": 0.25, "y": 1.0}
HAND = {"kind": "hand", **PLACE}


@pytest.fixture
def kind() -> str:
    """The hand is kept nowhere, so that one kind of state is enough."""
    return "sqlite"


@pytest.fixture
def made(rooms: Rooms) -> Iterator[RoomsService]:
    with service(rooms) as answering:
        yield answering


class Watching:
    """One who waits for news over a socket; `seen` are the frames that came meanwhile."""

    def __init__(self, made: RoomsService, member: dict[str, str], number: int = 1, **more: Any) -> None:
        self.seen: list[dict[str, Any]] = []
        version = made.rooms.room(member["code"]).version
        more = {"frames": 100} | more
        self.message = parse(json.dumps({"id": number, "kind": "watch", "version": version, **member, **more}))
        self.task = asyncio.create_task(made.reply(self.message, self.take))

    async def take(self, frame: bytes) -> bool:
        self.seen.append(read(frame)[0])
        return True


async def moved(made: RoomsService, teacher: dict[str, str], **more: Any) -> dict[str, Any]:
    return read(await made.reply(message(**(HAND | teacher | more))))[0]


def message(**fields: Any) -> Message:
    return parse(json.dumps({"id": 9, **fields}))


@pytest.mark.parametrize("number", [0, 7, MAX_ID])
def test_a_place_is_a_frame_for_every_request(number: int) -> None:
    assert read(Hand(PLACE).frame(number))[0] == {"id": number, "kind": "frame", "hand": PLACE}


def test_all_who_wait_see_it_and_it_is_encoded_once(made: RoomsService, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = begun(made)
    members = [joined(made, teacher["code"], student(n)) for n in range(300)]
    written: list[dict[str, Any]] = []
    encoded = frames.encoded
    monkeypatch.setattr(frames, "encoded", lambda meta: written.append(meta) or encoded(meta))

    async def lesson() -> list[Watching]:
        watching = [Watching(made, member, n) for n, member in enumerate(members)]
        await asyncio.sleep(1)
        assert (await moved(made, teacher))["shown"] is True
        await asyncio.sleep(0.3)
        await made.reply(message(kind="send", link="map", **teacher))  # and they hear of news as before
        for one in watching:
            assert read(await asyncio.wait_for(one.task, 6))[0]["room"]["link"] == "map"
        return watching

    for n, one in enumerate(asyncio.run(lesson())):
        assert one.seen == [{"id": n, "kind": "frame", "hand": PLACE}]
    assert ["hand" in meta for meta in written].count(True) == 1


def test_nobody_else_sees_it(made: RoomsService, opened: Opened) -> None:
    """Another room, its own teacher, one who asks for single answers or by post, and a server started anew."""
    teacher, other = begun(made), ask(made, kind="open", secret="b" * 32, link="gan")["room"]["code"]
    me, elsewhere = joined(made, teacher["code"]), joined(made, other)

    async def lesson() -> list[Watching]:
        watching = [Watching(made, elsewhere), Watching(made, teacher, there=1, answered=0)]
        posted = asyncio.create_task(made.reply(Watching(made, me).message))
        await asyncio.sleep(0.3)
        for one in watching:
            assert not one.task.done()
        shown = await moved(made, teacher)
        await asyncio.sleep(0.2)
        assert not posted.done()
        posted.cancel()
        for one in watching:
            one.task.cancel()
        return [*watching, shown]

    first, second, _ = asyncio.run(lesson())
    assert first.seen == second.seen == []
    with service(opened()) as anew:

        async def later() -> Watching:
            one = Watching(anew, me)
            await asyncio.sleep(0.3)
            one.task.cancel()
            return one

        assert asyncio.run(later()).seen == []


def test_where_nobody_waits_nothing_is_made_of_it(made: RoomsService, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = begun(made)
    joined(made, teacher["code"])
    monkeypatch.setattr("app.live.rooms.news.Hand", None)
    assert ask(made, **HAND, **teacher)["shown"] is False


def test_nothing_of_it_is_in_the_file(made: RoomsService) -> None:
    teacher = begun(made)
    me = joined(made, teacher["code"])
    before = made.rooms.room(teacher["code"])

    async def lesson() -> list[dict[str, Any]]:
        one = Watching(made, me)
        await asyncio.sleep(0.3)
        with made.rooms.database.look() as c:
            changes = c.execute("SELECT total_changes()").fetchone()[0]
        await moved(made, teacher, key="nowhere-to-be-found")
        await asyncio.sleep(0.2)
        with made.rooms.database.look() as c:
            assert c.execute("SELECT total_changes()").fetchone()[0] == changes
        one.task.cancel()
        return one.seen

    assert len(asyncio.run(lesson())) == 1
    assert made.rooms.room(teacher["code"]) == before


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"secret": "b" * 32}, "no_room"), ({"secret": "x"}, "bad_secret"), ({"secret": None}, "bad_secret"),
        ({"student": ME}, "no_room"), ({"code": "AAAAAA"}, "no_room"), ({"x": 1.01}, "out_of_range"),
        ({"y": -0.01}, "out_of_range"), ({"x": "0.5"}, "bad_number"), ({"y": None}, "bad_number"),
        ({"part": 3}, "out_of_range"), ({"part": -1}, "out_of_range"), ({"part": 0.5}, "bad_number"),
        ({"of": 0}, "out_of_range"), ({"of": 10**6}, "out_of_range"), ({"key": "<b>"}, "bad_key"),
        ({"key": "a" * 500}, "bad_key"), ({"key": ["latent-pad"]}, "bad_key"), ({"key": ""}, "bad_key"),
        ({"experiment": "https://elsewhere"}, "bad_experiment"), ({"experiment": None}, "bad_experiment"),
    ],
)  # fmt: skip
def test_what_is_no_hand_of_the_teacher_is_refused_and_seen_by_nobody(
    made: RoomsService, more: dict[str, Any], why: str
) -> None:
    teacher = begun(made)
    me = joined(made, teacher["code"])
    if "student" in more:  # a student's own name is no secret of the teacher
        more, teacher = {"secret": more["student"]}, {"code": teacher["code"]}

    async def lesson() -> list[dict[str, Any]]:
        one = Watching(made, me)
        await asyncio.sleep(0.2)
        with refused(why):
            await moved(made, teacher | {"secret": SECRET}, **more)
        await asyncio.sleep(0.1)
        one.task.cancel()
        return one.seen

    assert asyncio.run(lesson()) == []


def test_so_many_positions_of_a_room_pass_and_those_of_others_beside(clock: Clock) -> None:
    pace, passed = Pace(clock), {"A": 0, "B": 0}
    for _ in range(1000):  # one second
        for code in passed:
            passed[code] += pace.passes(code)
        clock.now += 1 / 1000
    for n in passed.values():
        assert 0.9 * PER_SECOND <= n <= PER_SECOND + AT_ONCE
    clock.now += 10
    assert [pace.passes("A") for _ in range(AT_ONCE + 1)] == [True] * AT_ONCE + [False]
    assert set(pace.free) == {"A"}  # who is gone is forgotten


def test_a_hand_that_never_rests_lets_news_and_time_go_on(made: RoomsService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WATCH_SECONDS", 1.0)
    monkeypatch.setattr(made.news.pace, "passes", lambda code: True)
    teacher = begun(made)
    me = joined(made, teacher["code"])

    async def lesson() -> Watching:
        one = Watching(made, me)
        while not one.task.done():
            await moved(made, teacher)
        assert read(one.task.result())[0]["kind"] == "room"
        return one

    assert len(asyncio.run(asyncio.wait_for(lesson(), 20)).seen) > 3
