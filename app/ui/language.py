"""The languages: gettext catalogues, read as text, so that nothing has to be compiled.

A language is a folder of app/locale, named by its code (ko, pt-BR), with its name in its own words in name.txt. English
is the language of the source, and stands wherever another has no translation; `make messages` collects every t("...").
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

from app.ui import heard

LOCALE = Path(__file__).resolve().parents[1] / "locale"
LESSONS = Path(__file__).resolve().parents[2] / "assets" / "lessons"
KEY = "lang"
SOURCE = "en"
PAIR = re.compile(r"(\*\*?)(?=\S)([^*\n]*[^*\s])\1(?!\*)")
JOINER = "\u2060"  # is neither space nor punctuation, and is not seen


def found() -> dict[str, str]:
    """The code of every language -> its name in its own words; the source's comes last."""
    folders = sorted((path.parent for path in LOCALE.glob("*/name.txt")), key=lambda f: (f.name == SOURCE, f.name))
    return {folder.name: (folder / "name.txt").read_text(encoding="utf-8").strip() for folder in folders}


LANGUAGES = found()


def preferred() -> str:
    """What the browser asks for where there is that (pt-BR, else pt), else English."""
    asked = (st.context.locale or "").lower()
    fitting = [code for code in LANGUAGES if f"{asked}-".startswith(f"{code.lower()}-")]
    return max(fitting, key=len, default=SOURCE)


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
    return closed(translated.format(**values) if values else translated)


def lesson(name: str) -> str:
    """The Markdown of assets/lessons/LANGUAGE/NAME.md, or of the English one."""
    return closed(_lesson(name).read_text(encoding="utf-8"))


def has_lesson(name: str) -> bool:
    return _lesson(name).exists()


def _lesson(name: str) -> Path:
    own = LESSONS / language() / f"{name}.md"
    return own if own.exists() else LESSONS / SOURCE / f"{name}.md"


def closed(text: str) -> str:
    """Markdown in which an emphasis that ends with a sign ends there, though a letter follows: a Korean particle."""

    def joined(pair: re.Match[str]) -> str:
        follows, last = text[pair.end() : pair.end() + 1], pair[2][-1]
        sign = follows.isalnum() and not last.isalnum() and last != JOINER
        return f"{pair[1]}{pair[2]}{JOINER}{pair[1]}" if sign else pair[0]

    return PAIR.sub(joined, text)


@cache
def catalogue(code: str) -> dict[str, str]:
    """The translations of one language, message -> text; none where nobody has begun."""
    from babel.messages.pofile import read_po

    path = LOCALE / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id and m.string and not m.fuzzy}
