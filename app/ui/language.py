"""Korean and English: gettext catalogues, read as text, so that nothing has to be compiled.

English is the language of the source; `make messages` collects every t("...") into app/locale.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from app.ui import heard

LANGUAGES = {"ko": "한국어", "en": "English"}
LOCALE = Path(__file__).resolve().parents[1] / "locale"
LESSONS = Path(__file__).resolve().parents[2] / "assets" / "lessons"
KEY = "lang"


def preferred() -> str:
    """Korean where the browser asks for it, else English."""
    return "ko" if (st.context.locale or "").lower().startswith("ko") else "en"


def language() -> str:
    """The language of this session."""
    chosen = st.session_state.get(KEY)
    return chosen if chosen in LANGUAGES else preferred()


def follow_link(went: bool) -> None:
    """The link's language counts in a new session and after Back or Forward (`went`), before anything is drawn."""
    linked = st.query_params.get(KEY)
    if linked in LANGUAGES and (went or KEY not in st.session_state):
        heard.give(KEY, linked)


def declare() -> None:
    """The document says its language: screen readers and translators go by it."""
    st.html(f'<script>document.documentElement.lang = "{language()}"</script>', unsafe_allow_javascript=True)


def t(text: str, /, **values: object) -> str:
    """`text` in the session's language, with {names} filled in."""
    translated = catalogue(language()).get(text) or text
    return translated.format(**values) if values else translated


def lesson(name: str) -> str:
    """The Markdown of assets/lessons/LANGUAGE/NAME.md."""
    return (LESSONS / language() / f"{name}.md").read_text(encoding="utf-8")


def has_lesson(name: str) -> bool:
    return (LESSONS / language() / f"{name}.md").exists()


@cache
def catalogue(code: str) -> dict[str, str]:
    """The translations of one language, message -> text."""
    from babel.messages.pofile import read_po

    with open(LOCALE / code / "LC_MESSAGES" / "messages.po", "rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id and m.string and not m.fuzzy}
