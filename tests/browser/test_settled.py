"""A page is read only when all of it has come: the other browser tests rest on this."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.changing import shown
from tests.served import SETTLED, Server, settled


@pytest.mark.parametrize("part", ["ButtonGroup", "Selectbox"])
def test_a_page_whose_parts_are_still_fetched_does_not_rest(page: Page, server: Server, part: str) -> None:
    held: list[Route] = []
    page.route(re.compile(rf"/static/js/{part}\."), lambda route: held.append(route))
    page.goto(server.url + "/gan?lang=en")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    whole = {"lang": ["stButtonGroup", 1], "gan_step": ["stButtonGroup", 0], "gan_world": ["stSelectbox", "Ring"]}
    assert held and not whole.items() <= shown(page).items()
    assert not page.evaluate(SETTLED)
    held.pop().continue_()
    settled(page)
    assert whole.items() <= shown(page).items()
