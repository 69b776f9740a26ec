"""Requests by HTTP POST, where no socket opens: answered as on a socket, whatever is asked."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections import OrderedDict
from typing import Any

import pytest

from app.live.channel import by_post, limits
from app.live.channel.people import Person
from app.live.runs.commands import Commands
from tests.app.live.channel.test_routes import GOOD, read
from tests.served import Server


def post(server: Server, asked: Any, route: str = "latent", **headers: str) -> tuple[dict[str, Any], dict[str, Any]]:
    body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    request = urllib.request.Request(f"{server.url}/live/{route}", body, {"X-Live-Viewer": "test"} | headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return read(response.read())


def test_a_point_is_decoded(server: Server) -> None:
    meta, arrays = post(server, GOOD)
    assert meta == {"id": 1, "kind": "decode"} and arrays["pictures"].shape == (1, 28, 28)
    assert post(server, {"id": 5, "kind": "ping"})[0] == {"id": 5, "kind": "pong"}


@pytest.mark.parametrize("asked", [{"id": 1, "kind": "fail"}, {"kind": "x"}, [], "x", b"\xff\x00", {"id": None}])
def test_whatever_is_asked_is_answered_by_a_frame(server: Server, asked: Any) -> None:
    assert post(server, asked)[0]["kind"] == "error"


def test_a_viewer_keeps_its_run_of_samples(server: Server) -> None:
    world, box = {"name": "ring"}, [-3, -3, 3, 3]
    ask = {"id": 1, "kind": "steps", "world": world, "box": box, "sampler": "rejection", "settings": {}, "seed": 1}
    assert post(server, ask | {"from": 0, "n": 5}, "samplers")[0]["from"] == 0
    assert post(server, ask | {"from": 5, "n": 5}, "samplers")[0]["from"] == 5


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [(b"{}", {"Origin": "https://elsewhere.example"}, 403), (b" " * (limits.FRAME_BYTES + 1), {}, 413)],
)
def test_strangers_and_floods_are_refused(server: Server, body: bytes, headers: dict[str, str], status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        post(server, body, **headers)
    refused.value.close()
    assert refused.value.code == status


def test_a_run_takes_a_command_once(server: Server) -> None:
    owner, job = (
        "test-owner-of-this-run",
        {"job": "gan", "world": {"name": "ring"}, "config": {"width": 8, "batch": 16}},
    )
    run = post(server, {"id": 1, "kind": "create", "play": False, "owner": owner, **job}, "runs")[0]
    control = {"kind": "control", "do": "restart", "run": run["run"], "owner": owner, "play": False, **job}
    epochs = [
        post(server, {"id": n, "token": token, **control}, "runs", **{"X-Live-Viewer": f"another {n}"})[0]["epoch"]
        for n, token in enumerate(["one", "one", "two", "one"])
    ]
    assert epochs == [run["epoch"] + 1] * 2 + [run["epoch"] + 2] * 2


def test_one_who_joins_is_told_whether_the_run_is_what_the_page_shows(server: Server) -> None:
    owner, job = (
        "test-owner-of-this-run",
        {"job": "gan", "world": {"name": "ring"}, "config": {"width": 8, "batch": 16}},
    )
    run = post(server, {"id": 1, "kind": "create", "play": False, "owner": owner, **job}, "runs")[0]["run"]
    join = {"id": 2, "kind": "join", "run": run, "owner": owner}
    for more, same in [
        ({}, True), (job, True), (job | {"world": {"name": "grid"}}, False), (job | {"config": {"width": 16}}, False)
    ]:  # fmt: skip
        assert post(server, join | more, "runs")[0]["same"] is same


def test_a_command_that_failed_is_done_when_it_comes_again() -> None:
    commands, done = Commands(), []
    for _ in range(2):
        try:
            with commands.once("run", "token") as first:
                done.append(first)
                if len(done) == 1:
                    raise ValueError
        except ValueError:
            pass
    with commands.once("run", "token") as first:
        done.append(first)
    assert done == [True, True, False]


def test_who_gives_way_lets_go_of_what_was_held_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    class Service:
        gone = 0

        async def leave(self) -> None:
            Service.gone += 1

    monkeypatch.setattr(by_post, "service", lambda name: Service())
    monkeypatch.setattr(by_post, "_viewers", OrderedDict())
    monkeypatch.setattr(by_post, "VIEWERS_PER_ADDRESS", 3)
    monkeypatch.setattr(by_post, "VIEWERS", 4)

    async def come() -> None:
        for n in range(5):  # of one address, of which three may be there
            await by_post.viewer_of(by_post.Key(Person("a", ""), "runs", str(n)))
        assert Service.gone == 2 and [key.viewer for key in by_post._viewers] == ["2", "3", "4"]
        for n in range(2):  # of others: four of all
            await by_post.viewer_of(by_post.Key(Person(f"b{n}", ""), "runs", "x"))
        assert Service.gone == 3 and len(by_post._viewers) == 4

    asyncio.run(come())
