"""The course that is on, in the frame of every page: its bar in place of the row of experiments, and a step's card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from app.live.channel.mount import mount
from app.live.courses.course import Question
from app.live.courses.current import AT, CARD, COURSE, current
from app.ui import together
from app.ui.language import t

STYLE = Path(__file__).with_name("frame.css")  # of the page around the card


def show() -> None:
    """Nothing where no course is on."""
    if (found := current()) is None:
        return
    now, at = found
    course = now.course()
    step = course.steps[at - 1]
    asks = _asked(step.question, f"course_{now.id}_{at}") if step.question else None
    with st.container(key="course"):
        st.html(STYLE)
        data = {
            "id": now.id,
            "at": at,
            "own": {COURSE: now.name},
            "number": AT,
            "title": course.title,
            "minutes": course.minutes,
            "steps": [{"title": one.title, "minutes": one.minutes, "link": one.link} for one in course.steps],
            "words": step.words,
            "asks": asks,
        }
        mount("courses/card", key=CARD, data=data, text=_text(), states=("closed",))


def _asked(question: Question, widget: str) -> dict[str, Any]:
    """The question, which the class in a room may be asked too; while it is, the answer is not even in the page."""
    numbers = {str(n): answer for n, answer in enumerate(question.answers)}
    together.offer(widget, question.text, numbers, str(question.right))
    with_class = together.asked(widget)
    waits = with_class.stage == together.ASKED
    return {
        "text": question.text,
        "answers": question.answers,
        "right": None if waits else question.right,
        "because": "" if waits else question.because,
        "class": with_class.stage,
        "choice": with_class.choice,
    }


def take(link: str, file: str, source: str, *, key: str) -> None:
    """Buttons that copy the whole address of a link below this app's own, and save a course as a file."""
    text = {
        "copy": t("Copy the link"),
        "copied": t("Copied."),
        "link": t("Link to the course"),
        "notCopied": t("The browser does not let the page copy: the link is selected, copy it yourself."),
        "download": t("Download"),
    }
    mount("courses/take", key=key, data={"link": link, "file": file, "source": source}, text=text)


def _text() -> dict[str, str]:
    return {
        "course": t("Course"),
        "step": t("Step"),
        "place": t("{at} of {of}"),
        "minutes": t("{n} min"),
        "back": t("Step before"),
        "on": t("Next step"),
        "next": t("Next: {title}"),
        "last": t("This was the last step."),
        "return": t("Back to this step"),
        "anew": t("Settings of this step"),
        "fold": t("Fold the card away"),
        "unfold": t("Show the card"),
        "close": t("Close the course"),
        "question": t("Question"),
        "right": t("That is right: {answer}."),
        "wrong": t("Not quite: {answer}."),
        "withClass": t("Your class is asked this: answer in the box at the edge of the page."),
    }
