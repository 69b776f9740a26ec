"""The map of the families: what all do in one picture, and a door to each."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import code, drawings
from app.ui import course
from app.ui.claims import results
from app.ui.language import lesson, t
from app.ui.names import maker_names
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from app.ui.terms import caption
from engines.comparison.claims import NEURAL

A_ROW = 3  # doors
ASKED = ("mixture", *NEURAL)


def show(controls: DeltaGenerator) -> None:
    """Digits that people wrote, p(x), digits that nobody wrote; under it the doors."""
    real, drawn = drawings.real_and_drawn()
    label = t("Handwritten digits, a curve p(x) learned from them, and new digits drawn from it that nobody wrote")
    fill_svg(drawings.digits(real, drawn), label, narrow=drawings.digits(real, drawn, narrow=True))
    _doors()
    with controls:
        caption(t("Every figure in this laboratory was measured by a command that you can run yourself."))


def _doors() -> None:
    doors = [page for page in course.PAGES if page.path]
    for begin in range(0, len(doors), A_ROW):
        for column, page in zip(st.columns(A_ROW, gap="small"), doors[begin : begin + A_ROW], strict=False):
            with column, st.container(border=True, height="stretch", gap=None):
                st.page_link(page.script, label=f"**{page.title()}**", icon=page.icon)
                caption(f"**{page.members()}** · {page.idea()}" if page.members() else page.help())


def question() -> None:
    """Whose digits are best after equal seconds; nothing to ask before that was measured."""
    found = results.shipped()
    summary = found.summary()
    if not all(("digits", m, "frechet") in summary for m in ASKED):
        return
    measured = {m: summary["digits", m, "frechet"] for m in ASKED}
    names, seconds = maker_names(), results.seconds_of(found, "digits")
    figures = "; ".join(f"{names[m]} {with_error(s.mean, s.standard_error)}" for m, s in measured.items())
    lead = t(
        "Fréchet distance to real digits after at most {seconds} seconds each, lower is better:", seconds=f"{seconds:g}"
    )
    predict(
        key="home_predict_nearest",
        question=t(
            "Each may learn digits for {seconds} seconds. Whose new digits come nearest to real ones?",
            seconds=f"{seconds:g}",
        ),
        answers={m: names[m] for m in ASKED},
        right=min(measured, key=lambda m: measured[m].mean),
        because=f"{lead} {figures}.\n\n{lesson('home_nearest')}",
    )


EXPERIMENT = Experiment("map", lambda: t("The map of the families"), "home_families", show, question, code=code.map)
