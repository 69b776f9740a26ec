"""Strange messages for every service of the live channel, made of valid ones by seeded mutation."""

from __future__ import annotations

import base64
import copy
import json
import random
from typing import Any

BOX = [-3.0, -3.0, 3.0, 3.0]
HILLS = {"components": [[0.5, -1, 0, 0.4, 0.1, 0.3], [1.5, 1, 0.5, 0.2, 0, 0.2]]}
STROKES = {"strokes": [[[-1, 0], [0, 1], [1, 0]], [[0, -1]]], "thickness": 0.1}
POINTS = [[-1, 0, 0], [-0.5, 0.4, 0], [-1.2, 0.9, 0], [1, 0.1, 1], [0.7, -0.4, 1], [1.3, 0.2, 1]]
PICTURE = base64.b64encode(bytes(28 * 28)).decode()
HOW = {
    "model": "diffusion-digits",
    "sampler": "ddim",
    "eta": 0.0,
    "guidance": 1.0,
    "rows": [[7]],
    "seed": 3,
    "steps": 2,
}
STEPS = {"kind": "steps", "world": HILLS, "box": BOX, "seed": 0, "from": 0, "n": 10}
OWNER = "a browser of sixteen letters"
SMALL = {"width": 8, "batch": 16, "steps": 50}
UNET = {"width": 16, "batch": 8, "view_steps": 5}
RUN = "none"  # until somebody says which run is there
MINE = {"kind": "control", "run": RUN, "owner": OWNER}
ROOM = "AAAAAA"  # until somebody says which room is there
TEACHER, STUDENT = {"code": ROOM, "secret": "5ec4e7" * 8}, {"code": ROOM, "student": "57d" * 16}

VALID: dict[str, list[dict[str, Any]]] = {
    "latent": [
        {"kind": "decode", "points": [{"model": "vae-digits-2", "z": [0, 1]}, {"model": "ae-digits-2", "z": [0, 0]}]},
        {"kind": "map", "model": "gan-digits", "layer": "pictures"},
        {"kind": "map", "model": "vae-digits-2", "layer": "points"},
        {"kind": "map", "model": "vae-digits-16", "layer": "pictures", "axes": [3, 11], "z": [0.5] * 16},
        {"kind": "strips", "points": [{"model": f"{kind}-digits-16", "z": [0.0] * 16} for kind in ("ae", "vae")]},
        {"kind": "neighbour", "model": "ae-fashion-2", "z": [0, 0]},
        {"kind": "encode", "models": ["ae-digits-2", "vae-digits-2"], "picture": PICTURE, "eps": [0.5, -1]},
        {"kind": "decode", "points": [{"model": "gan-postcards", "z": [0.0] * 64}]},
        {"kind": "walk", "model": "ae-digits-16", "first": 3, "second": 8},
        {"kind": "plane", "model": "vae-fashion-2", "first": 3, "second": 8, "third": 1},
        {"kind": "shift", "model": "vae-fashion-2", "first": 3, "label": 8},
        {"kind": "walk", "model": "vae-digits-2", "first": {"bytes": PICTURE}, "second": 8},
        {"kind": "print", "model": "gan-digits", "seed": 3},
        {"kind": "decode", "points": [{"model": "vae-apples-4", "z": [0.0] * 8}]},
        {"kind": "print", "model": "vae-apples-4", "seed": 3},
        {"kind": "nearest", "points": [{"model": "ae-fashion-2", "z": [0, 0]}]},
    ],
    "world": [
        {"kind": "field", "world": HILLS, "box": BOX, "samples": 30, "seed": 3, "slice": 0.4},
        {"kind": "field", "world": STROKES, "box": BOX},
        {"kind": "field", "world": {"name": "moons"}, "box": BOX, "samples": 10},
        {"kind": "field", "world": {"kept": "0" * 20}, "box": BOX},
    ],
    "samplers": [
        STEPS | {"sampler": "metropolis", "settings": {"chains": 8, "step_size": 0.3}},
        STEPS | {"sampler": "hamiltonian", "settings": {"chains": 8, "n_leapfrog": 3, "jitter": 0.1}},
        STEPS | {"sampler": "importance", "settings": {"chains": 8, "pool": 10, "spread": 1.5}},
        STEPS | {"sampler": "inverse-cdf", "settings": {"chains": 8, "cells": 16}},
        STEPS | {"sampler": "rejection", "settings": {"chains": 8, "envelope": 1.0}, "world": STROKES},
        STEPS | {"sampler": "langevin", "settings": {"chains": 8, "step_size": 0.5}},
        STEPS | {"sampler": "mala", "settings": {"chains": 8, "step_size": 0.2}},
        STEPS | {"sampler": "ancestral", "settings": {"chains": 8}},
    ],
    "postcards": [{"kind": "draws", "weights": [5.0] * 10, "seed": 5, "from": 0, "n": 5}],
    "two_views": [
        {"kind": "views", "points": POINTS, "query": [0.3, -0.2], "box": BOX, "model": name, "draws": 10, "seed": 1}
        for name in ("naive-bayes", "mixture")
    ],
    "em": [
        {"kind": "fit", "world": HILLS, "n": 40, "k": 2, "covariance": "full", "reg_covar": 1e-4, "seed": 1,
         "starts": [[0, 0], [1, 1]]},
        {"kind": "fit", "world": {"name": "ring"}, "n": 30, "k": 3, "covariance": "spherical", "reg_covar": 0.0,
         "seed": 2, "collapse": 1},
    ],
    "densities": [{"kind": "densities", "world": HILLS, "box": BOX, "n": 30, "seed": 1, "bins": 5, "k": 2, "h": 0.3}],
    "film": [
        HOW | {"kind": "walk", "have": 0},
        HOW | {"kind": "walk", "rows": [[7], [-1]], "other": [[3], [3]], "share": 0.5, "film": 1},
        HOW | {"kind": "walk", "rows": [[7]], "extra": [1.5], "extra_until": 0.5},
        HOW | {"kind": "thaw", "t": 300, "picture": PICTURE, "have": 1},
        HOW | {"kind": "look", "t": 300, "picture": PICTURE},
        {"kind": "noise", "model": "diffusion-digits", "seed": 4},
    ],
    "pixel_factors": [{"kind": "factors"}],
    "rooms": [
        {"kind": "open", "secret": TEACHER["secret"], "link": "gan?step=seeds"},
        STUDENT | {"kind": "join", "name": "Ada"},
        STUDENT | {"kind": "watch", "version": 0},
        TEACHER | {"kind": "watch", "version": 0, "there": -1, "answered": -1},
        TEACHER | {"kind": "send", "link": "diffusion?step=film"},
        TEACHER | {"kind": "ask", "text": "How many?", "answers": ["none", "one"], "right": 1, "about": "x"},
        STUDENT | {"kind": "answer", "asked": 1, "choice": 1},
        TEACHER | {"kind": "show", "asked": 1, "stage": "opened"},
        STUDENT | {"kind": "play", "game": 1, "data": "digits", "round": 7, "guess": "gan"},
        TEACHER | {"kind": "anew"},
        TEACHER | {"kind": "hand", "experiment": "gan/", "key": "pad", "part": 0, "of": 2, "x": 0.5, "y": 1},
        STUDENT | {"kind": "leave"},
        TEACHER | {"kind": "end"},
    ],
    "share": [{"kind": "qr", "link": "http://localhost:8501/gan?lang=ko&step=seeds"}],
    "runs": [
        {"kind": "create", "job": "gan", "world": {"name": "ring"}, "config": SMALL, "owner": OWNER, "token": "once"},
        {"kind": "create", "job": "diffusion", "world": HILLS, "config": SMALL, "owner": OWNER, "speed": 1.0},
        {"kind": "preview", "job": "gan", "world": STROKES, "config": SMALL},
        {"kind": "preview", "job": "diffusion", "world": {"name": "moons"}, "config": SMALL},
        {"kind": "create", "job": "picture-gan", "data": "digits", "config": {"batch": 16}, "owner": OWNER},
        {"kind": "create", "job": "gan", "world": HILLS, "config": SMALL | {"replicas": 3}, "owner": OWNER},
        {"kind": "create", "job": "picture-diffusion", "data": "digits", "config": UNET, "owner": OWNER},
        {"kind": "create", "job": "autoencoder", "world": HILLS, "config": {"width": 8, "beta": 0.5}, "owner": OWNER},
        {"kind": "create", "job": "picture-autoencoder", "data": "digits", "config": {"width": 8}, "owner": OWNER},
        {"kind": "preview", "job": "picture-gan", "data": "fashion", "config": {"batch": 16}},
        {"kind": "preview", "job": "picture-diffusion", "data": "digits", "config": UNET},
        {"kind": "preview", "job": "autoencoder", "world": {"name": "ring"}, "config": {"net": "linear"}},
        {"kind": "preview", "job": "picture-autoencoder", "data": "fashion", "config": {"latent_dim": 2}},
        {"kind": "join", "run": RUN, "owner": OWNER},
        {"kind": "watch", "run": RUN, "after": 0, "version": 0, "frames": 1},
        {"kind": "history", "run": RUN, "from": 0},
        *(MINE | {"do": do} for do in ("play", "pause", "end")),
        MINE | {"do": "act", "act": "d_step", "token": "once"},
        MINE | {"do": "slow", "token": "once"},
        MINE | {"do": "speed", "speed": 20.0},
        MINE | {"do": "set", "config": {"lr_g": 1e-3}},
        MINE | {"do": "set", "config": {"beta": 4.0}},
        MINE | {"do": "restart", "job": "gan", "world": {"name": "moons"}, "config": SMALL},
    ],
}  # fmt: skip

HOSTILE: list[Any] = [
    None, True, False, 0, -1, 1, 2, 0.5, -0.0, 1e-300, 1e308, -1e308, 10**400, 2**31, 2**53, 2**64, "", "x", "é",
    "\ud800", "\0", "NaN", "x" * 3000, [], {}, [[]], [None], [[0, 0]], [[1e308, -1e308]] * 3, {"x": {}}, "ring",
    "moons", "diffusion-postcards", "gan-postcards", 50, 100, 200, 1000, 1e6,
]  # fmt: skip


THERE = {"runs": RUN, "rooms": ROOM}  # the service's name for what its messages are about, until it is begun


def strange(rng: random.Random, service: str, there: str = "") -> str | bytes:
    """A message of the service, about the run or room that is `there`, that some accident has befallen, or none."""
    message = copy.deepcopy(rng.choice(VALID[service])) | {"id": rng.randint(0, 2**20)}
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        mutate(rng, message, rng.choice(VALID[service]))
    text = json.dumps(message)
    if there:
        text = text.replace(f'"{THERE[service]}"', f'"{there}"')
    if rng.random() < 0.15:
        raw = bytearray(text.encode())
        for _ in range(rng.randint(1, 6)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        return bytes(raw[: rng.randint(0, len(raw))])
    return text


def mutate(rng: random.Random, message: dict[str, Any], other: dict[str, Any]) -> None:
    """Change one place of the message, wherever it is nested."""
    holder, key = rng.choice(list(places(message)))
    value = holder[key]
    choices = [
        lambda: rng.choice(HOSTILE),
        lambda: rng.choice([h[k] for h, k in places(other)]),
        lambda: [value] * rng.choice((0, 1, 2, 50)),
    ]
    if isinstance(value, (int, float)) and abs(value) < 1e300:
        choices += [lambda: rng.choice((-value, value + 1, value - 1, value * 1e6, value * 1e-9, int(value)))] * 3
    if isinstance(value, list) and value:
        choices += [lambda: value * rng.choice((2, 20)), lambda: value[: rng.randrange(len(value))]]
    if isinstance(value, str):
        choices += [lambda: value[:-1], lambda: value + "é", lambda: value.upper()]
    if isinstance(holder, dict) and rng.random() < 0.15:
        del holder[key]
        holder[rng.choice(("x", "__class__", key + " "))] = value
    else:
        holder[key] = copy.deepcopy(rng.choice(choices)())


def places(value: Any) -> Any:
    """Every place inside: what holds it, and under which key."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from places(value[key])
