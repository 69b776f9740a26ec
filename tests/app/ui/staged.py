"""A page of three experiments, for the tests of the frame."""

import streamlit as st

from app.ui import course, link, stage
from app.ui.controls import amount
from app.ui.predict import predict
from engines.core import Bounds


def experiment(key: str) -> stage.Experiment:
    def show(controls: st.delta_generator.DeltaGenerator) -> None:
        st.session_state.setdefault("ran", []).append(key)
        with controls:
            amount("Rate", Bounds(0.0, 1.0), key=f"gan_{key}_rate", default=0.5)

    def question() -> None:
        predict(key=f"gan_{key}_guess", question="Why?", answers={"a": "A", "b": "B"}, right="a", because="So.")

    return stage.Experiment(key, lambda: key.title(), "gan_seeds", show, question, depth=lambda: st.write("deep"))


went = link.arrive()
link.on_page("gan", went)
stage.experiments("gan", [experiment(key) for key in ("watch", "seeds", "sharp")])
link.leave_out_the_rest()
course.DONE.tell()
