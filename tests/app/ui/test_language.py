"""Every string exists in Korean and in English."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown_it import MarkdownIt

from app.locale.update import extracted
from app.ui import language
from app.ui.language import catalogue

HANGUL = re.compile("[가-힣]")
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
STAR = re.compile(r"\*\*|\S\*|\*\S")
SOURCES = sorted(Path("app").rglob("*.py"))
MESSAGES = sorted(str(m.id) for m in extracted() if m.id)
# Names and formulas that are the same in both languages.
SAME = {"p(y | x)", "AE", "VAE", "GAN", "The AE", "The VAE", "μ ± σ", "−log p(x) (nats)", "nats"}


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_there_are_messages() -> None:
    assert len(MESSAGES) > 50


def test_every_message_has_both_languages() -> None:
    korean, english = catalogue("ko"), catalogue("en")
    missing = [message for message in MESSAGES if not (korean.get(message) and english.get(message))]
    assert not missing, f"run `make messages` and translate {missing}"
    assert not [message for message in MESSAGES if english[message] != message or HANGUL.search(message)]
    assert not [message for message in MESSAGES if not HANGUL.search(korean[message]) and message not in SAME]
    assert not [message for message in MESSAGES if fields(korean[message]) != fields(english[message])]


def test_every_message_of_the_code_is_collected() -> None:
    """Babel looks into no braces of an f-string: what stands there would stay English without a word."""
    calls = [n for path in SOURCES for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "t" and n.args]  # fmt: skip
    said = {n.args[0].value for n in calls if isinstance(n.args[0], ast.Constant)}
    assert len(said) > 50 and said <= set(MESSAGES)


def test_catalogues_hold_nothing_else() -> None:
    assert sorted(catalogue("ko")) == sorted(catalogue("en")) == MESSAGES


def test_no_language_is_written_into_the_code() -> None:
    """Korean belongs into the catalogue; a t() inside an f-string would not be found by the extraction; and a cache
    says "Running ..." while it is filled, in English."""
    texts = {str(path): path.read_text(encoding="utf-8") for path in SOURCES}
    assert not [path for path, text in texts.items() if HANGUL.search(text)]
    assert not [path for path, text in texts.items() if re.search(r"f\"[^\"\n]*\{t\(|f'[^'\n]*\{t\(", text)]
    assert not [p for p, text in texts.items() if re.search(r"@st\.cache_\w+(?!\(.*show_spinner=False)\b", text)]


def test_the_languages_are_the_folders_that_have_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source's own is offered last, where those who need another one do not look first."""
    assert language.LANGUAGES == {"ko": "한국어", "en": "English"}
    for code, name in {"en": "English", "pt-BR": "Português", "pt": "Português (Portugal)", "de": "Deutsch"}.items():
        (tmp_path / code).mkdir()
        (tmp_path / code / "name.txt").write_text(f"{name}\n", encoding="utf-8")
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    offered = language.found()
    assert list(offered)[-1] == "en" and len(offered) == 4 and offered["de"] == "Deutsch"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("ko-KR", "ko"), ("pt-BR", "pt-BR"), ("pt-PT", "pt"), ("pt", "pt"), ("kok-IN", "en"), ("fr", "en"), (None, "en")],
)
def test_a_browser_gets_the_nearest_language(asked: str | None, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LANGUAGES", dict.fromkeys(("ko", "pt", "pt-BR", "en"), ""))
    monkeypatch.setattr(language.st, "context", SimpleNamespace(locale=asked))
    assert language.preferred() == given


def test_lessons_exist_in_both_languages() -> None:
    korean, english = (sorted(p.name for p in Path("assets/lessons", code).glob("*.md")) for code in ("ko", "en"))
    assert korean == english and korean


def test_every_lesson_is_in_its_language() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(Path("assets/lessons").rglob("*.md"))}
    assert not [str(path) for path, text in texts.items() if bool(HANGUL.search(text)) != (path.parent.name == "ko")]


def test_lessons_have_the_same_shape() -> None:
    """As many list items and formulas in both."""
    korean, english = (
        {path.name: shape(path.read_text(encoding="utf-8")) for path in Path(f"assets/lessons/{code}").glob("*.md")}
        for code in ("ko", "en")
    )
    assert korean == english


def shape(text: str) -> tuple[int, int]:
    return len(re.findall(r"^- ", text, re.M)), text.count("$")


def test_no_korean_particle_is_left_open() -> None:
    """Which particle follows a name depends on its last sound: a message is put so that it needs none."""
    either = re.compile(r"은\(는\)|는\(은\)|\(은\)는|이\(가\)|가\(이\)|을\(를\)|를\(을\)|와\(과\)|과\(와\)|\(으\)로")
    assert not [text for text in catalogue("ko").values() if either.search(text)]


class Value(str):
    """A text that stands wherever a number may be asked for, too."""

    def __format__(self, how: str) -> str:
        return str(self)


def stars(markdown: str) -> list[str]:
    """The texts in which an asterisk is left to see, though it was to make them bold or italic."""
    tokens = MarkdownIt("commonmark").enable("table").parse(FORMULA.sub("x", markdown))
    return [c.content for token in tokens for c in token.children or () if c.type == "text" and STAR.search(c.content)]


def test_bold_ends_where_it_should_though_a_particle_follows_a_sign() -> None:
    """Markdown reads ** between a sign and a letter as the beginning of bold, and shows it as it is."""
    text = "**9 %**입니다. **가** 나 *(다)*은 **라**는 **5 %** 마"
    said = language.closed(text)
    assert stars(text) and not stars(said) and language.closed(said) == said
    assert said == f"**9 %{language.JOINER}**입니다. **가** 나 *(다){language.JOINER}*은 **라**는 **5 %** 마"


@pytest.mark.parametrize("value", ["9 %", "가", "(b)"])
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_what_a_message_makes_bold_is_bold_whatever_is_filled_in(
    code: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "language", lambda: code)
    filled = {message: language.t(message, **dict.fromkeys(fields(message), Value(value))) for message in MESSAGES}
    assert not {message: left for message, text in filled.items() if (left := stars(text))}


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_what_a_long_text_makes_bold_is_bold(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lesson as it comes to the page; a course and a page of the project as others show it."""
    monkeypatch.setattr(language, "language", lambda: code)
    lessons = {path.stem: language.lesson(path.stem) for path in Path("assets/lessons", code).glob("*.md")}
    others = [*Path().glob("*.md"), *Path("assets/courses").rglob("*.md"), *Path("docs").glob("*.md")]
    texts = lessons | {str(path): path.read_text(encoding="utf-8") for path in others}
    assert not {name: left for name, text in texts.items() if (left := stars(text))}
