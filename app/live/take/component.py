"""What a person takes home of an experiment: beside the title, for every experiment the same menu."""

from __future__ import annotations

from pprint import pformat
from typing import Any

import streamlit as st

from app.live.channel.mount import mount
from app.live.take.arrays import arrays
from app.ui import code, moment
from app.ui.language import lesson, t
from app.ui.link import state
from app.ui.stage import CHOSEN, Experiment
from engines.nets import weights

KEY = "take_menu"
FURTHEST = 10**9  # a step of a run


def take_home() -> None:
    """A button, and what it opens: the experiment's picture, film, data, code and weights."""
    with st.container(key="take", width="content"):
        _menu()


@moment.part()
def _menu() -> None:
    """What is taken home is made when the menu is opened, in a run of this part alone: then the stage has been drawn
    with all that was set before."""
    asked = read_asked(st.session_state.get(KEY, {}).get("asked"))
    data = {"asked": asked["nth"], **taken(asked["step"])} if asked and moment.alone() else {}
    mount("take/menu", key=KEY, data=data, text=_text(), states=("asked",), style="share/link")


def read_asked(value: Any) -> dict[str, Any] | None:
    """{nth, step}: which opening of the menu, and the step of the run on the stage, None where there is none."""
    if not isinstance(value, dict) or set(value) != {"nth", "step"} or not isinstance(value["nth"], str):
        return None
    step = value["step"]
    whole = isinstance(step, int) and not isinstance(step, bool) and 0 <= step <= FURTHEST
    return {"nth": value["nth"][:40], "step": step if whole else None}


def taken(step: int | None) -> dict[str, Any]:
    """Of the experiment on the stage: its name for files, and its code, empty where there is nothing to compute."""
    experiment: Experiment = st.session_state[CHOSEN]
    st.session_state[code.STEP] = step
    try:
        found = experiment.code() if experiment.code else None
    except code.NothingYet:
        found = None
    name = "-".join(filter(None, (state().page or "home", experiment.key, seed(found))))
    about = (experiment.title(), lesson(experiment.words))
    files = {"py": code.script(found, *about), "ipynb": code.notebook(found, *about)} if found else {}
    return {"name": name, "files": files, "weights": weights_of(found)}


def weights_of(found: code.Code | None) -> list[str]:
    """The files of the shipped weights that a setting names, and of what is known of each."""
    said = pformat(dict(found.values)) if found else ""
    names = [name for name in weights.names() if f"'{name}'" in said]
    return [f"{name}.{ending}" for name in names for ending in ("safetensors", "json")]


def seed(found: code.Code | None) -> str:
    """The seed of the setting, as a part of a file's name."""
    if found is None:
        return ""
    values = found.values
    number = values.get("SEED", values.get("NTH", values.get("DRAW")))
    settings = values.get("CONFIG")
    if number is None and isinstance(settings, code.Expression) and "seed=" in settings.text:
        number = int(settings.text.split("seed=")[1].split(",")[0].rstrip(")"))
    return "" if number is None else f"seed{number}"


def _text() -> dict[str, str]:
    return {
        "take": t("Take home"),
        "title": t("Take this experiment home"),
        "close": t("Close"),
        "picture": t("Picture"),
        "pictureLead": t("The stage as it is now."),
        "png": t("For the screen (PNG)"),
        "print": t("For printing (PNG)"),
        "svg": t("Sharp at any size (SVG)"),
        "film": t("Film"),
        "filmLead": t("Record what moves on the stage, for a minute at most: play, walk or drag meanwhile."),
        "record": t("Record"),
        "recording": t("Recording the stage"),
        "stop": t("Stop and save"),
        "data": t("Data"),
        "dataLead": t("The numbers that are drawn, as tables (CSV)."),
        "table_curves": t("Curves"),
        "table_charts": t("Charts"),
        "table_table": t("Table"),
        "table_points": t("Points"),
        "numbers": t("Numbers: {names}"),
        **{f"array_{name}": words for name, words in arrays().items()},
        "weights": t("Weights"),
        "weightsLead": t("The trained models that are on the stage (safetensors), with their settings (JSON)."),
        "ofRun": t("Of this run (safetensors)"),
        "code": t("Code"),
        "codeLead": t("Exactly this setting as a short program: it computes what the stage shows."),
        "codeRun": t("It trains to the step at which this menu was opened; your training pauses while it is open."),
        "codeNeeds": code.how().replace("`", ""),
        "python": t("Python file"),
        "notebook": t("Notebook"),
        "making": t("One moment …"),
        "nothing": t("As soon as there is something on the stage, it can be taken home."),
        "saved": t("Saved: {name}"),
    }
