"""Every string exists in Korean and in English."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from app.locale.update import extracted
from app.ui.language import catalogue

HANGUL = re.compile("[가-힣]")
SOURCES = sorted(Path("app").rglob("*.py"))
MESSAGES = sorted(str(m.id) for m in extracted() if m.id)
# Names and formulas that are the same in both languages.
SAME = {"p(y | x)", "AE", "VAE", "The AE", "The VAE", "μ ± σ", "−log p(x) (nats)"}


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_there_are_messages() -> None:
    assert len(MESSAGES) > 50


@pytest.mark.parametrize("message", MESSAGES)
def test_message_has_both_languages(message: str) -> None:
    korean, english = catalogue("ko").get(message), catalogue("en").get(message)
    assert korean and english, f"run `make messages` and translate {message!r}"
    assert english == message and not HANGUL.search(english)
    assert HANGUL.search(korean) or message in SAME
    assert fields(korean) == fields(english)


def test_every_message_of_the_code_is_collected() -> None:
    """Babel looks into no braces of an f-string: what stands there would stay English without a word."""
    calls = [n for path in SOURCES for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "t" and n.args]  # fmt: skip
    said = {n.args[0].value for n in calls if isinstance(n.args[0], ast.Constant)}
    assert len(said) > 50 and said <= set(MESSAGES)


def test_catalogues_hold_nothing_else() -> None:
    assert sorted(catalogue("ko")) == sorted(catalogue("en")) == MESSAGES


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_no_language_is_written_into_the_code(path: Path) -> None:
    """Korean belongs into the catalogue; a t() inside an f-string would not be found by the extraction; and a cache
    says "Running ..." while it is filled, in English."""
    source = path.read_text(encoding="utf-8")
    if path.name != "language.py":  # it names the languages in themselves
        assert not HANGUL.search(source)
    assert not re.search(r"f\"[^\"\n]*\{t\(|f'[^'\n]*\{t\(", source)
    assert not re.search(r"@st\.cache_\w+(?!\(.*show_spinner=False)\b", source)


def test_lessons_exist_in_both_languages() -> None:
    korean, english = (sorted(p.name for p in Path("assets/lessons", code).glob("*.md")) for code in ("ko", "en"))
    assert korean == english and korean


@pytest.mark.parametrize("path", sorted(Path("assets/lessons").rglob("*.md")), ids=str)
def test_lesson_is_in_its_language(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert bool(HANGUL.search(text)) == (path.parent.name == "ko")
    assert not re.search(r"[)\]}]\*\*[가-힣]", text), "bold that ends in a bracket is not closed before a particle"


@pytest.mark.parametrize("name", sorted(p.name for p in Path("assets/lessons/en").glob("*.md")))
def test_lessons_have_the_same_shape(name: str) -> None:
    """As many list items and formulas in both."""
    shapes = [
        (len(re.findall(r"^- ", text, re.M)), text.count("$"))
        for text in (Path("assets/lessons", code, name).read_text(encoding="utf-8") for code in ("ko", "en"))
    ]
    assert shapes[0] == shapes[1]


def test_no_korean_particle_is_left_open() -> None:
    """Which particle follows a name depends on its last sound: a message is put so that it needs none."""
    either = re.compile(r"은\(는\)|는\(은\)|\(은\)는|이\(가\)|가\(이\)|을\(를\)|를\(을\)|와\(과\)|과\(와\)|\(으\)로")
    assert not [text for text in catalogue("ko").values() if either.search(text)]
