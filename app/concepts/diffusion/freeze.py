"""A picture of one's own, frozen in noise and thawed."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import code, formulas, how
from app.live.film import service as live
from app.live.film.component import freezer
from app.ui.language import lesson, t
from app.ui.own_picture import own_picture
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.data import images

TESTS = 60  # test pictures to choose from


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = how.pictures()
        settings = how.asked_for(data)
        with st.container(horizontal=True, gap="small"):
            settings |= how.walked()
            with st.popover(t("Your own picture"), icon=":material/upload:", key="diffusion_upload"):
                given = uploaded(data)
    freezer(f"diffusion-{data}", settings, tests=test_pictures(data), given=given)


@st.cache_data(max_entries=3, show_spinner=False)
def test_pictures(data: str) -> np.ndarray:
    """A few test pictures of every class, mixed."""
    test = images.load(data, "test")
    return test.images[np.random.default_rng(0).choice(len(test.images), TESTS, replace=False)]


def uploaded(data: str) -> dict[str, Any] | None:
    """A person's own picture, made as small as the model's."""
    model = f"diffusion-{data}"
    c = live.config(model)
    return own_picture(key="diffusion", about=model, channels=c.channels, size=c.size, ink=data == "digits")


def question() -> None:
    predict(
        key="diffusion_predict_thaw",
        question=t("You freeze a picture until only 0.1 % of its signal is left, and thaw it. What comes back?"),
        answers={"same": t("The same picture"), "other": t("Another picture"), "noise": t("Only noise")},
        right="other",
        because=lesson("diffusion_thaw"),
    )


def depth() -> None:
    say(lesson("diffusion_freeze"))
    formulas.noised(formulas.FILMS.format(2), ".time", formulas.FILMS.format(1))


EXPERIMENT = Experiment(
    "freeze", lambda: t("Freezing and thawing"), "diffusion_freeze_what", show, question, depth, code=code.freeze
)
