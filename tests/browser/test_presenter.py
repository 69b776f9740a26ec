"""The stage alone, for a class: large, whole, and led by a remote clicker's keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served import Server, live, open_page, settled

HEIGHTS = "[document.querySelector('[data-testid=stMain]').scrollHeight, innerHeight]"
SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"


def presenting(page: Page, server: Server, path: str) -> Locator:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url + path)
    presenter = live(page, "share-presenter")
    presenter.locator("button.opener").click()
    expect(presenter).to_have_attribute("data-presents", "yes")
    return presenter


def says_step(page: Page, step: str) -> None:
    page.wait_for_function("(step) => (new URLSearchParams(location.search).get('step') ?? '') === step", arg=step)


@pytest.mark.parametrize(
    "path",
    ["/gan", pytest.param("/compare", marks=pytest.mark.slow), pytest.param("/probability", marks=pytest.mark.slow)],
)
def test_the_stage_has_the_screen_in_large_type_and_nothing_lies_below(page: Page, server: Server, path: str) -> None:
    presenting(page, server, path)
    stage = page.locator(".st-key-stage")
    expect(page.locator(".st-key-rail")).to_be_hidden()
    page.wait_for_function("document.querySelector('.st-key-stage').getBoundingClientRect().width > 0.9 * innerWidth")
    assert stage.bounding_box()["height"] > 0.8 * 720 and page.evaluate(SIZE) >= 19
    content, window = page.evaluate(HEIGHTS)
    assert content <= window


def test_a_clickers_keys_go_on_and_back_and_over_the_end_of_a_page(page: Page, server: Server) -> None:
    presenter = presenting(page, server, "/gan")
    settled(page)
    page.keyboard.press("PageDown")
    says_step(page, "rule")
    expect(presenter.locator(".where")).to_contain_text("The rule")
    settled(page)
    page.keyboard.press("PageUp")
    says_step(page, "")
    expect(presenter.locator("button.back")).to_be_disabled()
    open_page(page, server.url + "/gan?step=measured")
    expect(live(page, "share-presenter")).to_have_attribute("data-presents", "yes")  # it listens
    settled(page)
    page.keyboard.press("PageDown")
    page.wait_for_url("**/diffusion*")
    expect(live(page, "share-presenter")).to_have_attribute("data-presents", "yes")


def test_it_outlasts_a_reload_and_ends_with_escape(page: Page, server: Server) -> None:
    presenting(page, server, "/gan?step=rule")
    page.reload()
    presenter = live(page, "share-presenter")
    expect(presenter).to_have_attribute("data-presents", "yes")
    expect(page.locator(".st-key-rail")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-rail")).to_be_visible()
    expect(presenter.locator("button.opener")).to_be_focused()
    page.keyboard.press("PageDown")  # is the browser's again
    page.wait_for_timeout(500)
    says_step(page, "rule")


AWAKE = """(() => {
  window.asked = { awake: 0, full: 0 };
  const request = async () => { asked.awake += 1; if (REFUSED) throw new Error("battery"); return window.lock = {
    released: false, release() { this.released = true; } }; };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
  Element.prototype.requestFullscreen = async () => { asked.full += 1; };
})()"""


@pytest.mark.parametrize("refused", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_it_fills_the_screen_and_keeps_it_awake_also_when_one_comes_back(
    page: Page, server: Server, refused: bool
) -> None:
    page.add_init_script(AWAKE.replace("REFUSED", str(refused).lower()))
    presenting(page, server, "/gan?step=rule")
    assert page.evaluate("asked") == {"awake": 1, "full": 1}
    page.evaluate("window.lock && (lock.released = true)")  # as a browser does once the tab is out of sight
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("asked.awake") == 2
    page.keyboard.press("Escape")
    if not refused:
        assert page.evaluate("lock.released")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("asked.awake") == 2


def test_keys_of_somebody_who_types_are_theirs(page: Page, server: Server) -> None:
    presenting(page, server, "/")
    page.locator(".st-key-stage input[type=text]").first.focus()
    page.keyboard.press("PageDown")
    page.wait_for_timeout(500)
    says_step(page, "")


def test_reduced_motion_and_a_hidden_bar_that_the_keyboard_finds(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    presenter = presenting(page, server, "/gan?step=rule")
    bar = presenter.get_by_role("toolbar")
    assert bar.evaluate("(bar) => getComputedStyle(bar).transitionDuration") == "0s"
    expect(presenter).to_have_attribute("data-seen", "no", timeout=10_000)
    page.mouse.move(0, 0)
    presenter.locator("button.on").focus()
    page.wait_for_function("(bar) => getComputedStyle(bar).opacity === '1'", arg=bar.element_handle())
    page.keyboard.press("Enter")
    says_step(page, "fail")
