"""Somebody who watches runs over a real socket."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from websockets.sync.client import ClientConnection

from tests.app.live.channel.test_routes import read

ME, OTHER = "the owner of these runs", "somebody else entirely"
SMALL = {"width": 8, "batch": 16, "steps": 200_000}  # four thousand a second: it outlasts a test
GAN = {"id": 1, "kind": "create", "job": "gan", "world": {"name": "ring"}, "config": SMALL, "owner": ME}
Answer = tuple[dict[str, Any], dict[str, np.ndarray]]


class Viewer:
    """A socket to the route, with the protocol of run-player.js."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.n = socket, 0

    def ask(self, **message: Any) -> Answer:
        self.n += 1
        self.socket.send(json.dumps({**message, "id": self.n}))
        return read(self.socket.recv(timeout=60))

    def create(self, **changes: Any) -> dict[str, Any]:
        return self.ask(**(GAN | changes))[0]

    def control(self, run: str, do: str, owner: str = ME, **more: Any) -> dict[str, Any]:
        return self.ask(kind="control", run=run, do=do, owner=owner, **more)[0]

    def watch(self, run: str, after: int = 0, version: int = 0) -> Answer:
        return self.ask(kind="watch", run=run, after=after, version=version)

    def until(self, run: str, condition: Callable[[dict[str, Any]], bool]) -> Answer:
        """Watch as a viewer does until an answer fulfils the condition."""
        after = version = 0
        end = time.monotonic() + 60
        while time.monotonic() < end:
            meta, arrays = self.watch(run, after, version)
            if meta["kind"] == "frame":
                after = meta["serial"]
            else:
                version = meta["version"]
            if condition(meta):
                return meta, arrays
        raise AssertionError("waited in vain")
