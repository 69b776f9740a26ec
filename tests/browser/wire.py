"""A network between a browser and the server that can die without a word: nothing is refused, nothing is closed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlparse

from tests.served import Server


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
