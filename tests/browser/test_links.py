"""Every setting of every experiment is in its link: opened by somebody else it shows the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.changing import PICTURES, all_shown, change_everything, move_everything, rested
from tests.experiments import ALL, path_of
from tests.served import Server, open_page, settled


@pytest.fixture
def another(browser: Browser) -> Iterator[Page]:
    """A window of somebody else, as wide as the first."""
    context = browser.new_context(locale="ko-KR", viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    yield page
    context.close()


def everything(page: Page) -> dict[str, object]:
    """The link as it is shared, what the widgets show, and what the live parts show, once all of it rests."""
    page.evaluate("dispatchEvent(new Event('sharing'))")  # what was moved last does not wait for the hand to rest
    settled(page)
    rested(page)
    return {"link": page.url, "widgets": all_shown(page), "pictures": page.evaluate(PICTURES)}


# Worlds that a hand makes: other settings of the same experiment put other live parts on the stage.
MADE = (
    ("probability", "landscape", {"probability_source": "hills"}),
    ("probability", "landscape", {"probability_source": "paint"}),
)
# Experiments that are quick to answer; all others are among the slow ones.
QUICK = {
    ("home", "cat"), ("probability", "learn"), ("gan", "rule"), ("diffusion", "film"),
}  # fmt: skip


def case(name: str, key: str, begun: dict[str, str]) -> object:
    marks = [] if (name, key) in QUICK and not begun else pytest.mark.slow
    return pytest.param(name, key, begun, marks=marks, id="-".join((name, key, *begun.values())))


CASES = [case(name, key, {}) for name, key in ALL] + [case(*made) for made in MADE]


@pytest.mark.parametrize(("name", "key", "begun"), CASES)
def test_whoever_opens_the_link_sees_the_same(
    page: Page, another: Page, server: Server, name: str, key: str, begun: dict[str, str]
) -> None:
    page.emulate_media(reduced_motion="reduce")  # nothing begins by itself
    open_page(page, server.url + path_of(name, key, lang="en", **begun))
    if not begun:
        change_everything(page, set())
    move_everything(page)
    mine = everything(page)
    open_page(another, page.url)
    for _ in range(40):
        theirs = everything(another)
        if theirs == mine:
            break
    assert theirs["link"] == mine["link"]
    assert theirs["widgets"] == mine["widgets"]
    differ = [a[0] for a, b in zip(mine["pictures"], theirs["pictures"], strict=True) if a != b]
    assert not differ
