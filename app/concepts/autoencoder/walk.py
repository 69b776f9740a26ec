"""Walks through latent space: between two pictures, straight and along a sphere, over the plane through three, and from
one label to another."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder.sections import PICTURES
from app.live.latent.component import latent_plane, latent_walk
from app.live.latent.walks import ASKED, COMPARED, FARTHEST
from app.ui.controls import choice, pick, whole_number
from app.ui.language import lesson, t
from app.ui.names import class_names, data_names
from app.ui.stage import Experiment
from engines.data import images

AT_FIRST = {"digits": (4, 9, 0), "fashion": (7, 9, 1)}  # classes between which there is something to see


def show(controls: DeltaGenerator) -> None:
    with controls:
        kinds = {"between": t("Between two"), "plane": t("Between three"), "shift": t("Towards another class")}
        kind = choice(t("Walk"), kinds, key="autoencoder_walk_kind")
        with st.popover(t("Pictures and models"), icon=":material/tune:"):
            data = choice(t("Pictures"), data_names(), key="autoencoder_data")
            kind_of = choice(t("Model"), {"vae": t("VAE"), "ae": t("AE")}, key="autoencoder_walk_model")
        start, end, third = AT_FIRST[data]
        model, first = f"{kind_of}-{data}-16", picture(t("From"), data, "from", start)
        if kind == "shift":
            label = pick(t("Is to become"), beginning_with(data, end), key=f"autoencoder_walk_label_{data}")
        else:
            others = [picture(t("To"), data, "to", end)]
        if kind == "plane":
            others.append(picture(t("And to"), data, "third", third))
    if kind == "between":
        between(model, first, *others)
    elif kind == "plane":
        over_plane(model, data, [first, *others])
    else:
        towards(model, first, class_names(data)[label], label)


def over_plane(model: str, data: str, chosen: list[int]) -> None:
    a, b, c = (class_names(data)[images.load(data, "test").labels[nth]] for nth in chosen)
    ask = {"kind": "plane", "model": model} | dict(zip(("first", "second", "third"), chosen, strict=True))
    latent_plane(ask, page="autoencoder", corners=[a, b, c, f"{b} + {c} − {a}"])


def between(model: str, first: int, second: int) -> None:
    ways = [t("straight"), t("along the sphere")]
    latent_walk(
        {"kind": "walk", "model": model, "first": first, "second": second}, page="autoencoder", titles=ways,
        chart={
            "title": t("Distance to the nearest of {n} real pictures", n=f"{COMPARED:,}"), "lines": ways, "low": 0,
            "high": None, "along": 1,
        },
    )  # fmt: skip


def towards(model: str, first: int, name: str, label: int) -> None:
    latent_walk(
        {"kind": "shift", "model": model, "first": first, "label": label},
        page="autoencoder",
        titles=[t("code + t · (mean code of “{name}” − mean code of its own class)", name=name)],
        chart={
            "title": t(
                "Share of {n} such pictures that come nearest to a real “{name}”; the rest are failures", n=ASKED,
                name=name,
            ),
            "lines": [t("share"), t("less the standard error"), t("plus the standard error")],
            "low": 0, "high": 1, "along": FARTHEST,
        },
    )  # fmt: skip


def picture(label: str, data: str, end: str, at_first: int) -> int:
    """The number of a test picture, chosen by its class and which of them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        of = pick(label, beginning_with(data, at_first), key=f"autoencoder_walk_{end}_{data}", width=150)
        nth = whole_number(t("Which one"), PICTURES, key=f"autoencoder_walk_{end}_nth", default=1, width=110)
    return int(np.flatnonzero(images.load(data, "test").labels == of)[nth - 1])


def beginning_with(data: str, label: int) -> dict[int, str]:
    """The classes, this one first."""
    names = dict(enumerate(class_names(data)))
    return {label: names.pop(label)} | names


def depth() -> None:
    st.markdown(lesson("autoencoder_walk_depth"))


EXPERIMENT = Experiment("walk", lambda: t("Walk"), "autoencoder_walk", show, depth=depth)
