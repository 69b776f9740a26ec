"""What browsers ask about rooms: answered at once, pushed within a second, and nothing told to strangers."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from app.live.channel.messages import BadMessage, parse
from app.live.channel.people import Person
from app.live.rooms import settings
from app.live.rooms.asked import NOT_SENT
from app.live.rooms.codes import LENGTH, new_code
from app.live.rooms.news import News
from app.live.rooms.service import RoomsService
from app.live.rooms.store import Rooms
from app.live.rooms.tries import FEW, FLOOD, SECONDS, Tries
from tests.app.live.asking import ask as asked
from tests.app.live.channel.test_routes import read
from tests.app.live.channel.test_slow_way import post
from tests.app.live.rooms.conftest import Clock, Opened
from tests.served import Server

SECRET, ME, YOU = "a" * 32, "1" * 32, "2" * 32
QUESTION = {"kind": "ask", "text": "How many?", "answers": ["none", "one"], "right": 1}
SCRIPT = "<img src=x onerror=alert(1)>"


@contextmanager
def service(rooms: Rooms, tries: Tries | None = None, address: str = "1.2.3.4") -> Iterator[RoomsService]:
    news = News(rooms)
    made = RoomsService(news, tries or Tries())
    made.person = Person(address, "")
    yield made
    news.close()


@pytest.fixture
def rooms_service(rooms: Rooms) -> Iterator[RoomsService]:
    with service(rooms) as made:
        yield made


def ask(made: RoomsService, **message: Any) -> dict[str, Any]:
    return asked(made, {"id": 1, **message})[0]


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(BadMessage) as told:
        yield
    assert told.value.code == code


def begun(made: RoomsService, link: str = "gan?step=watch") -> dict[str, str]:
    """The code and the secret of a new room."""
    return {"code": ask(made, kind="open", secret=SECRET, link=link)["room"]["code"], "secret": SECRET}


def joined(made: RoomsService, code: str, who: str = ME, **more: str) -> dict[str, str]:
    ask(made, kind="join", code=code, student=who, **more)
    return {"code": code, "student": who}


def test_a_lesson(rooms_service: RoomsService) -> None:
    teacher = begun(rooms_service)
    me = joined(rooms_service, teacher["code"].lower(), name=SCRIPT)
    there = ask(rooms_service, kind="watch", version=0, there=-1, answered=-1, **teacher)
    assert (there["there"], there["names"]) == (1, [SCRIPT[:24]])
    sent = ask(rooms_service, kind="send", link="diffusion?step=film", **teacher)["room"]
    assert ask(rooms_service, kind="watch", version=0, **me)["room"] == sent
    question = ask(rooms_service, **QUESTION, **teacher)["room"]
    assert question["question"]["right"] == 1
    assert ask(rooms_service, kind="watch", version=0, **me)["room"]["question"] == {
        "text": "How many?", "answers": ["none", "one"], "right": None, "about": "",
    }  # fmt: skip
    assert ask(rooms_service, kind="answer", asked=1, choice=0, **me)["choice"] == 0
    assert ask(rooms_service, kind="join", **me)["choice"] == 0  # after a reload
    assert ask(rooms_service, kind="watch", version=99, there=1, answered=0, **teacher)["answered"] == 1
    for stage, right in (("opened", None), ("told", 1)):
        ask(rooms_service, kind="show", asked=1, stage=stage, **teacher)
        shown = ask(rooms_service, kind="watch", version=0, **me)["room"]
        assert (shown["counts"], shown["question"]["right"]) == ([1, 0], right)
    ask(rooms_service, kind="leave", **me)
    assert ask(rooms_service, kind="watch", version=0, **teacher)["there"] == 0
    ask(rooms_service, kind="end", **teacher)
    with refused("ended"):
        ask(rooms_service, kind="watch", version=0, **teacher)


def test_a_class_is_sent_nothing_that_is_the_teachers_own(rooms_service: RoomsService, root: Path) -> None:
    links = {
        "courses?courses_own=open&courses_foundations_teacher=open": "courses?courses_own=open",
        "gan?gan_predict_rule=half&step=rule&lang=ko": "gan?step=rule",
        "courses?courses_foundations%5Fteacher=open": "courses",
    }
    teacher = begun(rooms_service, next(iter(links)))
    assert ask(rooms_service, kind="watch", version=0, **teacher)["room"]["link"] == "courses?courses_own=open"
    for link, sent in links.items():
        assert ask(rooms_service, kind="send", link=link, **teacher)["room"]["link"] == sent
    # Where a browser took another link for sent than what came of it, it would send it again and again.
    assert f"/{NOT_SENT.pattern}/;" in (root / "assets/live/rooms/place.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({"kind": "open", "secret": "short", "link": ""}, "bad_secret"),
        ({"kind": "open", "secret": SECRET, "link": "https://elsewhere.example/"}, "bad_link"),
        ({"kind": "open", "secret": SECRET, "link": "//elsewhere.example/"}, "bad_link"),
        ({"kind": "open", "secret": SECRET, "link": "../gan"}, "bad_link"),
        ({"kind": "open", "secret": SECRET, "link": "gan?a= b"}, "bad_link"),
        ({"kind": "open", "secret": SECRET, "link": "gan?" + "a" * settings.LINK_BYTES}, "bad_link"),
        ({"kind": "join", "code": "gan", "student": ME}, "bad_code"),
        ({"kind": "join", "code": 7, "student": ME}, "bad_code"),
        ({"kind": "join", "student": ME, "name": 7}, "bad_name"),
        ({"kind": "join", "student": ME, "name": "x" * 200}, "bad_name"),
        ({"kind": "join", "student": ["x"]}, "bad_secret"),
        ({"kind": "send", "student": ME, "link": "gan"}, "bad_secret"),
        ({"kind": "answer", "student": ME, "secret": SECRET, "asked": 1, "choice": 0}, "bad_secret"),
        (QUESTION | {"secret": SECRET, "answers": ["one"]}, "bad_question"),
        (QUESTION | {"secret": SECRET, "answers": ["one", " one "]}, "bad_question"),
        (QUESTION | {"secret": SECRET, "answers": ["one", ""]}, "bad_question"),
        (QUESTION | {"secret": SECRET, "text": "\u202e"}, "bad_question"),
        (QUESTION | {"secret": SECRET, "right": 2}, "out_of_range"),
        (QUESTION | {"secret": SECRET, "about": "<b>"}, "bad_about"),
        (QUESTION | {"secret": SECRET, "token": "a b"}, "bad_token"),
        ({"kind": "show", "secret": SECRET, "asked": 0, "stage": "asked"}, "bad_stage"),
        ({"kind": "drive", "secret": SECRET}, "bad_kind"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_told(rooms_service: RoomsService, message: dict[str, Any], why: str) -> None:
    code = begun(rooms_service)["code"]
    with refused(why):
        ask(rooms_service, **({"code": code} | message))


def test_forged_secrets_drive_nothing_and_are_counted_as_wrong(rooms: Rooms) -> None:
    with service(rooms) as made:
        code = begun(made)["code"]
        for n in range(settings.WRONG_CODES_PER_ADDRESS):
            with refused("no_room"):
                ask(made, kind="send", code=code, secret=f"{n:032x}", link="compare")
        with refused("too_many_tries"):
            ask(made, kind="send", code=code, secret="c" * 32, link="compare")
        assert made.rooms.room(code).link == "gan?step=watch"


# ---- wrong codes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_ten_thousand_wrong_codes_are_no_way_in_and_the_room_goes_on(rooms: Rooms) -> None:
    """Nor does their sender learn whether the right one is right."""
    tries = Tries()
    with service(rooms, tries) as made, service(rooms, tries, "6.6.6.6") as stranger:
        teacher = begun(made)
        me = joined(made, teacher["code"])
        told = []
        for _ in range(10_000):
            try:
                ask(stranger, kind="join", code=new_code(), student=YOU)
            except BadMessage as error:
                told.append(error.code)
        assert told.count("no_room") == settings.WRONG_CODES_PER_ADDRESS and len(told) == 10_000
        for message in ({"kind": "join", "student": YOU}, {"kind": "watch", "student": YOU, "version": 0}):
            with refused("too_many_tries"):
                ask(stranger, code=teacher["code"], **message)
        assert ask(made, kind="send", link="compare", **teacher)["room"]["link"] == "compare"
        assert ask(made, kind="watch", version=0, **me)["room"]["link"] == "compare"
        assert joined(made, teacher["code"], YOU)


def test_members_at_the_address_of_one_who_guesses_stay_in(rooms_service: RoomsService) -> None:
    teacher = begun(rooms_service)
    me = joined(rooms_service, teacher["code"])
    for _ in range(settings.WRONG_CODES_PER_ADDRESS):
        with refused("no_room"):
            ask(rooms_service, kind="join", code=new_code(), student=YOU)
    with refused("too_many_tries"):
        joined(rooms_service, teacher["code"], YOU)
    assert ask(rooms_service, kind="join", **me)["room"]["code"] == teacher["code"]  # a reload
    assert ask(rooms_service, kind="send", link="compare", **teacher)


def test_tries_of_many_addresses_leave_others_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    tries = Tries(clock)

    def left(address: str) -> int:
        for n in range(1000):
            try:
                tries.check(Person(address, ""))
            except Exception:
                return n
            tries.was_wrong(Person(address, ""))
        raise AssertionError("no end")

    assert left("one") == settings.WRONG_CODES_PER_ADDRESS
    n = 0
    while tries.wrong.total() < settings.WRONG_CODES:
        n += left(f"other {n}") > 0
    assert left("a school") == FEW
    clock.now += SECONDS
    assert left("one") == settings.WRONG_CODES_PER_ADDRESS
    for n in range(FLOOD * settings.WRONG_CODES):
        left(f"flood {n}")
    assert left("a school") == 0 and len(tries.wrong) < FLOOD * settings.WRONG_CODES + 1000
    clock.now += SECONDS
    assert left("a school") > FEW and len(tries.wrong) < 3


def test_a_room_that_has_ended_costs_its_students_no_tries(rooms_service: RoomsService) -> None:
    teacher = begun(rooms_service)
    ask(rooms_service, kind="end", **teacher)
    for n in range(2 * settings.WRONG_CODES_PER_ADDRESS):
        with refused("ended"):
            ask(rooms_service, kind="watch", code=teacher["code"], student=f"{n:032x}", version=1)


# ---- pushed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("elsewhere", [False, True], ids=["this server", "another server"])
def test_what_the_teacher_changes_comes_to_who_waits(rooms: Rooms, opened: Opened, elsewhere: bool) -> None:
    with service(rooms) as made, service(opened() if elsewhere else rooms) as other:
        teacher = begun(made)
        me = joined(made, teacher["code"])
        version = made.rooms.room(teacher["code"]).version
        watching = parse(json.dumps({"id": 5, "kind": "watch", "version": version, **me}))

        async def lesson() -> tuple[list[bytes], float]:
            waiting = [asyncio.create_task(made.reply(watching)) for _ in range(50)]
            await asyncio.sleep(0.3)
            assert not any(task.done() for task in waiting)
            began = time.monotonic()
            sender = made if not elsewhere else other
            sending = threading.Thread(target=ask, args=(sender,), kwargs={"kind": "send", "link": "map", **teacher})
            sending.start()
            frames, seconds = await asyncio.gather(*waiting), time.monotonic() - began
            sending.join()  # it may still use the database, which is closed next
            return frames, seconds

        frames, seconds = asyncio.run(lesson())
        assert {read(frame)[0]["room"]["link"] for frame in frames} == {"map"}
        assert seconds < 6  # long before the 8 s after which it is told anyway


def test_who_waits_hears_that_the_room_has_ended(rooms_service: RoomsService) -> None:
    teacher = begun(rooms_service)
    me = joined(rooms_service, teacher["code"])
    version = rooms_service.rooms.room(teacher["code"]).version

    async def lesson() -> None:
        watching = parse(json.dumps({"id": 5, "kind": "watch", "version": version, **me}))
        waiting = asyncio.create_task(rooms_service.reply(watching))
        await asyncio.sleep(0.3)
        await rooms_service.reply(parse(json.dumps({"id": 6, "kind": "end", **teacher})))
        with refused("ended"):
            await asyncio.wait_for(waiting, 6)

    asyncio.run(lesson())


def test_the_teacher_hears_of_who_comes(rooms_service: RoomsService) -> None:
    teacher = begun(rooms_service)
    known = ask(rooms_service, kind="watch", version=0, **teacher)
    watching = {"id": 5, "kind": "watch", "version": known["room"]["version"], "there": 0, "answered": 0, **teacher}

    async def lesson() -> bytes:
        waiting = asyncio.create_task(rooms_service.reply(parse(json.dumps(watching))))
        await asyncio.sleep(0.2)
        joined(rooms_service, teacher["code"])
        return await asyncio.wait_for(waiting, 6)

    assert read(asyncio.run(lesson()))[0]["there"] == 1


def test_over_a_socket_and_by_post_it_is_one_room(server: Server) -> None:
    opened = post(server, {"id": 1, "kind": "open", "secret": "d" * 32, "link": "gan"}, "rooms")[0]["room"]
    me = {"code": opened["code"], "student": ME}
    assert len(opened["code"]) == LENGTH
    post(server, {"id": 2, "kind": "join", **me}, "rooms")
    with connect(server.url.replace("http", "ws") + "/live/rooms") as socket:
        socket.send(json.dumps({"id": 3, "kind": "watch", "version": opened["version"], **me}))
        post(server, {"id": 4, "kind": "send", "secret": "d" * 32, "code": opened["code"], "link": "map"}, "rooms")
        assert read(socket.recv(timeout=30))[0]["room"]["link"] == "map"
    assert post(server, {"id": 5, "kind": "watch", "version": 1, **me}, "rooms")[0]["room"]["link"] == "map"
    assert post(server, {"id": 6, "kind": "answer", "asked": 0, "choice": 0, **me}, "rooms")[0]["code"] == "not_asked"
