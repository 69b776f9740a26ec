"""Walks through latent space: between two pictures, straight and along a sphere, over the plane through three, and from
one label to another."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code
from app.concepts.autoencoder.models import are_there, chosen_data
from app.concepts.autoencoder.walked import arithmetic_question, corners, easy_and_hard, walk_question
from app.live.latent.component import latent_plane, latent_walk
from app.live.latent.ends import End, label_of, latent_ends
from app.live.latent.walks import ASKED, FARTHEST
from app.ui import code as shown
from app.ui.controls import choice, pick
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import model_names, picture_classes
from app.ui.predict import after
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.measures.real_pictures import COMPARED
from engines.nets import weights

# Classes between which there is something to see.
AT_FIRST = {"digits": (4, 9, 0), "fashion": (7, 9, 1), "postcards": (3, 4, 0)}


def show(controls: DeltaGenerator) -> None:
    with controls:
        kinds = {"between": t("Between two"), "plane": t("Between three"), "shift": t("Towards another class")}
        kind = choice(t("Walk"), kinds, key="autoencoder_walk_kind")
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
        with row.popover(t("Pictures and models"), icon=":material/tune:"):
            data = chosen_data()
            models = {"vae": model_names()["vae"], "ae": model_names()["ae"]}
            model = f"{choice(t('Model'), models, key='autoencoder_walk_model')}-{data}-16"
    if not are_there(data):
        return
    with controls:
        labels = {"between": [t("From"), t("To")], "plane": [t("From"), t("To"), t("And to")], "shift": [t("From")]}
        if kind == "shift":
            label = goal(row, data)
        ends = latent_ends(data, labels[kind], first=AT_FIRST[data])
    shown.on_stage(walk=(model, ends))
    if kind == "between":
        between(model, *ends)
    elif kind == "plane":
        over_plane(model, data, ends)
    else:
        towards(model, ends[0], picture_classes(data)[label], label)


def goal(row: DeltaGenerator, data: str) -> int:
    """The class that a picture is to become, as a control."""
    classes = dict(enumerate(picture_classes(data)))
    first = {AT_FIRST[data][1]: classes.pop(AT_FIRST[data][1])}
    with row:
        return pick(t("Is to become"), first | classes, key=f"autoencoder_walk_label_{data}", width=150)


def over_plane(model: str, data: str, chosen: list[End]) -> None:
    labels = [label_of(data, end) for end in chosen]
    a, b, c = (t("drawing") if label is None else picture_classes(data)[label] for label in labels)
    ask = {"kind": "plane", "model": model} | dict(zip(("first", "second", "third"), chosen, strict=True))
    latent_plane(ask, corners=[a, b, c, f"{b} + {c} − {a}"])


def between(model: str, first: End, second: End) -> None:
    ways = [t("straight"), t("along the sphere")]
    latent_walk(
        {"kind": "walk", "model": model, "first": first, "second": second}, titles=ways,
        chart={
            "title": t("Distance to the nearest of {n} real pictures", n=f"{COMPARED:,}"), "lines": ways, "low": 0,
            "high": None, "along": 1, "colour": weights.kind_of(model),
        },
    )  # fmt: skip


def towards(model: str, first: End, name: str, label: int) -> None:
    latent_walk(
        {"kind": "shift", "model": model, "first": first, "label": label},
        titles=[t("code + t · (mean code of “{name}” − mean code of its own class)", name=name)],
        chart={
            "title": t(
                "Share of {n} such pictures that come nearest to a real “{name}”; the rest are failures", n=ASKED,
                name=name,
            ),
            "lines": [t("share"), t("less the standard error"), t("plus the standard error")],
            "low": 0, "high": 1, "along": FARTHEST, "colour": weights.kind_of(model),
        },
    )  # fmt: skip


def on_stage() -> str:
    """The name of the model that is walked through."""
    return f"{kept('autoencoder_walk_model')}-{kept('autoencoder_data')}-16"


def question() -> None:
    """Of the model on the stage: which way stays closer to real pictures, or how often arithmetic fails."""
    asked = {"between": walk_question, "shift": arithmetic_question}.get(kept("autoencoder_walk_kind"))
    if asked:
        asked(on_stage())


def depth() -> None:
    say(lesson("autoencoder_walk_depth"))
    say(corners(on_stage()))
    if kept("autoencoder_walk_kind") == "shift" and after("autoencoder_predict_arithmetic"):
        say(easy_and_hard(on_stage()))


EXPERIMENT = Experiment("walk", lambda: t("Walks"), "autoencoder_walk", show, question, depth, code=code.walk)
