"""Connections of the web server: as many as the system allows, nothing held back on them, and none that sends half a
request for ever.

uvicorn has no time limit for a request's head. What is reached into here are its protocol objects, through the
callables that it gives an application; where another server runs the app, nothing is done.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import time
from typing import Any
from weakref import WeakKeyDictionary

from starlette.types import Receive

from app.live.channel import limits

LOG = logging.getLogger(__name__)
SWEEP_SECONDS = 2.0
FULL_SECONDS = 1.0  # for a request's head where no file is left; as long asyncio waits before it accepts again
FULL = (errno.EMFILE, errno.ENFILE)


def raise_file_limit() -> None:
    """Every connection is an open file; the usual limit of 1,024 is soft, and one client can hold that many."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else 65_536
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), hard))


def send_at_once(transport: Any) -> None:
    """asyncio asks for this where a socket says it is TCP; uvicorn's say nothing. Without it the end of a message waits
    until the browser has confirmed the one before, 40 ms and more where the browser asks for nothing meanwhile."""
    if (own := transport.get_extra_info("socket")) is not None and own.family in (socket.AF_INET, socket.AF_INET6):
        own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def protocol_of(receive: Receive) -> Any:
    """uvicorn's object for this connection; None where it is not uvicorn's."""
    owner = getattr(receive, "__self__", None)  # a WebSocket's protocol, or one request of an HTTP protocol
    owner = getattr(getattr(owner, "on_response", None), "__self__", owner)
    return owner if hasattr(owner, "connections") and hasattr(owner, "transport") else None


class Connections:
    """Ends connections whose request does not arrive."""

    def __init__(self) -> None:
        self.all: set[Any] | None = None
        self.since: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self.sweeper: asyncio.Task[None] | None = None
        self.sayings = limits.Sayings()
        self.full = False

    def watch(self, receive: Receive) -> None:
        """From the first request on; with each, as its connection may be new."""
        if (protocol := protocol_of(receive)) is None:
            return
        send_at_once(protocol.transport)
        if self.sweeper is None:
            self.all = protocol.connections
            self.sweeper = asyncio.create_task(self._sweep(), name="connections")
            asyncio.get_running_loop().set_exception_handler(self.trouble)

    def trouble(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Where connections cannot be accepted, asyncio would write a traceback for each, thousands in a second."""
        if getattr(context.get("exception"), "errno", None) not in FULL:
            loop.default_exception_handler(context)
        elif not self.full:
            self.full = True
            if (more := self.sayings.due("full")) is not None:
                LOG.warning("live: no open file is left for another connection; raise ulimit -n%s", more)
            loop.call_soon(self._make_room)

    def _make_room(self) -> None:
        """Those who wait for their own request go first."""
        self.full = False
        self.sweep(time.monotonic(), FULL_SECONDS)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                self.sweep(time.monotonic())
            except Exception:  # the next round may go well
                LOG.exception("live: sweeping connections failed")

    def sweep(self, now: float, patience: float = limits.REQUEST_SECONDS) -> None:
        for connection in list(self.all or ()):
            if not half_sent(connection):
                self.since.pop(connection, None)
            elif now - self.since.setdefault(connection, now) > patience:
                connection.transport.abort()


def half_sent(connection: Any) -> bool:
    """Whether an HTTP connection waits for the rest of a request, or for its first byte."""
    if not hasattr(connection, "cycle"):
        return False
    cycle = connection.cycle
    return cycle is None or (cycle.response_complete and connection.timeout_keep_alive_task is None)
