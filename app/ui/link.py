"""What a person has set, kept by the session and by the link.

The session keeps the value of every key for as long as it lives: over pages, tabs, languages. The link says whatever
is not the default, so that a reload, a second tab and another person begin with the same. A link that names a language
is one of ours and says everything about its page: a key that it leaves out has its default. The browser's Back and
Forward bring such a link. One without a language (the navigation's) says nothing about the keys it leaves out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.ui import heard, language, moment
from app.ui.language import t

STEP = "step"  # the name of the page's experiment in the link
NOTHING = object()  # the link says nothing new about a key
LONGEST = 40  # letters of an ignored text that are shown
Value = TypeVar("Value")


@dataclass(frozen=True)
class Move:
    """A step in the browser's history to a page: its number, and what the link says there."""

    number: int
    says: Mapping[str, str]


@dataclass
class State:
    """What one session remembers of its values and its links."""

    page: str | None = None
    link: dict[str, str] = field(default_factory=dict)  # what the link says, also where the browser is a run behind
    came: bool = False  # to a page, or by Back: a link that was under way may be in the address by now
    number: int = 0  # of the latest move
    visits: int = 0  # of pages: by a link from another, by Back or by Forward; and of their experiments
    moves: dict[str, Move] = field(default_factory=dict)  # page -> the latest move to it
    read: dict[str, int] = field(default_factory=dict)  # key -> the latest move that it has followed
    followed: int = 0  # the latest move whose page has been shown to its end
    values: dict[str, Any] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)  # names in the link of what any run has shown
    says: set[str] = field(default_factory=set)  # names in the link of what this run shows
    ignored: list[tuple[str, str]] = field(default_factory=list)  # name and text of what this run's link asked in vain


def state() -> State:
    return st.session_state.setdefault("link_state", State())


def arrive() -> bool:
    """A run of the whole page begins (the shell says so first). Whether Back or Forward led here."""
    now = state()
    now.ignored.clear()
    now.before, now.says = now.before | now.says, set()
    went = bool(getattr(get_script_run_ctx(), "is_history_navigation", False)) and language.KEY in st.query_params
    now.number += went
    return went


def on_page(page: str, went: bool) -> None:
    """Which page it is that runs; `went`: Back or Forward led to it, so that its keys follow the link."""
    now = state()
    if went or page != now.page:
        now.link = st.query_params.to_dict()
        now.visits += 1
        now.came = True
    now.page = page
    if went:
        now.moves[page] = Move(now.number, st.query_params.to_dict())


def lead(page: str, says: Mapping[str, str]) -> None:
    """The next run of a page follows this link, which says everything about it, as though Back had led there."""
    now = state()
    now.number += 1
    now.moves[page] = Move(now.number, dict(says))


def place() -> int:
    """Which visit it is, of a page and of its experiment, once that is chosen."""
    return state().visits


def taken(key: str, read: Callable[[str], Any], default: Any, name: str = "", *, at: str = "") -> Any:
    """What the link newly says of `key`: its value, where the session has none yet or the person has gone back; else
    NOTHING. `read` makes a value of a text, or raises ValueError; then the default counts, and `name` is shown. `at` is
    its name in the link, where that is another than the session's."""
    now = state()
    move = now.moves.get(now.page)
    went = move is not None and move.number > now.read.get(key, 0)
    text = move.says.get(at or key) if went else st.query_params.get(at or key)
    if text is None and went and move.number <= now.followed:
        went = False  # it was not shown there, so its absence says nothing
    now.read[key] = now.number
    if key in now.values and not went:
        return NOTHING
    now.values[key] = default
    if text is not None:
        try:
            now.values[key] = read(text)
        except ValueError:
            now.ignored.append((name or key, text))
    return now.values[key]


def from_link(key: str, read: Callable[[str], Value], default: Value, name: str = "") -> Value:
    """The value of `key`: as `taken` says, or as the session keeps it."""
    taken(key, read, default, name)
    return state().values[key]


def kept(key: str, default: Any = None) -> Any:
    """What the session keeps under `key`."""
    return state().values.get(key, default)


def keep(key: str, value: Any, text: str, *, at: str = "") -> None:
    """Keep a value, and its text in the link; the default's text is empty."""
    state().values[key] = value
    to_link(at or key, text)


def at_once(key: str, read: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """For a widget: what `taker` does."""
    return {"on_change": moment.noted(taker(key, read))}


def taker(key: str, read: Callable[[Any], Any] = lambda value: value) -> Callable[[], bool]:
    """What a person sets is kept as soon as it arrives. The run that brings it may be another page's, if
    that was asked for in the same moment, and Streamlit then forgets the widget. Or it interrupts the run that Back has
    asked for: it is later than what Back's link says. `read` makes a value of what it holds, or raises ValueError.
    What it does says whether it was a person."""

    def take() -> bool:
        with suppress(ValueError):
            value, now = read(st.session_state[key]), state()
            if not heard.is_old(key, value, read):
                now.values[key] = value
                now.read[key] = now.number
                return True
        return False

    return take


def to_link(key: str, text: str) -> None:
    """The link says `text` under `key`; nothing, where it is empty."""
    now = state()
    now.says.add(key)
    now.visits += key == STEP and now.link.get(STEP, "") != text
    if text:
        now.link[key] = text
    else:
        now.link.pop(key, None)
    _write(now)


def _write(now: State) -> None:
    """A run of a part knows the link that the browser had when it asked: the whole link is written, once."""
    if st.query_params.to_dict() != now.link:
        st.query_params.from_dict(now.link)


def leave_out_the_rest() -> None:
    """At the end of a run of the whole page: the link says nothing of what is not shown, as other experiments'."""
    now = state()
    now.followed = now.number
    for key in now.before - now.says:
        now.link.pop(key, None)
    if now.came:
        st.query_params.from_dict(now.link)
    now.came = False
    _write(now)


def tell() -> None:
    """Tells the browser which page it has been shown, and with which link (assets/live/channel/history.js)."""
    detail = json.dumps({"page": state().page, "link": urlencode(state().link)})
    st.html(
        f'<script>dispatchEvent(new CustomEvent("shown", {{ detail: {detail} }}))</script>',
        unsafe_allow_javascript=True,
    )


def told() -> str:
    """A sentence about what this run's link asked in vain; empty where there is nothing to say."""
    asked = [f"{name} = `{text.replace('`', '')[:LONGEST]}`" for name, text in state().ignored]
    return (
        t("The link asks for something that is not possible here and is left out: {asked}.", asked=", ".join(asked))
        if asked
        else ""
    )


def one_of(options: Mapping[str, Value]) -> Callable[[str], Value]:
    """Reads one of the texts."""

    def read(text: str) -> Value:
        if text not in options:
            raise ValueError(f"{text} is none of {', '.join(options)}")
        return options[text]

    return read
