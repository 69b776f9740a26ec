"""Thirty viewers of each page for two minutes, all at other ends of their sliders: memory, and whether films end.

`thirty_viewers [seconds] [viewers]`
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.sync.client import ClientConnection, connect

from engines.sampling.samplers import SAMPLERS
from tests.app.live.channel.test_routes import read
from tests.experiments import PAGES
from tests.served import Server, serve
from tests.strange import BOX, HILLS, POINTS

SECONDS, VIEWERS = 120.0, 30
ANSWER_SECONDS = 120
ENDS = {"chains": 200, "pool": 200, "n_leapfrog": 100, "cells": 256}

Messages = Iterator[dict[str, Any]]


def memory_of(pid: int) -> int:
    """Bytes of memory that a process and its children have, as Linux counts them."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return 4096 * pages + sum(memory_of(int(child)) for child in children)


# ---- what a viewer of each page asks for: generators that are sent the answer's meta --------------------------------


def samples(rng: random.Random) -> Messages:
    """The page's own sampler at the ends of its sliders, from its first step to its last, again and again."""
    while True:
        sampler, seed, at = rng.choice(list(SAMPLERS)), rng.randrange(999), 0
        config = SAMPLERS[sampler].Config
        settings = {name: most for name, most in ENDS.items() if hasattr(config(), name)}
        assert all(value <= config.bounds(name).offered.high for name, value in settings.items())
        while at < 2000:
            meta = yield {"kind": "steps", "world": HILLS, "box": BOX, "sampler": sampler, "settings": settings,
                          "seed": seed, "from": at, "n": 120}  # fmt: skip
            at = meta["from"] + meta["_steps"]


def films(rng: random.Random) -> Messages:
    """Films of other seeds, each to its end."""
    while True:
        how = {"kind": "walk", "model": "diffusion-digits", "sampler": rng.choice(("ddim", "ddpm")), "eta": 1.0,
               "guidance": 8.0, "y": rng.randrange(10), "seed": rng.randrange(10**6), "steps": 20}  # fmt: skip
        have, whole = 0, False
        while not whole:
            meta = yield how | {"have": have}
            have, whole = have + len(meta["t"]), meta["whole"]
        yield {}  # counts a finished film


def hands(rng: random.Random) -> Messages:
    """Pads, fits and densities under the hand."""
    while True:
        z = [rng.uniform(-2, 2), rng.uniform(-2, 2)]
        yield {"kind": "decode", "points": [{"model": "vae-digits-2", "z": z}, {"model": "ae-digits-2", "z": z}]}


def fits(rng: random.Random) -> Messages:
    while True:
        yield {"kind": "fit", "world": {"name": "pinwheel"}, "n": 600, "k": 10, "covariance": "full",
               "reg_covar": 1e-4, "seed": rng.randrange(999)}  # fmt: skip


def densities(rng: random.Random) -> Messages:
    while True:
        yield {"kind": "densities", "world": {"name": "pinwheel"}, "box": BOX, "n": 1000, "bins": 60, "k": 20,
               "h": rng.uniform(0.02, 2.0), "seed": rng.randrange(9)}  # fmt: skip


def views(rng: random.Random) -> Messages:
    while True:
        points = [[x + rng.uniform(-0.1, 0.1), y, label] for x, y, label in POINTS] * 30
        yield {"kind": "views", "points": points, "query": [0, 0], "box": BOX, "model": "mixture"}


def postcards(rng: random.Random) -> Messages:
    while True:
        seed = rng.randrange(10**6)
        for at in range(0, 10_000, 250):
            yield {"kind": "draws", "weights": [5.0] * 10, "seed": seed, "from": at, "n": 250}


def runs(rng: random.Random) -> Messages:
    """A GAN of one's own, begun and watched."""
    owner = f"{rng.randrange(10**16):016d}"
    config = {"width": 256, "depth": 4, "batch": 512, "steps": 20_000, "seed": rng.randrange(999)}
    run = yield {"kind": "create", "job": "gan", "world": {"name": "grid"}, "owner": owner, "token": owner,
                 "config": config}  # fmt: skip
    after = version = 0
    while run["kind"] != "error":
        meta = yield {"kind": "watch", "run": run["run"], "after": after, "version": version}
        after, version = meta.get("serial", after), meta.get("version", version)


ASKED: dict[str, tuple[tuple[str, Callable[[random.Random], Messages]], ...]] = {
    "home": (("two_views", views),),
    "probability": (("samplers", samples), ("postcards", postcards)),
    "classical": (("em", fits), ("densities", densities)),
    "autoencoder": (("latent", hands),),
    "gan": (("runs", runs),),
    "diffusion": (("film", films),),
}


class Viewer(threading.Thread):
    """One component of one viewer: asks, waits for the answer, rests as a person's screen does, asks again."""

    def __init__(self, address: str, route: str, messages: Messages, until: float) -> None:
        super().__init__(daemon=True)
        self.url, self.messages, self.until = f"{address}/live/{route}", messages, until
        self.answers = self.errors = self.finished = 0
        self.waits: list[float] = []

    def run(self) -> None:
        cookie = f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}"  # each is a browser of its own
        with connect(self.url, max_size=None, open_timeout=60, additional_headers={"Cookie": cookie}) as socket:
            meta: dict[str, Any] | None = None
            while time.monotonic() < self.until:
                message = self.messages.send(meta)
                if not message:
                    self.finished, meta = self.finished + 1, {}
                    continue
                meta = self.ask(socket, message)
                time.sleep(0.05)

    def ask(self, socket: ClientConnection, message: dict[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        socket.send(json.dumps(message | {"id": self.answers}))
        meta, arrays = read(socket.recv(timeout=ANSWER_SECONDS))
        self.waits.append(time.monotonic() - began)
        self.answers += 1
        self.errors += meta["kind"] == "error"
        return meta | {"_steps": len(arrays.get("counts", ()))}


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


def main() -> None:
    words = [float(word) for word in sys.argv[1:]]
    seconds, viewers = (words + [SECONDS, VIEWERS][len(words) :])[:2]
    with TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        start = memory_of(server.pid)
        print(f"start: {start / 2**20:.0f} MB")
        for page in [page for page in PAGES if page in ASKED]:  # the others have no live part
            seen, most = watch(server, page, int(viewers), seconds)
            waits = sorted(wait for viewer in seen for wait in viewer.waits)
            answers, errors = sum(v.answers for v in seen), sum(v.errors for v in seen)
            films_ = f", films finished: {[v.finished for v in seen]}" if page == "diffusion" else ""
            print(f"{page}: {answers} answers, {errors} errors, p95 {waits[int(0.95 * len(waits))]:.1f} s, at most "
                  f"{(most - start) / 2**20:.0f} MB above the start{films_}", flush=True)  # fmt: skip
        print(f"tracebacks: {(Path(folder) / 'log').read_text().count('Traceback')}")


if __name__ == "__main__":
    main()
