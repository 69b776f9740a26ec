"""/courses: where courses are found, opened from a file, copied and taken along."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from app.live.courses import shelf
from app.live.courses.component import take
from app.live.courses.course import MOST_BYTES
from app.live.courses.current import Opened, current, of_file, way_to
from app.live.courses.words import told
from app.ui import course, link
from app.ui.controls import pressed, section
from app.ui.kept import HASHED, too_long
from app.ui.language import language, lesson, t
from app.ui.terms import say
from app.ui.upload import upload

MINE = "courses_mine"  # in the session: the course of a file, before it is begun


STYLE = (
    "<style>[class*=st-key-courses_] h2 { font-size: 1.25rem; margin: 0; padding: 0; } .about p { margin: 0; }</style>"
)


def show() -> None:
    st.html(STYLE)
    say(lesson("courses"))
    on = current()
    now, at = on if on else (None, 1)
    refusal = _take_file()
    mine = st.session_state.get(MINE) or (now if now and now.own else None)
    for opened in [*([mine] if mine else []), *map(Opened, shelf.names())]:
        _row(opened, at if now and now.name == opened.name else 0)
    with section(t("A course of your own"), icon=":material/edit_note:", key="courses_own", opened=bool(refusal)):
        _own(refusal)


def _row(opened: Opened, at: int) -> None:
    """One course: what it is, and what can be done with it; `at`: the step at which it is on, if it is."""
    found = opened.course()
    key = f"courses_{opened.id}"
    with st.container(border=True, key=f"{key}_row", gap="xsmall"):
        st.html(f"<h2>{escape(found.title)}</h2>")
        told = t("{n} steps · {minutes} minutes", n=len(found.steps), minutes=found.minutes)
        st.caption(t("Your file: {told}", told=told) if opened.own else told)
        st.html(f'<div class="about">{found.about}</div>')
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"{key}_acts"):
            label = t("Go on at step {at}", at=at) if at else t("Begin")
            if pressed(label, key=f"{key}_begin", type="primary", icon=":material/play_arrow:"):
                _go(opened, at or 1)
            page, says = way_to(opened, 1)
            with st.container(width="content", key=f"{key}_take"):
                take(f"{page}?{urlencode(says)}", f"{opened.id}.{language()}.md", opened.source(), key=f"{key}_taken")
        if opened.name.startswith(HASHED):
            st.caption(too_long())
        if not opened.own:
            # A link may be sent to a class: it does not say that the answers are open.
            with section(t("For the teacher"), icon=":material/school:", key=f"{key}_teacher", linked=False):
                say(shelf.teachers_page(opened.name, language()))


def _go(opened: Opened, at: int) -> None:
    page, says = way_to(opened, at)
    st.session_state.pop(MINE, None)
    link.lead(page, says)
    st.switch_page(course.page(page).script, query_params=says)


def _own(refusal: str) -> None:
    """A file is opened here; one that cannot be read says why, and what was there before stays."""
    upload(
        t("Open a course: a Markdown file of at most {most} KB", most=MOST_BYTES // 1024),
        key=FILE, most=MOST_BYTES,
    )  # fmt: skip
    if refusal:
        st.error(refusal, icon=":material/error:")
    say(lesson("courses_own"))
    st.code(lesson("courses_example"), language="markdown")


FILE = "courses_upload"


def _take_file() -> str:
    """Take a new file; what is wrong with it, in words."""
    file = st.session_state.get(FILE)
    if file is None:
        return ""
    try:
        st.session_state[MINE] = of_file(file.getvalue())
    except ValueError as error:
        return told(error)
    return ""


show()
