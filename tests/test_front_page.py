"""What the front page shows is there: a picture of each page, a film, and whatever the texts link to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.experiments import PAGES
from tests.front_page import FILM_SHOWN, FOLDER, SHOWN
from tests.served import ROOT

TEXTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").glob("*.md")]
MOST_BYTES = 10**6


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_text_links_to_is_there(text: Path) -> None:
    said = re.sub(r"```.*?```", "", text.read_text(encoding="utf-8"), flags=re.S)  # examples link into the app
    targets = re.findall(r"\]\(([^)#]+)\)", said)
    missing = [one for one in targets if "://" not in one and not (text.parent / one).exists()]
    assert not missing


def test_each_page_has_its_picture_on_the_front_page_and_the_first_one_moves() -> None:
    shown = re.findall(r"!\[[^]]+\]\(docs/pictures/(\w+)\.webp\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown[0] == "lab" and sorted(shown[1:]) == sorted(PAGES)
    for name in shown:
        path = FOLDER / f"{name}.webp"
        with Image.open(path) as picture:
            width, moves = picture.width, picture.n_frames > 20
        assert path.stat().st_size < MOST_BYTES
        assert (width, moves) == ((FILM_SHOWN, True) if name == "lab" else (SHOWN, False))
