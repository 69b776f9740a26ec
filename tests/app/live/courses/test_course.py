"""A course's file: what is read from it, and why another is refused, in which line."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.courses import course
from app.live.courses.course import Course, read
from app.live.courses.rows import rows
from app.live.courses.words import SENTENCES
from app.live.rooms import question
from engines.core import Refused
from tests.experiments import ALL

WHOLE = """# A title **in bold**
What it is *about*, and <b>no HTML</b>.

## [First](/gan?step=seeds&gan_seeds_cure=packing) 5 min
Words with `code`:

- one
- two

? What is **right**?
- [ ] this
- [x] that

The reason, **p(x)**는.

## [Second](https://lab.school.kr/lab/?step=cat&lang=ko&room=ABC234&home_predict_copy=far&gan_run=d8-x) · 3분
"""
STEP = "# T\n## [a](/gan) 5 min\n"


def test_a_course_is_read() -> None:
    found = read(WHOLE, rows())
    assert found.title == "A title in bold" and found.minutes == 8
    assert found.about == "<p>What it is <em>about</em>, and &lt;b&gt;no HTML&lt;/b&gt;.</p>\n"
    first, second = found.steps
    assert (first.title, first.page, first.link) == ("First", "gan", "gan?step=seeds&gan_seeds_cure=packing")
    assert "<code>code</code>" in first.words and "<li>one</li>" in first.words and "right" not in first.words
    asks = first.question
    assert (asks.text, asks.answers, asks.right) == ("What is right?", ("this", "that"), 1)
    assert "<strong>p(x)\u2060</strong>는" in asks.because  # bold ends where it was closed, though a letter follows
    assert second.question is None and second.words == ""


def test_a_link_that_was_copied_whole_leads_to_our_page_with_its_settings_alone() -> None:
    """Not to the server that it names, nor with a person's language, room, training and guesses."""
    second = read(WHOLE, rows()).steps[1]
    assert (second.page, second.link) == ("", "?step=cat")


def test_the_first_experiment_of_a_page_needs_no_name() -> None:
    first, second = (read(f"# T\n## [a]({link}) 5 min", rows()).steps[0] for link in ("/gan?step=watch", "/gan"))
    assert first == second


def test_rows_are_those_of_the_pages() -> None:
    found = [(page or "home", key) for page, keys in rows().items() for key in keys]
    assert sorted(found) == sorted(ALL)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "course-title", 1),
        ("Words", "course-title", 1),
        ("Words\n\n# T", "course-title", 1),
        ("# T", "course-steps", 1),
        ("# T\n# U", "course-heading", 2),
        ("# T\n### s", "course-heading", 2),
        ("# T\n\n## No link 5 min", "course-link", 3),
        ("# T\n## ![a](/gan) 5 min", "course-link", 2),
        ("# T\n## [a](javascript:alert(1)) 5 min", "course-link", 2),
        ("# T\n## [a](data:text/html,x) 5 min", "course-link", 2),
        ("# T\n## [a](/nowhere) 5 min", "course-page", 2),
        ("# T\n## [a](ftp://host/gan) 5 min", "course-page", 2),
        ("# T\n## [a](//gan) 5 min", "course-page", 2),
        (f"# T\n## [a](/gan?step={'cat'}) 5 min", "course-experiment", 2),
        ("# T\n## [a](/gan)", "course-minutes", 2),
        ("# T\n## [a](/gan) 0 min", "course-minutes", 2),
        ("# T\n## [a](/gan) 121 min", "course-minutes", 2),
        (f"# {'t' * 81}\n## [a](/gan) 5 min", "course-letters", 1),
        (STEP + "[b](/gan)", "course-words", 3),
        (STEP + "![b](https://elsewhere/x.png)", "course-words", 3),
        (STEP + f"{'w' * 1501}", "course-letters", 3),
        (STEP + "? q", "course-answers", 3),
        (STEP + "? q\n- [ ] a\n- [ ] b", "course-answers", 3),
        (STEP + "? q\n- [x] a\n- [x] b", "course-answers", 3),
        (STEP + "? q\n- [x] a\n- b", "course-answers", 3),
        (STEP + "? q\n- [x] a\n- [ ] a", "course-answers", 3),
        (STEP + "? q\n- [x] a\n- [ ] b\n\n? r\n- [x] a\n- [ ] b", "course-questions", 7),
        (STEP + "- [x] a\n- [ ] b", "course-answers", 3),
        ("# T\n" + "## [a](/gan) 5 min\n" * 41, "course-steps", 42),
        (STEP + "w\n\n" * 20_000, "course-bytes", 0),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(Refused) as refusal:
        read(text, rows())
    assert (refusal.value.code, refusal.value.values["line"]) == (code, line) and code in SENTENCES


MARKS = [
    "# T\n",
    "\n## [a](/gan) 5 min\n",
    "? q\n",
    "- [x] a\n",
    "- [ ] b\n",
    "**",
    "`",
    "[",
    "](/gan)",
    "![",
    "\n\n",
    "<b>",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=8)), max_size=30).map("".join))
def test_garbage_is_a_course_or_refused_in_one_of_its_lines(text: str) -> None:
    try:
        found = read(text, rows())
    except Refused as refusal:
        assert refusal.code in SENTENCES and 0 <= refusal.values["line"] <= len(text.splitlines()) + 1
        return
    assert isinstance(found, Course) and 1 <= len(found.steps)
    shown = [found.about, *(step.words for step in found.steps)]
    shown += [step.question.because for step in found.steps if step.question]
    elements = set(re.findall(r"<(/?[a-z]+)[^>]*>", "".join(shown)))
    assert {name.strip("/") for name in elements} <= {"p", "ul", "ol", "li", "strong", "em", "code", "br"}


@pytest.mark.parametrize("mark", ["*", "[", "`", "![", "[a](", "**a ", "*a_ ", "- ", "\\"])
def test_no_file_holds_the_server_up(mark: str) -> None:
    begun = time.process_time()
    with suppress(Refused):
        read(STEP + mark * (course.MOST_BYTES // len(mark) - 20), rows())
    assert time.process_time() - begun < 2


def test_a_class_can_be_asked_every_question_of_a_course() -> None:
    mine = (course.QUESTION_LETTERS, course.ANSWER_LETTERS, course.FEWEST, course.MOST)
    assert mine == (question.QUESTION_LETTERS, question.ANSWER_LETTERS, question.FEWEST, question.MOST)
