"""Ask for a picture, with the machinery in sight; and two requests, guidances or samplers on the same noise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code, how
from app.live.film import service as live
from app.live.film.asking import Request, one_class, postcard, word
from app.live.film.component import asked
from app.live.film.formulas import guidance
from app.ui.controls import on_scale, pick
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.names import data_names
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.diffusion.presets import COMPOSED

PICTURES = 6
TYPED = ("postcards", "letters")  # what is asked for in words
KEY = "diffusion_ask"


def show(controls: DeltaGenerator) -> None:
    with controls:
        with row():
            data = pick(t("Pictures"), pictures(), key=f"{KEY}_data", width=140)
            chosen = st.container(width="content")
            guidance = guided(KEY, t("Guidance"))
        with row():
            other = pick(t("Beside it, on the same noise"), besides(data), key=f"{KEY}_beside", width=215)
            beside = st.container(width="content")
        with row():
            if data in TYPED:
                chosen = st.popover(t("Factor by factor"), icon=":material/category:")
            walked = how.walked()
    requested = partial(request_of, data, seed=walked.pop("seed"))
    texts = st.columns(2) if other == "request" and data in TYPED else [st.container(gap="small")] * 2
    with texts[0]:
        first = requested(KEY, chosen, label="A" if other == "request" else "")
    walked |= {"guidance": guidance}
    films = [first.film(**walked)]
    if other == "request":
        with texts[1]:
            second = requested(f"{KEY}_b", chosen if data in TYPED else beside, label="B", nth=1)
        films.append(replace(second, weights=first.weights).film(**walked))
    elif other == "extra":
        films.append(replace(first, weights={}).film(**walked))
    elif other != "none":
        with beside:
            films.append(first.film(**changed(other, walked)))
    asked(films, place=KEY, panes=panes(films, other), ways=("q", "p"),
          told=t("t = {t}: {signal} % signal; network evaluations so far: {n}"))  # fmt: skip


def row() -> DeltaGenerator:
    return st.container(horizontal=True, gap="small", vertical_alignment="bottom")


def pictures() -> dict[str, str]:
    return {"postcards": t("Postcards"), "letters": t("Hangul")} | data_names()


def besides(data: str) -> dict[str, str]:
    """What two films may differ in."""
    extra = {"extra": t("no extra weights")} if data in TYPED else {}
    return {
        "none": t("its guess of the clean picture"), "request": t("another request"),
        "guidance": t("another guidance"), **extra, "sampler": t("another sampler"),
    }  # fmt: skip


def guided(key: str, label: str, default: float = 2.0) -> float:
    return on_scale(label, how.bounds("guidance"), key=f"{key}_guidance", default=default, width=120)


def changed(other: str, walked: dict[str, Any]) -> dict[str, Any]:
    """The other guidance or sampler, chosen here."""
    if other == "guidance":
        return walked | {"guidance": guided(f"{KEY}_b", t("The other guidance"), 8.0)}
    names = {name: label for name, label in how.sampler_names().items() if name != walked["sampler"]}
    sampler = pick(t("The other sampler"), names, key=f"{KEY}_b_sampler", width=160)
    return walked | {"sampler": sampler}


def request_of(data: str, key: str, told: DeltaGenerator, *, seed: int, label: str, nth: int = 0) -> Request:
    """What is asked for: typed on the stage, or one class, chosen in the rail; it opens on the nth example."""
    if data == "postcards":
        return postcard(key, told, n=PICTURES, seed=lambda: seed, label=label, first=2 * nth, weighed=not nth)
    if data == "letters":
        return word(f"{key}_word", told, seed=lambda: seed, label=label, first=2 * nth, weighed=not nth)
    with told:
        return one_class(data, f"{key}_{data}", PICTURES, seed=seed, default=(7, 3)[nth])


def panes(films: list[dict[str, Any]], other: str) -> list[dict[str, Any]]:
    """What stands side by side."""
    if other == "none":
        titles = t("xₜ: picture and noise"), t("predicted clean picture")
        return [{"film": 0, "show": show, "title": title} for show, title in zip(("x", "x0"), titles, strict=True)]
    samplers = how.sampler_names()

    def title(film: dict[str, Any]) -> str:
        walk = film["walk"]
        if other == "guidance":
            return t("guidance {w}", w=f"{walk['guidance']:g}")
        if other == "extra":
            return t("with extra weights") if "extra" in walk else t("no extra weights")
        labels = [picture["label"] for picture in film["pictures"][: film["size"]]]  # of a word, its syllables
        return samplers[walk["sampler"]] if other == "sampler" else "".join(labels)

    return [
        {"film": k, "show": "x", "title": f"{name}: {title(film)}"}
        for k, (name, film) in enumerate(zip("AB", films, strict=True))
    ]


def question() -> None:
    """How often the model was told nothing, from the record of its training."""
    data = kept(f"{KEY}_data")
    drop = live.config(f"diffusion-{data}").drop
    shares = {"never": 0.0, "some": 0.1, "half": 0.5}
    predict(
        key="diffusion_predict_dropped",
        about=data,
        question=t("In training, how often was the network not told what a picture shows?"),
        answers={"never": t("Not once"), "some": t("One time in ten or so"), "half": t("Every second time")},
        right=min(shares, key=lambda name: abs(shares[name] - drop)),
        because=t("**{drop} %** of the time.", drop=f"{100 * drop:g}") + " " + lesson("diffusion_ask_dropped"),
    )


def depth() -> None:
    weight, until = f"{max(COMPOSED['extra']):g}", f"{COMPOSED['extra_until']:g}"
    say(lesson("diffusion_ask_depth").replace("{weight}", weight).replace("{until}", until))
    guidance()


EXPERIMENT = Experiment("ask", lambda: t("Ask for it"), "diffusion_ask", show, question, depth, code=code.ask)
