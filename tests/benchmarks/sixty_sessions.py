"""Sixty people who open a page at once, every experiment in turn: `python -m tests.benchmarks.sixty_sessions [people]`.

Each is a session of Streamlit over its own WebSocket, as a browser opens it, without a browser's drawing: from the
request to connect until the page's script has run and all of the page was received.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.experiments import ALL, path_of
from tests.served import Server, serve

PEOPLE, BAR = 60, 8  # seconds
ANSWER_SECONDS = 120


def open_session(server: Server, path: str) -> int:
    """Open a page by its address, as a browser does, and receive all of it; the number of messages."""
    where, received = urlsplit(path), 0
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    with connect(
        address, subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=ANSWER_SECONDS
    ) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = where.query
        asked.rerun_script.page_name = where.path.strip("/")
        socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(socket.recv(ANSWER_SECONDS))
            received += 1
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return received
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError(f"{path} does not compile")
            if message.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(message.delta.new_element.exception.message)


def at_once(server: Server, paths: list[str]) -> list[float]:
    """Seconds until each of those who open these pages at one moment is served."""
    start = threading.Barrier(len(paths))

    def served(path: str) -> float:
        start.wait()
        began = time.perf_counter()
        open_session(server, path)
        return time.perf_counter() - began

    with ThreadPoolExecutor(len(paths)) as people:
        return list(people.map(served, paths))


def main(people: int = PEOPLE) -> None:
    everywhere = [path_of(page, key, lang="en") for page, key in ALL]
    slow = []
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        for path in everywhere:  # a warm server
            open_session(server, path)
        mixed = [everywhere[i % len(everywhere)] for i in range(people)]
        groups = {"every page at once": mixed} | {path: [path] * people for path in everywhere}
        for name, paths in groups.items():
            took = at_once(server, paths)
            print(f"{name}: {people} served within {max(took):.2f} s, median {median(took):.2f}", flush=True)
            slow += [name] * (max(took) > BAR)
    print(f"later than {BAR} s: {', '.join(slow) or 'none'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
