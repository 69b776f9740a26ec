"""Ask for a picture in words, or for a word in Hangul, and it comes out of noise."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.film.asking import postcard, word
from app.live.film.component import asked
from app.ui.controls import another, choice
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data.postcards.table import DEFAULT
from engines.nets import weights

PICTURES = 7  # one large, and the others
HOW = {"sampler": "ddim", "eta": 0.0, "steps": 20}
GUIDANCE = {"postcard": 2.0, "word": 1.5}
LETTERS = "diffusion-letters"


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
    film = request.film(**HOW, guidance=GUIDANCE[what])
    asked([film], panes=[{"film": 0, "show": "x", "title": ""}], told=t("{signal} % signal"))


def once_more() -> int:
    """The same request from other noise."""
    return another(t("Other noise"), counter="home_ask_nth", key="home_ask_again", icon=":material/casino:")


def question() -> None:
    held = int((DEFAULT.p > 0).sum())
    shares = {"all": 1.0, "half": 0.5, "tenth": 0.1}
    predict(
        key="home_predict_combinations",
        question=t(
            "{n} combinations of subject, colour, backdrop and style can be asked for. In how many was there a training"
            " picture?",
            n=DEFAULT.p.size,
        ),
        answers={"all": t("All"), "half": t("Half of them"), "tenth": t("A tenth or so")},
        right=min(shares, key=lambda name: abs(np.log(shares[name] * DEFAULT.p.size / held))),
        because=t("**{held}** of {n}.", held=held, n=DEFAULT.p.size) + " " + lesson("home_ask_combinations"),
    )


def depth() -> None:
    words = {"steps": HOW["steps"], "picture": GUIDANCE["postcard"], "word": GUIDANCE["word"]}
    text = lesson("home_ask_depth")
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", str(value))
    say(text)


EXPERIMENT = Experiment("ask", lambda: t("Ask for a picture"), "home_ask", show, question, depth)
