"""What axe-core, the rules that accessibility audits go by, finds on the pages: nothing serious, in either theme or
language. It looks into the open shadow roots of the live parts, too."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_experiments import answer_everything
from tests.experiments import ALL, PAGES, keys_of, path_of
from tests.served import Server, live, open_page, settled, wait_for_frame

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# WCAG 2.2 AA, and what is good practice beside it: the order of headings.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES, LANGUAGES = ("light", "dark"), ("en", "ko")


@pytest.fixture(scope="module")
def quiet(browser: Browser) -> Iterator[Page]:
    """A window in which nothing moves by itself: what is measured stays as it is."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


FOUND = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const bad = violations.filter(({ id, impact }) => ["serious", "critical"].includes(impact) || id === "heading-order");
  return bad.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => 
    `${id}: ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`));
}"""


def findings(page: Page, within: float = 10, rules: Sequence[str] = RULES) -> list[str]:
    """What axe finds serious or critical, or out of order among the headings. What is gone `within` seconds belonged to
    a page that was still being laid out."""
    end = time.monotonic() + within
    while True:
        if not page.evaluate("() => Boolean(window.axe)"):
            page.evaluate(AXE)
        found = page.evaluate(FOUND, rules)
        if not found or time.monotonic() > end:
            return found
        page.wait_for_timeout(300)


def look(page: Page, theme: str) -> None:
    """The page in this theme, once its live parts have its colours."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_function(
        "(theme) => getComputedStyle(document.querySelector('.stApp')).colorScheme === theme", arg=theme
    )
    settled(page)


def show_all(page: Page) -> None:
    """Answers told, and what is below the fold opened."""
    answer_everything(page)
    unfold(page)
    settled(page)


def unfold(page: Page) -> None:
    folded = page.locator("details:not([open]) > summary").filter(visible=True)
    while folded.count():
        folded.first.click()


def audited(page: Page, url: str) -> dict[str, list[str]]:
    """What is found on an experiment as it opens, and with everything told in either theme."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    open_page(page, url)
    found = {"as it opens": findings(page)}
    show_all(page)
    for theme in THEMES:
        look(page, theme)
        found[theme] = findings(page)
    return {when: what for when, what in found.items() if what}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "key"), ALL, ids=map("-".join, ALL))
def test_nothing_serious_is_found_on_any_experiment(
    quiet: Page, server: Server, name: str, key: str, language: str
) -> None:
    assert audited(quiet, server.url + path_of(name, key, lang=language)) == {}


@pytest.mark.parametrize(
    ("name", "key", "language", "theme"),
    [
        ("home", "two", "ko", "dark"),
        ("autoencoder", "apples", "en", "light"),
        ("probability", "sampling", "en", "dark"),
    ],
)
def test_nothing_serious_is_found_where_much_was_once(
    quiet: Page, server: Server, name: str, key: str, language: str, theme: str
) -> None:
    """Three of those experiments, among the quick tests: with live parts, sliders in a table, a legend and figures."""
    quiet.emulate_media(color_scheme=theme, reduced_motion="reduce")
    open_page(quiet, server.url + path_of(name, key, lang=language))
    assert findings(quiet) == []


def test_it_looks_into_live_parts(quiet: Page, server: Server) -> None:
    """A picture without words, put into one, is found."""
    open_page(quiet, server.url + path_of("home", "two", lang="en"))
    wait_for_frame(quiet, "two-views", timeout=60_000)
    live(quiet, "two-views").evaluate("(e) => e.append(Object.assign(new Image(), { src: 'data:,' }))")
    assert [one for one in findings(quiet, within=0) if one.startswith("image-alt")]


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("opener", ["Share", "Room", "Take home", "More settings"])
def test_nothing_serious_is_found_on_what_opens(quiet: Page, server: Server, opener: str, theme: str) -> None:
    quiet.emulate_media(color_scheme=theme, reduced_motion="reduce")
    open_page(quiet, server.url + path_of("gan", "watch", lang="en"))
    quiet.get_by_role("button", name=opener).first.click()
    quiet.locator("dialog[open], [data-testid=stPopoverBody]").first.wait_for()
    assert findings(quiet) == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_serious_is_found_among_the_courses(quiet: Page, server: Server, language: str, theme: str) -> None:
    quiet.emulate_media(color_scheme=theme, reduced_motion="reduce")
    quiet.goto(f"{server.url}/courses?lang={language}")
    quiet.get_by_role("heading", level=1).wait_for(timeout=60_000)
    assert findings(quiet) == []
    unfold(quiet)
    assert findings(quiet) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_finger_on_a_phone_hits_what_it_means(browser: Browser, server: Server, name: str) -> None:
    """What can be pressed is 24 pixels wide and high, or has as much room around it."""
    context = browser.new_context(
        locale="ko-KR", viewport={"width": 390, "height": 844}, reduced_motion="reduce", has_touch=True, is_mobile=True
    )
    page = context.new_page()
    for key in keys_of(name):
        open_page(page, server.url + path_of(name, key, lang="ko"))
        assert findings(page, rules=["target-size"]) == [], key
    context.close()
