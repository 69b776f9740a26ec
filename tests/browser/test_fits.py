"""Every page with everything on it, in both languages, fits every screen and says nothing in the other language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late

from tests.app.concepts.test_predictions import GIVEN_AWAY
from tests.browser.test_experiments import BELOW, WHOLE
from tests.experiments import PAGES, keys_of, path_of
from tests.served import FORGET, Server, open_page, settled

SCREENS = [(page, key) for page in PAGES for key in keys_of(page) or [""]]
SIZES = {320: 640, 390: 844, 800: 900, 820: 1180, 1280: 720}
LEAST_CHART = 200  # pixels
OTHER = "한국어"  # the switch
HANGUL, LATIN = re.compile("[가-힣]"), re.compile("[A-Za-z][A-Za-z'-]{2,}")
KNOWN = set(  # names, formulas, files, keys
    "English GAN VAE AE KDE MMD BIC MALA EMA DDIM DDPM Heun Song CIFAR- MNIST Fashion-MNIST PacGAN CSV UTF- PNG JPEG"
    " WebP GIF BMP JSON Parquet log nat nats min max dB MB Shift Home Enter Ctrl Esc Tab".split()
)
TEXTS = """() => {
  const found = [], hidden = "style, script, code, svg defs, .katex, .plotly-notifier";
  const silent = (node) => node.matches(hidden) || !node.checkVisibility() || node.clientWidth === 1
    || getComputedStyle(node).fontFamily.includes("Material"); // an icon
  const walk = (node, ours) => {
    if (node.nodeType === 3) {
      if (node.data.trim()) found.push(node.data.trim());
      return;
    }
    if (node.nodeType === 1 && silent(node)) return;
    if (ours && node.nodeType === 1)
      found.push(...["aria-label", "title", "alt"].map((name) => node.getAttribute(name)).filter(Boolean));
    if (node.shadowRoot) walk(node.shadowRoot, true);
    for (const child of node.childNodes) walk(child, ours);
  };
  walk(document.querySelector("[data-testid=stApp]"), false);
  return found;
}"""
TOO_WIDE = """(least) => {
  const main = document.querySelector("[data-testid=stMain]"), found = [];
  const over = main.scrollWidth - main.clientWidth;
  const walk = (node) => {
    const right = node.getBoundingClientRect?.().right ?? 0;
    if (right > main.clientWidth + 1) found.push(`${node.tagName}.${node.className.baseVal ?? node.className}`);
    for (const child of [node.shadowRoot, ...node.children]) if (child) walk(child);
  };
  if (over > 0) walk(main);
  const charts = [...document.querySelectorAll(".js-plotly-plot")].map((e) => e.getBoundingClientRect().width);
  const thin = charts.filter((width) => width < least).map((width) => `chart of ${width}`);
  for (const mark of document.querySelectorAll(".js-plotly-plot :is(.xtick, .ytick) text")) {
    const box = mark.closest(".js-plotly-plot").getBoundingClientRect(), at = mark.getBoundingClientRect();
    if (at.left < box.left - 1 || at.right > box.right + 1) thin.push(`mark ${mark.textContent} is cut`);
  }
  return over > 0 || thin.length ? [`${over} too wide`, ...thin, ...found.slice(0, 6)] : [];
}"""

# Whether the way on, with every answer told, is in sight on a projector.
ONWARD = """() => {
  const way = document.querySelector(".st-key-rail-onward");
  return way.getBoundingClientRect().bottom <= window.innerHeight + 1;
}"""


def everything_of(name: str, key: str, language: str) -> str:
    """A link that shows all of an experiment: every question is answered."""
    skipped = {f"{question}_skip": "yes" for question in GIVEN_AWAY[name]}
    return path_of(name, key, lang=language, classical_n="60", **skipped)


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    """One window for all pages: what it has loaded and compiled, it keeps; what a visitor left, it forgets."""
    context = browser.new_context(locale="en-US")
    context.add_init_script(FORGET)
    yield context.new_page()
    context.close()


@pytest.fixture(params=SCREENS, ids="-".join)
def shown(request: pytest.FixtureRequest, screen: Page, server: Server) -> Page:
    """A page with everything on it, opened in English."""
    screen.set_viewport_size({"width": 1280, "height": 720})
    open_page(screen, server.url + everything_of(*request.param, "en"))
    return screen


def test_every_experiment_fits_every_screen_and_speaks_one_language(shown: Page) -> None:
    assert_it_fits(shown)
    shown.wait_for_function(ONWARD, timeout=30_000)
    assert_it_speaks(shown, lambda text: HANGUL.findall(text.replace(OTHER, "")))
    speak(shown, "한국어")
    assert_it_fits(shown)
    shown.wait_for_function(ONWARD, timeout=30_000)
    assert_it_speaks(shown, lambda text: [word for word in LATIN.findall(plain(text)) if word not in KNOWN])
    assert not re.search(r"%20|\+", shown.url), shown.url  # words of a language in the link
    speak(shown, "English")
    assert_it_speaks(shown, lambda text: HANGUL.findall(text.replace(OTHER, "")))


def speak(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.get_by_role("radio", name=language).click()
    page.wait_for_function("(code) => document.URL.includes(`lang=${code}`)", arg={"한국어": "ko"}.get(language, "en"))
    settled(page, 0)


def assert_it_fits(page: Page) -> None:
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        try:
            page.wait_for_function(
                f"(least) => ({TOO_WIDE})(least).length === 0", arg=LEAST_CHART, polling=100, timeout=30_000
            )
        except Late as error:
            raise AssertionError(f"{width}: {page.evaluate(TOO_WIDE, LEAST_CHART)}") from error
    try:  # on a projector, with every question answered
        page.wait_for_function(f"(names) => Object.keys(({BELOW})(names)).length === 0", arg=WHOLE, timeout=30_000)
    except Late as error:
        raise AssertionError(page.evaluate(BELOW, WHOLE)) from error


def assert_it_speaks(page: Page, foreign: Callable[[str], list[str]]) -> None:
    """Nothing of the other language stays; what Streamlit itself still lays out anew has a moment to go."""
    for _ in range(20):
        found = {text: words for text in texts(page) if (words := foreign(text))}
        if not found:
            return
        page.wait_for_timeout(250)
    assert not found


def texts(page: Page) -> list[str]:
    """What can be read on the page, and what our live parts tell a screen reader."""
    return page.evaluate(TEXTS)


def plain(text: str) -> str:
    """Without what stands in English beside its Korean word, as in “점수(score)”."""
    return re.sub(r"(^|(?<=[가-힣]))\([^()가-힣]*\)", "", text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawing_can_be_read_in_forced_colours(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(locale="en-US", color_scheme=scheme, forced_colors="active")
    page = context.new_page()
    open_page(page, server.url + "/gan?step=rule")
    box = page.locator("figure svg rect.box").first
    box.wait_for(timeout=60_000)
    fills = [e.evaluate("(e) => getComputedStyle(e).fill") for e in (box, page.locator("figure svg text.big").first)]
    dark, light = sorted(luminance(fill) for fill in fills)
    assert (light + 0.05) / (dark + 0.05) > 4.5, fills
    context.close()


def luminance(colour: str) -> float:
    """Relative luminance (WCAG) of rgb(r, g, b)."""
    parts = [int(v) / 255 for v in re.findall(r"\d+", colour)[:3]]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
