"""Every experiment is one screen: on a projector all of it, on a phone its picture; it opens on what answers, and with
everything on it, in both languages, it fits every screen and says nothing in the other language. It asks no other host,
and for nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, WebSocket

from tests.browser.fitting import (
    assert_a_phone_shows_its_picture_first_and_a_finger_scrolls,
    assert_all_of_it_is_on_a_projectors_screen,
    assert_it_answers,
    assert_it_fits_every_screen,
)
from tests.experiments import ALL, path_of
from tests.served import FORGET, UNHURRIED, Server, becomes, let_go, open_page, settled

OTHER = "한국어"  # the switch
HANGUL, LATIN = re.compile("[가-힣]"), re.compile("[A-Za-z][A-Za-z'-]{2,}")
KNOWN = set(  # names, formulas, files, keys
    "English GAN VAE AE ELBO KDE MMD BIC MALA EMA DDIM DDPM Heun Song CIFAR- MNIST Fashion-MNIST PacGAN CSV UTF- PNG"
    " JPEG WebP GIF BMP JSON Parquet log nat nats min max dB MB Shift Home Enter Ctrl Esc Tab Page Up Down".split()
)
TEXTS = """() => {
  const found = [], hidden = "style, script, code, svg defs, .katex, .plotly-notifier, q[lang]"; // and quotations
  const silent = (node, { display, fontFamily }) => node.matches(hidden) || node.clientWidth === 1
    || (display !== "contents" && !node.checkVisibility()) // the frame of a live part has no box of its own
    || fontFamily.includes("Material"); // an icon
  const walk = (node) => {
    if (node.nodeType === 3) {
      if (node.data.trim()) found.push(node.data.trim());
      return;
    }
    if (node.nodeType === 1) {
      if (silent(node, getComputedStyle(node))) return;
      found.push(...["aria-label", "title", "alt"].map((name) => node.getAttribute(name)).filter(Boolean));
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    for (const child of node.childNodes) walk(child);
  };
  walk(document.querySelector("[data-testid=stApp]"));
  return found;
}"""
CODES = {"English": "en", "한국어": "ko"}


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    """One window for all experiments, which can be touched: what it has loaded and compiled, it keeps; what a visitor
    left, it forgets."""
    context = browser.new_context(locale="en-US", has_touch=True)
    context.add_init_script(FORGET)
    context.add_init_script(UNHURRIED)
    yield context.new_page()
    context.close()


@pytest.fixture
def faults(screen: Page) -> Iterator[list[str]]:
    """What goes wrong meanwhile without a word on the page."""
    found: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400:
            found.append(f"{response.status} {response.url}")

    def asked(request: Request | WebSocket) -> None:
        if urlparse(request.url).hostname not in ("localhost", "127.0.0.1", None):
            found.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    heard = {
        "response": answered,
        "request": asked,
        "websocket": asked,
        "console": said,
        "pageerror": lambda e: found.append(str(e)),
    }
    for event, hears in heard.items():
        screen.on(event, hears)
    yield found
    for event, hears in heard.items():
        screen.remove_listener(event, hears)


EVERY = pytest.mark.parametrize(("name", "key"), ALL, ids=map("-".join, ALL))


@EVERY
def test_an_experiment_answers_fits_every_screen_and_speaks_one_language(
    screen: Page, faults: list[str], server: Server, name: str, key: str
) -> None:
    """One visit: as it opens, in English; then in Korean, with every question answered."""
    opened(screen, server, name, key, "en")
    assert_it_opens_well(screen)
    assert_it_speaks(screen, "English")
    speak(screen, "한국어")
    answer_everything(screen)
    assert_it_fits_every_screen(screen, "ko")
    assert_it_speaks(screen, "한국어")
    assert not re.search(r"%20|\+", screen.url), screen.url  # words of a language in the link
    assert not faults


@pytest.mark.slow
@EVERY
def test_so_it_does_the_other_way_about(screen: Page, faults: list[str], server: Server, name: str, key: str) -> None:
    """As it opens, in Korean; then in English, with every question answered."""
    opened(screen, server, name, key, "ko")
    assert_it_opens_well(screen)
    assert_it_speaks(screen, "한국어")
    speak(screen, "English")
    answer_everything(screen)
    assert_it_fits_every_screen(screen, "en")
    assert_it_speaks(screen, "English")
    assert not faults


def opened(screen: Page, server: Server, name: str, key: str, language: str) -> None:
    let_go(screen)
    screen.set_viewport_size({"width": 1280, "height": 720})
    open_page(screen, server.url + path_of(name, key, lang=language))


def assert_it_opens_well(page: Page) -> None:
    """Before any question is answered."""
    assert_it_answers(page)
    assert_all_of_it_is_on_a_projectors_screen(page)
    assert_a_phone_shows_its_picture_first_and_a_finger_scrolls(page)


def answer_everything(page: Page) -> None:
    """Every question that is asked here has its answer told, by its own button."""
    skip = page.locator("[class*=_skip] button").filter(visible=True)
    while skip.count():
        button = skip.first.element_handle()
        button.click()
        button.wait_for_element_state("hidden")
        settled(page, 0)


def speak(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.get_by_role("radio", name=language).click()
    page.wait_for_function("(code) => document.URL.includes(`lang=${code}`)", arg=CODES[language])
    settled(page, 0)


def assert_it_speaks(page: Page, language: str) -> None:
    """Nothing of the other language is there; what Streamlit itself still lays out anew has a moment to go."""
    foreign = {"English": korean_in, "한국어": english_in}[language]
    becomes(page, lambda: {text: words for text in page.evaluate(TEXTS) if (words := foreign(text))}, {})
    assert not [text for text in page.evaluate(TEXTS) if "**" in text]  # Markdown that is not understood as such


def korean_in(text: str) -> list[str]:
    return HANGUL.findall(text.replace(OTHER, ""))


def english_in(text: str) -> list[str]:
    """Without what stands in English beside its Korean word, as in “점수(score)”."""
    plain = re.sub(r"(^|(?<=[가-힣]))\([^()가-힣]*\)", "", text)
    return [word for word in LATIN.findall(plain) if word not in KNOWN]
