"""One socket of the live channel: who leaves is not computed for, who does not read is let go, the idle make room."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.live.channel import limits
from app.live.channel.desk import Desk, Slices
from app.live.channel.messages import Message
from app.live.channel.people import Person
from app.live.channel.routes import Conversation, places
from app.live.channel.service import Service
from tests.app.live.channel.test_routes import GOOD, ask, read
from tests.served import Server


class Slow(Service):
    """Ten seconds of slices, or done at once."""

    desk = Desk("slow")
    computed = 0

    def slices(self, message: Message) -> Slices[bytes]:
        for _ in range(1000 if message.kind == "long" else 0):
            type(self).computed += 1
            time.sleep(0.01)
            yield
        return b"done"


class Socket:
    """What a WebSocket is to a conversation."""

    def __init__(self, *messages: dict[str, Any], reads: bool = True) -> None:
        self.messages, self.reads = list(messages), reads
        self.sent: list[bytes] = []
        self.aborted = threading.Event()
        self.scope = {"live.abort": self.aborted.set}

    async def receive(self) -> dict[str, Any]:
        if not self.messages:
            await asyncio.sleep(3600)
        return self.messages.pop(0)

    async def send_bytes(self, frame: bytes) -> None:
        if not self.reads:
            await asyncio.sleep(3600)
        self.sent.append(frame)


class Gone(Socket):
    """Its viewer has left, which is noticed when something is sent."""

    async def send_bytes(self, frame: bytes) -> None:
        raise WebSocketDisconnect(1006)


class Newsreel(Slow):
    """Sends what is new as it comes."""

    async def reply(self, message: Message, send: Callable[[bytes], Awaitable[bool]]) -> bytes:
        with message.refusing():
            return b"more" if await send(b"news") else b""


LEFT = {"type": "websocket.disconnect"}


def said(kind: str) -> dict[str, Any]:
    return {"type": "websocket.receive", "text": json.dumps({"id": 1, "kind": kind})}


def hold(socket: Socket, service: type[Service] = Slow) -> None:
    async def talk() -> None:
        seat = places().enter(Person("10.0.0.1", "somebody"))
        await asyncio.wait_for(Conversation(socket, seat, service(), "slow").hold(), 5)  # type: ignore[arg-type]

    asyncio.run(talk())


def test_nothing_more_is_computed_for_who_has_left() -> None:
    Slow.computed = 0
    hold(Socket(said("long"), LEFT))
    time.sleep(0.05)
    at = Slow.computed
    time.sleep(0.1)
    assert Slow.computed == at < 100


def test_what_was_asked_meanwhile_is_answered_next() -> None:
    socket = Socket(said("quick"), said("quick"), said("quick"), LEFT)
    hold(socket)
    assert len(socket.sent) >= 2


def test_who_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEND_SECONDS", 0.05)
    socket = Socket(said("quick"), reads=False)
    hold(socket)
    assert socket.aborted.is_set() and not socket.sent


@pytest.mark.parametrize("service", [Slow, Newsreel])
def test_who_leaves_while_something_is_sent_is_no_failure(
    service: type[Service], caplog: pytest.LogCaptureFixture
) -> None:
    hold(Gone(said("quick"), LEFT), service)
    assert not caplog.records


def test_an_idle_viewer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IDLE_SECONDS", 0.05)
    with pytest.raises(TimeoutError):
        hold(Socket())


@pytest.fixture
def one_browser(server: Server) -> Iterator[Any]:
    """Opens sockets, all of one browser."""
    cookie, address = f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}", server.url.replace("http", "ws")
    with ExitStack() as opened:
        yield lambda: opened.enter_context(connect(f"{address}/live/world", additional_headers={"Cookie": cookie}))


def test_one_browser_with_too_many_sockets_loses_its_idle_ones_and_nobody_is_refused(
    server: Server, one_browser: Any
) -> None:
    with connect(server.url.replace("http", "ws") + "/live/latent") as bystander:
        sockets = [one_browser() for _ in range(limits.SOCKETS_PER_BROWSER + 1)]
        with pytest.raises(ConnectionClosed) as gone:
            sockets[0].recv(timeout=10)
        assert gone.value.rcvd is not None and gone.value.rcvd.code == 1001
        field = {"id": 1, "kind": "field", "world": {"name": "ring"}, "box": [-3, -3, 3, 3]}
        sockets[-1].send(json.dumps(field))
        assert read(sockets[-1].recv(timeout=60))[0]["kind"] == "field"
        assert ask(bystander, GOOD)[0]["kind"] == "decode"
