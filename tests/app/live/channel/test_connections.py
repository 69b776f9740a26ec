"""Half-sent requests, and what happens where no file is left."""

from __future__ import annotations

import asyncio
import errno
import socket
from types import SimpleNamespace
from typing import Any

import pytest

from app.live.channel import connections, limits
from app.live.channel.connections import Connections, raise_file_limit


class Connection:
    """As uvicorn's, with the state that tells what it waits for; `ended` holds the names of those that were aborted."""

    def __init__(self, ended: list[str], name: str, **state: Any) -> None:
        self.transport = SimpleNamespace(abort=lambda: ended.append(name))
        vars(self).update(state)


def test_half_sent_requests_are_told_from_others() -> None:
    ended: list[str] = []
    timer = object()
    watch = Connections()
    watch.all = {
        Connection(ended, "nothing came", cycle=None),
        Connection(ended, "second head", cycle=SimpleNamespace(response_complete=True), timeout_keep_alive_task=None),
        Connection(ended, "kept alive", cycle=SimpleNamespace(response_complete=True), timeout_keep_alive_task=timer),
        Connection(ended, "answering", cycle=SimpleNamespace(response_complete=False), timeout_keep_alive_task=None),
        Connection(ended, "socket"),
    }
    watch.sweep(0.0)
    watch.sweep(limits.REQUEST_SECONDS)
    assert not ended
    watch.sweep(limits.REQUEST_SECONDS + 1)
    assert sorted(ended) == ["nothing came", "second head"]


def test_where_no_file_is_left_those_who_send_nothing_go_and_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """asyncio tells of every connection that it could not accept, thousands in a second."""
    ended, others = [], []
    watch = Connections()
    watch.all = {Connection(ended, "nothing came", cycle=None), Connection(ended, "socket")}

    class Loop:
        """Does at once what is to be done soon, and keeps what else is told."""

        call_soon = staticmethod(lambda work: work())
        default_exception_handler = staticmethod(others.append)

    full = {"message": "socket.accept() out of system resource", "exception": OSError(errno.EMFILE, "too many")}
    for now in (0.0, 0.5, connections.FULL_SECONDS + 0.1):
        monkeypatch.setattr(connections.time, "monotonic", lambda now=now: now)
        for _ in range(2048):
            watch.trouble(Loop, full)
    assert set(ended) == {"nothing came"}
    assert [record.getMessage().count("open file") for record in caplog.records] == [1]
    watch.trouble(Loop, {"message": "another", "exception": ValueError()})
    assert [context["message"] for context in others] == ["another"]


def test_the_limit_of_open_files_is_raised() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit: there is nothing to raise
        raise_file_limit()
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        raise_file_limit()
        raised = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        assert raised == min(hard if hard != resource.RLIM_INFINITY else 65_536, 65_536) and raised > 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_end_of_a_message_is_not_held_back_until_the_last_one_is_confirmed() -> None:
    """As with the sockets of Streamlit's server, which do not say that they are TCP's."""

    async def held_back() -> bool:
        loop, found = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

        class Accepted(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                found.set_result(transport)

        with socket.socket(socket.AF_INET) as listening:
            listening.bind(("127.0.0.1", 0))
            server = await loop.create_server(Accepted, sock=listening)
            _, writer = await asyncio.open_connection(*listening.getsockname())
            async with asyncio.timeout(10):
                transport = await found
            Connections().watch(SimpleNamespace(__self__=SimpleNamespace(connections=set(), transport=transport)))
            option = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            transport.abort()
            writer.close()
            server.close()
        return option == 0

    assert not asyncio.run(held_back())
