"""What is changed in one moment reaches Python in one message, which asks for one run: of a part, or of the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_kept import there
from tests.browser.test_made import rests
from tests.served import Server, live, open_page

CLICK = "(radio, [box, boxFirst]) => { for (const one of boxFirst ? [box, radio] : [radio, box]) one.click(); }"


@pytest.mark.parametrize("box_first", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_another_language_in_the_moment_of_a_change_in_a_part(page: Page, server: Server, box_first: bool) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page(page, server.url + "/gan?step=watch")
    there(page, "run-player")
    box = live(page, "run-player").locator(".layers input").first
    checked = box.is_checked()
    page.get_by_role("radio", name="한국어").evaluate(CLICK, [box.element_handle(), box_first])
    expect(page.locator("html")).to_have_attribute("lang", "ko", timeout=20_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("위조")
    rests(page, "gan_looks")
    expect(box).to_be_checked(checked=not checked)
