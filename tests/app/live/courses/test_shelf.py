"""The courses that come with the app: alike in both languages, as long as they say, and leading where they should."""

from __future__ import annotations

import re

import pytest

from app.live.courses import shelf
from app.live.courses.current import Opened, way_to
from app.ui.language import LANGUAGES
from tests.app.test_shell import opened

MINUTES = {"foundations": 50, "latent-spaces": 25, "why-gans-fail": 25}
STEPS = [(name, n) for name in shelf.names() for n in range(len(shelf.course(name, "en").steps))]


def test_there_are_three_as_long_as_a_lesson_and_half_of_one() -> None:
    assert {name: shelf.course(name, "en").minutes for name in shelf.names()} == MINUTES


@pytest.mark.parametrize("name", MINUTES)
def test_both_languages_have_the_same_steps_and_questions(name: str) -> None:
    told = [
        [(s.link, s.minutes, s.question and (len(s.question.answers), s.question.right)) for s in found.steps]
        for found in (shelf.course(name, code) for code in LANGUAGES)
    ]
    assert told[0] == told[1] and len(told[0]) >= 6


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", MINUTES)
def test_a_teachers_page_has_a_line_of_time_for_every_minute_and_all_answers(name: str, code: str) -> None:
    found, page = shelf.course(name, code), shelf.teachers_page(name, code)
    spans = [tuple(map(int, span)) for span in re.findall(r"^\| (\d+)–(\d+) \|", page, re.M)]
    assert spans[0][0] == 0 and spans[-1][1] == found.minutes
    assert all(end == begin for (_, end), (begin, _) in zip(spans, spans[1:], strict=False))
    assert all(f"{n}. " in page for n in range(1, len(found.steps) + 1))
    assert len(re.findall(r"^### ", page, re.M)) == 5


def test_a_language_without_the_files_of_a_course_has_the_english_ones() -> None:
    assert shelf.source("foundations", "xx") == shelf.source("foundations", "en")


@pytest.mark.parametrize(
    ("name", "n"),
    [pytest.param(*step, marks=[] if step == ("why-gans-fail", 1) else pytest.mark.slow) for step in STEPS],
)
def test_a_step_opens_its_experiment_and_every_setting_of_its_link_is_taken(name: str, n: int) -> None:
    step = shelf.course(name, "en").steps[n]
    at = opened(step.page or "home", **step.says, course=name, at=str(n + 1))
    state = at.session_state["link_state"]
    assert not state.ignored and set(step.says) <= state.says
    key = step.says.get("step", at.session_state[f"{step.page}_step"])
    assert at.session_state[f"{step.page}_step"] == key
    assert {"course", "at"} <= state.says and state.values["at"] == n + 1
    assert way_to(Opened(name), n + 1)[0] == step.page
