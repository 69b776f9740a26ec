"""The comparison in a real Chromium: the game by keyboard, its link, a double click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from engines.comparison.rounds import makers, puzzle
from tests.served import Server, box_of, open_page, settled


def test_the_game_by_keyboard_and_by_link(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/compare?compare_round=12")
    sheet = page.get_by_role("img", name="Eight pictures by one maker")
    expect(sheet).to_be_visible(timeout=60_000)
    before = sheet.get_attribute("src")
    options = makers("digits")
    page.keyboard.press(str(options.index(puzzle("digits", 12)) + 1))
    expect(page.get_by_text("Right: 1 of 1")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Next round").dblclick()
    expect(sheet).not_to_have_attribute("src", before, timeout=30_000)
    page.wait_for_url("**compare_round=13**")
    wrong = next(m for m in options if m != puzzle("digits", 13))
    expect(page.locator(f".st-key-compare_guess_{wrong}").get_by_role("button")).to_be_enabled(timeout=30_000)
    page.keyboard.press(str(options.index(wrong) + 1))
    expect(page.get_by_text("Right: 1 of 2")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("img", name="A sheet by the maker that you named")).to_be_visible(timeout=30_000)


def test_the_score_outlives_a_reload_and_a_new_game_is_one_in_every_tab(page: Page, server: Server) -> None:
    options = makers("digits")
    right = puzzle("digits", 3)
    open_page(page, f"{server.url}/compare?compare_round=3&lang=en")
    page.locator(f".st-key-compare_guess_{right}").get_by_role("button").click()
    expect(page.get_by_text("Right: 1 of 1")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Right: 1 of 1")).to_be_visible()
    guesses = page.locator("[class*=st-key-compare_guess_]").get_by_role("button")
    expect(guesses.first).to_be_disabled()  # an answered round stays answered
    other = page.context.new_page()
    open_page(other, f"{server.url}/compare?compare_round=4&lang=en")
    expect(other.get_by_text("Right: 1 of 1")).to_be_visible()
    wrong = next(maker for maker in options if maker != puzzle("digits", 4))
    other.locator(f".st-key-compare_guess_{wrong}").get_by_role("button").click()
    expect(other.get_by_text("Right: 1 of 2")).to_be_visible()
    other.get_by_role("button", name="New game").click()
    expect(other.get_by_text("Right: 1 of 2")).to_have_count(0)
    expect(page.get_by_text("Right:")).to_have_count(0)
    other.reload()
    expect(other.get_by_role("button", name="New game")).to_have_count(0)
    expect(other.locator(f".st-key-compare_guess_{wrong}").get_by_role("button")).to_be_enabled()


@pytest.mark.parametrize("lang", [pytest.param("en", marks=pytest.mark.slow), "ko"])
def test_the_way_on_stays_on_the_screen_after_a_wrong_answer(browser: Browser, server: Server, lang: str) -> None:
    """The clue, the named maker's sheet and the score stand in the rail then."""
    page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-US")
    open_page(page, f"{server.url}/compare?step=game&compare_game_data=digits&lang={lang}")
    answers = page.locator("[class*=st-key-compare_guess_] button")
    for answer in range(2):  # two makers: one of them is wrong
        answers.nth(answer).click()
        verdict = page.locator("[class*=st-key-compare_next_round] button")
        expect(verdict).to_be_visible()
        settled(page)
        onward = page.locator(".st-key-rail-onward button").last.bounding_box()
        assert onward["y"] + onward["height"] <= 720, (answer, onward)
        verdict.click()
        expect(verdict).to_have_count(0)
    page.close()


@pytest.mark.slow
def test_nothing_lies_over_the_pictures_that_are_tapped(browser: Browser, server: Server) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    open_page(page, server.url + "/compare?lang=en")
    sheet = page.get_by_role("img", name="Eight pictures by one maker")
    sheet.tap()
    bar = page.locator(".st-key-stage [data-testid=stElementToolbarButtonContainer]").first
    assert box_of(bar)["y"] + box_of(bar)["height"] <= box_of(sheet)["y"] + 2
    page.close()
