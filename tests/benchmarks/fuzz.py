"""Strange messages by the thousand to each service, beside a viewer who must not notice: `fuzz [N] [service ...]`."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.app.live.channel.test_routes import read
from tests.benchmarks.thirty_viewers import memory_of
from tests.served import Server, serve
from tests.strange import THERE, VALID, strange

MESSAGES, ANSWER_SECONDS = 3000, 60
ANEW = 20  # messages about one run or room; some of them end it
PROBE = '{"id": 1, "kind": "field", "world": {"name": "ring"}, "box": [-3, -3, 3, 3], "samples": 100}'
PAUSE = 0.05  # s between two probes


class Probe(threading.Thread):
    """A viewer of another page, with a socket of its own: how long each of its answers takes."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.seconds, self.over = address, [], threading.Event()

    def run(self) -> None:
        with connect(f"{self.address}/live/world", max_size=None) as socket:
            while not self.over.wait(PAUSE):
                began = time.perf_counter()
                socket.send(PROBE)
                socket.recv(timeout=ANSWER_SECONDS)
                self.seconds.append(time.perf_counter() - began)


def begin(socket: ClientConnection, name: str) -> str:
    """The name of a run or room that is there now: the last one, where it has not ended."""
    socket.send(json.dumps({"id": 0} | VALID[name][0] | {"token": "fuzz"}))
    meta = read(socket.recv(timeout=ANSWER_SECONDS))[0]
    return meta.get("run") or meta.get("room", {}).get("code") or THERE[name]


def bombard(address: str, name: str, n: int, seed: int = 0) -> Counter[str]:
    """What became of n messages to one service."""
    rng, found, there = random.Random(seed), Counter(), THERE.get(name, "")
    while n:
        with connect(f"{address}/live/{name}", max_size=None) as socket:
            while n:
                if name in THERE and n % ANEW == 0:
                    there = begin(socket, name)
                n -= 1
                try:
                    socket.send(strange(rng, name, there))
                    kind = read(socket.recv(timeout=ANSWER_SECONDS))[0]["kind"]
                    found["error" if kind == "error" else "answered"] += 1
                except (ConnectionClosed, TimeoutError) as lost:
                    found["closed" if isinstance(lost, ConnectionClosed) else "silent"] += 1
                    break
    return found


def measure(server: Server, name: str, n: int) -> str:
    address = server.url.replace("http", "ws")
    before, lines = memory_of(server.pid), server.log.read_text().count("Traceback")
    probe = Probe(address)
    probe.start()
    found = bombard(address, name, n // 2)
    half = memory_of(server.pid)
    found += bombard(address, name, n - n // 2, seed=2)
    probe.over.set()
    probe.join(ANSWER_SECONDS)
    ms = 1000 * np.array(probe.seconds)
    tracebacks = server.log.read_text().count("Traceback") - lines
    first, second = (half - before) / 2**20, (memory_of(server.pid) - half) / 2**20  # libraries come with the first
    told = ", ".join(f"{count} {what}" for what, count in sorted(found.items()))
    return (
        f"{name}: {told}; {tracebacks} tracebacks; probe median {np.median(ms):.0f} ms, p95 "
        f"{np.percentile(ms, 95):.0f}, worst {ms.max():.0f} of {len(ms)}; memory {first:+.0f} MB, then {second:+.0f}"
    )


def main() -> None:
    n = next((int(word) for word in sys.argv[1:] if word.isdecimal()), MESSAGES)
    names = [word for word in sys.argv[1:] if word in VALID] or list(VALID)
    with TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        bombard(server.url.replace("http", "ws"), "world", 20)
        for name in names:
            bombard(server.url.replace("http", "ws"), name, 60, seed=1)  # what is loaded once is no growth
            print(measure(server, name, n), flush=True)


if __name__ == "__main__":
    main()
