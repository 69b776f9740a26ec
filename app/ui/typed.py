"""A text of a person's own, kept by the session and, packed, by the link. It is words and nothing else: no markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from app.ui import heard, link, moment
from app.ui.controls import keep, prepare
from app.ui.kept import reading, written

MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
LONGEST = 24  # letters of a word that is quoted


def typed(label: str, *, key: str, default: str, most: int, then: Callable[[], None], **widget: Any) -> str:
    """What is typed, at most `most` characters. `default` depends on the language, and counts until somebody types;
    `then` is done when another text has come."""

    def tidy(text: Any) -> str:
        if not isinstance(text, str):
            raise ValueError(f"{text} is no text")
        return "".join(c for c in text if c.isprintable())[:most]

    held = prepare(label, key, lambda packed: tidy(reading(packed)), default, _is_text, untouched=None)
    take = link.taker(key, tidy)

    def changed() -> None:
        if take():
            then()

    value = st.text_input(label, held, key=key, max_chars=most, on_change=moment.noted(changed), **widget)
    keep(key, tidy(value), default, varies=True, write=written)
    return tidy(value)


def instead(key: str, text: str, then: Callable[[], None]) -> Callable[[], None]:
    """For a button: it types this text."""

    def put() -> None:
        link.state().values[key] = text
        heard.give(key, text)
        then()

    return put


def quoted(word: str) -> str:
    """A word that a person typed, as Markdown that shows it as it is."""
    cut = word if len(word) <= LONGEST else word[:LONGEST] + "…"
    plain = MARKS.sub(r"\\\1", cut)
    return f"“{plain}”"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
