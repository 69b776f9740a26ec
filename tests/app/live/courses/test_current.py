"""The course that is on: said by the link of every page, opened by it, given up with it."""

from __future__ import annotations

from random import Random

import pytest
from streamlit.testing.v1 import AppTest

from app.live.courses import component, shelf
from app.live.courses.course import LINK_LETTERS, Question
from app.live.courses.current import Opened, found, of_file, own, step_of
from app.ui.kept import HASHED, MOST_CHARACTERS, written
from app.ui.language import LANGUAGES
from app.ui.together import ASKED, TOLD, Asked
from engines.core import Refused
from tests.app.test_shell import PAGES, opened

SHORT = "# Mine\n## [One](/gan?step=rule) 5 min\nFirst.\n## [Two](/?step=map) 5 min\nSecond."


def says(at: AppTest) -> dict[str, str]:
    return at.session_state["link_state"].link


def test_the_link_of_every_page_says_the_course_and_its_step() -> None:
    at = opened("home", step="map", course="why-gans-fail", at="2")
    assert says(at)["course"] == "why-gans-fail" and says(at)["at"] == "2"
    at.switch_page(PAGES["classical"]).run()
    assert says(at)["course"] == "why-gans-fail" and says(at)["at"] == "2"
    at.segmented_control(key="lang").set_value("ko").run()
    assert not at.exception and says(at)["course"] == "why-gans-fail"


def test_a_link_that_names_no_course_says_so_and_the_page_is_there() -> None:
    for name in ("nowhere", "../lessons", HASHED + "gone", written("no course"), written({"a": 1})):
        at = opened("home", step="map", course=name)
        assert at.session_state["link_state"].ignored == [("course", name)] and "course" not in says(at)


def test_a_step_behind_the_last_is_the_last() -> None:
    at = opened("home", step="map", course=own(SHORT).name, at="7")
    assert not at.session_state["link_state"].ignored and says(at)["at"] == "7"
    at = opened("home", step="map", course=own(SHORT).name, at="zwei")
    assert at.session_state["link_state"].ignored == [("at", "zwei")] and says(at)["at"] == "1"


def test_a_teachers_own_course_is_in_its_link_or_kept_by_the_server() -> None:
    short = own(SHORT)
    assert found(short.name) == short and short.own and len(short.name) < MOST_CHARACTERS
    chance = Random(0)
    steps = (f"\n## [{n}](/gan) 5 min\n{chance.randbytes(700).hex()}" for n in range(15))  # that cannot be packed
    long = own(SHORT + "".join(steps))
    assert long.name.startswith(HASHED) and found(long.name) == long
    assert LINK_LETTERS < MOST_CHARACTERS and short.id != long.id and Opened("foundations").id == "foundations"


def test_a_course_as_long_as_a_lesson_is_whole_in_its_link() -> None:
    for code in LANGUAGES:
        assert not own(shelf.source("foundations", code)).name.startswith(HASHED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_file_is_read_however_it_was_saved(encoding: str) -> None:
    text = SHORT.replace("Mine", "내 코스")
    assert of_file(text.encode(encoding)).course().title == "내 코스"


@pytest.mark.parametrize(("data", "code"), [(b"\x00\x01\x02" * 9, "course-text"), (b"# T\n" * 9000, "course-bytes"),
                                            (b"PK\x03\x04" + bytes(50), "course-text")])  # fmt: skip
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        of_file(data)
    assert refusal.value.code == code and refusal.value.values["line"] == 0


@pytest.mark.parametrize("text", ["0", "41", "00012", "0001999999", "-1", "1.5", ""])
def test_what_is_no_number_of_a_step_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no step"):
        step_of(text)


def test_while_a_class_is_asked_the_answer_is_not_in_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question("Which?", ("one", "other"), 1, "<p>Since.</p>")
    monkeypatch.setattr(component.together, "offer", lambda *of: None)
    for stage, right, because in (("", 1, "<p>Since.</p>"), (ASKED, None, ""), (TOLD, 1, "<p>Since.</p>")):
        monkeypatch.setattr(component.together, "asked", lambda widget, stage=stage: Asked(stage))
        data = component._asked(question, "course_1")
        assert (data["right"], data["because"]) == (right, because)
