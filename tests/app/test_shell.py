"""Each page runs, in both languages, and its widgets do what they say (AppTest: no browser, no JavaScript)."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.ui.language import language
from engines.sampling.samplers import SAMPLERS

SHELL = Path(__file__).resolve().parents[2] / "app" / "shell.py"
PAGES = {
    "home": "concepts/home/page.py",
    "probability": "concepts/probability/page.py",
    "classical": "concepts/classical/page.py",
    "autoencoder": "concepts/autoencoder/page.py",
    "gan": "concepts/gan/page.py",
    "diffusion": "concepts/diffusion/page.py",
    "compare": "concepts/compare/page.py",
}
TITLES = {
    ("home", "en"): "Generative models: models that make new things",
    ("home", "ko"): "생성모델: 새로운 것을 만드는 모델",
    ("probability", "en"): "Probability: p(x) and sampling",
    ("probability", "ko"): "확률: p(x)와 샘플링",
    ("classical", "en"): "Classical models: p(x) as a formula",
    ("classical", "ko"): "고전 모델: 식으로 적는 p(x)",
    ("autoencoder", "en"): "Autoencoder: a picture squeezed into a few numbers",
    ("autoencoder", "ko"): "오토인코더: 숫자 몇 개로 압축한 그림",
    ("gan", "en"): "GAN: a forger against a detective",
    ("gan", "ko"): "GAN: 위조지폐범과 형사의 대결",
    ("diffusion", "en"): "Diffusion: the way into noise and back",
    ("diffusion", "ko"): "확산모델: 노이즈까지 갔다가 돌아오는 길",
    ("compare", "en"): "Comparison: the textbook's table, measured",
    ("compare", "ko"): "비교: 직접 측정한 교과서의 표",
}


def opened(page: str, language: str = "en", **query: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=60)
    at.context = {"locale": {"ko": "ko-KR", "en": "en-US"}[language]}
    for key, value in query.items():
        if page == "home" or key != "step":  # another page's experiment is none of the home page's
            at.query_params[key] = value
    at.run()
    if page != "home":
        if "step" in query:
            at.query_params["step"] = query["step"]
        at.switch_page(PAGES[page]).run()
    assert not at.exception
    return at


def asked(at: AppTest, question: str):
    """The control of a question, whatever it is asked about."""
    return next(c for c in at.segmented_control if c.key == question or c.key.startswith(f"{question}_"))


def plain(text: str) -> str:
    """Without the marks around terms that explain themselves."""
    return re.sub("</?abbr[^>]*>", "", text)


def skip(at: AppTest, *questions: str) -> AppTest:
    """Have these questions answered, all of the page where none is named."""
    while buttons := [
        b for b in at.button if b.key.endswith("_skip") and (not questions or b.key.startswith(questions))
    ]:  # fmt: skip
        buttons[0].click().run()
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


def test_the_document_says_a_language_only_once_the_link_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sees the new language and reloads at once finds the same."""
    said: list[tuple[str, list[str]]] = []
    monkeypatch.setattr("app.ui.language.declare", lambda: said.append((language(), st.query_params.get_all("lang"))))
    at = opened("home")
    at.segmented_control(key="lang").set_value("ko").run()
    assert said == [("en", ["en"]), ("ko", ["ko"])]


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
    at.query_params["step"] = "encode"
    at.switch_page(PAGES["autoencoder"]).run()
    assert not at.exception
    assert at.segmented_control(key="autoencoder_data").value == "digits"
    assert at.segmented_control(key="autoencoder_size").value == 2
    assert at.text_input(key="autoencoder_nth").value == "1"


def test_a_guess_is_answered_only_after_it_was_made() -> None:
    at = opened("autoencoder", step="holes")
    assert not at.success and not at.error
    asked(at, "autoencoder_predict_holes").set_value("ae").run()
    assert "Not quite" in at.error[0].value and not at.success
    asked(at, "autoencoder_predict_holes").set_value("vae").run()
    assert "That is right" in at.success[0].value and not at.error


@pytest.mark.parametrize(("size", "said"), [("2", "covers more than the VAE"), ("16", "bring it only to")])
def test_what_a_fairer_chance_makes_of_the_textbooks_sentence_is_said(size: str, said: str) -> None:
    link = {"autoencoder_holes_view": "drawn", "autoencoder_holes_size": size, "autoencoder_data": "fashion"}
    at = opened("autoencoder", step="holes", **link)
    asked(at, "autoencoder_predict_holes").set_value("vae").run()
    assert at.success and any("Of these two networks" in m.value and said in plain(m.value) for m in at.markdown)


@pytest.mark.parametrize("model", ["both", "ae", "vae"])
@pytest.mark.parametrize("size", [2, 16])
def test_every_choice_of_models_works(model: str, size: int) -> None:
    at = opened("autoencoder")
    at.segmented_control(key="autoencoder_model").set_value(model).run()
    at.segmented_control(key="autoencoder_size").set_value(size).run()
    assert not at.exception


def test_putting_the_hand_at_a_picture_gives_its_codes() -> None:
    from engines.data import images
    from engines.nets.latent_space import space
    from engines.shipped import model

    at = opened("autoencoder", step="encode")
    at.selectbox(key="autoencoder_class").set_value(7).run()
    at.button(key="autoencoder_put").click().run()
    assert "step" not in at.query_params  # it is shown where it is
    places = at.session_state["link_state"].values["hand_autoencoder-digits-2"]
    assert at.query_params["hand_autoencoder-digits-2"]
    test = images.load("digits", "test")
    seven = test.images[test.labels == 7][:1]
    assert set(places) == {"ae-digits-2", "vae-digits-2"}
    for name, h in places.items():
        z = np.array(h) * space(name).scale + space(name).origin
        assert z == pytest.approx(model(name).encode(seven)[0][0], abs=1e-2)


def test_resampling_draws_anew() -> None:
    at = opened("autoencoder", step="encode")
    at.button(key="autoencoder_resample").click().run()
    assert at.query_params["autoencoder_draw"] == "1"


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_every_sampler_has_its_words_and_settings(sampler: str) -> None:
    at = opened("probability", step="sampling", probability_sampler=sampler)
    assert not at.exception


@pytest.mark.parametrize(("link", "value"), [("1.5", 1.5), ("-1", 0.3), ("1e9", 0.3), ("nan", 0.3), ("<b>", 0.3)])
def test_the_settings_of_a_sampler_are_a_link(link: str, value: float) -> None:
    at = opened("home")
    at.query_params["step"], at.query_params["probability_metropolis_step_size"] = "sampling", link
    at.switch_page(PAGES["probability"]).run()
    assert not at.exception
    slider = at.slider(key="probability_metropolis_step_size")
    assert slider.value == value
    slider.set_value(0.9).run()
    assert at.query_params["probability_metropolis_step_size"] == "0.9"


@pytest.mark.parametrize("source", ["hills", "named", "paint", "file"])
def test_every_source_of_a_density_works(source: str) -> None:
    at = opened("probability", "ko", step="landscape")
    at.segmented_control(key="probability_source").set_value(source).run()
    assert not at.exception


BAD_FILES = {
    "empty": b"", "text": b"the quick brown fox", "one point": b"1,2\n", "one column": b"1\n4\n5\n",
    "nan": b"1,2\nnan,3\n", "infinite": b"1,2\ninf,3\n", "constant": b"1,2\n1,3\n1,4\n",
    "too many rows": b"1,2\n" * 20_001, "too large": b"1,2\n" * 1_000_000, "not text": b"\xff\xfe\x00\x81",
}  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_an_error_in_words_and_the_page_lives_on(name: str, language: str) -> None:
    at = opened("probability", language, step="landscape")
    at.segmented_control(key="probability_source").set_value("file").run()
    at.file_uploader(key="probability_file_0").upload("points.csv", BAD_FILES[name]).run()
    assert not at.exception
    assert len(at.error) == 1
    assert bool(re.search("[가-힣]", at.error[0].value)) == (language == "ko"), at.error[0].value


def test_a_good_file_becomes_a_world_that_other_pages_can_use() -> None:
    at = opened("probability", step="landscape")
    at.segmented_control(key="probability_source").set_value("file").run()
    rows = "\n".join(f"{i % 7},{(i * i) % 11}" for i in range(100))
    at.file_uploader(key="probability_file_0").upload("points.csv", rows.encode()).run()
    assert not at.exception and not at.error
    at.switch_page(PAGES["gan"]).run()
    assert not at.exception and "My own" in at.selectbox(key="gan_world").options


def test_the_figures_of_the_three_properties_are_there() -> None:
    assert any("grey levels" in m.value for m in opened("probability", step="random").metric)
    assert not skip(opened("probability", step="combines")).exception


@pytest.mark.parametrize("schedule", ["cosine", "linear", "rescaled", "flow", "too-short"])
def test_every_schedule_has_its_samplers(schedule: str) -> None:
    at = opened("diffusion", "ko", step="points")
    at.selectbox(key="diffusion_schedule").set_value(schedule).run()
    for name in ("ddpm", "heun", "ddim") + (("euler",) if schedule == "flow" else ()):
        at.selectbox(key=f"diffusion_sampler_{schedule}").set_value(name).run()
        assert not at.exception


def test_guidance_needs_a_class_to_be_guided_to_and_eta_a_sampler_that_has_it() -> None:
    at = opened("diffusion")
    assert at.select_slider(key="diffusion_guidance").disabled
    at.selectbox(key="diffusion_class_digits").set_value(7).run()
    assert not at.select_slider(key="diffusion_guidance").disabled
    assert at.query_params["diffusion_class_digits"] == "7"
    assert at.select_slider(key="diffusion_film_eta").value == 0
    at.selectbox(key="diffusion_film_sampler").set_value("heun").run()
    assert not at.exception and "diffusion_film_eta" not in [s.key for s in at.select_slider]


def test_schedules_are_read_as_share_or_as_ratio() -> None:
    at = opened("diffusion", step="schedule", diffusion_quantity="ratio")
    assert at.session_state["diffusion_quantity"] == "ratio" and not at.exception
