"""People in a room, each with a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.room_actions import Person
from tests.served import let_go, open_page


@pytest.fixture
def person(browser: Browser) -> Iterator[Person]:
    """Opens a page in a new browser; none of its scripts may fail, and no other host may be asked."""
    contexts, errors, hosts = [], [], set()

    def come(url: str, **how: object) -> Page:
        contexts.append(browser.new_context(**({"locale": "en-US", "viewport": {"width": 1280, "height": 720}} | how)))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
        open_page(page, url)
        return page

    yield come
    for context in contexts:
        for page in context.pages:
            let_go(page)
        context.close()
    assert not errors and hosts <= {"localhost", None}
