"""What a page orders and waits for: at once where it is quick, else a bar, and the same for all who ask the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from app.live.measuring import follow
from app.live.measuring.desk import Desk


class Slow:
    """Work that waits in its middle."""

    def __init__(self) -> None:
        self.begun, self.free = 0, threading.Event()

    def __call__(self) -> Iterator:
        self.begun += 1
        yield 0.5, "{n} updates …", {"n": 7}
        self.free.wait(20)
        yield 0.9, "nearly"
        return 42


def script(answered, work):
    import streamlit as st

    st.button("Something else", key="other")
    st.session_state["answer"] = answered("tried", "this", work)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    desk = Desk(1)
    monkeypatch.setattr(follow, "desk", lambda: desk)
    monkeypatch.setattr(follow, "ANSWERS", follow.Answers())
    monkeypatch.setattr(follow, "PATIENCE", 0.1)
    return Slow()


def opened(work: Callable) -> AppTest:
    at = AppTest.from_function(script, args=(follow.answered, work)).run()
    assert not at.exception
    return at


def test_clicks_do_not_end_it_and_its_answer_is_there_for_all(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = opened(slow), opened(slow)
    assert one.session_state["answer"] is None and one.button(key="tried_stop")
    one.button(key="other").click().run()
    assert one.session_state["answer"] is None
    slow.free.set()
    monkeypatch.setattr(follow, "PATIENCE", 20.0)
    assert [at.run().session_state["answer"] for at in (one, two, opened(slow))] == [42, 42, 42]
    assert slow.begun == 1


def test_who_stops_it_sees_no_bar_until_it_is_asked_for_again(slow: Slow) -> None:
    one, two = opened(slow), opened(slow)
    one.button(key="tried_stop").click().run()
    assert one.button(key="tried_again") and "tried_stop" not in [b.key for b in one.button]
    assert two.run().button(key="tried_stop")  # the other goes on
    seen = one._tree
    one.button(key="tried_again").click().run()
    assert one.button(key="tried_stop") and slow.begun == 1
    one._tree = seen  # a double click: the browser has not heard of the first one's answer
    one.button(key="tried_again").click().run()
    assert not one.exception and one.button(key="tried_stop") and slow.begun == 1
    slow.free.set()


def test_what_is_being_done_is_said_in_the_language_of_whoever_looks(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though another has ordered it, in another language, and through a switch."""
    english, korean = opened(slow), AppTest.from_function(script, args=(follow.answered, slow))
    korean.session_state["lang"] = "ko"
    korean.run()
    assert [at.get("progress")[0].proto.text for at in (english, korean)] == ["7 updates …", "7번 갱신 …"]
    english.session_state["lang"] = "ko"
    assert english.run().get("progress")[0].proto.text == "7번 갱신 …"
    slow.free.set()
