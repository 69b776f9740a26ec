"""The home page in both languages, each control (AppTest: no browser, no JavaScript)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.concepts.home import words
from app.concepts.home.melody import longest_run
from app.ui import course
from engines.classical import cats
from engines.data.postcards import cards
from engines.data.postcards import table as postcards_table
from engines.markov import melody
from engines.markov import model as markov
from engines.markov import words as markov_words

SHELL = Path(__file__).resolve().parents[4] / "app" / "shell.py"


def opened(language: str = "en", **query: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=60)
    at.context = {"locale": {"ko": "ko-KR", "en": "en-US"}[language]}
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("step", "choices", "buttons"),
    [
        ("cat", [], ["home_cat_next"]),
        ("words", [("home_words", "en"), ("home_words", "ko"), ("home_order", 4), ("home_order", 1),
                   ("home_temperature", "3")], ["home_next_letter", "home_next_word"]),
        ("melody", [("home_notes", 4), ("home_heat", "0.3")], ["home_next_melody"]),
        ("two", [("home_points", "moons"), ("home_model", "mixture")], []),
    ],
)  # fmt: skip
def test_every_control_works(language: str, step: str, choices: list[tuple[str, object]], buttons: list[str]) -> None:
    at = opened(language, step=step)
    for key, value in choices:
        at.segmented_control(key=key).set_value(value).run()
        assert not at.exception, key
    for key in buttons:
        at.button(key=key).click().run()
        assert not at.exception, key


@pytest.mark.parametrize(
    ("step", "asked", "held"),
    [
        ("words", {"home_order": "4", "home_temperature": "<b>"}, {"home_order": 4, "home_temperature": "1"}),
        ("melody", {"home_notes": "-1", "home_heat": "3"}, {"home_notes": 2, "home_heat": "3"}),
        ("two", {"home_model": "mixture", "home_points": "1e9"}, {"home_model": "mixture", "home_points": "clouds"}),
    ],
)
def test_settings_are_links_and_nonsense_opens_the_defaults(step: str, asked: dict, held: dict) -> None:
    at = opened(step=step, **asked)
    assert {key: at.segmented_control(key=key).value for key in held} == held


def test_one_experiment_is_shown_and_its_link_says_nothing_of_others() -> None:
    at = opened(step="words", home_order="4", home_notes="4")
    assert not [c for c in at.segmented_control if c.key in ("home_notes", "home_points")]
    assert at.query_params["home_order"] == "4" and at.query_params["step"] == "words"


def test_the_guess_about_the_far_cross_is_answered_after_it_was_made() -> None:
    at = opened(step="two")
    assert not at.success
    at.segmented_control(key="home_predict_far").set_value("even").run()
    assert "Not quite" in at.error[0].value
    at.segmented_control(key="home_predict_far").set_value("certain").run()
    assert "That is right" in at.success[0].value


def test_only_pages_in_the_navigation_have_a_door() -> None:
    at = opened(step="map")
    links = {link.proto.page for link in at.get("page_link")}
    assert links == {page.path for page in course.PAGES if page.path} and len(links) == 6


def test_a_word_grows_by_one_letter() -> None:
    at = opened(step="words")
    seed, shown = words.WORD
    steps = words.word_steps("en", 3, 1.0, seed)
    assert shown < len(steps)
    at.button(key="home_next_letter").click().run()
    assert at.query_params["home_word"] == f"{seed}.{shown + 1}"
    word = markov_words.join([s.token for s in steps[: shown + 1] if s.token is not markov.END])
    assert any(word in m.value for m in at.markdown if m.value.startswith("## "))


def test_the_bars_are_told_to_whom_the_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(words, "fill_svg", lambda svg, label, **_: told.append(label))
    at = opened(step="words")
    seed, shown = words.WORD
    before, last = told[-1], words.word_steps("en", 3, 1.0, seed)[shown]
    at.button(key="home_next_letter").click().run()
    assert told[-1] != before and told[-1].endswith(f"Drawn: {words.letter(last.token)}")
    assert f"{words.letter(last.token)} {100 * last.probability:.0f} %" in told[-1]


def test_cold_words_repeat_and_a_longer_memory_copies_more() -> None:
    shares = [words.more_words("en", context, 1.0, 0)[1] for context in (1, 2, 3, 4)]
    assert shares == sorted(shares, reverse=True) and shares[0] > 0.9 > 0.5 > shares[-1]
    assert len({w for w, _ in words.more_words("en", 3, 0.3, 0)[0]}) <= words.N_WORDS


def test_letters_of_korean_are_shown_as_on_a_keyboard() -> None:
    initial, vowel, final = markov_words.spell("\uac01", "jamo")  # a syllable with all three
    assert words.letter(initial) == words.letter(final, bare=True) == "\u3131"
    assert words.letter(vowel) == "\u314f"


def test_the_longest_run_is_found() -> None:
    a, b, c = (melody.Note(p, 1.0) for p in (60, 62, 64))
    assert longest_run([a, b, c, a], [(b, c, a, a), (c,)]) == 3
    assert longest_run([a], [(b, c)]) == 0


def test_the_shipped_cats_are_those_of_the_postcard_engine() -> None:
    train, held_out = cats.pictures()
    assert train.shape == (1000, 32, 32, 3) and held_out.shape == (40, 32, 32, 3)
    table = postcards_table.DEFAULT.given(**cats.EVENT)
    for shipped, seed in ((train, cats.TRAIN_SEED), (held_out, cats.HELD_OUT_SEED)):
        painted = cards.render(cards.sample(12, seed=seed, table=table).factors.replace(**cats.PLACE))
        assert np.abs(painted.astype(int) - shipped[:12]).max() <= 1


def test_the_new_cats_are_no_copies_and_cats_nevertheless() -> None:
    model, distances = cats.shipped()
    train, held_out = cats.pictures()
    near = [cats.nearest(picture, train)[1][0] for picture in model.sample(40, seed=5)]
    assert min(near) > 5  # a copy would be at 0
    assert 0.8 < np.median(near) / np.median(distances.held_out) < 1.4  # as near as a real cat: no noise either
    assert cats.nearest(train[7], train, 2)[0][0] == 7 and cats.nearest(train[7], train)[1][0] == 0
    measured = [cats.nearest(picture, train)[1][0] for picture in held_out]
    assert np.abs(distances.held_out[:, None] - measured).min(0).max() < 1e-3  # they are among those measured


def test_the_shipped_draws_are_a_mixtures_draws() -> None:
    """The mean of many new cats is the mixture's mean, weights times means through the basis."""
    model, _ = cats.shipped()
    expected = model.centre + model.weights @ model.means @ model.basis
    drawn = model.sample(2000, seed=1).reshape(2000, -1) / 255
    assert np.abs(drawn.mean(0) - expected).mean() < 0.01
