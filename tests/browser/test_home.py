"""The home page in a real Chromium: a classifier and a generative model under the hand, a melody that plays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.served import Server, becomes, live, open_page, until, wait_for_frame

PIXELS = "(canvas) => canvas.toDataURL()"
BOX = 6.0  # the maps run from -BOX to BOX


def views(page: Page, server: Server, query: str = "") -> Locator:
    open_page(page, f"{server.url}/?step=two{query}")
    wait_for_frame(page, "two-views", timeout=60_000)
    root = live(page, "two-views")
    root.scroll_into_view_if_needed()
    return root


def settled(page: Page, frames: int) -> None:
    """Wait for a frame after `frames`, and until no request is under way."""
    wait_for_frame(page, "two-views", frames + 1)


def frames(root: Locator) -> int:
    return int(root.get_attribute("data-frame"))


def at(root: Locator, pad: int, x1: float, x2: float) -> tuple[float, float]:
    """Where a place of the plane is on the screen."""
    box = root.locator(".pad").nth(pad).bounding_box()
    return box["x"] + (x1 + BOX) / (2 * BOX) * box["width"], box["y"] + (BOX - x2) / (2 * BOX) * box["height"]


def log_p(root: Locator) -> float:
    return float(root.get_attribute("data-logp"))


def certainty(root: Locator) -> float:
    p = float(root.get_attribute("data-classifier"))
    return max(p, 1 - p)


def test_the_cross_follows_the_pointer_and_both_answer_every_move(page: Page, server: Server) -> None:
    root = views(page, server)
    root.locator(".pad").nth(1).scroll_into_view_if_needed()
    seen = log_p(root)
    page.mouse.move(*at(root, 1, 0, 0))
    page.mouse.down()
    for i in range(1, 26):
        start = wait_for_frame(page, "two-views")
        page.mouse.move(*at(root, 1, 0.2 * i, -0.2 * i))
        wait_for_frame(page, "two-views", start + 1)
    page.mouse.up()
    x1, x2 = map(float, root.get_attribute("data-cross").split(","))
    assert (x1, x2) == (pytest.approx(5, abs=0.1), pytest.approx(-5, abs=0.1))
    assert log_p(root) < seen - 5


def test_a_dragged_point_changes_what_both_say(page: Page, server: Server) -> None:
    from app.concepts.home.two import two_classes

    root = views(page, server)
    root.locator(".pad").first.scroll_into_view_if_needed()
    before = [root.locator(".pad").nth(i).evaluate(PIXELS) for i in (0, 1)]
    said = root.locator("dl").all_inner_texts()
    points = two_classes("clouds")
    lonely = min((p for p in points if not p[2]), key=lambda p: p[1])  # the lowest cat has no neighbour at hand
    start = frames(root)
    page.mouse.move(*at(root, 0, *lonely[:2]))
    page.mouse.down()
    for i in range(1, 11):
        page.mouse.move(*at(root, 0, lonely[0] + 0.6 * i, lonely[1]))
        page.wait_for_timeout(30)
    page.mouse.up()
    settled(page, start)
    assert root.get_attribute("data-cross") == "0.00,0.00"  # the point moved, the cross did not
    after = [root.locator(".pad").nth(i).evaluate(PIXELS) for i in (0, 1)]
    assert before[0] != after[0] and before[1] != after[1]
    until(page, lambda: all(a != b for a, b in zip(root.locator("dl").all_inner_texts(), said, strict=True)))
    start = frames(root)
    root.get_by_role("button", name="Put everything back").click()
    settled(page, start)
    becomes(page, lambda: root.locator("dl").all_inner_texts(), said)


def test_far_from_all_data_one_is_certain_and_the_other_says_so(page: Page, server: Server) -> None:
    root = views(page, server)
    near, start = certainty(root), frames(root)
    root.get_by_role("button", name="Put the cross far away").click()
    settled(page, start)
    until(page, lambda: certainty(root) > 0.99 and log_p(root) < -15)
    assert near < 0.99
    expect(root.locator("dl").first).to_contain_text("no p(x)")
    expect(root.locator("dl").nth(1)).to_contain_text("Lower than at all 48 data points")
    expect(root.locator("[aria-live=polite]")).to_contain_text("Lower than at all")


def test_only_one_of_the_two_can_be_asked_for_new_examples(page: Page, server: Server) -> None:
    root = views(page, server)
    buttons = root.get_by_role("button", name="Ask for new examples")
    buttons.first.click()
    expect(root.locator(".told").first).to_contain_text("cannot make one")
    before, start = root.locator(".pad").nth(1).evaluate(PIXELS), frames(root)
    buttons.nth(1).click()
    settled(page, start)
    expect(root.locator(".told").nth(1)).to_contain_text("not in the data")
    drawn = root.locator(".pad").nth(1).evaluate(PIXELS)
    assert drawn != before
    buttons.nth(1).click()
    until(page, lambda: root.locator(".pad").nth(1).evaluate(PIXELS) != drawn)


def test_by_keyboard(page: Page, server: Server) -> None:
    root = views(page, server)
    root.locator(".pad").first.focus()
    start = frames(root)
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    settled(page, start)
    expect(root).to_have_attribute("data-cross", "-0.60,0.20")
    said, start = root.locator("dl").all_inner_texts(), frames(root)
    page.keyboard.press("n")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    settled(page, start)
    until(page, lambda: root.locator("dl").all_inner_texts() != said)  # a point moved
    assert root.get_attribute("data-cross") == "-0.60,0.20"
    start = frames(root)
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    settled(page, start)
    expect(root).to_have_attribute("data-cross", "-0.60,0.00")


def test_another_generative_model_keeps_the_persons_points(page: Page, server: Server) -> None:
    root = views(page, server)
    start = frames(root)
    root.get_by_role("button", name="Put the cross far away").click()
    settled(page, start)
    bayes, start = log_p(root), frames(root)
    page.get_by_role("radio", name="Gaussian mixture").click()
    expect(root.locator("h2").nth(1)).to_contain_text("mixture")
    settled(page, start)
    until(page, lambda: log_p(root) != bayes)
    assert root.get_attribute("data-cross") == "5.40,5.40"


def test_everything_live_has_a_role_and_a_label(page: Page, server: Server) -> None:
    root = views(page, server)
    canvases = root.locator("canvas").all()
    assert canvases
    for canvas in canvases:
        assert canvas.get_attribute("role") and len(canvas.get_attribute("aria-label")) > 20
        assert canvas.get_attribute("aria-roledescription")


def test_a_melody_can_be_played(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/?step=melody")
    player = page.locator("audio")
    expect(player).to_have_count(1, timeout=30_000)
    page.wait_for_function("document.querySelector('audio').duration > 3", timeout=20_000)
    before = player.get_attribute("src")
    page.get_by_role("button", name="Another melody").click()
    expect(player).not_to_have_attribute("src", before, timeout=20_000)


def test_a_melody_can_be_fetched_after_another_was_asked_for(page: Page, server: Server) -> None:
    """A quick second press comes before the browser has fetched the first melody."""
    open_page(page, f"{server.url}/?step=melody")
    player, another = page.locator("audio"), page.get_by_role("button", name="Another melody")
    first = before = player.get_attribute("src", timeout=30_000)
    for _ in range(2):
        another.click()
        expect(player).not_to_have_attribute("src", before, timeout=20_000)
        before = player.get_attribute("src")
    page.wait_for_timeout(500)
    assert page.evaluate("async (url) => (await fetch(url)).status", first) == 200


def test_another_cat_is_another_picture(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/?step=cat")
    cats = page.get_by_role("img", name="From 1,000 cats")
    before = cats.locator("image").nth(1).get_attribute("href", timeout=30_000)
    assert len({image.get_attribute("href") for image in cats.locator("image").all()}) == 9
    page.get_by_role("button", name="Another one").click()
    expect(cats.locator("image").nth(1)).not_to_have_attribute("href", before, timeout=20_000)


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="ko-KR")
    page = context.new_page()
    open_page(page, f"{server.url}/?step=two")
    wait_for_frame(page, "two-views", timeout=60_000)
    main = page.locator("[data-testid=stMain]")
    until(page, lambda: main.evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0)
    context.close()
