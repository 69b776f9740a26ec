"""Mounting live components: their source, and the texts that all share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from typing import Any

import streamlit as st

from app.live.channel.modules import ASSETS, edition, needed
from app.ui import moment
from app.ui.kept import Kept, absorb, made, note
from app.ui.language import language, t


def mount(
    name: str,
    *,
    key: str,
    data: Mapping[str, Any],
    text: Mapping[str, str],
    kept: Mapping[str, Kept] | None = None,
    states: Sequence[str] = (),
    parts: tuple[str, ...] = (),
    style: str = "",
    fill: bool | str = False,
) -> dict[str, Any]:
    """Mount assets/live/NAME.js; `data` and `text` are what it reads. Returns the values of `kept`.

    `kept` is what a person makes in it, by name, `states` what else Python is told, `parts` modules that
    enter themselves into what the component knows, loaded only where they are shown, `style` another component whose
    sheet it shares, besides its own, `fill` whether it takes the height of the stage, as one that a person watches
    does; a word instead names its shape in one column, by which stage.css gives it its height there:
    "pair" (two squares beside each other), "rows" (two such rows), "full" (all that the screen has), "tall", "wide".
    What it asks goes to the live channel, see channel/routes.py.
    """
    kept = kept or {}
    common = {
        "undo": t("Undo"),
        "redo": t("Redo"),
        "plotLine": t("{name}: from {first} to {last}, lowest {low}, highest {high}"),
        "plotEmpty": t("Nothing is drawn yet."),
        "fallback": t("The live connection could not be opened; pictures now come the slow way."),
        "lost": t("The server does not answer; trying again …"),
        "failed": t("This could not be computed."),
        "notLoaded": t("This part of the page could not be loaded; reload the page."),
        "error_busy": t("The server is busy. Try again."),
        "error_too_many": t("Too many viewers at once; try again in a minute."),
        "error_unknown_world": t("This drawing is no longer here; draw or upload it again."),
        "error_bad_world": t(
            "No density can be made of this: give every hill a width, and some weight to at least one."
        ),
        "error_bad_components": t("Give 1 to 12 hills, none of them far outside the picture."),
        "error_bad_strokes": t("The drawing is empty or too long; clear it and draw again."),
        "error_bad_settings": t("The sampler cannot run with these settings; move them back a little."),
        "error_lost_run": t(
            "The connection was lost, and this run is too long to repeat; change a setting to begin anew."
        ),
        "error_bad_weights": t("All weights are 0; give at least one a weight above 0."),
        "error_bad_points": t("No model can be fitted to these points: spread them out, and keep both classes."),
        "error_out_of_range": t("A number is larger or smaller than allowed; move it back a little."),
        "error_too_big": t("This is more than the server takes at once; make it smaller and try again."),
    }
    data = {
        **data,
        "key": key,
        "made": made(key, kept) if kept else None,
        "text": common | dict(text),
        "edition": edition(),
        "lang": language(),
        "fill": bool(fill),
    }
    changes = {f"on_{state}_change": moment.noted(place=key) for state in states}
    if kept:  # before the page runs, which may be another one by now
        changes["on_made_change"] = moment.noted(lambda: absorb(key, kept), key)
    place = f"fill-{fill}-{key}" if isinstance(fill, str) else f"fill-{key}"
    with st.container(key=place) if fill else nullcontext():  # stage.css gives it the height that is left
        _component(name, style, parts)(key=key, data=data, height="stretch" if fill else "content", **changes)
    moment.drawn(key)
    note(kept)
    return data["made"]["values"] if kept else {}


@cache
def _component(name: str, style: str, parts: tuple[str, ...]) -> Any:
    js = (ASSETS / "channel" / "loader.js").read_text(encoding="utf-8")
    modules = dict.fromkeys(path for one in (name, *parts) for path in needed(one))
    js = js.replace("MODULES", json.dumps([*modules])).replace("PARTS", json.dumps(parts)).replace("NAME", name)
    sheets = [path for of in ("channel/live", style, name) if (path := ASSETS / f"{of}.css").exists()]
    css = "\n".join(path.read_text(encoding="utf-8") for path in sheets)
    return st.components.v2.component("-".join([name, *parts]).replace("/", "-"), js=js, css=css)
