"""A picture of one's own, frozen in noise and thawed."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.diffusion import how
from app.live.film import service as live
from app.live.film.component import freezer
from app.ui.errors import explain
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.upload import upload
from engines.core import Refused
from engines.data import images, uploads

TESTS = 60  # test pictures to choose from
UNDERSTOOD = "diffusion_pictures_given"  # in the session: the latest picture of a person, by model


def show(controls: DeltaGenerator) -> None:
    with controls:
        data = how.pictures()
        settings = how.asked_for(data)
        with st.container(horizontal=True, gap="small"):
            settings |= how.walked()
            with st.popover(t("Your own picture"), icon=":material/upload:", key="diffusion_upload"):
                given = uploaded(data)
    freezer(f"diffusion-{data}", settings, page="diffusion", tests=test_pictures(data), given=given)


@st.cache_data(max_entries=3, show_spinner=False)
def test_pictures(data: str) -> np.ndarray:
    """A few test pictures of every class, mixed."""
    test = images.load(data, "test")
    return test.images[np.random.default_rng(0).choice(len(test.images), TESTS, replace=False)]


def uploaded(data: str) -> dict[str, Any] | None:
    """A person's own picture, made as small as the model's, shown as it was understood; errors in words.

    What could not be used leaves the picture before it in place.
    """
    model = f"diffusion-{data}"
    c = live.config(model)
    file = upload(
        t("PNG, JPEG, WebP, GIF or BMP, at most {mb} MB. It is made {n} pixels wide. The server forgets the file when"
          " you leave; the small picture stays in the link of this page, and whoever has the link sees it.",
          mb=f"{uploads.MOST_BYTES / 1e6:g}", n=c.size),
        key="diffusion_file", most=uploads.MOST_BYTES,
    )  # fmt: skip
    if file is None:
        return st.session_state.get(UNDERSTOOD, {}).get(model)
    inverted = st.toggle(t("Invert"), key="diffusion_file_inverted",
                         help=t("Where light and dark were taken for each other."))  # fmt: skip
    raw, understood = file.getvalue(), st.session_state.setdefault(UNDERSTOOD, {})
    try:
        picture = uploads.read(raw, channels=c.channels, size=c.size, ink=data == "digits", inverted=inverted)
    except Refused as error:
        st.error(explain(error), icon=":material/error:")
        return understood.get(model)
    st.image(picture, caption=t("What the model is given"), width=4 * c.size)
    which = hashlib.sha256(raw + f"{model} {inverted}".encode()).hexdigest()[:16]
    understood[model] = {"nth": which, "picture": picture}
    return understood[model]


def question() -> None:
    predict(
        key="diffusion_predict_thaw",
        question=t("You freeze a picture until nearly all is noise, and thaw it. What comes back?"),
        answers={"same": t("The same picture"), "other": t("Another picture"), "noise": t("Only noise")},
        right="other",
        because=lesson("diffusion_thaw"),
    )


def depth() -> None:
    st.markdown(lesson("diffusion_freeze"))


EXPERIMENT = Experiment("freeze", lambda: t("Freeze and thaw"), "diffusion_freeze_what", show, question, depth)
