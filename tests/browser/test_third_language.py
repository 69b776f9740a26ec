"""A third language is one folder: a made-up one, English with accents and a third longer, is served from a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po, write_po
from playwright.sync_api import Browser, Page, expect

from app.ui import course
from tests.browser.fitting import LEAST_CHART, TOO_WIDE
from tests.experiments import PAGES, keys_of, path_of
from tests.served import ROOT, Server, becomes, open_page, serve
from tests.test_contributing import copied

CODE, NAME = "en-XA", "Éñglîsh"  # the code that Unicode gives to made-up accents
LEFT = "home_two_views.md"  # a lesson that nobody has translated
ACCENTS = str.maketrans("aeiouncsyAEIOUNCSY", "áéîöüñçšýÁÉÎÖÜÑÇŠÝ")
# What is no word: fields, formulas, code, links, tags, colours of Streamlit's Markdown.
NO_WORD = re.compile(r"(\{[^}]*\}|\$[^$]*\$|`[^`]*`|\]\([^)]*\)|<[^>]*>|:[a-z-]+\[|https?://\S+|&\w+;)")


def accented(text: str) -> str:
    """The text with accents, every vowel twice: a third longer."""
    parts = NO_WORD.split(text)
    parts[::2] = [re.sub("[aeiou]", r"\g<0>\g<0>", part).translate(ACCENTS) for part in parts[::2]]
    return "".join(parts)


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app from a copy in which the folders of one language are new."""
    copy = copied(tmp_path_factory.mktemp("abroad"))
    home = copy / "app" / "locale" / CODE
    (home / "LC_MESSAGES").mkdir(parents=True)
    (home / "name.txt").write_text(f"{NAME}\n", encoding="utf-8")
    with (ROOT / "app/locale/en/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        message.string = accented(str(message.id)) if message.id else message.string
    with (home / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, catalogue, omit_header=True)
    lessons = copy / "assets" / "lessons"
    (lessons / CODE).mkdir()
    for lesson in (lessons / "en").glob("*.md"):
        if lesson.name != LEFT:
            (lessons / CODE / lesson.name).write_text(accented(lesson.read_text(encoding="utf-8")), encoding="utf-8")
    with serve(copy / "app" / "main.py", log=copy / "log", cwd=copy) as running:
        yield running


def test_the_made_up_language_is_a_third_longer_and_leaves_formulas_alone() -> None:
    assert accented("Drag {n} of $\\alpha$") == "Dráág {n} ööf $\\alpha$"
    with (ROOT / "app/locale/en/LC_MESSAGES/messages.po").open("rb") as file:
        texts = [str(message.id) for message in read_po(file)]
    assert 1.25 < sum(map(len, map(accented, texts))) / sum(map(len, texts)) < 1.4


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_offered_and_shown_in_a_third_language(browser: Browser, abroad: Server, name: str) -> None:
    """By itself to a browser that asks for it; on a projector and a phone nothing of it is too wide."""
    context = browser.new_context(locale=CODE, viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, abroad.url + path_of(name, keys_of(name)[0]))
    expect(page.locator(".st-key-lang [role=radio]")).to_have_text([NAME, "한국어", "English"])
    expect(page.get_by_role("radio", name=NAME)).to_be_checked()
    heading = next(p for p in course.PAGES if (p.path or "home") == name).heading()
    expect(page.get_by_role("heading", level=1)).to_have_text(accented(heading))
    expect(page.locator("html")).to_have_attribute("lang", CODE)
    for width, height in ((1280, 720), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        becomes(page, lambda: page.evaluate(TOO_WIDE, LEAST_CHART), [])
    context.close()


@pytest.mark.slow
def test_what_nobody_has_translated_is_english(page: Page, abroad: Server) -> None:
    open_page(page, abroad.url + path_of("home", "two", lang=CODE))
    expect(page.locator(".st-key-rail-words")).to_contain_text("Each point is an animal")
    expect(page.locator(".st-key-experiments")).to_contain_text(accented("Two views"))
