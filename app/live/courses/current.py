"""The course that is on: which one, and at which step. The link says so on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import streamlit as st

from app.live.courses import shelf
from app.live.courses.course import MOST_BYTES, MOST_STEPS, OWN, Course, read, refused
from app.live.courses.rows import rows
from app.ui import kept, link
from app.ui.language import language, t
from engines.core import Refused
from engines.data.table_files import decode

LANG, _, COURSE, AT = OWN
ROOM = 900  # characters of a link that a course leaves to what is set and made at a step
CARD = "course_card"  # the component, whose state `closed` is new whenever a person has closed the course


@dataclass(frozen=True)
class Opened:
    """`name`: a course of the shelf, or a teacher's own, packed or named as app/ui/kept.py does; then `text` is its
    file."""

    name: str
    text: str = ""

    @property
    def own(self) -> bool:
        return bool(self.text)

    @property
    def id(self) -> str:
        """A short name, the same in every language."""
        return sha256(self.name.encode()).hexdigest()[:8] if self.own else self.name

    def source(self) -> str:
        return self.text or shelf.source(self.name, language())

    def course(self) -> Course:
        return parsed(self.text) if self.own else shelf.course(self.name, language())


@lru_cache(maxsize=50)
def parsed(text: str) -> Course:
    return read(text, rows())


def own(text: str) -> Opened:
    """A teacher's own file. Refused where it cannot be read."""
    parsed(text)
    return Opened(kept.written(text, kept.MOST_CHARACTERS - ROOM), text)


def of_file(data: bytes) -> Opened:
    """A teacher's own file, in whatever encoding it was saved."""
    if len(data) > MOST_BYTES:
        raise refused("course-bytes", "the file is too large", 0, size=len(data), most=MOST_BYTES)
    try:
        return own(decode(data))
    except Refused as error:
        if error.code.startswith("course-"):
            raise
        raise refused("course-text", "the file is no text", 0) from error


def found(name: str) -> Opened:
    """What a link names; ValueError where there is none."""
    if name in shelf.names():
        return Opened(name)
    text = kept.reading(name)
    if not isinstance(text, str):
        raise ValueError(f"{name} is no course")
    parsed(text)
    return Opened(name, text)


def current() -> tuple[Opened, int] | None:
    """The course that is on, and its step, which counts from 1; None where there is none. The link says both."""
    if _closed():
        link.keep(COURSE, None, "")
    now: Opened | None = link.from_link(COURSE, found, None, t("course"))
    at = link.from_link(AT, step_of, 1)
    link.keep(COURSE, now, now.name if now else "")
    link.keep(AT, at, str(at) if now else "")
    return (now, min(at, len(now.course().steps))) if now else None


def step_of(text: str) -> int:
    if not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= MOST_STEPS:
        raise ValueError(f"{text} is the number of no step")
    return int(text)


def way_to(now: Opened, at: int) -> tuple[str, dict[str, str]]:
    """The page of a step of a course, and all that its link says."""
    step = now.course().steps[at - 1]
    return step.page, dict(step.says) | {LANG: language(), COURSE: now.name, AT: str(at)}


def _closed() -> bool:
    """Whether the person has closed it just now."""
    said = st.session_state.get(CARD, {}).get("closed")
    if not said or said == st.session_state.get("course_closed"):
        return False
    st.session_state["course_closed"] = said
    return True
