"""The tour of five minutes leads to what there is, in both languages, by the names that stand on the screen."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from app.ui.language import catalogue
from tests.experiments import ALL

ENGLISH, KOREAN = Path("docs/tour.md").read_text(encoding="utf-8").split("\n# 오 분\n")


def addresses(text: str) -> list[str]:
    return re.findall(r"`(/[^`]*\?[^`]*)`", text)


def test_every_stop_is_an_experiment_and_both_languages_have_the_same() -> None:
    assert addresses(ENGLISH) == addresses(KOREAN) and len(addresses(ENGLISH)) == 5
    for address in addresses(ENGLISH):
        url = urlparse(address)
        assert (url.path.strip("/") or "home", parse_qs(url.query)["step"][0]) in ALL, address


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (KOREAN, "ko")], ids=["en", "ko"])
def test_what_is_to_be_pressed_is_called_as_on_the_screen(text: str, language: str) -> None:
    buttons = re.findall(r"\*\*([^*]+)\*\*", text)
    assert len(buttons) > 6 and set(buttons) <= set(catalogue(language).values())
