"""Terms explain themselves where they stand."""

from __future__ import annotations

import html
import re

import pytest

from app.ui import terms
from app.ui.language import LESSONS
from tests.app.test_shell import opened, plain, skip

ABBR = re.compile(
    r'<abbr tabindex="0" data-says="([^"]+)" aria-description="\1">(?:<strong>)?([^<]+)(?:</strong>)?</abbr>'
)


def spoken(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr("app.ui.language.language", lambda: code)


@pytest.mark.parametrize(
    ("code", "text"), [("en", "Two nats, a nat; a density."), ("ko", "2 nat이고 1nat이며, 밀도는 높이입니다.")]
)
def test_the_first_of_each_term_is_explained_once(monkeypatch: pytest.MonkeyPatch, code: str, text: str) -> None:
    spoken(monkeypatch, code)
    said = terms.explained(text)
    assert len(ABBR.findall(said)) == 2 and ABBR.sub(r"\2", said) == text


def test_a_term_in_bold_stays_bold_where_a_particle_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken(monkeypatch, "ko")
    said = terms.explained("핵심은 **확률**입니다. **확률분포**와 **밀도**")
    assert "><strong>확률</strong></abbr>입니다. **확률분포**와 <abbr" in said and said.endswith(
        "<strong>밀도</strong></abbr>"
    )


def test_formulas_code_and_elements_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken(monkeypatch, "en")
    text = '$x ~ nat$ and `density` <img alt="a bit"> [floor](seed) in $$ a ± b $$'
    assert terms.explained(text) == text
    assert "<abbr" not in terms.explained("innate designate forbit seedling")


@pytest.mark.parametrize(("page", "step"), [("classical", "measured"), ("compare", "table"), ("diffusion", "steps")])
def test_captions_explain_their_terms_as_lessons_do(page: str, step: str) -> None:
    said = [caption.value for caption in skip(opened(page, step=step)).caption]
    assert any("<abbr" in text for text in said)
    assert not [text for text in said if terms.explained(plain(text)) != text]


@pytest.mark.parametrize("code", ["en", "ko"])
def test_every_term_is_explained_in_both_languages_and_stands_in_a_lesson(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    spoken(monkeypatch, code)
    assert set(terms.spelt()) == set(terms.explanations())
    lessons = "\n".join(path.read_text(encoding="utf-8") for path in sorted((LESSONS / code).glob("*.md")))
    marked = {means for means, _ in ABBR.findall(terms.explained(lessons.replace("$", "")))}
    assert {html.escape(means, quote=True) for means in terms.explanations().values()} == marked
    primer = (LESSONS / code / "probability_signs_depth.md").read_text(encoding="utf-8")
    assert {"~", "±"} <= set(primer)
