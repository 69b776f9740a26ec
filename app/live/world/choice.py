"""Choosing a 2-D world: hills to move, a named one, a painting, a CSV file. What is made is kept for every page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.channel.messages import Message, is_number
from app.live.world import own_data
from app.live.world import service as live_world
from app.live.world.component import world_editor
from app.ui import link
from app.ui.controls import choice, pick
from app.ui.kept import Kept, current, peek
from app.ui.language import t
from app.ui.terms import caption
from engines.data.shapes import WORLDS
from engines.data.worlds import World
from engines.measures.mode_coverage import MOST_MODES

BOX = (-3.0, -3.0, 3.0, 3.0)
THICKNESS = 0.1  # standard deviation across a painted line
SOURCE, NAMED_WORLD = "probability_source", "probability_world"
LAST = "own_last"  # in the session: which of the person's own worlds was made last


def read_hills(value: Any) -> dict[str, Any]:
    """Hills as a person moves them about, with as many digits as the hand has."""
    if not isinstance(value, dict) or "components" not in value:
        raise ValueError("give hills as {components}")
    spec = {"components": value["components"]}
    world_of(spec)
    return {"components": [[round(v, 4) for v in row] for row in spec["components"]]}


def read_painting(value: Any) -> dict[str, Any]:
    """A painting; without strokes, too: an empty one is one, from which nothing can be drawn."""
    if not isinstance(value, dict) or not isinstance(value.get("strokes"), list):
        raise ValueError("give a painting as {strokes, thickness}")
    spec = {"strokes": value["strokes"], "thickness": value.get("thickness", THICKNESS)}
    if spec["strokes"]:
        world_of(spec)
    elif not is_number(spec["thickness"]):
        raise ValueError("thickness is a number")
    return {**spec, "strokes": [[[round(v, 2) for v in point] for point in line] for line in spec["strokes"]]}


def read_view(value: Any) -> dict[str, Any] | None:
    """{chosen, drawn, fresh, seed}: which hill is chosen, how many points a person has drawn, None where nobody has,
    how many of them last, and of which stream."""
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"chosen", "drawn", "fresh", "seed"}:
        raise ValueError("give {chosen, drawn, fresh, seed}")
    message = Message(0, "view", value)
    drawn = None if value["drawn"] is None else message.whole("drawn", 0, live_world.MAX_SAMPLES)
    return {
        "chosen": message.whole("chosen", 0, live_world.MAX_COMPONENTS), "drawn": drawn,
        "fresh": message.whole("fresh", 0, drawn or 0), "seed": message.whole("seed", 0, 2**30),
    }  # fmt: skip


def read_place(value: Any) -> float:
    """Where the slice is, x1."""
    if not is_number(value) or abs(value) > live_world.REACH:
        raise ValueError(f"a slice is at a number from {-live_world.REACH:g} to {live_world.REACH:g}")
    return round(float(value), 3)


HILLS = Kept(
    "hills",
    {"components": [
        [0.5, -1, -0.5, 0.4, 0.16, 0.25], [0.34, 1, 0.8, 0.2, -0.08, 0.3], [0.16, 0.9, -1.4, 0.08, 0, 0.08],
    ]},
    read_hills,
)  # fmt: skip
PAINTING = Kept("painting", {"strokes": [], "thickness": THICKNESS}, read_painting)
SLICE = Kept("slice", 0.0, read_place)
VIEW = Kept("world_view", None, read_view)


def world_names() -> dict[str, str]:
    """Every named world in the session's language."""
    return {name: t(world.label) for name, world in WORLDS.items()}


def box_of(spec: dict[str, Any]) -> tuple[float, float, float, float]:
    """What is shown of the plane: low1, low2, high1, high2. Uploaded points may lie farther out than other worlds."""
    half = BOX[2]
    if "kept" in spec:
        half = float(np.clip(np.ceil(np.abs(world_of(spec).box(2)).max()), half, 2 * half))
    elif "name" in spec:
        half = WORLDS[spec["name"]].half
    return (-half, -half, half, half)


def modes_of(spec: dict[str, Any]) -> int | None:
    """How many hills a world has, where they can be counted."""
    n = world_of(spec).n_components
    return n if n <= MOST_MODES else None


def source_names() -> dict[str, str]:
    return {"hills": t("Move hills"), "named": t("Named worlds"), "paint": t("Paint"), "file": t("Your data")}


def chosen_world() -> dict[str, Any] | None:
    """The description of the world that was last chosen, without its editor; None while there is none yet.

    The link holds it, as it does where it is chosen.
    """
    source = _held(SOURCE, source_names())
    if source == "named":
        return {"name": _held(NAMED_WORLD, world_names())}
    if source == "paint":
        return _spec_of_painting(current(PAINTING))
    return own_data.spec_of(current(own_data.DATA)) if source == "file" else current(HILLS)


def chosen_name() -> str:
    """What the world that was last chosen is called."""
    source = _held(SOURCE, source_names())
    if source == "named":
        return world_names()[_held(NAMED_WORLD, world_names())]
    return {"hills": t("my hills"), "paint": t("my painting"), "file": t("my data")}[source]


def _held(key: str, options: Mapping[str, str]) -> str:
    """One of the options, as the widget of this key would have it; the first is the default."""
    first = next(iter(options))
    value = link.from_link(key, link.one_of({option: option for option in options}), first)
    link.keep(key, value, "" if value == first else value)
    return value


def choose_world(controls: DeltaGenerator) -> dict[str, Any] | None:
    """The editor, its source in `controls`; returns the description of the world that is shown, None while there is
    none yet."""
    with controls:
        source = choice(t("Density"), source_names(), key=SOURCE)
    return {"hills": _hills, "named": _named, "paint": _painting, "file": _file}[source](controls)


def _hills(controls: DeltaGenerator) -> dict[str, Any]:
    return world_editor(
        None, key="probability_editor_hills", box=BOX, hand={"world": HILLS, "slice": SLICE, "view": VIEW}
    )


def _named(controls: DeltaGenerator) -> dict[str, Any]:
    with controls:
        name = pick(t("World"), world_names(), key=NAMED_WORLD)
        spec = {"name": name}
        if live_world.is_finer(world_of(spec), np.array(box_of(spec)).reshape(2, 2)):
            caption(t("These hills are narrower than one pixel of the map, so they are drawn wider than they are."))
    return world_editor(spec, key=f"probability_editor_{name}", box=box_of(spec), hand={"slice": SLICE, "view": VIEW})


def _painting(controls: DeltaGenerator) -> dict[str, Any] | None:
    controls.caption(
        t("Paint with the mouse or a finger: where you paint more, p(x) is higher. Other pages can use it.")
    )
    painting = world_editor(
        None,
        key="probability_editor_paint",
        box=BOX,
        brush=True,
        hand={"world": PAINTING, "slice": SLICE, "view": VIEW},
    )
    if not painting["strokes"]:
        return None
    st.session_state[LAST] = PAINTING.key
    return painting


def _file(controls: DeltaGenerator) -> dict[str, Any] | None:
    with controls:
        caption(
            t("Shown in standard units: from each column its mean is taken away, then it is divided by its spread.")
        )
        data = own_data.choose()
    if data is None:
        return None
    st.session_state[LAST] = own_data.DATA.key
    spec, own = own_data.spec_of(data), (own_data.axes_of(data), own_data.points_of(data))
    return world_editor(
        spec,
        key="probability_editor_data",
        box=box_of(spec),
        hand={"slice": SLICE, "view": VIEW},
        own=own,
        samples=0,
    )


def own_world(*, used: bool = False) -> dict[str, Any] | None:
    """The description of what the person has painted or given, whichever was last; None if there is nothing.

    Where it is `used`, the link holds it, too.
    """
    makers = {PAINTING.key: (PAINTING, _spec_of_painting), own_data.DATA.key: (own_data.DATA, own_data.spec_of)}
    last = st.session_state.get(LAST)
    for key in sorted(makers, key=lambda key: key != last):
        kept, spec_of = makers[key]
        spec = spec_of(peek(kept))
        if spec is not None:
            if used:
                current(kept)
            return spec
    return None


def _spec_of_painting(painting: dict[str, Any]) -> dict[str, Any] | None:
    return painting if painting["strokes"] else None


def world_of(spec: Any) -> World:
    """The engine's world for a description. BadMessage if it is none."""
    if isinstance(spec, dict) and "kept" in spec:
        return live_world.read_world(Message(0, "world", {"world": spec}))
    return _world_of(json.dumps(spec))


@lru_cache(maxsize=64)
def _world_of(text: str) -> World:
    return live_world.read_world(Message(0, "world", {"world": json.loads(text)}))


def own_worlds() -> dict[str, str]:
    """The named worlds, and what this person has painted or uploaded."""
    drawn = {"drawn": t("My own")} if own_world() else {}
    return drawn | world_names()


def world_spec(name: str) -> dict[str, Any]:
    return own_world(used=True) if name == "drawn" else {"name": name}
