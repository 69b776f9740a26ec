"""A hub whose runs take turns on one thread, and those who watch runs over a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from websockets.sync.client import connect

from app.live.runs.hub import Hub
from tests.app.live.runs.viewers import Viewer
from tests.served import Server


@pytest.fixture
def hub() -> Iterator[Hub]:
    one = Hub(lambda: ThreadPoolExecutor(1), 1)
    yield one
    one.close()


@pytest.fixture
def open_viewer(server: Server) -> Iterator[Callable[[], Viewer]]:
    with ExitStack() as sockets:

        def open_one() -> Viewer:
            address = server.url.replace("http", "ws") + "/live/runs"
            return Viewer(sockets.enter_context(connect(address, max_size=None)))

        yield open_one


@pytest.fixture
def viewer(open_viewer: Callable[[], Viewer]) -> Viewer:
    return open_viewer()
