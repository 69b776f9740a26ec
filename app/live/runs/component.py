"""The live component that shows a run, on every page that trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.live.runs.autoencoder_jobs import AutoencoderJob
from app.live.runs.point_jobs import DiffusionJob, GanJob
from app.ui import code, link
from app.ui.colours import COLOURS
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part
from app.ui.svg import DRAWING
from engines.core import Config

VIEWS = {  # the modules of assets/live/runs that draw them
    "field": "views", "pictures": "views", "seeds": "views", "diffusion": "diffusion-view",
    "curves": "autoencoder-view", "codes": "autoencoder-view",
}  # fmt: skip
MOST_LAYERS = 12
LOOKS = {"layers": None, "share": None, "speed": None, "step": None}


def read_looks(value: Any) -> dict[str, Any]:
    """{layers, share, speed, step}: names of the layers that are shown, the moment at which time is held, from 0 to 1,
    steps per second, 0 as fast as it goes, and the step of the past that is shown; None where nobody has chosen."""
    if not isinstance(value, dict) or set(value) != set(LOOKS):
        raise ValueError("give {layers, share, speed, step}")
    layers, share = value["layers"], value["share"]
    if layers is not None and not (
        isinstance(layers, list)
        and len(layers) <= MOST_LAYERS
        and all(isinstance(name, str) and len(name) <= 20 for name in layers)
    ):
        raise ValueError("layers are a few names")
    if share is not None and not (isinstance(share, int | float) and 0 <= share <= 1):
        raise ValueError("share is between 0 and 1")
    message = Message(0, "looks", value)
    speed, step = (
        None if value[name] is None else message.whole(name, 0, most)
        for name, most in (("speed", 1000), ("step", 10**9))
    )
    return {"layers": layers, "share": share, "speed": speed, "step": step}


@part()
def run_player(
    job: Mapping[str, Any],
    *,
    key: str,
    view: str,
    text: Mapping[str, str],
    live: Sequence[str],
    layers: Sequence[Mapping[str, Any]] = (),
    curves: Sequence[Mapping[str, Any]] = (),
    actions: Sequence[Mapping[str, str]] = (),
    stages: Mapping[str, Mapping[str, str]] | None = None,
    diagram: str = "",
    classes: Sequence[str] = (),
) -> None:
    """A run of `job` (see app/live/runs/jobs.py), begun by the first who looks; the link leads others to it.

    `view` is one of VIEWS; `live` are the settings that change
    without a new run; `layers` have name, label, swatch and on; `curves` title, lines (metric, label, swatch), levels
    (value, label), low and high; `actions` act, label, help and key; `stages` are the names and words of slow motion,
    and which parts of `diagram`, our own SVG, light up; `classes` are names.
    """
    run = _run_of(key)
    config = dict(job.get("config", {}))
    code.on_stage(job=dict(job))
    data = {
        "job": dict(job), "run": run or None, "view": view, "live": list(live), "layers": list(layers),
        "curves": list(curves), "actions": list(actions), "stages": stages or {}, "slowMotion": bool(stages),
        "diagram": f"<style>{DRAWING}</style>{diagram}",
        "classes": list(classes), "colours": list(COLOURS),
        "replicas": config.get("replicas", 1), "seed": config.get("seed", 0),
    }  # fmt: skip
    looks = {"looks": Kept(f"{key}_looks", LOOKS, read_looks)}
    mount(
        "runs/player", key=key, data=data, text=_text() | dict(text), kept=looks, states=("run",),
        parts=(f"runs/{VIEWS[view]}",), fill="full",
    )  # fmt: skip
    link.keep(f"{key}_run", run, run)


def _run_of(key: str) -> str:
    """The run that a player is to show: the one that it has begun, or that of a link that came later, as a room's."""
    name = f"{key}_run"
    kept, told = link.kept(name, ""), st.session_state.get(key, {}).get("run", "")
    before = st.session_state.setdefault("runs_before_link", {})  # key -> what the player had told when a link came
    if (said := link.taken(name, str, "")) is not link.NOTHING and said:
        before[key] = told
        return said
    return told if told and told != before.get(key) else kept


def _text() -> dict[str, Any]:
    return {
        "play": t("Train"), "pause": t("Pause"), "step": t("One step on"), "restart": t("From the beginning"),
        "speed": t("Speed, steps per second"), "fastest": t("as fast as possible"), "timeline": t("Timeline"),
        "transport": t("Train, pause, step, scrub"), "live": t("Newest"), "slow": t("Slow motion"),
        "layers": t("Layers"),
        "watching": t(
            "You are watching somebody's run; only the one who began it controls it. What you set on this page counts"
            " for a run of your own."
        ),
        "differs": t("This run was begun with other settings than this page shows."),
        "useMine": t("Begin anew with the settings of this page"), "startNew": t("Start a new run"),
        "own": t("Begin my own"), "stageBack": t("Back"), "stageNext": t("Next"), "stageEnd": t("Close"),
        "rate": t("{n} steps a second"), "left": t("{t} left"), "viewers": t("{n} are watching"),
        "seconds": t("{n} s"), "minutes": t("{n} min"), "stepNow": t("Step {n}."), "stepOf": t("step {n} of {total}"),
        "keyboard": t("Keyboard"), "steps": t("steps"),
        "keys": t(
            "Space trains and pauses; full stop takes one step; comma goes back in the history; l shows the newest; r"
            " begins anew; where there are such buttons, d and g take one step of D or G, s shows slow motion."
        ),
        "preparing": t("The first picture is being prepared …"),
        "states": {
            "ready": t("ready: press Train"), "running": t("training"),
            "paused": t("paused"), "done": t("finished: the budget of steps is used up"),
            "error": t("stopped"), "ended": t("ended"),
        },
        "error_unknown_run": t("The run of this link is no longer there."),
        "error_not_owner": t("Only the one who began this run controls it."),
        "error_too_many_runs_own": t("You have as many runs as one browser may have. Close a page that shows one."),
        "error_too_many_runs_all": t("This server has as many runs as it can carry. Try again in a few minutes."),
        "error_ended": t("This run has ended: its owner ended it, nobody watched it, or it made room for others."),
        "error_lost": t("This run was lost when the server was started anew."),
        "error_too_much_memory_own": t(
            "Your runs would take more memory than one browser may have. Lower width or batch, or close a page that"
            " shows a run."
        ),
        "error_too_much_memory_all": t(
            "All runs together would take more memory than this server gives. Lower width or batch, or try again in a"
            " few minutes."
        ),
        "error_too_many_steps": t("So many steps are too many for this server; choose a smaller budget."),
        "error_too_large": t(
            "This is too much for this server; lower width, depth, batch, updates or the number of evaluations."
        ),
        "error_diverged": t(
            "The numbers have left all bounds (NaN). Lower the learning rates, or turn on R1 or spectral normalisation,"
            " and begin again."
        ),
        "error_crashed": t("This run has failed. Begin again, perhaps with other settings."),
        "error_bad_settings": t("These settings do not go together."),
    }  # fmt: skip


ALWAYS = {*GanJob.live, *DiffusionJob.live, *AutoencoderJob.live, "seed"}


def changed(config: Config) -> dict[str, Any]:
    """The settings that are not the engine's defaults, and always the seed and what can change while it trains: one
    that goes back to its default is a change like any other."""
    default = type(config)().as_dict()
    return {name: v for name, v in config.as_dict().items() if v != default[name] or name in ALWAYS}
