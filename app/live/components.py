"""The live components: thin Python ends of assets/live/*.js. Mount them once per page and key."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app.live.messages import BadMessage, parse
from app.ui.i18n import t
from engines.latent_space import REACH, LatentSpace, space

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "live"

# Ten hues that stay apart on white and on near-black, one per class.
COLOURS = ("#4c78dd", "#f08b2f", "#3aa655", "#d9485f", "#8e63ce", "#9c6b4f", "#e377c2", "#7a8899", "#b5b02c", "#22b3c4")


@cache
def _component(name: str) -> Any:
    js = (ASSETS / "loader.js").read_text(encoding="utf-8").replace("NAME", name)
    return st.components.v2.component(name, js=js, css=(ASSETS / "latent.css").read_text(encoding="utf-8"))


def latent_pad(
    models: Mapping[str, str], *, hand: str, page: str, layer: str, classes: Sequence[str], place: Any = None
) -> None:
    """A point dragged over the 2-D latent map of each model; `models` maps names of weights to titles.

    Components with the same `hand` move the same point; `layer` is "pictures" or "points"; `page` is the URL path of
    the page; `place`, a code z for every model, puts the hand there, once per new value.
    """
    extra = {
        "layer": layer,
        "classes": list(classes),
        "colours": list(COLOURS),
        "text": {
            "padRole": t("latent map"),
            "padHelp": t("Drag, or use the arrow keys: the picture follows. Shift takes larger steps, Home goes back."),
            "position": t("The hand is at"),
            "classes": t("Classes"),
        },
    }
    _mount("latent-pad", models, hand, page, place, extra)


def latent_sliders(models: Mapping[str, str], *, hand: str, page: str, place: Any = None) -> None:
    """One slider per latent dimension, the most active first; the arguments are those of `latent_pad`."""
    first = space(next(iter(models)))
    extra = {
        "order": by_activity(first),
        "text": {
            "sliders": t("Latent dimensions"),
            "dimension": t("Latent dimension"),
            "reset": t("Back to the middle"),
            "randomise": t("Random point"),
        },
    }
    _mount("latent-sliders", models, hand, page, place, extra)


def by_activity(s: LatentSpace) -> list[int]:
    """The dimensions, those that tell most about a picture first; two are left in their order."""
    d = len(s.origin)
    return list(range(d)) if d <= 2 else sorted(range(d), key=lambda i: -s.activity[i])


@st.fragment
def _mount(name: str, models: Mapping[str, str], hand: str, page: str, place: Any, extra: dict[str, Any]) -> None:
    """Mount one component. In a fragment, so that a fallback request reruns this alone."""
    key = f"{name}-{hand}"
    asked = st.session_state.get(key, {}).get("ask")
    common = {
        "picture": t("decoded picture"),
        "fallback": t("The live connection could not be opened; pictures now come the slow way."),
        "failed": t("This picture could not be computed."),
    }
    data = extra | {
        "text": common | extra["text"],
        "models": [_model_data(m, title, space(m)) for m, title in models.items()],
        "reach": REACH,
        "hand": hand,
        "page": page,
        "place": place,
        "reply": _reply(asked) if asked else None,
    }
    _component(name)(key=key, data=data, on_ask_change=lambda: None)


def _model_data(name: str, title: str, s: LatentSpace) -> dict[str, Any]:
    axes = {"origin": s.origin.tolist(), "scale": s.scale.tolist(), "plane": s.plane.tolist()}
    return {"name": name, "title": title, **axes}


def _reply(asked: Any) -> str:
    """The frame for a request that came through a rerun because the socket could not open, in base64."""
    import json

    from app.live import frames, latent

    try:
        frame = latent.answer_now(parse(json.dumps(asked)))
    except BadMessage as error:
        frame = frames.error(error.message_id, error.code, str(error))
    return base64.b64encode(frame).decode()
