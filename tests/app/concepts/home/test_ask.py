"""A request in words or a word in Hangul, as it is understood, chosen otherwise, and told to the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.concepts.home import ask
from app.live.film import asking
from engines.data import letters
from engines.data.postcards import requests
from engines.data.postcards.factors import CATS, KINDS
from engines.data.postcards.table import TAUGHT
from engines.diffusion.presets import COMPOSED

SHELL = Path(__file__).resolve().parents[4] / "app" / "shell.py"
ANY_CAT = "0.1.2"  # in the link
TYPED = "home_ask"
APPLE = str(KINDS["subject"].index("apple"))


def opened(language: str = "en", **query: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=60)
    at.context = {"locale": {"ko": "ko-KR", "en": "en-US"}[language]}
    at.query_params.update(query)
    at.run()
    assert not at.exception
    return at


def typed(at: AppTest, text: str, key: str = TYPED) -> AppTest:
    at.text_input(key=key).set_value(text).run()
    assert not at.exception
    return at


def chosen(at: AppTest, key: str, value: str) -> AppTest:
    at.selectbox(key=key).set_value(value).run()
    assert not at.exception
    return at


def film(at: AppTest) -> dict[str, Any]:
    """What the live part is given."""
    return json.loads(next(e.proto.json for e in at.get("bidi_component") if e.key == "asked"))["films"][0]


def kinds(at: AppTest) -> list[dict[str, str]]:
    """What the model is told of each picture, by name."""
    return [{kind: KINDS[kind][i] for kind, i in zip(KINDS, row, strict=True)} for row in film(at)["walk"]["rows"]]


def said(at: AppTest) -> str:
    return "\n".join(caption.value for caption in at.caption)


def again(at: AppTest) -> AppTest:
    """A reader who opens the link."""
    return opened(**{name: texts[0] if isinstance(texts, list) else texts for name, texts in at.query_params.items()})


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_opens_first_on_an_answered_request(language: str) -> None:
    at = opened(language)
    assert at.text_input(key=TYPED).value == {
        "en": "Make a picture that looks like a cat", "ko": "고양이처럼 보이는 이미지를 만들어주세요",
    }[language]  # fmt: skip
    assert at.selectbox(key=f"{TYPED}_subject").value == ANY_CAT
    assert {one["subject"] for one in kinds(at)} <= set(CATS)
    assert not [name for name in at.query_params if name.startswith(TYPED)]
    assert len(film(at)["pictures"]) == len(kinds(at)) > 1


def test_what_is_asked_for_is_told_and_what_is_open_follows_the_training_pictures() -> None:
    at = typed(opened(), "a black cat in a sunflower field")
    assert {one["subject"] for one in kinds(at)} <= set(CATS)
    assert {(one["colour"], one["background"]) for one in kinds(at)} == {("black", "sunflower field")}
    assert not said(at)
    rows = requests.rows(requests.understand("a black cat in a sunflower field").event, len(kinds(at)), 0)
    np.testing.assert_array_equal(film(at)["walk"]["rows"], rows)


def test_nobody_is_shown_unasked_what_was_never_trained() -> None:
    assert all(TAUGHT.p[tuple(row)] > 0 for row in requests.rows(requests.understand("a cat").event, 500, 0))


def test_nothing_asked_for_is_anything() -> None:
    at = typed(opened(), "")
    np.testing.assert_array_equal(film(at)["walk"]["rows"], requests.rows({}, len(kinds(at)), 0))
    assert again(at).text_input(key=TYPED).value == ""


def test_a_factor_is_chosen_instead_and_left_open_until_other_words_come() -> None:
    at = chosen(typed(opened(), "a red apple by the sea"), f"{TYPED}_colour", str(KINDS["colour"].index("green")))
    assert {one["colour"] for one in kinds(at)} == {"green"} and {one["background"] for one in kinds(at)} == {"sea"}
    at = chosen(at, f"{TYPED}_background", asking.OPEN)
    assert len({one["background"] for one in kinds(at)}) > 1
    reader = again(at)
    assert film(reader)["walk"] == film(at)["walk"]
    at = typed(at, "a yellow apple at night")
    assert {(one["colour"], one["background"]) for one in kinds(at)} == {("yellow", "night")}
    assert set(at.query_params) & {f"{TYPED}_colour", f"{TYPED}_background"} == set()


def test_a_choice_that_the_browser_does_not_know_to_be_gone_is_not_made_again() -> None:
    """Other words have come, the answer is late, and a factor is chosen meanwhile: the browser says all the factors."""
    at = chosen(typed(opened("en"), "a black cat"), f"{TYPED}_subject", APPLE)
    seen, heard = at._tree, at.text_input(key="heard").value
    typed(at, "a mountain")
    at._tree = seen
    at.text_input(key=TYPED).set_value("a mountain")
    at.text_input(key="heard").set_value(heard)
    at.selectbox(key=f"{TYPED}_subject").set_value(APPLE)
    chosen(at, f"{TYPED}_style", "1")
    assert f"{TYPED}_subject" not in at.query_params and {one["subject"] for one in kinds(at)} == {"mountain"}
    assert at.query_params[f"{TYPED}_style"] == "1"


def test_words_that_leave_a_choice_can_be_chosen_as_they_are() -> None:
    at = typed(opened(), "a black or white cat")
    colours = {KINDS["colour"].index(name) for name in ("black", "white")}
    assert at.selectbox(key=f"{TYPED}_colour").value == ".".join(map(str, sorted(colours)))
    assert {one["colour"] for one in kinds(at)} <= {"black", "white"}


def test_an_unknown_word_is_said_and_the_nearest_is_taken_by_a_tap() -> None:
    at = typed(opened(), "a sunflwer and a giraffe")
    assert "“sunflwer”" in said(at) and "“giraffe”" in said(at) and "…" not in said(at)
    nearest = [button for button in at.button if button.key.startswith(f"{TYPED}_nearest")]
    assert [button.label for button in nearest] == ["“sunflower” instead of “sunflwer”"]
    nearest[0].click().run()
    assert at.text_input(key=TYPED).value == "a sunflower and a giraffe"
    assert {one["subject"] for one in kinds(at)} == {"sunflower"}
    assert "“giraffe”, “zebra”, “lion”, …" in said(typed(at, "a giraffe, a zebra, a lion and a whale"))


def test_an_example_is_typed_by_a_tap_and_kept_in_the_link() -> None:
    at = opened("ko")
    at.button(key=f"{TYPED}_example_2").click().run()
    assert {one["subject"] for one in kinds(at)} == {"mountain"}
    assert film(again(at))["walk"] == film(at)["walk"]


def test_other_noise_is_another_seed_of_the_same_request() -> None:
    at = opened()
    at.button(key=f"{TYPED}_again").click().run()
    assert film(at)["walk"]["seed"] == 1 and film(again(at))["walk"]["seed"] == 1


def test_another_language_has_its_own_first_request_and_keeps_a_persons() -> None:
    at = opened("en")
    at.segmented_control(key="lang").set_value("ko").run()
    assert at.text_input(key=TYPED).value == "고양이처럼 보이는 이미지를 만들어주세요"
    at = typed(at, "빨간 사과")
    at.segmented_control(key="lang").set_value("en").run()
    assert at.text_input(key=TYPED).value == "빨간 사과" and {one["subject"] for one in kinds(at)} == {"apple"}


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "![a](https://example.org/b.png)", "**x** :red[y] $z$"])
def test_markup_is_words(text: str) -> None:
    at = typed(opened(), text)
    assert at.text_input(key=TYPED).value == text == again(at).text_input(key=TYPED).value
    for caption in at.caption:
        assert not caption.proto.allow_html and not any(sign in caption.value for sign in "<[*$")


def test_three_hundred_characters_are_read_as_far_as_allowed() -> None:
    at = opened(home_ask=asking_link("cat " * 75))
    assert at.text_input(key=TYPED).value == ("cat " * 75)[: requests.MOST]
    assert {one["subject"] for one in kinds(at)} <= set(CATS)


def asking_link(text: str) -> str:
    from app.ui.kept import written

    return written(text)


@pytest.mark.parametrize("nonsense", ["x", "~0", "eJw"])
def test_a_link_without_a_text_opens_the_first_request_and_says_so(nonsense: str) -> None:
    at = opened(home_ask=nonsense)
    assert at.text_input(key=TYPED).value == "Make a picture that looks like a cat" and len(at.warning) == 1


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_word_is_told_by_its_letters_and_its_hand(language: str) -> None:
    at = typed(opened(language, home_ask_what="word"), "한글", "home_ask_word")
    at = chosen(at, "home_ask_word_face", "pen")
    pen = letters.FACES.index("pen")
    rows = [[*letters.letters_of(syllable), pen] for syllable in "한글"]
    assert film(at)["size"] == 2 and film(at)["walk"]["rows"] == rows * 3 and "other" not in film(at)["walk"]
    sound = {"ko": "ㅎ + ㅏ + ㄴ", "en": "ㅎ h + ㅏ a + ㄴ n"}[language]
    assert film(at)["pictures"][0] == {"label": "한", "letters": sound, "unseen": False}
    at = chosen(at, "home_ask_word_second", "brush")
    mixed = film(at)["walk"]
    assert mixed["share"] == 0.5 and mixed["other"] == [[*r[:3], letters.FACES.index("brush")] for r in rows] * 3
    assert film(again(at))["walk"] == mixed


def test_syllables_that_no_training_has_seen_are_marked() -> None:
    unseen = sorted(letters.held_out())[0]
    at = typed(opened(home_ask_what="word"), f"{unseen}가뷁", "home_ask_word")
    assert [one["unseen"] for one in film(at)["pictures"][:3]] == [True, "가" in letters.held_out(), True]


def test_latin_letters_are_offered_in_hangul_and_signs_refused() -> None:
    at = typed(opened(home_ask_what="word"), "Seoul <3", "home_ask_word")
    assert "".join(one["label"] for one in film(at)["pictures"][:2]) == "서울"
    assert "**서울**" in said(at) and r"Not written: “\<3”" in said(at)
    at = typed(at, "!!!", "home_ask_word")
    assert "Nothing of this" in said(at) and film(at)["pictures"]
    at = typed(at, "가" * 9, "home_ask_word")
    assert "at most 8" in said(at) and "Here is Hello." in said(at) and film(at)["pictures"]


def test_the_answer_about_unseen_syllables_is_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(unseen: float) -> dict[str, Any]:
        shares = {"written": unseen, "real": 0.99}
        return {k: {"all": {"share": v, "standard_error": 0.004}} for k, v in shares.items()}

    for share, right in ((0.93, "Nearly always"), (0.5, "Every second one"), (0.1, "Hardly ever")):
        test = {"held_out": measured(share), "trained": measured(0.98)}
        monkeypatch.setattr(ask.weights, "record", lambda name, *folder, test=test: {"test": test})
        at = opened(home_ask_what="word")
        at.button(key="home_predict_unseen_skip").click().run()
        assert f"The answer: {right}" in at.info[0].value
        assert any(f"{100 * share:.1f}" in m.value for m in at.markdown)


@pytest.mark.parametrize(
    ("text", "new"), [("a black cat at sunset", True), ("an orange cat at sunset", False), ("", False)]
)
def test_only_what_no_training_picture_shows_is_guided_factor_by_factor(text: str, new: bool) -> None:
    at = typed(opened(), text)
    walk = film(at)["walk"]
    assert all((TAUGHT.p[tuple(row)] == 0) == new for row in walk["rows"])
    assert {name: walk.get(name) for name in COMPOSED} == (
        COMPOSED if new else {"guidance": 1.0, "extra": None, "extra_until": None}
    )
    assert any("No training picture" in caption.value for caption in at.caption) == new
