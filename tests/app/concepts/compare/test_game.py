"""The game "which model made this?": sheets, score, and the page's rounds under AppTest."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from streamlit.testing.v1 import AppTest

from app.concepts.compare import sheets
from app.concepts.compare.clues import clues
from app.concepts.compare.score import Answer, Score
from app.ui.names import maker_names
from engines.comparison import rounds
from engines.data import images
from tests.app.test_shell import opened


def answers(*right: bool, options: int = 4) -> list[Answer]:
    return [Answer("gan", "gan" if r else "vae", options) for r in right]


def test_score_counts_streaks_and_what_guessing_gives() -> None:
    score = Score(answers(True, True, False, True))
    assert (score.right, score.streak, score.best, score.by_guessing) == (3, 1, 2, 1.0)
    assert score.luck == pytest.approx(binom.sf(2, 4, 0.25))
    assert score.mistaken() == {("gan", "vae"): 1}
    assert (Score([]).streak, Score([]).best, Score([]).luck) == (0, 0, 1.0)


def test_luck_of_rounds_with_different_numbers_of_makers() -> None:
    score = Score([*answers(True, options=2), *answers(True, False, options=3)])
    simulated = np.random.default_rng(0).random((200_000, 3)) < [1 / 2, 1 / 3, 1 / 3]
    assert score.luck == pytest.approx((simulated.sum(1) >= 2).mean(), abs=0.005)


@pytest.mark.parametrize("data", rounds.PICTURES)
def test_sheets_are_reproducible_pictures_of_their_maker(data: str) -> None:
    test = images.load(data, "test").images
    for maker in rounds.makers(data):
        sheet = sheets.draw(data, maker, 5)
        assert sheet.dtype == np.uint8 and sheet.shape == (sheets.N_PICTURES, *test.shape[1:])
        assert np.array_equal(sheet, sheets.draw.__wrapped__(data, maker, 5))
        assert not np.array_equal(sheet, sheets.draw(data, maker, 6))
    assert {tuple(p.ravel()) for p in sheets.draw(data, "real", 5)} <= {tuple(p.ravel()) for p in test}


@pytest.mark.parametrize("data", rounds.PICTURES)
def test_every_maker_comes_up_equally_often_and_has_a_clue(data: str) -> None:
    options, n = rounds.makers(data), 1200
    counts = [sum(rounds.puzzle(data, i) == maker for i in range(n)) for maker in options]
    assert sum(counts) == n and "real" in options
    assert max(abs(c / n - 1 / len(options)) for c in counts) < 0.06
    assert set(options) <= set(clues(data)) and set(options) <= set(maker_names())


def test_a_model_that_is_right_on_these_data_is_not_played() -> None:
    """Naive Bayes is where the coordinates are independent: nothing gives it away."""
    assert "naive-bayes" not in rounds.makers("grid") and "naive-bayes" not in clues("grid")
    assert "naive-bayes" in rounds.makers("ring") and not any("hill" in said for said in clues("moons").values())


def answered(at: AppTest) -> list[str]:
    return at.session_state["remembered_answers_texts"]["texts"]


def guess(at: AppTest, maker: str) -> AppTest:
    return at.button(key=f"compare_guess_{maker}").click().run()


def test_a_right_and_a_wrong_answer_are_told_and_counted_once() -> None:
    at = opened("compare", compare_round="7")
    truth = rounds.puzzle("digits", 7)
    guess(at, truth)
    assert not at.exception and len(at.success) == 1 and not at.error
    assert at.button(key=f"compare_guess_{truth}").disabled
    at.button(key="compare_next_round_7").click().run()
    assert at.query_params["compare_round"] == "8" and not at.success
    other = next(m for m in rounds.makers("digits") if m != rounds.puzzle("digits", 8))
    guess(at, other)
    assert not at.exception and len(at.error) == 1
    assert any("Right: 1 of 2" in m.value for m in at.markdown)
    assert answered(at) == [f"digits/7/{truth}", f"digits/8/{other}"]
    at.text_input(key="compare_round").set_value("7").run()
    assert len(at.success) == 1 and len(answered(at)) == 2  # an answered round stays answered


@pytest.mark.parametrize("answered", [False, True])
def test_a_double_click_on_the_next_round_skips_none(answered: bool) -> None:
    """The second click is on a button of which the browser does not know yet that it is gone."""
    at = opened("compare", compare_round="8" if answered else "7")
    if answered:
        guess(at, "real")
        at.text_input(key="compare_round").set_value("7").run()
    seen = guess(at, "real")._tree
    at.button(key="compare_next_round_7").click().run()
    at._tree = seen
    at.button(key="compare_next_round_7").click().run()
    assert not at.exception and at.text_input(key="compare_round").value == "8"


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("data", rounds.PICTURES)
def test_every_set_of_pictures_can_be_played(data: str, language: str) -> None:
    at = opened("compare", language, compare_game_data=data)
    guess(at, rounds.puzzle(data, 1))
    assert not at.exception and len(at.success) == 1


def test_answers_of_another_version_of_the_game_do_not_count() -> None:
    at = opened("compare")
    strange = ["digits/7", "digits/x/gan", "digits/-1/gan", "atlantis/7/gan", "digits/7/nobody", "digits/8/real"]
    at.session_state["remembered_answers_texts"] = {"since": 0, "texts": strange}
    at.run()
    assert not at.exception and any("of 1**" in m.value for m in at.markdown)


def test_a_new_game_begins_at_nothing() -> None:
    at = guess(opened("compare", compare_round="7"), rounds.puzzle("digits", 7))
    at.button(key="compare_new_game").click().run()
    assert not at.exception and not at.success and not answered(at)
    assert not at.button(key="compare_guess_real").disabled
