"""Whatever is sent to a service, it answers with a frame, or says in words what is wrong; never with a traceback.

`python -m tests.benchmarks.fuzz` sends thousands over sockets, beside a viewer who must not notice.
"""

from __future__ import annotations

import json
import random
import threading
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from app.live.channel.messages import BadMessage, parse
from app.live.channel.services import SERVICES, service
from app.live.rooms.service import KINDS as ROOM_KINDS
from app.live.runs import service as runs
from app.live.runs.hub import Hub
from app.live.runs.jobs import KINDS
from app.live.runs.service import RunsService
from tests.app.live.channel.test_routes import read
from tests.benchmarks.fuzz import bombard
from tests.served import Server
from tests.strange import THERE, VALID, strange

MESSAGES = 150


class Nobody(Executor):
    """Trains nothing."""

    def submit(self, *task: object, **more: object) -> Future:  # type: ignore[override]
        return Future()


def test_every_service_and_every_kind_of_run_is_here() -> None:
    assert set(VALID) == set(SERVICES)
    for kind in ("create", "preview"):
        asked = {message["job"] for message in VALID["runs"] if message["kind"] == kind}
        assert asked == set(KINDS), kind


def test_every_kind_of_question_to_a_latent_space_is_here() -> None:
    """The service's own refusal lists them."""
    with pytest.raises(BadMessage, match="kind must be") as refused:
        service("latent").answer(parse('{"id": 1, "kind": "none"}'))
    kinds = set(str(refused.value).removeprefix("kind must be ").replace(" or ", ", ").split(", "))
    assert {message["kind"] for message in VALID["latent"]} == kinds
    assert {field for message in VALID["latent"] if message["kind"] == "map" for field in message} >= {"axes", "z"}


def test_every_kind_of_question_about_rooms_is_here() -> None:
    assert {message["kind"] for message in VALID["rooms"]} == set(ROOM_KINDS)


@pytest.mark.parametrize("name", VALID)
def test_what_strange_messages_are_made_of_is_what_services_answer(name: str) -> None:
    """A made-up run or drawing is not there; everything else is."""
    refused, there = set(), begun(service(name), name) if name == "rooms" else ""
    for message in VALID[name]:
        answering = RunsService(Hub(Nobody)) if name == "runs" else service(name)
        try:
            text = json.dumps({"id": 1} | message).replace(THERE["rooms"], there or THERE["rooms"])
            answering.answer(parse(text), *([0.0] if name in THERE else []))
        except BadMessage as error:
            refused.add(error.code)
    assert refused <= {"unknown_run", "unknown_world"}


def begun(answering: Any, name: str) -> str:
    """The name of a run or room that is there."""
    message = {"id": 0} | VALID[name][0] | {"token": ""}
    meta = read(answering.answer(parse(json.dumps(message))))[0]
    return meta["run"] if name == "runs" else meta["room"]["code"]


@pytest.mark.parametrize("name", VALID)
def test_strange_messages_are_answered_or_refused_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SLOW_SECONDS", 0.01)  # nobody shows a step
    answering = RunsService(Hub(Nobody)) if name == "runs" else service(name)
    rng, answered, codes, there = random.Random(7), 0, set(), ""
    for nth in range(MESSAGES):
        if name in THERE and nth % 10 == 0:  # some messages end it
            there = begun(answering, name)
        raw = strange(rng, name, there)
        try:
            frame = answering.answer(parse(raw), *([0.0] if name in THERE else []))
            assert isinstance(frame, bytes) and len(frame) > 8
            answered += 1
        except BadMessage as refused:
            assert refused.code and str(refused).isprintable(), raw
            codes.add(refused.code)
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} for {raw!r}") from error
    assert answered > MESSAGES / 20 and len(codes) >= 2
    assert all(thread.is_alive() for thread in threading.enumerate())


def test_over_sockets_every_message_gets_its_answer_and_the_log_no_traceback(server: Server) -> None:
    before = server.log.read_text().count("Traceback")
    for name in set(VALID) - {"runs"}:  # what is begun there would train on beside other tests
        found = bombard(server.url.replace("http", "ws"), name, 25, seed=3)
        assert set(found) == {"answered", "error"} and found.total() == 25, (name, found)
    assert server.log.read_text().count("Traceback") == before
