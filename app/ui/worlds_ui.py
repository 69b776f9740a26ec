"""Choosing a 2-D world: hills to move, a named one, a painting, a CSV file. The choice is kept for every page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.live import world as live_world
from app.live.messages import BadMessage, Message
from app.live.probability_components import world_editor
from app.ui.controls import choice, pick
from app.ui.errors import explain
from app.ui.i18n import t
from engines import worlds
from engines.worlds import World

BOX = (-3.0, -3.0, 3.0, 3.0)
HILLS = {
    "components": [[0.5, -1, -0.5, 0.4, 0.16, 0.25], [0.34, 1, 0.8, 0.2, -0.08, 0.3], [0.16, 0.9, -1.4, 0.08, 0, 0.08]]
}
DRAWN = "drawn_world"  # in the session: the description of the person's own world, read by later pages


def world_names() -> dict[str, str]:
    """Every named world in the session's language."""
    names = {
        "blobs": t("Two blobs"), "line": t("Line"), "ring": t("Ring"), "grid": t("Grid of 25"), "moons": t("Two moons"),
        "spiral": t("Spiral"), "pinwheel": t("Pinwheel"), "checkerboard": t("Checkerboard"),
        "swiss-roll": t("Swiss roll"), "cat": t("Cat"),
    }  # fmt: skip
    return {name: names[name] for name in worlds.WORLDS}


def choose_world(page: str) -> dict[str, Any]:
    """The editor with its source; returns the description of the world that is shown."""
    sources = {"hills": t("Move hills"), "named": t("Named worlds"), "paint": t("Paint"), "file": t("Your data (CSV)")}
    source = choice(t("Density"), sources, key="probability_source")
    given: dict[str, Any] = HILLS
    if source == "named":
        given = {"name": pick(t("World"), world_names(), key="probability_world", width=260)}
    elif source == "paint":
        st.caption(t("Paint with the mouse or a finger: where you paint more, p(x) is higher. Other pages can use it."))
        given = {"strokes": []}
    elif source == "file":
        given = uploaded() or {"name": "moons"}
    shown = world_editor(
        given, key=f"probability_editor_{source}_{given.get('name') or given.get('kept') or ''}", page=page, box=BOX,
        brush=source == "paint",
    )  # fmt: skip
    if source in ("paint", "file") and is_world(shown):
        st.session_state[DRAWN] = shown
    return shown if is_world(shown) else HILLS


def uploaded() -> dict[str, Any] | None:
    """A world made of an uploaded file, kept on the server under its hash; errors in words."""
    file = st.file_uploader(
        t("Two columns of numbers, with or without a header; at most 1 MB and 20,000 rows"),
        type=["csv", "txt"], max_upload_size=1, key="probability_file",
    )  # fmt: skip
    if file is None:
        return None
    try:
        with st.spinner(t("Reading the points …")):
            return {"kept": live_world.keep(from_csv(file.getvalue()))}
    except ValueError as error:
        st.error(explain(error), icon=":material/error:")
        return None


@st.cache_resource(max_entries=32)
def from_csv(data: bytes) -> World:
    return worlds.from_csv(data)


def is_world(spec: Any) -> bool:
    """Whether a description that came from the browser is one, by the live channel's own checks."""
    try:
        world_of(spec)
    except BadMessage:
        return False
    return True


def world_of(spec: Any) -> World:
    """The engine's world for a description. BadMessage if it is none."""
    return live_world.read_world(Message(0, "world", {"world": spec}))
