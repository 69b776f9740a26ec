"""Choosing a 2-D world: hills to move, a named one, a painting, a CSV file. The choice is kept for every page."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from app.live import world as live_world
from app.live.messages import BadMessage, Message
from app.live.probability_components import world_editor
from app.ui.controls import choice, pick
from app.ui.errors import explain
from app.ui.i18n import t
from engines.own_worlds import from_table
from engines.table_files import MAX_BYTES, read_table
from engines.tables import MAX_ROWS
from engines.worlds import World

BOX = (-3.0, -3.0, 3.0, 3.0)
BOXES = {"pacgan-ring": (-1.5, -1.5, 1.5, 1.5), "pacgan-grid": (-5.5, -5.5, 5.5, 5.5)}
HILLS = {
    "components": [[0.5, -1, -0.5, 0.4, 0.16, 0.25], [0.34, 1, 0.8, 0.2, -0.08, 0.3], [0.16, 0.9, -1.4, 0.08, 0, 0.08]]
}
MOST_MB = (
    25  # that reach our own check; it refuses more than it reads in the person's language, Streamlit only in English
)
DRAWN = "drawn_world"  # in the session: the description of the person's own world, read by later pages


def world_names() -> dict[str, str]:
    """Every named world in the session's language."""
    names = {
        "blobs": t("Two blobs"), "line": t("Line"), "ring": t("Ring"), "grid": t("Grid of 25"), "moons": t("Two moons"),
        "spiral": t("Spiral"), "pinwheel": t("Pinwheel"), "checkerboard": t("Checkerboard"),
        "swiss-roll": t("Swiss roll"), "cat": t("Cat"),
        "pacgan-ring": t("Ring of the GAN papers: radius 1, σ 0.01"),
        "pacgan-grid": t("Grid of the GAN papers: spacing 2, σ 0.05"),
    }  # fmt: skip
    return {name: names[name] for name in live_world.NAMED}


def box_of(spec: dict[str, Any]) -> tuple[float, float, float, float]:
    """What is shown of the plane: low1, low2, high1, high2. Uploaded points may lie farther out than other worlds."""
    if "kept" in spec:
        half = float(np.clip(np.ceil(np.abs(world_of(spec).box(2)).max()), BOX[2], 2 * BOX[2]))
        return (-half, -half, half, half)
    return BOXES.get(spec.get("name", ""), BOX)


def choose_world(page: str) -> dict[str, Any]:
    """The editor with its source; returns the description of the world that is shown."""
    sources = {"hills": t("Move hills"), "named": t("Named worlds"), "paint": t("Paint"), "file": t("Your data (CSV)")}
    source = choice(t("Density"), sources, key="probability_source")
    given: dict[str, Any] = HILLS
    if source == "named":
        given = {"name": pick(t("World"), world_names(), key="probability_world", width=360)}
        if given["name"] in BOXES:
            st.caption(t("These hills are narrower than a dot of the map, so the map and its curves show them wider."))
    elif source == "paint":
        st.caption(t("Paint with the mouse or a finger: where you paint more, p(x) is higher. Other pages can use it."))
        drawn = st.session_state.get(DRAWN, {})
        given = drawn if "strokes" in drawn else {"strokes": []}  # after a visit to another page it is still there
    elif source == "file":
        given = uploaded() or {"name": "moons"}
    shown = world_editor(
        given, key=f"probability_editor_{source}_{given.get('name') or given.get('kept') or ''}", page=page,
        box=box_of(given),
        brush=source == "paint",
    )  # fmt: skip
    if source in ("paint", "file") and is_world(shown):
        st.session_state[DRAWN] = shown
    return shown if is_world(shown) else HILLS


def uploaded() -> dict[str, Any] | None:
    """A world made of an uploaded file, kept on the server under its hash; errors in words."""
    st.caption(t("Shown in standard units: from each column its mean is taken away, then it is divided by its spread."))
    file = st.file_uploader(
        t("Columns of numbers, with or without a header; at most {mb} MB and {rows} rows",
          mb=f"{MAX_BYTES / 1e6:g}", rows=f"{MAX_ROWS:,}"),
        max_upload_size=MOST_MB, key="probability_file",
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
    table = read_table(data)
    return from_table(table, *table.proposal)


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
