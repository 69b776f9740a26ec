"""A question that a class is asked: held back on everybody's page, and told with what each has answered."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.ui.together import LAST_PLAYED, OFFERED, PLAYED, ROOM, play, tell
from tests.app.ui.test_stage import opened, said
from tests.experiments import CONCEPTS

WIDGET = "gan_watch_guess"


def with_class(at: AppTest, **asked: Any) -> AppTest:
    """What the browser tells of its room."""
    at.session_state[ROOM] = {"asked": {"about": WIDGET} | asked}
    return at.run()


def is_told(at: AppTest) -> bool:
    return any(card.value == "So." for card in at.markdown)


def test_a_page_offers_what_it_asks_without_the_answer() -> None:
    at = opened()
    assert at.session_state[OFFERED] == {
        WIDGET: {"about": WIDGET, "text": "Why?", "answers": ["A", "B"], "right": None}
    }


def test_while_the_class_is_asked_nobody_is_told() -> None:
    at = with_class(opened(), stage="asked", choice=None)
    assert not is_told(at) and any("Your class is asked this" in c.value for c in at.caption)
    assert WIDGET not in [group.key for group in at.segmented_control]
    assert f"{WIDGET}_skip" not in [button.key for button in at.button]
    at = with_class(at, about="another", stage="asked")
    assert WIDGET in [group.key for group in at.segmented_control]


@pytest.mark.parametrize(("choice", "verdict"), [(0, "That is right: A."), (1, "Not quite: A.")])
def test_once_it_is_told_what_was_answered_in_the_room_is_the_guess(choice: int, verdict: str) -> None:
    at = with_class(opened(), stage="asked", choice=None)
    at = with_class(at, stage="told", choice=choice)
    assert is_told(at) and any(verdict in m.value for m in (*at.success, *at.error))
    assert said(at, WIDGET) == "ab"[choice]
    assert at.session_state[OFFERED][WIDGET]["right"] == 0  # for the counts
    at.segmented_control(key=WIDGET).set_value("b").run()  # it is a guess like any other
    assert said(at, WIDGET) == "b"


@pytest.mark.parametrize("choice", [None, 7])
def test_who_has_answered_nothing_is_told_too(choice: int | None) -> None:
    at = with_class(opened(), stage="told", choice=choice)
    assert is_told(at) and any("The answer: A." in m.value for m in at.info)


def test_who_has_guessed_before_keeps_the_guess() -> None:
    at = opened()
    at.segmented_control(key=WIDGET).set_value("b").run()
    at = with_class(at, stage="asked")
    assert is_told(at) and said(at, WIDGET) == "b"
    at = with_class(at, stage="told", choice=0)
    assert said(at, WIDGET) == "b"


@pytest.mark.parametrize("nonsense", [None, 3, "asked", {}, {"about": WIDGET}, {"about": WIDGET, "stage": ["told"]}])
def test_what_a_browser_may_tell_is_checked(nonsense: Any) -> None:
    at = opened()
    at.session_state[ROOM] = {"asked": nonsense}
    assert not at.run().exception and not is_told(at)


def test_no_question_ends_the_script_that_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    monkeypatch.setattr("app.ui.together.st.session_state", {OFFERED: {"x": {"text": "</script><b>&'\"\\"}}})
    monkeypatch.setattr("app.ui.together.st.html", lambda body, **how: found.append(body))
    tell()
    inside = re.fullmatch("<script>(.*)</script>", found[0])[1]
    assert "<" not in inside
    said = dict(re.findall(r"document\.documentElement\.dataset\.(\w+) = (\".*?[^\\]\")(?:; |$)", inside))
    assert {name: json.loads(json.loads(text)) for name, text in said.items()} == {
        "questions": [{"text": "</script><b>&'\"\\"}], "played": []
    }  # fmt: skip


def test_what_a_session_plays_is_told_in_order_and_only_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, Any] = {}
    monkeypatch.setattr("app.ui.together.st.session_state", session)
    for n in range(2 * LAST_PLAYED):
        play("digits", n, "gan")
    told = session[PLAYED]
    assert [one["round"] for one in told] == list(range(LAST_PLAYED, 2 * LAST_PLAYED))
    assert all(a["id"] < b["id"] < 2**53 for a, b in zip(told, told[1:], strict=False))


def test_every_question_of_an_experiment_is_named_as_one() -> None:
    """By this a room knows guesses, which it sends to nobody (assets/live/rooms/place.js)."""
    keys = []
    for path in CONCEPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("predict", "ask", "card"):
                given = [k.value for k in node.keywords if k.arg == "key"] or node.args[:1]
                keys += [key.value for key in given if isinstance(key, ast.Constant) and path.name != "game.py"]
    assert len(keys) > 40 and not [key for key in keys if isinstance(key, str) and not re.match("[a-z]+_predict_", key)]
