"""A classifier beside a generative model."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import code
from app.live.two_views.component import two_views
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say

N_PER_CLASS = 24
DATA_SEED = 4


@st.cache_data(show_spinner=False)
def two_classes(shape: str) -> list[list[float]]:
    """Rows of x1, x2, label (0 cat, 1 dog) from a world whose halves are the classes."""
    from engines.data import shapes, worlds

    if shape == "moons":
        world = shapes.build("moons")
        X, part = world.sample(2 * N_PER_CLASS, seed=DATA_SEED, return_labels=True)
        label = part >= world.n_components // 2
        X = 1.3 * X
    else:
        means = [[-1.6, -0.9], [-0.7, 1.3], [1.5, 0.2]]
        spread = [[[0.25, 0.1], [0.1, 0.25]], [[0.25, -0.1], [-0.1, 0.2]], [[0.35, 0.45], [0.45, 1.2]]]
        world = worlds.World([1, 1, 2], means, spread)
        X, part = world.sample(2 * N_PER_CLASS, seed=DATA_SEED, return_labels=True)
        label = part == 2
    return np.column_stack([X, label]).round(3).tolist()


def show(controls: DeltaGenerator) -> None:
    with controls:
        shape = choice(t("Points"), {"clouds": t("Clouds"), "moons": t("Two moons")}, key="home_points")
        models = {"naive-bayes": t("Naive Bayes"), "mixture": t("Gaussian mixture")}
        model = choice(t("Generative model"), models, key="home_model")
    two_views(two_classes(shape), model, about=shape)


def question() -> None:
    predict(
        key="home_predict_far",
        question=t("The cross moves far away, where no animal was ever seen. What does the classifier say?"),
        answers={
            "even": t("Half and half"),
            "unknown": t("It does not know"),
            "certain": t("Almost certain"),
        },
        right="certain",
        because=lesson("home_far"),
    )


def depth() -> None:
    say(lesson("home_new_examples"))


EXPERIMENT = Experiment("two", lambda: t("Two views"), "home_two_views", show, question, depth, code=code.two)
