"""One experiment on one screen: the frame around every experiment, and the way from one to the next.

A page is a row of experiments. One of them is shown: its picture on the stage, its words, controls and question in the
rail beside it, and below the fold what nobody needs for the experiment itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.ui import code, course, heard, link
from app.ui.controls import pressed, section
from app.ui.crowd import CROWD
from app.ui.language import lesson, t
from app.ui.terms import say

STYLE = Path(__file__).with_name("stage.css")
CHOSEN = "experiment"  # in the session: the experiment that was shown last


@dataclass(frozen=True)
class Experiment:
    """One experiment of a page.

    key: its fixed name in the link; title: a few words in the session's language; words: the lesson that says what is
    to be seen, at most 60 words; show: draws the stage, where it is called, and puts its controls into the container
    of the rail that it is given; question: asks for a guess, in the rail; depth: what stands below the fold.
    """

    key: str
    title: Callable[[], str]
    words: str
    show: Callable[[DeltaGenerator], None]
    question: Callable[[], None] | None = None
    depth: Callable[[], None] | None = None
    code: Callable[[], code.Code | None] | None = None


def experiments(page: str, row: Sequence[Experiment]) -> None:
    """The page's row of experiments, and the one that is chosen. Only that one's code runs."""
    chosen = st.session_state[CHOSEN] = _choose(page, row)
    left, right = st.columns([2, 1], gap="medium")
    with right.container(key="rail", gap="small"):
        with st.container(key="rail-words"):
            say(lesson(chosen.words))
        controls = st.container(key="rail-controls", gap="small")
        asked = st.container(key="rail-question", gap="small")
        onward = st.container(key="rail-onward", horizontal=True, horizontal_alignment="distribute")
    code.clear()
    with left.container(key="stage", gap="small"):
        chosen.show(controls)
    CROWD.pictured()
    if chosen.question:
        with asked:
            chosen.question()
    with onward:
        _onward(page, row, chosen)
    if chosen.depth:
        with section(t("In depth"), icon=":material/school:", key=f"{page}_{chosen.key}_depth"):
            chosen.depth()


def _choose(page: str, row: Sequence[Experiment]) -> Experiment:
    """The experiment of the link, or the one that was last shown here, or the first."""
    keys = {experiment.key: experiment for experiment in row}
    done = course.done()

    def label(key: str) -> str:
        number = chr(ord("①") + list(keys).index(key))
        return f"{number} {keys[key].title()}" + (" ✓" if f"{page}/{key}" in done else "")

    widget = f"{page}_step"
    new = link.taken(widget, link.one_of({key: key for key in keys}), row[0].key, t("experiment"), at=link.STEP)
    if new is not link.NOTHING or st.session_state.get(widget) != link.kept(widget):
        heard.give(widget, link.kept(widget))
    with st.container(key="experiments"):
        key = st.segmented_control(
            t("Experiments"), list(keys), default=st.session_state[widget], format_func=label, key=widget,
            required=True, wrap=False, label_visibility="collapsed", **link.at_once(widget),
        )  # fmt: skip
    link.keep(widget, key, "" if key == row[0].key else key, at=link.STEP)
    return keys[key]


def _onward(page: str, row: Sequence[Experiment], chosen: Experiment) -> None:
    """Back, and on: to the next experiment, or from the last to the next page."""
    at = row.index(chosen)
    if pressed(t("Back"), icon=":material/chevron_left:", disabled=at == 0, key=f"{page}_back"):
        go(page, row[at - 1].key)
    last = at == len(row) - 1
    following = course.after(page) if last else None
    name = following.title() if following else "" if last else row[at + 1].title()
    if name and pressed(
        name, icon=":material/chevron_right:", icon_position="right", type="primary", key=f"{page}_next"
    ):
        course.finish(f"{page}/{chosen.key}")
        if following:
            st.switch_page(following.script)
        go(page, row[at + 1].key)


def go(page: str, key: str) -> None:
    """Show another experiment of the page."""
    link.state().values[f"{page}_step"] = key
    st.rerun()
