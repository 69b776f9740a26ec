"""Plotly's charts in a real Chromium: read and pointed at, never in the way of a scrolling finger or wheel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_hand import swipe
from tests.served import Server, box_of, open_page, until

CHART = "[data-testid=stPlotlyChart]"
RANGES = "(chart) => JSON.stringify(['xaxis', 'yaxis'].map((a) => chart._fullLayout[a]?.range))"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 400, "height": 800}, locale="en-US"
    )
    yield context.new_page()
    context.close()


def chart(page: Page, url: str, *, landscape: bool = False) -> Locator:
    open_page(page, url)
    if landscape:
        page.get_by_text("In depth").click(timeout=60_000)
    found = page.locator(CHART).first
    expect(found.locator(".js-plotly-plot")).to_be_visible(timeout=60_000)
    box_of(found)  # what stands above it has come by then
    found.scroll_into_view_if_needed()
    box_of(found)
    return found


def scrolled(page: Page) -> float:
    return page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTop + scrollY")


@pytest.mark.parametrize("landscape", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_vertical_swipe_scrolls(phone: Page, server: Server, landscape: bool) -> None:
    found = chart(
        phone,
        server.url + ("/probability?step=landscape" if landscape else "/diffusion?step=schedule"),
        landscape=landscape,
    )
    box, before = found.bounding_box(), scrolled(phone)
    up = -1 if landscape else 1  # a landscape stands at the end of its page
    swipe(phone, (box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6), (0, -180 * up))
    until(phone, lambda: abs(scrolled(phone) - before) > 60)


def test_it_neither_zooms_nor_pans(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 700, "height": 700})  # higher than wide: the page is longer than the screen
    found = chart(page, server.url + "/diffusion?step=schedule")
    expect(found.locator(".modebar-btn")).to_have_count(0)
    plot, box = found.locator(".js-plotly-plot"), found.bounding_box()
    ranges = plot.evaluate(RANGES)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1] - 40, steps=5)
    page.mouse.up()
    page.mouse.dblclick(*middle)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 60)  # the axis itself
    page.mouse.down()
    page.mouse.move(middle[0] + 60, box["y"] + box["height"] - 60, steps=5)
    page.mouse.up()
    assert plot.evaluate(RANGES) == ranges
    before = scrolled(page)
    page.mouse.move(*middle)
    page.mouse.wheel(0, 200)
    until(page, lambda: scrolled(page) > before)
    assert plot.evaluate(RANGES) == ranges


@pytest.mark.parametrize("link", ["/probability?step=signs", "/diffusion?step=schedule"])
def test_on_a_phone_the_legend_covers_nothing_that_is_drawn(phone: Page, server: Server, link: str) -> None:
    found = chart(phone, server.url + link)
    legend, plot = found.locator(".legend .bg").bounding_box(), found.locator(".gridlayer").first.bounding_box()
    assert legend["y"] + legend["height"] <= plot["y"] + 1
