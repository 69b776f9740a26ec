"""The thousand-and-first cat."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import code, drawings
from app.ui.controls import another
from app.ui.language import language, lesson, t
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from app.ui.terms import caption, say
from engines.classical import cats

N_NEIGHBOURS = 3


def show(controls: DeltaGenerator) -> None:
    """A new cat beside its nearest training cats, and a held-out real one beside its own."""
    with controls:
        nth = another(
            t("Another one"), counter="home_cat", first=1, icon=":material/casino:", key="home_cat_next",
            type="primary",
        )  # fmt: skip
    label = t(
        "From 1,000 cats to p(x) to a new cat; it and a cat picture that was not shown, each beside the most similar of"
        " the 1,000"
    )
    wide, narrow = _drawing(nth, language(), answered("home_predict_copy"))
    fill_svg(wide, label, narrow=narrow)


@st.cache_data(max_entries=200, show_spinner=False)
def _drawing(nth: int, language: str, told: bool) -> tuple[str, str]:
    """The nth new cat and a real one, each beside its nearest; on a wide screen and on a phone; `told`: how far."""
    model, distances = cats.shipped()
    train, held_out = cats.pictures()
    new, real = model.sample(1, seed=nth)[0], held_out[(nth - 1) % len(held_out)]
    seen = drawings.Seen(
        train[: drawings.N_SHOWN],
        *(drawings.Compared(picture, *_nearest(picture, train)) for picture in (new, real)),
        distances.drawn,
        distances.held_out,
    )
    return drawings.cats(seen, told=told), drawings.cats(seen, narrow=True, told=told)


def _nearest(picture: np.ndarray, train: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """The most similar training pictures, and how far away they are."""
    found, away = cats.nearest(picture, train, N_NEIGHBOURS)
    return train[found], [float(d) for d in away]


def question() -> None:
    _, distances = cats.shipped()
    new, real = np.median(distances.drawn), np.median(distances.held_out)
    predict(
        key="home_predict_copy",
        question=t(
            "Does it copy? How far is a new cat from the nearest of the 1,000, and how far a cat picture that it was"
            " not shown?"
        ),
        answers={
            "nearer": t("The new one is far nearer"),
            "as": t("About the same"),
            "further": t("The new one is far further"),
        },
        right="nearer" if new < 0.5 * real else "as" if new < 2 * real else "further",
        because=lesson("home_copy"),
    )


def depth() -> None:
    model, distances = cats.shipped()
    say(lesson("home_cat_measured"))
    caption(
        t(
            "Median of 1,000 each: new cats are {drawn:.1f}, other cat pictures {held_out:.1f} levels away from the"
            " nearest of the 1,000; a copy would be at 0, and the closest new cat is at {closest:.1f}. The distance is"
            " the root of the mean squared difference of all colour values, in levels from 0 to 255."
            " Model: a Gaussian mixture of {k} hills along the {r} principal directions of the pixels.",
            drawn=float(np.median(distances.drawn)),
            held_out=float(np.median(distances.held_out)),
            closest=float(distances.drawn[0]),
            k=len(model.weights),
            r=len(model.basis),
        )
    )


EXPERIMENT = Experiment("cat", lambda: t("The 1,001st cat"), "home_cat", show, question, depth, code=code.cat)
