"""A network between a browser and the server that fails: its sockets close or swallow what comes, or all of it dies
without a word."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlparse

from playwright.sync_api import Page, WebSocketRoute

from tests.served import Server

LIVE = re.compile("/live/")


class Wire:
    """Carries every byte both ways; while it is `cut`, bytes and new connections wait, as on a radio out of reach."""

    def __init__(self, server: Server) -> None:
        at = urlparse(server.url)
        self.to = (at.hostname, at.port)
        self.whole = threading.Event()
        self.whole.set()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listening.getsockname()[1]}"
        self.ends: list[socket.socket] = [self.listening]
        self._begin(self._accept)

    @contextmanager
    def cut(self) -> Iterator[None]:
        self.whole.clear()
        try:
            yield
        finally:
            self.whole.set()

    def close(self) -> None:
        self.whole.set()
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _begin(self, what: object, *args: object) -> None:
        threading.Thread(target=what, args=args, daemon=True).start()  # type: ignore[arg-type]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self.listening.accept()
                self.whole.wait()
                there = socket.create_connection(self.to)
                self.ends += [here, there]
                self._begin(self._carry, here, there)
                self._begin(self._carry, there, here)

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(2**16):
                self.whole.wait()
                other.sendall(data)
        self.whole.wait()
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)


class Sockets:
    """The page's live sockets, which can be cut, or made to swallow what comes."""

    def __init__(self, page: Page) -> None:
        self.open: list[WebSocketRoute] = []
        self.blocked = self.swallowing = False
        page.route_web_socket(LIVE, self.through)

    def through(self, socket: WebSocketRoute) -> None:
        if self.blocked:
            socket.close()
            return
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if self.swallowing else server.send(message))
        server.on_message(lambda message: None if self.swallowing else socket.send(message))
        self.open.append(socket)

    def cut(self) -> None:
        for one in self.open:
            one.close()
        self.open.clear()
