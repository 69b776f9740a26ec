"""The frame around the pages in a real Chromium: languages, links, themes, narrow screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.served import Server, serve, wait_for_frame

PATHS = ["/", "/probability", "/classical", "/autoencoder", "/gan", "/diffusion"]


@pytest.mark.parametrize(
    ("locale", "heading"), [("ko-KR", "생성모델이란 무엇일까요?"), ("de-DE", "What is a generative model?")]
)
def test_language_of_the_browser(browser: Browser, server: Server, locale: str, heading: str) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=30_000)
    context.close()


def test_language_switch_keeps_page_and_settings(page: Page, server: Server) -> None:
    page.goto(server.url + "/autoencoder?autoencoder_data=fashion")
    wait_for_frame(page, "latent-pad", timeout=60_000)
    page.get_by_role("radio", name="한국어").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("오토인코더")
    expect(page.get_by_role("radio", name="패션 (Fashion-MNIST)")).to_be_checked()
    assert "/autoencoder?" in page.url and "autoencoder_data=fashion" in page.url and "lang=ko" in page.url
    page.get_by_role("link", name="처음").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("생성모델이란 무엇일까요?")


def test_a_link_opens_what_it_says(page: Page, server: Server) -> None:
    page.goto(server.url + "/autoencoder?lang=ko&autoencoder_size=16&autoencoder_map=points")
    wait_for_frame(page, "latent-pad", timeout=60_000)
    expect(page.get_by_role("radio", name="16")).to_be_checked()
    expect(page.get_by_role("radio", name="인코딩된 데이터")).to_be_checked()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_a_phone(browser: Browser, server: Server, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ko-KR")
    page = context.new_page()
    page.goto(server.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    page.wait_for_timeout(3000)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0
    context.close()


def test_home_opens_without_torch(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_WARM_UP_SECONDS", "600")  # torch is imported a while after the start, for the first run
    with serve(log=tmp_path / "log") as fresh:
        page = browser.new_page()
        page.goto(fresh.url)
        expect(page.locator("figure[role=img]").first).to_be_visible(timeout=30_000)
        page.close()
        assert "libtorch" not in Path(f"/proc/{fresh.pid}/maps").read_text()
