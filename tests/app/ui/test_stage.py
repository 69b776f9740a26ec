"""The frame: one experiment of a page on the screen, the others a press away."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.ui import course, link, stage
from app.ui.language import LESSONS
from tests.experiments import ALL

SCRIPT = Path(__file__).with_name("staged.py")


def opened(**link: str) -> AppTest:
    at = AppTest.from_file(str(SCRIPT), default_timeout=30)
    at.query_params.update({"lang": "en"} | link)
    return at.run()


def said(at: AppTest, name: str) -> str:
    """What the link says under a name."""
    found = at.query_params[name]
    return found if isinstance(found, str) else found[0]


def pressed(at: AppTest, key: str) -> AppTest:
    at.session_state["ran"] = []
    return at.button(key=key).click().run()


def test_only_the_chosen_experiment_runs() -> None:
    at = opened()
    assert not at.exception and at.session_state["ran"] == ["watch"]
    at = opened(step="seeds")
    assert at.session_state["ran"] == ["seeds"] and at.slider[0].key == "gan_seeds_rate"


def test_a_step_that_does_not_exist_opens_the_first_and_is_said() -> None:
    at = opened(step="nowhere")
    assert at.session_state["ran"] == ["watch"]
    assert at.session_state["link_state"].ignored == [("experiment", "nowhere")]


def test_the_link_has_the_experiment_and_only_its_settings() -> None:
    at = opened()
    at.slider(key="gan_watch_rate").set_value(0.8).run()
    assert said(at, "gan_watch_rate") == "0.8" and "step" not in at.query_params
    at = pressed(at, "gan_next")
    assert said(at, "step") == "seeds" and "gan_watch_rate" not in at.query_params
    at = pressed(at, "gan_back")
    assert at.session_state["ran"][-1] == "watch" and at.slider[0].value == 0.8
    assert said(at, "gan_watch_rate") == "0.8"


def test_another_experiment_is_chosen_while_the_next_one_is_still_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened()
    with monkeypatch.context() as interrupted:
        interrupted.setattr(st, "rerun", st.stop)
        pressed(at, "gan_next")
    at.segmented_control(key="gan_step").set_value("sharp").run()
    assert not at.exception and said(at, "step") == "sharp" and at.session_state["ran"][-1] == "sharp"


def test_a_double_click_on_the_way_on_goes_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second click comes when the next experiment has begun to be shown, and its own button is not there yet."""
    at = opened()
    seen = at._tree

    def interrupted(text: str) -> None:
        if link.kept("gan_step") == "seeds":
            st.stop()

    with monkeypatch.context() as busy:
        busy.setattr(stage, "say", interrupted)
        pressed(at, "gan_next")
    at._tree = seen
    pressed(at, "gan_next")
    assert not at.exception and said(at, "step") == "seeds" and at.session_state["ran"] == ["seeds"]


def test_going_on_marks_what_is_done() -> None:
    at = pressed(opened(), "gan_next")
    labels = at.get("button_group")[0].options
    assert [text.endswith("✓") for text in labels] == [True, False, False]


def test_the_course_leads_from_the_first_page_to_the_last() -> None:
    path, way = "", [""]
    while (following := course.after(path)) is not None:
        path = following.path
        way.append(path)
    assert way == [page.path for page in course.PAGES] and len(way) == 7
    with pytest.raises(StopIteration):
        course.page("nowhere")


@pytest.mark.parametrize(("language", "most"), [("en", 60), ("ko", 45)])
def test_the_words_beside_a_stage_are_few(language: str, most: int) -> None:
    """A Korean word, with what is joined to it, says what one English word and a third do."""
    counts = {}
    for page, key in ALL:
        shown: stage.Experiment = importlib.import_module(f"app.concepts.{page}.{key}").EXPERIMENT
        text = (LESSONS / language / f"{shown.words}.md").read_text(encoding="utf-8")
        counts[page, key] = sum(any(letter.isalnum() for letter in word) for word in text.split())
    assert len(counts) > 40 and min(counts.values()) > 5
    assert not {experiment: n for experiment, n in counts.items() if n > most}
