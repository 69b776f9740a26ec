"""Nobody who is not in a room, or not its teacher, gets anywhere in it."""

from __future__ import annotations

import hmac
import json
import threading
import time
from typing import Any

import pytest
from websockets.sync.client import connect

from app.live.channel import limits
from app.live.rooms import settings
from app.live.rooms.codes import new_code
from app.live.rooms.store import Rooms
from tests.app.live.channel.test_routes import read
from tests.app.live.rooms.test_service import ME, QUESTION, SECRET, YOU, ask, begun, joined, refused, service
from tests.benchmarks.thirty_viewers import memory_of
from tests.served import Server

MALFORMED = [
    "", "a" * 31, "a" * 65, "a" * 60_000, "A" * 32, "a" * 31 + "\0", "a" * 32 + "\n", "ａ" * 32, None, 0, True,
    ["a" * 32], {"a": 1},
]  # fmt: skip
NOBODYS, ANOTHER_ROOMS, A_STUDENTS = "b" * 32, "e" * 32, ME
FORGED = [(one, "bad_secret") for one in MALFORMED]
FORGED += [(one, "no_room") for one in (NOBODYS, ANOTHER_ROOMS, A_STUDENTS, SECRET + "a")]


@pytest.mark.parametrize(("secret", "why"), FORGED, ids=lambda value: repr(value)[:12])
def test_a_forged_secret_does_nothing_of_what_a_teacher_may(rooms: Rooms, secret: Any, why: str) -> None:
    with service(rooms) as made:
        teacher = begun(made)
        joined(made, teacher["code"])
        ask(made, **QUESTION, **teacher)
        ask(made, kind="open", secret=ANOTHER_ROOMS, link="gan")
        before = rooms.room(teacher["code"])
        for message in (
            {"kind": "watch", "version": 0}, {"kind": "send", "link": "compare"}, QUESTION, {"kind": "anew"},
            {"kind": "show", "asked": 1, "stage": "told"}, {"kind": "end"},
        ):  # fmt: skip
            with refused(why):
                ask(made, **message | {"code": teacher["code"], "secret": secret})
        assert rooms.room(teacher["code"]) == before


def test_a_forged_student_sees_and_answers_nothing(rooms: Rooms) -> None:
    with service(rooms) as made:
        teacher = begun(made)
        me = joined(made, teacher["code"])
        ask(made, **QUESTION, **teacher)
        for student, why in ((YOU, "no_room"), (SECRET, "no_room"), ("", "bad_secret"), (7, "bad_secret")):
            for message in ({"kind": "watch", "version": 0}, {"kind": "answer", "asked": 1, "choice": 0}):
                with refused(why):
                    ask(made, **message, code=me["code"], student=student)
        assert ask(made, kind="show", asked=1, stage="opened", **teacher)["room"]["counts"] == [0, 0]


def test_secrets_are_compared_in_a_time_that_tells_nothing(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their hashes, also where there is no such room."""
    code, compared, compare = rooms.open(SECRET, "gan").code, [], hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda *both: compared.append(both) or compare(*both))
    assert rooms.is_teacher(code, SECRET)
    assert not rooms.is_teacher(code, NOBODYS) and not rooms.is_teacher("AAAAAA", SECRET)
    assert [(len(one), len(other)) for one, other in compared] == [(32, 32)] * 3


GUESSES, GUESSERS = 10_000, 8


@pytest.mark.slow
def test_ten_thousand_wrong_codes_over_sockets_cost_little_and_the_class_goes_on(server: Server) -> None:
    """From the address where the class is, too."""
    address = server.url.replace("http", "ws") + "/live/rooms"

    def asked(socket: Any, **message: Any) -> dict[str, Any]:
        socket.send(json.dumps({"id": 1} | message))
        return read(socket.recv(timeout=60))[0]

    told: list[str] = []

    def guess() -> None:
        with connect(address) as socket:
            for _ in range(GUESSES // GUESSERS):
                told.append(asked(socket, kind="join", code=new_code(), student=YOU)["code"])

    with connect(address) as teacher, connect(address) as student:
        secret = "9" * 32
        room = {"code": asked(teacher, kind="open", secret=secret, link="gan")["room"]["code"]}
        asked(student, kind="join", student=ME, **room)
        time.sleep(limits.WARM_UP_SECONDS)  # the libraries that come after the start are no memory of these guesses
        before = memory_of(server.pid)
        while time.sleep(3) or before != (now := memory_of(server.pid)):
            before = now
        began = time.monotonic()
        guessing = [threading.Thread(target=guess) for _ in range(GUESSERS)]
        for thread in guessing:
            thread.start()
        waits: list[float] = []
        while any(thread.is_alive() for thread in guessing):
            link, at = f"gan?n={len(waits)}", time.monotonic()
            assert asked(teacher, kind="send", secret=secret, link=link, **room)["room"]["link"] == link
            assert asked(student, kind="watch", version=0, student=ME, **room)["room"]["link"] == link
            waits.append(time.monotonic() - at)
            time.sleep(0.05)
        seconds, megabytes = time.monotonic() - began, (memory_of(server.pid) - before) / 2**20
        asked(teacher, kind="end", secret=secret, **room)
    minutes = 1 + seconds // 60
    assert len(told) == GUESSES and told.count("no_room") <= settings.WRONG_CODES_PER_ADDRESS * (minutes + 1)
    assert set(told) == {"no_room", "too_many_tries"} and megabytes < 20 and max(waits) < 10
    worst = 1000 * max(waits)
    print(f"{GUESSES} in {seconds:.0f} s: {megabytes:+.1f} MB, what the teacher changes is there within {worst:.0f} ms")
