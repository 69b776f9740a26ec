"""What is asked for beside what else: one film or two, on the same noise, that differ in one thing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engines.data.postcards import requests
from tests.app.test_shell import opened

STEP = {"step": "ask"}


def shown(at: AppTest) -> dict[str, Any]:
    """What the live part is given."""
    assert not at.exception
    return json.loads(next(e.proto.json for e in at.get("bidi_component") if e.key == "asked"))


def walks(at: AppTest) -> list[dict[str, Any]]:
    return [film["walk"] for film in shown(at)["films"]]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("data", ["digits", "fashion", "postcards", "letters"])
def test_one_film_beside_its_guess(language: str, data: str) -> None:
    at = opened("diffusion", language, **STEP)
    at.selectbox(key="diffusion_ask_data").set_value(data).run()
    (walk,) = walks(at)
    assert walk["model"] == f"diffusion-{data}" and walk["guidance"] == 2 and len(walk["rows"]) > 1
    assert [(pane["film"], pane["show"]) for pane in shown(at)["panes"]] == [(0, "x"), (0, "x0")]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("data", ["digits", "postcards"])
@pytest.mark.parametrize(("beside", "differs"), [("request", "rows"), ("guidance", "guidance"), ("sampler", "sampler")])
def test_two_films_differ_in_one_thing_and_start_from_the_same_noise(
    language: str, data: str, beside: str, differs: str
) -> None:
    at = opened("diffusion", language, **STEP, diffusion_film_seed="5")
    at.selectbox(key="diffusion_ask_data").set_value(data).run()
    at.selectbox(key="diffusion_ask_beside").set_value(beside).run()
    one, other = walks(at)
    assert {name for name in one if one[name] != other[name]} == {differs}
    assert one["seed"] == 5 and len(one["rows"]) == len(other["rows"])
    assert [(pane["film"], pane["show"]) for pane in shown(at)["panes"]] == [(0, "x"), (1, "x")]
    titles = [pane["title"] for pane in shown(at)["panes"]]
    assert titles[0].startswith("A: ") and titles[1].startswith("B: ") and titles[0][3:] != titles[1][3:]


def test_the_second_request_is_typed_and_kept_in_the_link() -> None:
    at = opened("diffusion", **STEP)
    at.selectbox(key="diffusion_ask_beside").set_value("request").run()
    at.text_input(key="diffusion_ask_b").set_value("an apple").run()
    one, other = walks(at)
    n = len(other["rows"])
    assert other["rows"] == requests.rows(requests.understand("an apple").event, n, other["seed"]).tolist()
    assert one["rows"] != other["rows"]
    link = {name: texts[0] if isinstance(texts, list) else texts for name, texts in at.query_params.items()}
    assert walks(opened("diffusion", **link)) == [one, other]


def test_a_word_beside_another_is_named_whole() -> None:
    at = opened("diffusion", **STEP, diffusion_ask_data="letters", diffusion_ask_beside="request")
    at.text_input(key="diffusion_ask_word").set_value("서울").run()
    assert shown(at)["panes"][0]["title"] == "A: 서울"


def test_factors_that_a_request_names_weigh_by_themselves_and_one_film_goes_without() -> None:
    at = opened("diffusion", **STEP)
    at.text_input(key="diffusion_ask").set_value("a black cat at sunset").run()
    named = ("subject", "colour", "background")
    assert {s.key for s in at.select_slider if "_extra_" in s.key} == {f"diffusion_ask_extra_{name}" for name in named}
    assert "extra" not in walks(at)[0]  # nothing weighs
    at.select_slider(key="diffusion_ask_extra_subject").set_value(5.0).run()
    at.select_slider(key="diffusion_ask_until").set_value(0.6).run()
    at.selectbox(key="diffusion_ask_beside").set_value("extra").run()
    one, other = walks(at)
    assert (one["extra"], one["extra_until"]) == ([5.0, 0.0, 0.0, 0.0], 0.6)
    assert other == {name: value for name, value in one.items() if name not in ("extra", "extra_until")}
    link = {name: texts[0] if isinstance(texts, list) else texts for name, texts in at.query_params.items()}
    assert walks(opened("diffusion", **link)) == [one, other]
    at.text_input(key="diffusion_ask").set_value("the sea").run()
    assert {s.key for s in at.select_slider if "_extra_" in s.key} == {"diffusion_ask_extra_background"}
    assert all("extra" not in walk for walk in walks(at))  # the subject is left open


def test_two_requests_weigh_alike() -> None:
    at = opened("diffusion", **STEP, diffusion_ask_beside="request", diffusion_ask_extra_subject="3.0")
    one, other = walks(at)
    assert one["extra"] == other["extra"] == [3.0, 0.0, 0.0, 0.0] and one["rows"] != other["rows"]


def test_the_letters_of_a_word_weigh_one_by_one() -> None:
    at = opened("diffusion", **STEP, diffusion_ask_data="letters", diffusion_ask_word_extra_face="2.0")
    assert walks(at)[0]["extra"] == [0.0, 0.0, 0.0, 2.0]
