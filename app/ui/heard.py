"""What the browser has heard of, of what the session has given its widgets.

Every message of the browser says what all widgets hold. Where the answer to something before, to Back, to another
language, is still under way, a widget holds what it held before, in the words of that time, and that is no change of
the person's. So a number is given to a widget that nobody sees: what the browser says of it is the last it has heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

KEY = "heard"


@dataclass
class Given:
    """How often a widget was given a value; and of the last time of each: the number, what it held, what it holds."""

    number: int = 0
    last: dict[str, tuple[int, Any, Any]] = field(default_factory=dict)
    dropped: dict[str, Any] = field(default_factory=dict)  # key -> what the browser still says that it holds
    labels: dict[str, dict[str, Any]] = field(default_factory=dict)  # key -> label, in any language -> option


def _given() -> Given:
    return st.session_state.setdefault("given_widgets", Given())


def give(key: str, value: Any) -> None:
    """A widget holds `value` from now on, whatever the browser says that it has held."""
    now = _given()
    held = now.dropped if key in now.dropped else st.session_state
    if key in held:
        now.number += 1
        now.last[key] = now.number, held[key], value
    now.dropped.pop(key, None)
    st.session_state[key] = value


def drop(key: str) -> None:
    """What a widget holds counts no more: it is given something else before it is drawn."""
    if key in st.session_state:
        _given().dropped[key] = st.session_state.pop(key)


def is_old(key: str, value: Any, read: Callable[[Any], Any]) -> bool:
    """Whether a browser that says `value` only has not heard what the widget was given. The widget is given anew what
    counts: the answer that is under way will give it something else."""
    now = _given()
    text = str(st.session_state.get(KEY, ""))
    number, before, given = now.last.get(key, (0, None, None))
    if number <= (int(text) if text.isdecimal() else 0):
        return False
    old = before != given and value == _read(before, read)
    give(key, given if old else st.session_state[key])
    if old:
        now.last[key] = now.number, before, given
    return old


def _read(held: Any, read: Callable[[Any], Any]) -> Any:
    try:
        return read(held)
    except ValueError:
        return held


def option(key: str, options: Mapping[Any, str]) -> Callable[[Any], Any]:
    """Reads what a list or segments hold: one of the options; or its label, in a language of before."""
    labels = _given().labels.setdefault(key, {})
    labels.update({label: value for value, label in options.items()})

    def read(held: Any) -> Any:
        value = held if held is None or held in options else labels.get(held)
        if value not in options and held is not None:
            raise ValueError(f"{held} is none of the options")
        return value

    return read


def ask() -> None:
    """At the end of a run of the whole page."""
    st.session_state[KEY] = str(_given().number)
    st.text_input(KEY, key=KEY, label_visibility="collapsed")
