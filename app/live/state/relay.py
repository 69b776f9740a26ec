"""What is asked here of another server, as it came: frames come back as they are."""

from __future__ import annotations

import asyncio
import json
import queue
import re
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.sync import client as at_once

from app.live.channel import frames, limits
from app.live.channel.messages import Message, Refused
from app.live.state.servers import Servers

CONNECT_SECONDS, ANSWER_SECONDS, AWAY_SECONDS = 5.0, 60.0, 10.0
WAITING = 20  # things to be passed on; more are left out
LOST = (WebSocketException, OSError, TimeoutError)
Send = Callable[[bytes], Awaitable[bool]]


def route(address: str, service: str) -> str:
    """The socket of a service of the server at this address."""
    return f"{re.sub('^http', 'ws', address.rstrip('/'))}/live/{service}"


class Relay:
    """One viewer's socket to a service of another server."""

    def __init__(self, service: str) -> None:
        self.service, self.address = service, ""
        self.socket: ClientConnection | None = None

    async def ask(self, address: str, message: Message, send: Send | None = None) -> bytes:
        """The answer of the server at `address`; of several frames, all but the last go to `send`."""
        frames_left = 0
        if message.kind == "watch":
            frames_left = message.whole("frames", 1, limits.WATCH_FRAMES, 1) if send else 1
        try:
            socket = await self._to(address)
            await socket.send(json.dumps({**message.fields, "frames": frames_left, "passed": True}))
            while True:
                frame = await asyncio.wait_for(socket.recv(), ANSWER_SECONDS)
                frames_left -= 1
                if frames_left == 0 or frames.meta(frame).get("id") == message.id:
                    return frame
                if send and not await send(frame):  # of what was watched before this was asked, too
                    return b""
        except LOST as error:
            await self.leave()
            raise Refused("busy", "the server that has this run does not answer; try again") from error

    async def _to(self, address: str) -> ClientConnection:
        if address != self.address:
            await self.leave()
        if self.socket is None:
            self.socket = await connect(
                route(address, self.service), open_timeout=CONNECT_SECONDS, max_size=None, proxy=None
            )
            self.address = address
        return self.socket

    async def leave(self) -> None:
        """The viewer has gone, or the other server."""
        socket, self.socket, self.address = self.socket, None, ""
        if socket is not None:
            await socket.close()


class Spread:
    """Passes on to all other servers what they may show at once; nobody waits for that. Safe from any thread."""

    def __init__(self, service: str, servers: Servers) -> None:
        self.service, self.servers = service, servers
        self.waiting: queue.Queue[dict[str, Any]] = queue.Queue(WAITING)
        self.sockets: dict[str, at_once.ClientConnection] = {}
        self.away: dict[str, float] = {}  # address -> until when it is not tried
        if servers.address:
            threading.Thread(target=self._keep_passing, name=f"spread-{service}", daemon=True).start()

    def say(self, fields: dict[str, Any]) -> None:
        if self.servers.address:
            with suppress(queue.Full):
                self.waiting.put_nowait(fields)

    def _keep_passing(self) -> None:
        while True:
            text = json.dumps(self.waiting.get())
            try:
                for address in set(self.servers.others().values()):
                    if time.monotonic() > self.away.get(address, 0.0):
                        self._pass(address, text)
            except Exception as error:  # the next may come through: it must not end
                limits.say_failed(error)

    def _pass(self, address: str, text: str) -> None:
        """Over the socket that is open, or, where it was closed in the meantime, another."""
        for kept in (True, False):
            try:
                if address not in self.sockets:
                    kept, to = False, route(address, self.service)
                    self.sockets[address] = at_once.connect(to, open_timeout=CONNECT_SECONDS, proxy=None)
                self.sockets[address].send(text)
                self.sockets[address].recv(timeout=CONNECT_SECONDS)
                return
            except LOST:
                if socket := self.sockets.pop(address, None):
                    socket.close()
                if not kept:
                    self.away[address] = time.monotonic() + AWAY_SECONDS
                    return
