"""2-D worlds under the hand: the density, marginals, samples and a slice of whatever mixture is being edited."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from app.live.channel import frames
from app.live.channel.desk import Desk
from app.live.channel.messages import BadMessage, Message
from app.live.channel.service import Service
from engines.data import own_worlds, shapes
from engines.data.grid import centres
from engines.data.worlds import World

MAX_COMPONENTS = 12  # that a person moves about
MAX_STROKES, MAX_POINTS = 200, 3000  # of one drawing
MAX_SAMPLES = 2000
GRID = 96  # cells per side of a heat map
REACH = 50.0  # the farthest coordinate of a component or box

_kept: OrderedDict[str, World] = OrderedDict()  # drawings and uploads, by the hash of what they are made of
_keeping = Lock()
KEPT = 2000  # some 10 kB each


def keep(world: World) -> str:
    """Remember a world that has no short description, the `KEPT` used last; the same world gets the same name."""
    with _keeping:  # several desks read worlds
        _kept[world.key] = world
        _kept.move_to_end(world.key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return world.key


@lru_cache(maxsize=32)
def named(name: str) -> World:
    return shapes.build(name)


class WorldService(Service):
    """Answers "field" with everything that the editor draws of a world."""

    desk = Desk("world")

    def __init__(self) -> None:
        self.shown: tuple[Any, dict[str, np.ndarray], float] = (None, {}, 0.0)  # what the last answer was about

    def answer(self, message: Message) -> bytes:
        if message.kind != "field":
            raise message.refuse("bad_kind", "kind must be field")
        world, box = read_world(message), read_box(message)
        n, seed = message.whole("samples", 0, MAX_SAMPLES, 0), message.whole("seed", 0, 2**31 - 1, 0)
        seen = as_seen(world, box)
        if self.shown[0] != (message.fields["world"], message.fields["box"]):  # a slice moves, the world stays
            heat, top = heat_map(world, box)
            about = (message.fields["world"], message.fields["box"])
            self.shown = (about, {"heat": heat} | margins(seen, box), top)
        _, arrays, top = self.shown
        arrays = dict(arrays)
        if n:
            arrays["samples"] = world.sample(n, seed=seed).astype(np.float32)
        if message.fields.get("slice") is not None:
            at = message.number("slice", float(box[0, 0]), float(box[1, 0]))
            x2 = centres(box, GRID)[1][:, None]
            arrays["slice"] = np.exp(seen.conditional([0], [at]).log_prob(x2)).astype(np.float32)
        return frames.pack(arrays, id=message.id, kind="field", top=top)


def as_seen(world: World, box: np.ndarray, n: int = GRID) -> World:
    """The world at the resolution of n x n cells: hills narrower than a cell are blurred by it, or they fall between.

    The world itself where no hill is that narrow, so that what is shown there is exact.
    """
    return world.noised(1.0, 0.75 * cell_of(box, n)) if is_finer(world, box, n) else world


def is_finer(world: World, box: np.ndarray, n: int = GRID) -> bool:
    """Whether a hill of the world is narrower than a cell."""
    return bool(np.sqrt(np.linalg.eigvalsh(world.covariances)[:, 0].min()) < 0.45 * cell_of(box, n))


def cell_of(box: np.ndarray, n: int) -> float:
    """The side of one of n x n cells."""
    return float((box[1] - box[0]).max()) / n


def heat_map(world: World, box: np.ndarray, n: int = GRID) -> tuple[np.ndarray, float]:
    """sqrt(p / max p) as uint8 (n, n), row 0 lowest, and max p on the grid; the root keeps thin tails visible."""
    p = np.exp(as_seen(world, box, n).log_prob(world.grid(n, box)[2]))
    top = float(p.max())
    return np.rint(255 * np.sqrt(p / max(top, 1e-300))).astype(np.uint8), top


def margins(world: World, box: np.ndarray) -> dict[str, np.ndarray]:
    """p(x1) and p(x2) at the centres of the heat map's cells, float32 (GRID,) each."""
    return {
        f"margin{i + 1}": np.exp(world.marginal([i]).log_prob(x[:, None])).astype(np.float32)
        for i, x in enumerate(centres(box, GRID))
    }


def read_box(message: Message) -> np.ndarray:
    """[[low1, low2], [high1, high2]] from the field "box", [low1, low2, high1, high2]."""
    box = np.array(message.rows_of("box", 4, low=-2 * REACH, high=2 * REACH)).reshape(2, 2)
    if not (box[1] - box[0] >= 1e-3).all():
        raise message.refuse("bad_box", "box must be [low1, low2, high1, high2] with low below high")
    return box


def read_world(message: Message) -> World:
    """The world in the field "world": {"name"}, {"components"}, {"strokes", "thickness"} or {"kept"}."""
    spec = message.fields.get("world")
    if not isinstance(spec, dict):
        raise message.refuse("bad_world", "world must be an object with a name, components, strokes or kept")
    inner = Message(message.id, "world", spec)
    try:
        return _read_spec(inner, spec)
    except ValueError as error:
        if isinstance(error, BadMessage):
            raise
        raise message.refuse("bad_world", str(error)) from error  # the engine says what is wrong, in words


def _read_spec(inner: Message, spec: dict[str, Any]) -> World:
    if "components" in spec:
        c = inner.rows("components", 6, MAX_COMPONENTS, low=-REACH, high=REACH**2)
        covariances = c[:, [3, 4, 4, 5]].reshape(-1, 2, 2)
        return World(c[:, 0], c[:, 1:3], covariances)
    if "strokes" in spec:
        return own_worlds.from_strokes(read_strokes(inner), thickness=inner.number("thickness", 0.02, 1.0, 0.1))
    if "kept" in spec:
        world = _kept.get(spec["kept"]) if isinstance(spec["kept"], str) else None
        if world is None:
            raise inner.refuse("unknown_world", "this drawing is no longer here; draw or upload it again")
        keep(world)  # it is in use
        return world
    return named(inner.choice("name", tuple(shapes.WORLDS)))


def read_strokes(message: Message) -> list[np.ndarray]:
    """The brush's lines, each (m, 2)."""
    strokes = message.fields.get("strokes")
    if not isinstance(strokes, list) or not 1 <= len(strokes) <= MAX_STROKES:
        raise message.refuse("bad_strokes", f"strokes must be a list of 1 to {MAX_STROKES} lines")
    lines = [
        Message(message.id, "stroke", {"stroke": stroke}).rows("stroke", 2, MAX_POINTS, low=-REACH, high=REACH)
        for stroke in strokes
    ]
    if sum(map(len, lines)) > MAX_POINTS:
        raise message.refuse("bad_strokes", f"the drawing has more than {MAX_POINTS} points; clear it and draw again")
    return lines
