"""Ask for a picture in words, or for a word in Hangul, and it comes out of noise."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import code
from app.live.film.asking import postcard, word
from app.live.film.component import asked
from app.live.film.formulas import guidance
from app.live.film.service import config
from app.ui import link
from app.ui.controls import another, choice
from app.ui.language import lesson, t
from app.ui.numbers import share_of
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data import letters
from engines.data.postcards.table import TAUGHT
from engines.diffusion.composed_records import fresh, share
from engines.diffusion.presets import COMPOSED
from engines.nets import weights

PICTURES = 6  # one large, and the others
HOW = {"sampler": "ddim", "eta": 0.0, "steps": 20}
POSTCARDS, LETTERS = "diffusion-postcards", "diffusion-letters"


def show(controls: DeltaGenerator) -> None:
    with controls:
        kinds = {"postcard": t("A picture"), "word": t("A word in Hangul")}
        what = choice(t("Ask for"), kinds, key="home_ask_what", label_visibility="collapsed")
        chosen = st.container(gap="small")
    if what == "postcard":
        request = postcard("home_ask", chosen, n=PICTURES, seed=once_more)
    else:
        request = word("home_ask_word", chosen, seed=once_more)
    film = request.film(**HOW, **(COMPOSED if request.new else {"guidance": config(request.model).guidance}))
    asked([film], place="home_ask", panes=[{"film": 0, "show": "x", "title": ""}], told=t("{signal} % signal"))


def once_more() -> int:
    """The same request from other noise."""
    return another(t("Other noise"), counter="home_ask_nth", key="home_ask_again", icon=":material/casino:")


def question() -> None:
    """Of combinations that no training picture has, or beside a word of such syllables."""
    if link.kept("home_ask_what") == "word":
        unseen()
    else:
        combinations()


def combinations() -> None:
    held, n = int((TAUGHT.p > 0).sum()), TAUGHT.p.size
    shares = {"all": 1.0, "half": 0.5, "tenth": 0.1}
    predict(
        key="home_predict_combinations",
        question=t(
            "{n} combinations of subject, colour, background and style can be asked for. In how many was there a"
            " training picture?",
            n=n,
        ),
        answers={"all": t("All"), "half": t("Half of them"), "tenth": t("A tenth or so")},
        right=min(shares, key=lambda name: abs(np.log(shares[name] * n / held))),
        because=t("**{held}** of {n}.", held=held, n=n)
        + " "
        + lesson("home_ask_combinations")
        + " "
        + t(
            "A black cat at sunset, which no training picture showed, it draws in {share} of those that are typed: here"
            " the subject weighs more, as soon as a combination is new. Otherwise it would be {plain}.",
            share=share_of(share(fresh("typed", "early"), "both")),
            plain=share_of(share(fresh("typed", "plain"), "both")),
        ),
    )


def unseen() -> None:
    test = weights.record(LETTERS)["test"]
    all_right = test["held_out"]["written"]["all"]["share"]
    predict(
        key="home_predict_unseen",
        question=t(
            "{percent} % of the syllables were never shown in training. Will the model write such a one legibly?",
            percent=round(100 * letters.HELD_OUT),
        ),
        answers={"yes": t("Nearly always"), "half": t("Every second one"), "no": t("Hardly ever")},
        right="yes" if all_right > 0.75 else "half" if all_right > 0.25 else "no",
        because=t(
            "All three letters are read back in {unseen} of the syllables that it has never seen, and in {seen} of"
            " others; in real glyphs of the former in {real}.",
            unseen=share_of(test["held_out"]["written"]["all"]),
            seen=share_of(test["trained"]["written"]["all"]),
            real=share_of(test["held_out"]["real"]["all"]),
        ) + " " + lesson("home_ask_unseen"),
    )  # fmt: skip


def depth() -> None:
    words = {
        "steps": HOW["steps"], "picture": config(POSTCARDS).guidance, "word": config(LETTERS).guidance,
        "new": COMPOSED["guidance"], "extra": max(COMPOSED["extra"]), "until": COMPOSED["extra_until"],
    }  # fmt: skip
    text = lesson("home_ask_depth")
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", f"{value:g}")
    say(text)
    guidance()


EXPERIMENT = Experiment("ask", lambda: t("Ask for a picture"), "home_ask", show, question, depth, code=code.ask)
