"""What is refused over a real socket, and what one person's runs take from others."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.app.live.channel.test_routes import read
from tests.app.live.runs.viewers import GAN, OTHER, Viewer


def test_controls_are_answered_while_previews_of_others_are_computed(open_viewer: Callable[[], Viewer]) -> None:
    owner, curious = open_viewer(), [open_viewer() for _ in range(4)]
    run = owner.create()["run"]
    for i, one in enumerate(curious):  # fifty levels each
        preview = {"kind": "preview", "job": "diffusion", "world": {"name": "spiral"}}
        one.socket.send(json.dumps({"id": 1, **preview, "config": {"view_steps": 50, "seed": 100 + i}}))
    waits = []
    for do in ("pause", "play") * 10:
        began = time.monotonic()
        assert owner.control(run, do)["kind"] == "run"
        waits.append(time.monotonic() - began)
    assert sorted(waits)[-2] < 1
    for one in curious:
        meta, arrays = read(one.socket.recv(timeout=60))
        assert meta["kind"] == "preview" and arrays["density"].shape == (51, 48, 48)
    owner.control(run, "end")


def test_an_expensive_run_is_refused_and_one_within_the_limits_does_not_stop_a_small_one(
    open_viewer: Callable[[], Viewer],
) -> None:
    heavy, small = open_viewer(), open_viewer()
    deep = {"width": 1024, "depth": 12, "batch": 64}
    job = {"kind": "create", "job": "diffusion", "world": {"name": "ring"}, "owner": OTHER}
    assert heavy.ask(**job, config=deep | {"view_steps": 100})[0]["code"] == "too_large"
    allowed = {"width": 256, "depth": 6, "view_steps": 48}  # a look takes a second
    big = heavy.ask(**job, config=allowed)[0]
    assert big["kind"] == "joined"
    run = small.create()["run"]
    looks, over = [], threading.Event()

    def watch_big() -> None:
        while not over.is_set():
            meta, _ = heavy.watch(big["run"], looks[-1] if looks else 0, 2**50)
            if meta["kind"] == "frame":
                looks.append(meta["serial"])

    watching = threading.Thread(target=watch_big)
    watching.start()
    meanwhile, after = [], 0  # looks at the big one, at each frame of the small one
    try:
        while len(meanwhile) < 40 or len(looks) < 2:
            meta, _ = small.watch(run, after, 2**50)
            if meta["kind"] == "frame":
                after = meta["serial"]
                meanwhile.append(len(looks))
            else:
                assert meta["state"] == "running"
    finally:
        over.set()
        watching.join()
    assert max(b - a for a, b in pairwise(meanwhile)) <= 2
    heavy.control(big["run"], "end", owner=OTHER)
    small.control(run, "end")


BAD = [
    {"config": {"lr_g": -1}},
    {"config": {"lr_g": "fast"}},
    {"config": {"width": 2.5}},
    {"config": {"width": 10**9}},
    {"config": {"steps": 10**7}},
    {"config": {"__class__": 1}},
    {"config": {"loss": "none"}},
    {"config": {"lr_g": True}},
    {"config": [1, 2]},
    {"config": None},
    {"config": {"lr_g": {"a": 1}}},
    {"world": {"name": "nowhere"}},
    {"world": None},
    {"world": {"components": [[0, 0, 0, 1, 0, 1]]}},
    {"job": "rm -rf"},
    {"job": "diffusion", "config": {"width": 1024, "depth": 12, "batch": 4096}},
    {"job": "diffusion", "config": {"width": 1024, "depth": 12, "batch": 64, "view_steps": 100}},
    {"job": "gan", "config": {"width": 1024, "depth": 6, "replicas": 64, "batch": 1}},
    {"job": "diffusion", "config": {"schedule": "flow", "prediction": "eps"}},
    {"job": "picture-diffusion", "data": "cats"},
    {"job": "picture-diffusion", "data": "digits", "config": {"width": 1024}},
    {"job": "picture-diffusion", "data": "digits", "config": {"view_steps": 100}},
    {"job": None},
    {"owner": "x"},
    {"owner": None},
    {"owner": "\ud800" * 20},
    {"speed": -1},
    {"speed": "fast"},
    {"config": {"net": "conv"}},
    {"job": "diffusion", "config": {"n_classes": 1000}},
    {"job": "diffusion", "config": {"net": "unet"}},
    {"job": "picture-gan", "data": "digits", "config": {"size": 64}},
    {"job": "picture-gan", "data": "postcards", "config": {"channels": 1}},
    {"job": "picture-gan", "data": "digits", "config": {"net": "mlp"}},
    {"job": "picture-diffusion", "data": "digits", "config": {"n_classes": 7}},
    {"kind": "delete"},
    {"kind": "watch", "run": "../../etc"},
    {"kind": "history", "run": 7},
    {"kind": "control", "do": "eval"},
]


@pytest.mark.parametrize("change", BAD, ids=lambda c: json.dumps(c)[:50])
def test_nonsense_is_refused_in_words_and_the_socket_lives_on(viewer: Viewer, change: dict[str, Any]) -> None:
    meta, _ = viewer.ask(**(GAN | change))
    assert meta["kind"] == "error" and meta["code"] != "failed" and len(meta["text"]) > 10
    run = viewer.create(play=False)
    assert run["kind"] == "joined"
    viewer.control(run["run"], "end")
