"""What a person has set is kept by the session and the link, whatever the language (AppTest)."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.ui import course, link
from app.ui.controls import number, whole
from tests.app.test_shell import PAGES, opened


def texts(at: AppTest) -> str:
    return "\n".join(e.value for e in (*at.markdown, *at.caption, *at.warning, *at.error))


def test_a_list_keeps_its_choice_through_languages_and_later_runs() -> None:
    at = opened("gan")
    at.selectbox(key="gan_world").set_value("spiral").run()
    for language in ("ko", "en"):
        at.segmented_control(key="lang").set_value(language).run()
        at.text_input(key="gan_seed").set_value("5").run()
        assert at.selectbox(key="gan_world").value == "spiral" and at.query_params["gan_world"] == "spiral"


def test_words_follow_the_language_until_somebody_chooses() -> None:
    at = opened("home", "ko", step="words")
    at.segmented_control(key="lang").set_value("en").run()
    assert at.segmented_control(key="home_words").value == "en" and "home_words" not in at.query_params
    at.segmented_control(key="home_words").set_value("ko").run()
    for language in ("ko", "en"):
        at.segmented_control(key="lang").set_value(language).run()
        assert at.segmented_control(key="home_words").value == at.query_params["home_words"] == "ko"


def test_a_guess_outlives_other_experiments_other_pages_and_a_reload() -> None:
    at = opened("autoencoder", step="holes")
    at.segmented_control(key="autoencoder_predict_holes_digits-2").set_value("ae").run()
    link = {key: str(at.query_params[key]) for key in at.query_params}
    at.segmented_control(key="autoencoder_step").set_value("encode").run()
    assert not any("predict" in key for key in at.query_params)  # another experiment's link
    at.segmented_control(key="autoencoder_step").set_value("holes").run()
    at.switch_page(PAGES["gan"]).run()
    at.switch_page(PAGES["autoencoder"]).run()
    for reader in (at, opened("autoencoder", "ko", **link)):
        assert reader.segmented_control(key="autoencoder_predict_holes_digits-2").value == "ae"


def test_what_is_set_outlives_other_pages_and_a_reload() -> None:
    at = opened("autoencoder", step="encode")
    at.selectbox(key="autoencoder_class").set_value(7).run()
    at.text_input(key="autoencoder_nth").set_value("3").run()
    link = {key: str(at.query_params[key]) for key in at.query_params}
    at.switch_page(PAGES["gan"]).run()
    at.switch_page(PAGES["autoencoder"]).run()
    for reader in (at, opened("autoencoder", "ko", **link)):
        assert reader.selectbox(key="autoencoder_class").value == 7
        assert reader.text_input(key="autoencoder_nth").value == "3"


def test_a_visit_by_back_sets_what_the_browser_may_have_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back and Back again can be quicker than the run of the page between, of which this session then knows nothing."""
    at = opened("gan")
    at.selectbox(key="gan_world").set_value("spiral").run()
    assert not at.run().selectbox(key="gan_world").proto.set_value  # the browser holds it
    monkeypatch.setattr(link, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True))
    shown = at.run().selectbox(key="gan_world")
    assert shown.value == "spiral" and shown.proto.set_value


def test_what_is_set_before_back_has_been_answered_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """It interrupts the run that Back has asked for, and everything else still follows Back's link."""
    at = opened("gan")
    at.text_input(key="gan_seed").set_value("5").run()
    at.selectbox(key="gan_world").set_value("spiral").run()
    del at.query_params["gan_world"]
    seen = at._tree
    with monkeypatch.context() as back:
        back.setattr(link, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True))
        back.setattr(link, "place", st.stop)
        at.run()
    at._tree = seen  # the browser still shows what it has shown
    at.text_input(key="gan_seed").set_value("7").run()
    assert at.selectbox(key="gan_world").value != "spiral"
    assert at.text_input(key="gan_seed").value == at.query_params["gan_seed"] == "7"


def test_what_is_set_in_the_moment_of_leaving_is_kept() -> None:
    at = opened("autoencoder", step="encode")
    at.selectbox(key="autoencoder_class").set_value(7)
    at.text_input(key="autoencoder_nth").set_value("3")
    at.switch_page(PAGES["gan"]).run()  # one run for both: it is the other page's
    at.switch_page(PAGES["autoencoder"]).run()
    assert at.selectbox(key="autoencoder_class").value == 7 and at.text_input(key="autoencoder_nth").value == "3"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_a_link_asks_in_vain_is_said(language: str) -> None:
    at = opened("home", language, step="words", home_order="9", home_temperature="`<b>", lang=language)
    (told,) = at.warning
    assert "9" in told.value and "<b>" in told.value and told.value.count("`") == 4
    assert bool(re.search("[가-힣]", told.value.split(":")[0])) == (language == "ko")
    at.segmented_control(key="home_order").set_value(4).run()
    assert not at.warning and at.query_params["home_order"] == "4"


# One of each kind of setting: segments, list, scale, guess, table, number, opened part, further draw,
# what a hand has made, the experiment itself.
VAIN = [
    ("home", "melody", "home_melody", "nine"),
    ("gan", "watch", "gan_world", "atlantis"),
    ("gan", "watch", "gan_watch_depth", "ajar"),
    ("gan", "watch", "gan_seed", "-1"),
    ("gan", "watch", "gan_looks", "x"),
    ("gan", "fail", "gan_recipe", "luck"),
    ("diffusion", "points", "diffusion_walk", "13"),
    ("diffusion", "points", "diffusion_looks", "~0123"),
    ("diffusion", "freeze", "frozen_share", "eNoDAAAAAAE"),
    ("autoencoder", "holes", "autoencoder_predict_holes_digits-2", "luck"),
    ("autoencoder", "hand", "hand_autoencoder-digits-2", "eNqrVkrLz1eyUkpKLFKqBQAbngOb"),
    ("probability", "sampling", "probability_sampler", "guess"),
    ("probability", "landscape", "hills", "eNqrBgAAewA5"),
    ("probability", "table", "probability_table", "1_2"),
    ("probability", "nowhere", "step", "nowhere"),
    ("compare", "game", "compare_round", "0.5"),
    ("classical", "em", "em_place", "bad"),
]


@pytest.mark.parametrize(("page", "step", "key", "text"), VAIN, ids=[f"{page}-{key}" for page, _, key, _ in VAIN])
def test_a_value_of_any_kind_that_is_none_is_ignored_with_a_notice(page: str, step: str, key: str, text: str) -> None:
    at = opened(page, lang="en", **{"step": step, key: text})
    assert not at.exception
    (told,) = [warning.value for warning in at.warning if "The link asks for" in warning.value]
    assert f"`{text}`" in told
    assert at.query_params.get(key, [""])[0] != text


@pytest.mark.parametrize(
    ("typed", "value"), [("1e2", 100), ("12", 12), ("５", 5), (" 7 ", 7), ("1,000", 1000), ("3.0", 3), ("-0", 0)]
)
def test_whole_numbers_are_read_as_people_type_them(typed: str, value: int) -> None:
    assert whole(typed) == value


@pytest.mark.parametrize(("typed", "value"), [("3,5", 3.5), ("\N{MINUS SIGN}2", -2), ("１．５", 1.5), ("1e-3", 0.001)])
def test_numbers_are_read_as_people_type_them(typed: str, value: float) -> None:
    assert number(typed) == value


@pytest.mark.parametrize("typed", ["-5", "3,5", "1e9", "abc", "", "nan", "inf", "\N{MINUS SIGN}1", "0x10"])
def test_a_number_that_is_none_is_said_and_the_last_one_stays(typed: str) -> None:
    at = opened("gan")
    at.text_input(key="gan_seed").set_value("7").run()
    at.text_input(key="gan_seed").set_value(typed).run()
    assert not at.exception and at.query_params["gan_seed"] == "7"
    assert any("0 to 999" in caption.value and "7 stays" in caption.value for caption in at.caption)
    at.text_input(key="gan_seed").set_value("8").run()
    assert at.query_params["gan_seed"] == "8" and not any("stays" in caption.value for caption in at.caption)


def test_a_table_of_chances_is_kept_and_all_zeros_are_said_in_place_of_the_tally() -> None:
    zeros = "_".join(["0"] * 10)
    at = opened("probability", probability_table="_".join(["1"] * 10), lang="en")
    assert any("Sum: 10 %" in caption.value for caption in at.caption) and not at.error
    at.segmented_control(key="lang").set_value("ko").run()
    at.switch_page(PAGES["gan"]).run()
    at.switch_page(PAGES["probability"]).run()
    assert any("10 %" in caption.value for caption in at.caption)
    assert at.query_params["probability_table"] == "_".join(["1"] * 10)
    nothing = opened("probability", probability_table=zeros, lang="en")
    assert len(nothing.error) == 1 and not nothing.exception and nothing.query_params["probability_table"] == zeros


@pytest.mark.parametrize("text", ["1_2", "-1" + "_1" * 9, "nan" + "_1" * 9, "x"])
def test_a_link_with_no_table_opens_the_lessons_table_and_says_so(text: str) -> None:
    at = opened("probability", probability_table=text, lang="en")
    assert not at.exception and len(at.warning) == 1 and any("Sum: 100 %" in caption.value for caption in at.caption)


def test_another_draw_and_an_opened_section_are_kept() -> None:
    at = opened("home", step="cat")
    at.button(key="home_cat_next").click().run()
    assert at.query_params["home_cat"] == "2"
    at = opened("home", step="melody")
    at.button(key="home_next_melody").click().run()
    assert at.query_params["home_melody"] == "3"
    reader = opened("home", lang="en", step="words", home_word="4.2")
    assert not reader.warning and reader.query_params["home_word"] == "4.2"
    reader = opened("home", lang="en", step="melody", home_melody="nine")
    assert len(reader.warning) == 1
    opened_there = opened("probability", lang="en", step="landscape", probability_landscape_depth="open")
    assert opened_there.query_params["probability_landscape_depth"] == "open" and not opened_there.warning


def test_a_link_does_not_open_what_teachers_read() -> None:
    at = opened("home", lang="en", courses_own="open", courses_foundations_teacher="open")
    at.switch_page(course.COURSES.script).run()
    assert at.query_params["courses_own"] == "open" and "courses_foundations_teacher" not in at.query_params


def test_what_the_browser_has_not_heard_of_is_no_change_of_the_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back has been answered, but late: the browser's widgets still hold what they held before."""
    at = opened("gan")
    at.text_input(key="gan_seed").set_value("5").run()
    at.selectbox(key="gan_world").set_value("spiral").run()
    seen, heard = at._tree, at.text_input(key="heard").value
    del at.query_params["gan_world"], at.query_params["gan_seed"]
    with monkeypatch.context() as back:
        back.setattr(link, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True))
        at.run()
    default = at.selectbox(key="gan_world").value
    assert default != "spiral" and at.text_input(key="heard").value != heard
    at._tree = seen
    at.text_input(key="heard").set_value(heard)
    at.selectbox(key="gan_world").set_value("spiral")
    at.text_input(key="gan_seed").set_value("7").run()
    for _ in range(2):
        assert at.selectbox(key="gan_world").value == default and "gan_world" not in at.query_params
        assert at.text_input(key="gan_seed").value == at.query_params["gan_seed"] == "7"
        at.run()
    at.selectbox(key="gan_world").set_value("spiral").run()  # now it is one
    assert at.query_params["gan_world"] == "spiral"
