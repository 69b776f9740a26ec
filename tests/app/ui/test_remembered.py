"""What the browser remembers, and what the session makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from app.ui import remembered
from app.ui.remembered import LONGEST, MOST, Remembered

GAME = Remembered("game")


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(remembered.st, "session_state", state)
    return state


def hear(session: dict[str, Any], said: Any) -> list[str]:
    session["remembered_game"] = {"said": said}
    GAME._heard()
    return GAME.texts()


def test_what_the_browser_knew_comes_first_and_nothing_twice(session: dict[str, Any]) -> None:
    for text in ("b", "c", "b"):
        GAME.add(text)
    assert hear(session, {"since": 0, "texts": ["a", "b"]}) == ["a", "b", "c"]


def test_what_was_forgotten_stays_so_and_what_another_tab_has_forgotten_goes(session: dict[str, Any]) -> None:
    GAME.add("a")
    assert hear(session, {"since": 7, "texts": []}) == []
    GAME.add("b")
    assert hear(session, {"since": 0, "texts": ["a"]}) == ["b"]  # from before
    GAME.forget()
    assert hear(session, {"since": 7, "texts": ["a"]}) == []


@pytest.mark.parametrize("said", [None, 3, [], {}, {"since": "0", "texts": []}, {"since": 0, "texts": "ab"},
                                  {"since": 0, "texts": [3, "x" * (LONGEST + 1)]}])  # fmt: skip
def test_what_no_browser_of_ours_says_changes_nothing(session: dict[str, Any], said: Any) -> None:
    GAME.add("a")
    assert hear(session, said) == ["a"]


def test_the_newest_are_kept() -> None:
    for n in range(MOST + 2):
        GAME.add(str(n))
    assert len(GAME.texts()) == MOST and GAME.texts()[-1] == str(MOST + 1)
