"""The map of the families: what all do in one picture, and a door to each."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import drawings
from app.ui import course
from app.ui.language import t
from app.ui.stage import Experiment
from app.ui.svg import fill_svg

A_ROW = 3  # doors


def show(controls: DeltaGenerator) -> None:
    """Digits that people wrote, p(x), digits that nobody wrote; under it the doors."""
    real, drawn = drawings.real_and_drawn()
    label = t("Handwritten digits, a curve p(x) learned from them, and new digits drawn from it that nobody wrote")
    fill_svg(drawings.digits(real, drawn), label, narrow=drawings.digits(real, drawn, narrow=True))
    _doors()
    with controls:
        st.caption(t("Every figure in this laboratory was measured by a command that you can run yourself."))


def _doors() -> None:
    doors = [page for page in course.PAGES if page.path]
    for begin in range(0, len(doors), A_ROW):
        for column, page in zip(st.columns(A_ROW, gap="small"), doors[begin : begin + A_ROW], strict=False):
            with column, st.container(border=True, height="stretch", gap=None):
                st.page_link(page.script, label=f"**{page.title()}**", icon=page.icon)
                st.caption(f"**{page.members()}** · {page.idea()}" if page.members() else page.help())


EXPERIMENT = Experiment("map", lambda: t("The map of the families"), "home_families", show)
