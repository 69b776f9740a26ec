"""A person's own table: uploaded, kept until another one replaces it, shown again on every visit."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import numpy as np
import streamlit as st

from app.live.world import service as live_world
from app.ui import moment
from app.ui.errors import explain
from app.ui.file_words import column, remark
from app.ui.kept import Kept, current, note, replace
from app.ui.language import language, t
from app.ui.upload import upload
from engines.data.own_worlds import from_table
from engines.data.table_files import MAX_BYTES, read_table
from engines.data.tables import MAX_ROWS, Pair, Table
from engines.data.worlds import World

MOST_SHOWN = 1500  # of a person's points beside their density
TAKEN = "own_data_taken"  # in the session: the upload that was last taken, so that it counts once
NTH = "own_data_nth"  # in the session: how many tables were removed


def read_data(value: Any) -> dict[str, Any] | None:
    """{file, packed, columns}: a file's name, its bytes, compressed, in base64, and which two columns are looked at."""
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"file", "packed", "columns"}:
        raise ValueError("give a table as {file, packed, columns}")
    if not isinstance(value["file"], str) or not isinstance(value["packed"], str):
        raise ValueError("file and packed are texts")
    columns = value["columns"]
    if not isinstance(columns, list) or len(columns) != 2 or not all(isinstance(c, int) for c in columns):
        raise ValueError("columns are the places of two columns")
    table_of(value["packed"]).pair(*columns)
    return value


DATA = Kept("own_data", None, read_data)


def made_of(name: str, raw: bytes) -> dict[str, Any]:
    """A file as it is kept; refused in words where it cannot be read."""
    if len(raw) > MAX_BYTES:
        read_table(raw)
    data = {"file": name[:80], "packed": b64encode(zlib.compress(raw, 9)).decode()}
    return read_data(data | {"columns": list(table_of(data["packed"]).proposal)})


@st.cache_resource(max_entries=8, show_spinner=False)
def table_of(packed: str) -> Table:
    opened = zlib.decompressobj()
    try:
        raw = opened.decompress(b64decode(packed, validate=True), MAX_BYTES + 1)
    except zlib.error as error:
        raise ValueError("this is no packed file") from error
    return read_table(raw)


@st.cache_resource(max_entries=32, show_spinner=False)
def _world(packed: str, i: int, j: int) -> World:
    return from_table(table_of(packed), i, j)


def spec_of(data: dict[str, Any] | None) -> dict[str, Any] | None:
    """The description of the world that the two columns make."""
    return None if data is None else {"kept": live_world.keep(_world(data["packed"], *data["columns"]))}


def choose() -> dict[str, Any] | None:
    """Upload a table, or see which one is there, and choose its columns; what is kept of it, if anything."""
    error = _upload()
    data = current(DATA)
    if data is not None:
        _about(data, refused=bool(error))
        _columns(data)
        for told in (*table_of(data["packed"]).notes, *pair_of(data).notes):
            st.markdown(f":material/info: {remark(told)}")
        note({"data": DATA})
    return data


def _upload() -> str:
    """Take a new file; what is wrong with it, in words."""
    file = upload(
        t("Columns of numbers, with or without a header; at most {mb} MB and {rows} rows",
          mb=f"{MAX_BYTES / 1e6:g}", rows=f"{MAX_ROWS:,}"),
        key=f"probability_file_{st.session_state.get(NTH, 0)}", most=MAX_BYTES,
    )  # fmt: skip
    if file is None or file.file_id == st.session_state.get(TAKEN):
        return ""
    try:
        replace(DATA, made_of(file.name, file.getvalue()))
    except ValueError as refusal:
        st.error(explain(refusal), icon=":material/error:")
        return explain(refusal)
    st.session_state[TAKEN] = file.file_id
    return ""


def _about(data: dict[str, Any], *, refused: bool) -> None:
    """Which table is there, and how to be rid of it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        about = {"file": data["file"], "n": f"{len(pair_of(data).points):,}"}
        st.text(t("Still shown: {file}, {n} points.", **about) if refused else t("Shown: {file}, {n} points.", **about))
        st.button(t("Remove"), icon=":material/delete:", key="own_data_remove", on_click=moment.noted(_remove))


def _remove() -> None:
    """Forget the table, and empty the field that it came through, which gets another key."""
    replace(DATA, None)
    st.session_state[NTH] = st.session_state.get(NTH, 0) + 1


def _columns(data: dict[str, Any]) -> None:
    """Which two columns become x1 and x2, where there are more."""
    table = table_of(data["packed"])
    if len(table.names) < 3:
        return
    names = {i: _name(table.names[i], table.numbers[i]) for i in range(len(table.names))}
    which = sha256(data["packed"].encode()).hexdigest()[:8]
    with st.container(horizontal=True, gap="medium"):
        for axis, label in enumerate((t("Column for x1"), t("Column for x2"))):
            key = f"own_data_{axis}_{which}_{language()}"
            st.session_state[key] = data["columns"][axis]
            st.selectbox(label, list(names), format_func=names.get, key=key, width=240,
                         on_change=moment.noted(_choose), args=(data, axis, key))  # fmt: skip


def _choose(data: dict[str, Any], axis: int, key: str) -> None:
    """Another column for an axis; the same for both changes their places. One that cannot be used is refused."""
    columns = list(data["columns"])
    chosen = st.session_state[key]
    if chosen == columns[1 - axis]:
        columns[1 - axis] = columns[axis]
    columns[axis] = chosen
    try:
        replace(DATA, read_data({**data, "columns": columns}))
    except ValueError as refusal:
        st.error(explain(refusal), icon=":material/error:")


def pair_of(data: dict[str, Any]) -> Pair:
    return table_of(data["packed"]).pair(*data["columns"])


def axes_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Each axis' name, and the mean and standard deviation that bring its own units back."""
    pair = pair_of(data)
    return [
        {"name": _name(name, number), "mean": float(mean), "sd": float(sd)}
        for name, number, mean, sd in zip(pair.names, pair.numbers, pair.mean, pair.sd, strict=True)
    ]


def points_of(data: dict[str, Any]) -> list[list[float]]:
    """The person's own points in standard units, some of them where they are many."""
    points = pair_of(data).standard
    if len(points) > MOST_SHOWN:
        points = points[np.sort(np.random.default_rng(0).choice(len(points), MOST_SHOWN, replace=False))]
    return points.round(3).tolist()


def _name(name: str, number: int) -> str:
    return column({"name": name, "column": number}).strip("`")
