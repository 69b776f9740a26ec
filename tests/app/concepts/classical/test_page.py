"""The /classical page in both languages, each control, bad input (AppTest: no browser, no JavaScript)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.concepts.classical import em, four
from app.ui import kept
from engines.data import shapes
from tests.app.test_shell import asked

SHELL = Path(__file__).resolve().parents[4] / "app" / "shell.py"
PAGE = "concepts/classical/page.py"


def opened(language: str = "en", step: str = "em", state: dict | None = None, **query: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=120)
    at.context = {"locale": {"ko": "ko-KR", "en": "en-US"}[language]}
    at.run()
    for key, value in (state or {}).items():
        at.session_state[key] = value
    for key, value in {"step": step, **query}.items():
        at.query_params[key] = value
    at.switch_page(PAGE).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("step", ["em", "components", "singularity", "four"])
def test_every_control_of_points_works(step: str, language: str) -> None:
    at = opened(language, step)
    settings = [w for w in at.segmented_control if w.key == "classical_covariance"]
    assert bool(settings) == (step in ("em", "components"))
    for shape in ("diag", "spherical") if settings else ():
        at.segmented_control(key="classical_covariance").set_value(shape).run()
        assert not at.exception and not at.error
    for name in shapes.WORLDS:
        at.selectbox(key="classical_world").set_value(name).run()
        assert not at.exception and not at.error, name


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("step", "question", "guess"),
    [("singularity", "singular", "ever"), ("independence", "naive", "dots"), ("four", "four", "less")],
)
def test_every_guess_is_answered(step: str, question: str, guess: str, language: str) -> None:
    at = opened(language, step)
    asked(at, f"classical_predict_{question}").set_value(guess).run()
    assert not at.exception and not at.error and len(at.success) == 1


def test_another_digit_can_be_drawn_again() -> None:
    at = opened(step="independence", classical_predict_naive_skip="yes")
    assert len(at.table) == 1
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
    at = opened(step="components", classical_n=n)
    if int(n) >= 3:
        asked(at, "classical_predict_counts").set_value("one").run()
    assert not at.exception and not any(e.icon == ":material/error:" for e in at.error)


def test_the_best_number_of_components_is_measured_and_the_guess_answered() -> None:
    at = opened(step="components", classical_world="blobs")
    assert not any("Best for fresh points" in m.value for m in at.markdown)
    asked(at, "classical_predict_counts").set_value("most").run()
    assert "Not quite" in at.error[0].value
    assert any("K = 2. BIC chooses K = 2." in m.value and "falls once" in m.value for m in at.markdown)
    asked(at, "classical_predict_counts").set_value("between").run()
    assert "That is right" in at.success[0].value


@pytest.mark.parametrize("language", ["ko", "en"])
def test_ones_own_world_can_be_chosen_while_it_is_there(language: str) -> None:
    at = opened(
        language, "components", painting=kept.written({"strokes": [[[0, 0], [1, 1]], [[-1, 0.5]]], "thickness": 0.1})
    )
    at.selectbox(key="classical_world").set_value("drawn").run()
    asked(at, "classical_predict_counts").set_value("one").run()
    assert not at.exception and not any(e.icon == ":material/error:" for e in at.error)
    assert kept.reading(at.query_params["painting"])["strokes"][1] == [[-1, 0.5]]  # so the link shows it to others
    at.session_state["link_state"].values["painting"] = {"strokes": [], "thickness": 0.1}  # cleared
    at.run()
    assert not at.exception
    assert at.selectbox(key="classical_world").value == "pinwheel"


ODD = {
    "a dot": kept.written({"strokes": [[[0, 0]]], "thickness": 0.1}), "nothing": kept.written({"strokes": []}),
    "a number": kept.written(7), "no numbers": kept.written({"strokes": [[["a", "b"]]], "thickness": 0.1}),
    "far away": kept.written({"strokes": [[[1e9, 0]]], "thickness": 0.1}), "gone": "~0123", "no base64": "ä",
    "cut": "eNq",    "a bomb": kept.written("0" * 50_000_000),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_drawing_in_a_link_leaves_the_page_alive(name: str) -> None:
    at = opened(painting=ODD[name])
    assert ("My own (from Probability)" in at.selectbox(key="classical_world").options) == (name == "a dot")
    assert not at.exception


def test_measured_numbers_below_nothing_have_a_true_minus() -> None:
    """As charts and tables write them."""
    for told in (em.because([-1.9, -1.8]), four.because(-2.05, -13.81, (-11.0, 0.1))):
        assert re.search(r"−\d", told) and not re.search(r"(?<!\w)-\d", told)
