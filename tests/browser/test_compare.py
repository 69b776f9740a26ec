"""The comparison in a real Chromium: the game by keyboard, its link, the width of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from app.ui.compare_sheets import makers, puzzle
from tests.served import Server


def test_the_game_by_keyboard_and_by_link(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/compare?compare_round=12")
    sheet = page.get_by_role("img", name="Eight pictures by one maker")
    expect(sheet).to_be_visible(timeout=60_000)
    before = sheet.get_attribute("src")
    options = makers("digits")
    page.keyboard.press(str(options.index(puzzle("digits", 12)) + 1))
    expect(page.get_by_text("Right: 1 of 1")).to_be_visible(timeout=30_000)
    page.keyboard.press("Enter")
    expect(sheet).not_to_have_attribute("src", before, timeout=30_000)
    assert "compare_round=13" in page.url
    wrong = next(m for m in options if m != puzzle("digits", 13))
    page.keyboard.press(str(options.index(wrong) + 1))
    expect(page.get_by_text("Right: 1 of 2")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("img", name="A sheet by the maker that you named")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="ko-KR")
    page = context.new_page()
    page.goto(f"{server.url}/compare")
    expect(page.locator("[data-testid=stImage] img").first).to_be_visible(timeout=60_000)
    for question in ("compare_predict_variety_ring", "compare_predict_slow_ring"):
        page.locator(f".st-key-{question}_skip button").click(timeout=30_000)
    expect(page.locator("table.claims")).to_be_visible(timeout=30_000)
    expect(page.locator(".js-plotly-plot")).to_have_count(2, timeout=30_000)
    assert page.locator("[data-testid=stMain]").evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0
    context.close()
