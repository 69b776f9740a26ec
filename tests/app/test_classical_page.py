"""The /classical page in both languages, each control, bad input (AppTest: no browser, no JavaScript)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.live import world as live_world
from engines import own_worlds, worlds
from tests.app.test_pages import asked

SHELL = Path(__file__).resolve().parents[2] / "app" / "shell.py"
PAGE = "concepts/classical.py"


def opened(language: str = "en", state: dict | None = None, **query: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=120)
    at.context = {"locale": {"ko": "ko-KR", "en": "en-US"}[language]}
    at.run()
    for key, value in (state or {}).items():
        at.session_state[key] = value
    for key, value in query.items():
        at.query_params[key] = value
    at.switch_page(PAGE).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_control_works(language: str) -> None:
    at = opened(language)
    for key, value in [
        ("classical_covariance", "diag"), ("classical_covariance", "spherical"), 
        ("classical_predict_singular", "ever"), ("classical_predict_naive", "dots"), ("classical_predict_four", "less"),
    ]:  # fmt: skip
        at.segmented_control(key=key).set_value(value).run()
        assert not at.exception and not at.error, key
    for name in worlds.WORLDS:
        at.selectbox(key="classical_world").set_value(name).run()
        assert not at.exception and not at.error, name
    at.selectbox(key="classical_digit").set_value(7).run()
    at.button(key="classical_draw_again").click().run()
    assert not at.exception


def test_the_settings_are_a_link() -> None:
    at = opened(classical_world="ring", classical_k="8", classical_n="77", classical_covariance="diag")
    assert at.selectbox(key="classical_world").value == "ring"
    assert at.text_input(key="classical_k").value == "8" and at.text_input(key="classical_n").value == "77"
    assert at.segmented_control(key="classical_covariance").value == "diag"


def test_a_link_with_nonsense_opens_the_defaults() -> None:
    at = opened(classical_world="drawn", classical_k="1e9", classical_n="-3", classical_covariance="<script>")
    assert at.selectbox(key="classical_world").value == "pinwheel"
    assert at.text_input(key="classical_k").value == "5"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_more_components_than_points_is_said_in_words(language: str) -> None:
    at = opened(language, classical_n="2", classical_k="5")
    assert len(at.error) == 1
    assert bool(re.search("[가-힣]", at.error[0].value)) == (language == "ko"), at.error[0].value


@pytest.mark.parametrize("n", ["1", "2", "3"])
def test_very_few_points_leave_the_page_alive(n: str) -> None:
    at = opened(classical_n=n, classical_k="1")
    if int(n) >= 3:
        asked(at, "classical_predict_counts").set_value("one").run()
    assert not at.exception and not any(e.icon == ":material/error:" for e in at.error)


def test_the_best_number_of_components_is_measured_and_the_guess_answered() -> None:
    at = opened(classical_world="blobs")
    assert not any("Best for fresh points" in m.value for m in at.markdown)
    asked(at, "classical_predict_counts").set_value("most").run()
    assert "Not quite" in at.error[0].value
    assert any("K = 2. BIC chooses K = 2." in m.value and "falls once" in m.value for m in at.markdown)
    asked(at, "classical_predict_counts").set_value("between").run()
    assert "That is right" in at.success[0].value


@pytest.mark.parametrize("language", ["ko", "en"])
def test_ones_own_world_can_be_chosen_while_it_is_there(language: str) -> None:
    drawn = {"kept": live_world.keep(own_worlds.from_points([[1, 2], [3, 5], [4, 1]]))}
    at = opened(language, {"drawn_world": drawn})
    at.selectbox(key="classical_world").set_value("drawn").run()
    asked(at, "classical_predict_counts").set_value("one").run()
    assert not at.exception and not any(e.icon == ":material/error:" for e in at.error)
    at.session_state["drawn_world"] = {"kept": "gone"}
    at.run()
    assert not at.exception
    assert at.selectbox(key="classical_world").value == "pinwheel"


@pytest.mark.parametrize("drawn", [{"strokes": [[[0, 0]]], "thickness": 0.1}, {"strokes": []}, {"kept": 3}, "x", 7])
def test_an_odd_drawing_leaves_the_page_alive(drawn: object) -> None:
    at = opened(state={"drawn_world": drawn})
    if "drawn" in at.selectbox(key="classical_world").options:
        at.selectbox(key="classical_world").set_value("drawn").run()
    assert not at.exception
