"""Each page runs, in both languages, and its widgets do what they say (AppTest: no browser, no JavaScript)."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

SHELL = Path(__file__).resolve().parents[2] / "app" / "shell.py"
PAGES = {"home": "concepts/home.py", "autoencoder": "concepts/autoencoder.py"}
TITLES = {
    ("home", "en"): "What is a generative model?",
    ("home", "ko"): "생성모델이란 무엇일까요?",
    ("autoencoder", "en"): "Autoencoder: a picture squeezed into a few numbers",
    ("autoencoder", "ko"): "오토인코더: 그림을 몇 개의 숫자로 압축하기",
}


def opened(page: str, language: str = "en", **query: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=60)
    at.context = {"locale": {"ko": "ko-KR", "en": "en-US"}[language]}
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    if page != "home":
        at.switch_page(PAGES[page]).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_speaks_the_language_of_the_browser(page: str, language: str) -> None:
    at = opened(page, language)
    assert at.title[0].value == TITLES[page, language]


def test_language_of_an_unknown_browser_is_english() -> None:
    at = AppTest.from_file(SHELL, default_timeout=60).run()
    assert at.title[0].value == TITLES["home", "en"]


def test_language_switch_keeps_page_and_settings() -> None:
    at = opened("autoencoder")
    at.segmented_control(key="autoencoder_data").set_value("fashion").run()
    at.segmented_control(key="autoencoder_size").set_value(16).run()
    at.segmented_control(key="lang").set_value("ko").run()
    assert not at.exception
    assert at.title[0].value == TITLES["autoencoder", "ko"]
    assert at.segmented_control(key="autoencoder_data").value == "fashion"
    assert at.segmented_control(key="autoencoder_size").value == 16


def test_settings_are_a_link_that_does_not_depend_on_the_language() -> None:
    at = opened("autoencoder", "ko")
    at.segmented_control(key="autoencoder_data").set_value("fashion").run()
    at.segmented_control(key="autoencoder_model").set_value("ae").run()
    assert at.query_params["autoencoder_data"] == "fashion" and at.query_params["autoencoder_model"] == "ae"
    reader = opened("home", "en", autoencoder_data="fashion", autoencoder_model="ae", lang="en")
    reader.query_params["autoencoder_data"] = "fashion"
    reader.query_params["autoencoder_model"] = "ae"
    reader.switch_page(PAGES["autoencoder"]).run()
    assert reader.segmented_control(key="autoencoder_data").value == "fashion"
    assert reader.segmented_control(key="autoencoder_model").value == "ae"


def test_a_link_with_nonsense_opens_the_defaults() -> None:
    at = opened("home", lang="xx")
    at.query_params["autoencoder_data"] = "<script>"
    at.query_params["autoencoder_size"] = "1e9"
    at.query_params["autoencoder_nth"] = "-3"
    at.switch_page(PAGES["autoencoder"]).run()
    assert not at.exception
    assert at.segmented_control(key="autoencoder_data").value == "digits"
    assert at.segmented_control(key="autoencoder_size").value == 2
    assert at.number_input(key="autoencoder_nth").value == 1


def test_a_guess_is_answered_only_after_it_was_made() -> None:
    at = opened("autoencoder")
    assert not any("That is right" in m.value for m in at.markdown)
    at.segmented_control(key="autoencoder_predict_holes").set_value("ae").run()
    assert any("Not quite" in m.value for m in at.markdown)
    at.segmented_control(key="autoencoder_predict_holes").set_value("vae").run()
    assert any("That is right" in m.value for m in at.markdown)


@pytest.mark.parametrize("model", ["both", "ae", "vae"])
@pytest.mark.parametrize("size", [2, 16])
def test_every_choice_of_models_works(model: str, size: int) -> None:
    at = opened("autoencoder")
    at.segmented_control(key="autoencoder_model").set_value(model).run()
    at.segmented_control(key="autoencoder_size").set_value(size).run()
    assert not at.exception


def test_putting_the_hand_at_a_picture_gives_its_codes() -> None:
    from app.live.latent import model
    from engines import images

    at = opened("autoencoder")
    at.selectbox(key="autoencoder_class").set_value(7).run()
    at.button(key="autoencoder_put").click().run()
    (place,) = at.session_state["autoencoder_place"].values()
    test = images.load("digits", "test")
    seven = test.images[test.labels == 7][:1]
    assert set(place) == {"ae-digits-2", "vae-digits-2"}
    for name, z in place.items():
        assert z == pytest.approx(model(name).encode(seven)[0][0].tolist(), abs=1e-5)


def test_resampling_draws_anew() -> None:
    at = opened("autoencoder")
    before = at.session_state["autoencoder_draw"]
    at.button(key="autoencoder_resample").click().run()
    assert at.session_state["autoencoder_draw"] == before + 1
