"""The frame around the pages in a real Chromium: languages, links, themes, narrow screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.ui import course
from tests.served import Server, live, open_page, serve, settled, wait_for_frame

PATHS = [f"/{page.path}" for page in course.PAGES]


@pytest.mark.parametrize(
    ("locale", "heading"),
    [("ko-KR", "생성모델: 새로운 것을 만드는 모델"), ("de-DE", "Generative models: models that make new things")],
)
def test_language_of_the_browser(browser: Browser, server: Server, locale: str, heading: str) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    open_page(page, server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=30_000)
    context.close()


def test_language_switch_keeps_page_and_settings(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder?autoencoder_map=points")
    wait_for_frame(page, "latent-pad", timeout=60_000)
    page.get_by_role("radio", name="한국어").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("오토인코더")
    expect(page.get_by_role("radio", name="인코딩된 데이터")).to_be_checked()
    page.wait_for_url(lambda url: "/autoencoder?" in url and "autoencoder_map=points" in url and "lang=ko" in url)
    page.get_by_role("link", name="홈").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("생성모델: 새로운 것을 만드는 모델")


def test_a_link_opens_what_it_says(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder?lang=ko&autoencoder_size=16&autoencoder_map=points")
    wait_for_frame(page, "latent-pad", timeout=60_000)
    page.get_by_role("button", name="그림과 모델").click()
    expect(page.get_by_role("radio", name="16")).to_be_checked()
    expect(page.get_by_role("radio", name="인코딩된 데이터")).to_be_checked()


def test_what_asks_no_network_opens_without_torch(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVE_WARM_UP_SECONDS", "600")  # torch is imported a while after the start, for the first run
    with serve(log=tmp_path / "log") as fresh:
        page = browser.new_page()
        open_page(page, fresh.url + "/?step=cat")
        expect(page.locator("figure[role=img]").first).to_be_visible(timeout=30_000)
        page.close()
        assert "libtorch" not in Path(f"/proc/{fresh.pid}/maps").read_text()


def pressed(page: Page, move: str, server: Server, link: str) -> None:
    """One press of Back or Forward leads to this link, and the page rests there."""
    getattr(page, f"go_{move}")()
    page.wait_for_url(server.url + link, timeout=60_000)
    settled(page)


def test_one_change_is_one_step_of_the_history_and_back_returns_to_the_default(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder")
    page.wait_for_url("**/autoencoder?lang=en", timeout=30_000)
    begun = page.evaluate("history.length")
    radio = page.get_by_role("radio", name="Encoded data")
    page.get_by_text("Encoded data").first.click()
    page.wait_for_url("**/autoencoder?lang=en&autoencoder_map=points")
    page.get_by_text("한국어").click()
    page.wait_for_url("**/autoencoder?lang=ko&autoencoder_map=points")
    page.get_by_role("link", name="비교").click()
    page.wait_for_url("**/compare?lang=ko")
    page.get_by_role("link", name="오토인코더").first.click()  # the page completes its link with what was set there
    page.wait_for_url("**/autoencoder?lang=ko&autoencoder_map=points")
    assert page.evaluate("history.length") == begun + 4

    pressed(page, "back", server, "/compare?lang=ko")
    pressed(page, "back", server, "/autoencoder?lang=ko&autoencoder_map=points")
    pressed(page, "back", server, "/autoencoder?lang=en&autoencoder_map=points")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Autoencoder")
    expect(radio).to_be_checked()
    pressed(page, "back", server, "/autoencoder?lang=en")
    expect(radio).not_to_be_checked()
    pressed(page, "forward", server, "/autoencoder?lang=en&autoencoder_map=points")
    expect(radio).to_be_checked()


def test_lists_speak_the_new_language_and_keep_their_choice(page: Page, server: Server) -> None:
    open_page(page, server.url + "/diffusion?step=points&diffusion_schedule=linear")
    schedule = page.locator(".st-key-diffusion_schedule input")
    for language, words in (("한국어", "선형(DDPM)"), ("English", "Linear (DDPM)"), ("한국어", "선형(DDPM)")):
        page.get_by_role("radio", name=language).click(timeout=30_000)
        expect(schedule).to_have_value(words, timeout=30_000)
        page.locator(".st-key-diffusion_walk").get_by_role("slider").press("ArrowRight")  # a later run
        settled(page)
        expect(schedule).to_have_value(words)
        page.wait_for_url("**diffusion_schedule=linear**")


def test_a_value_that_is_none_is_said_under_the_title(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder?lang=ko&autoencoder_data=cats")
    told = page.get_by_role("alert").filter(has_text="cats")
    expect(told).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="그림과 모델").click()
    expect(page.get_by_role("radio", name="숫자 (MNIST)").first).to_be_checked()


@pytest.mark.parametrize("path", [PATHS[-1], pytest.param(PATHS[0], marks=pytest.mark.slow)])
def test_the_document_says_its_language(page: Page, server: Server, path: str) -> None:
    """Also a page without any live part."""
    page.route("**/live-assets/**/*.js", lambda route: route.abort())
    open_page(page, server.url + path)
    document = page.locator("html")
    for language, code in (("한국어", "ko"), ("English", "en"), ("한국어", "ko")):
        page.get_by_role("radio", name=language).click()
        expect(document).to_have_attribute("lang", code, timeout=60_000)
    page.reload()  # at once: the link says it already
    settled(page, 0)
    expect(document).to_have_attribute("lang", "ko")


def test_a_phones_menu_closes_after_a_choice(browser: Browser, server: Server) -> None:
    context = browser.new_context(
        locale="en-US", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    open_page(page, server.url + "/compare")
    for name, heading in (("GAN", "GAN: a forger"), ("Home", "Generative models: models that make new things")):
        page.get_by_test_id("stExpandSidebarButton").tap(timeout=60_000)
        menu = page.get_by_test_id("stSidebar")
        expect(menu).to_be_in_viewport()
        menu.get_by_role("link", name=name, exact=True).tap()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading, timeout=30_000)
        expect(menu).not_to_be_in_viewport()
    context.close()


def test_the_icon_is_the_servers_own(page: Page, server: Server) -> None:
    """The fixture holds every request of the page; a browser fetches the icon by itself."""
    open_page(page, server.url)
    icons = page.locator("link[rel~=icon]").evaluate_all("(links) => links.map((link) => link.href)")
    assert icons and all(icon.startswith(("data:", server.url)) for icon in icons), icons


TOP = "document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.mark.slow
def test_on_a_phone_another_experiment_begins_at_its_top_and_another_setting_moves_nothing(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server.url + "/autoencoder")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 120)")
    page.get_by_role("radio", name="Encoded data").dispatch_event("click")
    page.wait_for_url("**autoencoder_map=points*")
    settled(page)
    assert page.evaluate(TOP) == 120
    page.locator("[class*=_next] button").click()  # scrolls there
    page.wait_for_url("**step=*")
    settled(page)
    assert page.evaluate(TOP) == 0
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 120)")
    page.go_back()
    settled(page)
    assert page.evaluate(TOP) > 0


@pytest.mark.slow
def test_a_choice_of_dark_holds_on_every_page_also_when_it_is_loaded_anew(page: Page, server: Server) -> None:
    background = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    open_page(page, server.url + "/compare?step=game")
    light = page.evaluate(background)
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    page.wait_for_function(f"{background} !== '{light}'")
    dark = page.evaluate(background)
    open_page(page, server.url + "/?step=map")
    assert page.evaluate(background) == dark != light


@pytest.mark.slow
def test_in_korean_the_menus_and_what_is_taken_home_are_korean(browser: Browser, server: Server) -> None:
    page = browser.new_page(locale="ko-KR", viewport={"width": 820, "height": 1180})
    open_page(page, server.url + "/probability?lang=ko")
    expect(page.get_by_test_id("stTopNavSection")).to_have_accessible_name("더 보기 …")
    page.get_by_role("button", name="주 메뉴").click()
    items = page.locator("[role^=menuitem]")
    expect(items.first).to_be_visible()
    assert not re.search("[A-Za-z]", re.sub("contrast|light_mode|dark_mode", "", " ".join(items.all_inner_texts())))
    page.keyboard.press("Escape")
    expect(live(page, "postcard-tally")).not_to_have_attribute("data-frame", "0", timeout=60_000)
    page.get_by_role("button", name="가져가기").click()
    numbers = live(page, "take-menu").get_by_role("button", name="수치: ")
    expect(numbers.first).to_be_visible()
    assert not re.search("[A-Za-z]", " ".join(numbers.all_inner_texts()))
    page.close()
