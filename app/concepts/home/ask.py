"""Ask for a picture in words, or for a word in Hangul, and it comes out of noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.film.asking import postcard, word
from app.live.film.component import asked
from app.live.film.service import config
from app.ui import link
from app.ui.controls import another, choice
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data import letters
from engines.data.postcards.table import DEFAULT, HELD_OUT
from engines.nets import weights

PICTURES = 6  # one large, and the others
HOW = {"sampler": "ddim", "eta": 0.0, "steps": 20}
POSTCARDS, LETTERS = "diffusion-postcards", "diffusion-letters"
WISH = 2.0  # guidance: what a person asks for counts more than how often training pictures have it


def show(controls: DeltaGenerator) -> None:
    with controls:
        what = "postcard"
        if LETTERS in weights.names():
            kinds = {"postcard": t("A picture"), "word": t("A word in Hangul")}
            what = choice(t("Ask for"), kinds, key="home_ask_what", label_visibility="collapsed")
        chosen = st.container(gap="small")
    if what == "postcard":
        request = postcard("home_ask", chosen, n=PICTURES, seed=once_more)
    else:
        request = word("home_ask_word", chosen, seed=once_more)
    film = request.film(**HOW, guidance=guidance(request.model))
    asked([film], panes=[{"film": 0, "show": "x", "title": ""}], told=t("{signal} % signal"))


def guidance(model: str) -> float:
    """At least that with which it was measured."""
    return max(WISH, config(model).guidance)


def once_more() -> int:
    """The same request from other noise."""
    return another(t("Other noise"), counter="home_ask_nth", key="home_ask_again", icon=":material/casino:")


def question() -> None:
    """Of combinations that no training picture has; once a model of letters is measured, of syllables beside a word."""
    found = written()
    if found and link.kept("home_ask_what") == "word":
        unseen(found)
    else:
        combinations()


def combinations() -> None:
    held, n = int((DEFAULT.hold_out(**HELD_OUT).p > 0).sum()), DEFAULT.p.size
    shares = {"all": 1.0, "half": 0.5, "tenth": 0.1}
    predict(
        key="home_predict_combinations",
        question=t(
            "{n} combinations of subject, colour, backdrop and style can be asked for. In how many was there a training"
            " picture?",
            n=n,
        ),
        answers={"all": t("All"), "half": t("Half of them"), "tenth": t("A tenth or so")},
        right=min(shares, key=lambda name: abs(np.log(shares[name] * n / held))),
        because=t("**{held}** of {n}.", held=held, n=n) + " " + lesson("home_ask_combinations"),
    )


def written() -> dict[str, Any]:
    """Of syllables that were held out of training and of others: how many the model of letters writes so that all
    letters are read back, and how many of real glyphs are; empty before that is measured."""
    if LETTERS not in weights.names():
        return {}
    test = weights.record(LETTERS)["test"]
    return {name: test[name] for name in ("held_out", "trained") if name in test}


def unseen(found: Mapping[str, Any]) -> None:
    def share(name: str, of: str) -> str:
        one = found[name][of]["all"]
        return with_error(100 * one["share"], 100 * one["standard_error"])

    all_right = found["held_out"]["written"]["all"]["share"]
    predict(
        key="home_predict_unseen",
        question=t(
            "{percent} % of the syllables were never shown in training. Will the model write such a one legibly?",
            percent=round(100 * letters.HELD_OUT),
        ),
        answers={"yes": t("Nearly always"), "half": t("Every second one"), "no": t("Hardly ever")},
        right="yes" if all_right > 0.75 else "half" if all_right > 0.25 else "no",
        because=t(
            "All three letters are read back in {unseen} % of the syllables that it has never seen, and in {seen} % of"
            " others; in real glyphs of the former in {real} %.",
            unseen=share("held_out", "written"), seen=share("trained", "written"), real=share("held_out", "real"),
        ) + " " + lesson("home_ask_unseen"),
    )  # fmt: skip


def depth() -> None:
    words = {"steps": HOW["steps"], "picture": guidance(POSTCARDS)}
    words["word"] = guidance(LETTERS if LETTERS in weights.names() else POSTCARDS)
    text = lesson("home_ask_depth")
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", f"{value:g}")
    say(text)


EXPERIMENT = Experiment("ask", lambda: t("Ask for a picture"), "home_ask", show, question, depth)
