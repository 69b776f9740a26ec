"""Thirty viewers of each page for two minutes, each at other ends of the sliders: memory, and whether films end.

`thirty_viewers [seconds] [viewers] [page ...]`; one server lives through all pages.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.sync.client import ClientConnection, connect

from tests.app.live.channel.test_routes import read
from tests.benchmarks.ends import ASKED, Messages
from tests.experiments import PAGES
from tests.served import Server, serve

SECONDS, VIEWERS = 120.0, 30
ANSWER_SECONDS = 120
OF_ALL_ENDS = "too_large"  # what sliders that are all at their ends ask for: the page says which to lower


def memory_of(pid: int) -> int:
    """Bytes of memory that a process and its children have, as Linux counts them."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return 4096 * pages + sum(memory_of(int(child)) for child in children)


class Viewer(threading.Thread):
    """One component of one viewer: asks, waits for the answer, rests as a person's screen does, asks again."""

    def __init__(self, address: str, route: str, messages: Messages, until: float) -> None:
        super().__init__(daemon=True)
        self.url, self.messages, self.until = f"{address}/live/{route}", messages, until
        self.finished = 0
        self.waits: list[tuple[float, str]] = []
        self.refused: list[tuple[str, str]] = []  # code, and what with which words
        self.silent: list[str] = []  # requests that were never answered

    def run(self) -> None:
        cookie = f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}"  # each is a browser of its own
        with connect(self.url, max_size=None, open_timeout=60, additional_headers={"Cookie": cookie}) as socket:
            meta: dict[str, Any] | None = None
            while time.monotonic() < self.until and not self.silent:
                message = self.messages.send(meta)
                if not message:
                    self.finished, meta = self.finished + 1, {}
                    continue
                meta = self.ask(socket, message)
                time.sleep(0.05)

    def ask(self, socket: ClientConnection, message: dict[str, Any]) -> dict[str, Any]:
        began, what = time.monotonic(), " ".join(str(message[k]) for k in ("kind", "sampler", "job") if k in message)
        socket.send(json.dumps(message | {"id": len(self.waits)}))
        try:
            meta, arrays = read(socket.recv(timeout=ANSWER_SECONDS))
        except TimeoutError:
            self.silent.append(what)
            return {}
        self.waits.append((time.monotonic() - began, what))
        if meta["kind"] == "error":
            self.refused.append((meta["code"], f"{what}: {meta['text']}"))
        return meta | {"_steps": len(arrays.get("counts", ())), "_draws": len(arrays.get("labels", ()))}


def watch(server: Server, page: str, viewers: int, seconds: float) -> tuple[list[Viewer], int]:
    """The viewers after `seconds`, and the most memory that the server had meanwhile."""
    address, until = server.url.replace("http", "ws"), time.monotonic() + seconds
    all_ = [Viewer(address, route, messages(random.Random(i)), until)
            for i in range(viewers) for route, messages in ASKED[page]]  # fmt: skip
    for viewer in all_:
        viewer.start()
    most = 0
    while any(viewer.is_alive() for viewer in all_) and time.monotonic() < until + ANSWER_SECONDS:
        most = max(most, memory_of(server.pid))
        time.sleep(0.2)
    return all_, most


def told(page: str, viewers: list[Viewer], above: float) -> str:
    """A line of figures, then one for each kind of trouble."""
    waits = sorted(wait for viewer in viewers for wait in viewer.waits)
    refused = [one for viewer in viewers for one in viewer.refused]
    errors = sum(code != OF_ALL_ENDS for code, _ in refused)
    silent = [what for viewer in viewers for what in viewer.silent]
    line = (
        f"{page}: {len(waits)} answers, {errors} errors, {len(refused) - errors} refused as too large, {len(silent)} "
        f"not answered, p95 {waits[int(0.95 * len(waits))][0]:.1f} s, slowest {waits[-1][0]:.1f} s ({waits[-1][1]}), "
        f"at most {above / 2**20:.0f} MB above the start"
    )
    if page == "diffusion":
        line += f", films finished: {[v.finished for v in viewers if v.messages.__name__ == 'films']}"
    trouble = Counter([f"refused, {what}" for _, what in refused] + [f"not answered, {what}" for what in silent])
    return "\n  ".join([line, *(f"{n} times {what}" for what, n in trouble.most_common())])


def main() -> None:
    words = [float(word) for word in sys.argv[1:] if word not in ASKED]
    seconds, viewers = (words + [SECONDS, VIEWERS][len(words) :])[:2]
    with TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        start = memory_of(server.pid)
        print(f"start: {start / 2**20:.0f} MB")
        for page in [page for page in PAGES if page in ASKED]:  # the others have no live part
            if page in sys.argv[1:] or not set(sys.argv[1:]) & set(ASKED):
                seen, most = watch(server, page, int(viewers), seconds)
                print(told(page, seen, most - start), flush=True)
        print(f"tracebacks: {(Path(folder) / 'log').read_text().count('Traceback')}")


if __name__ == "__main__":
    main()
