"""Everything on every experiment of a page is changed; then languages, themes, other pages, Back, Forward, the other
experiments and a reload lose nothing."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from app.ui.language import LANGUAGES
from tests.served import Server

PAGES = ["", "probability", "classical", "autoencoder", "gan", "diffusion", "compare"]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
KINDS = ("stButtonGroup", "stSelectbox", "stSlider", "stTextInput", "stMultiSelect", "stExpander")
# What each of our widgets shows, without its words: key -> [kind, value]. A segmented control has no other sign than
# which of its segments is checked, a list no other than its text.
SHOWN = """(kinds) => Object.fromEntries([...document.querySelectorAll("[class*=st-key-]")].flatMap((box) => {
  const kind = kinds.find((k) => box.matches(`[data-testid=${k}]`) || box.querySelector(`:scope > [data-testid=${k}]`));
  if (!kind || !box.checkVisibility()) return [];
  const key = [...box.classList].find((name) => name.startsWith("st-key-")).slice(7);
  const all = (selector) => [...box.querySelectorAll(selector)];
  const value = {
    stButtonGroup: () => all("[role=radio]").findIndex((e) => e.getAttribute("aria-checked") === "true"),
    stSelectbox: () => box.querySelector("input").value,
    stSlider: () => all("[role=slider]").map((e) => e.getAttribute("aria-valuetext") ?? e.value).join(),
    stTextInput: () => box.querySelector("input").value,
    stMultiSelect: () => box.innerText,
    stExpander: () => box.querySelector("details").open,
  }[kind]();
  return [[key, [kind, value]]];
}))"""


def shown(page: Page) -> dict[str, list]:
    return page.evaluate(SHOWN, list(KINDS))


def link(page: Page) -> dict[str, str]:
    """What the link says, without the runs, which begin anew with other settings."""
    said = {key: values[0] for key, values in parse_qs(urlparse(page.url).query).items()}
    return {key: value for key, value in said.items() if not key.endswith("_run")}


def settled(page: Page, soon: int = 200) -> None:
    """The page rests; `soon`: ms after which a run has begun that something before has asked for."""
    page.wait_for_timeout(soon)
    page.locator(READY).wait_for(timeout=60_000)


def visit(page: Page, n: int) -> bool:
    """Show the nth experiment of the page; whether there is one. A page without a row of them is one experiment."""
    row = page.locator(".st-key-experiments [role=radio]")
    if n >= max(1, row.count()):
        return False
    if row.count() and row.nth(n).get_attribute("aria-checked") != "true":
        before = page.url
        row.nth(n).click()
        page.wait_for_function("(before) => location.href !== before", arg=before)
        settled(page)
    return True


def change(page: Page, key: str, kind: str) -> None:
    """Give a widget another value, as a person does."""
    box: Locator = page.locator(f".st-key-{key}")
    if kind == "stButtonGroup":
        box.locator("[role=radio][aria-checked=false]").first.click()
    elif kind == "stSelectbox":
        other = page.locator("[role=option]:not([aria-selected=true])").first
        box.get_by_role("combobox").press("ArrowDown")
        page.wait_for_timeout(300)
        if not other.is_visible():  # a late part of the page has closed the list
            box.get_by_role("combobox").press("ArrowDown")
        other.click()
    elif kind == "stSlider":
        box.get_by_role("slider").press("ArrowRight")
    elif kind == "stTextInput":
        box.get_by_role("textbox").fill("2")
        box.get_by_role("textbox").press("Enter")
    elif kind == "stMultiSelect":
        box.get_by_role("combobox").press("Backspace")
    else:
        box.locator("summary").first.click()


def change_everything(page: Page, changed: set[str]) -> None:
    """Widget after widget, those too that come into sight meanwhile; notes the keys of what was changed."""
    while new := [(key, kind) for key, (kind, _) in shown(page).items() if key not in changed]:
        key, kind = new[0]
        changed.add(key)
        if key == "lang" or key.endswith("_step"):
            continue
        box = page.locator(f".st-key-{key}")
        alone = kind == "stButtonGroup" and box.get_by_role("radio").count() < 2
        if alone or box.locator("input:disabled, [aria-disabled=true]").count():
            continue
        before = page.url
        change(page, key, kind)
        page.wait_for_function("(before) => location.href !== before", arg=before)  # everything is in the link
        settled(page, 50)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_lost_and_nothing_contradicts(page: Page, server: Server, path: str) -> None:
    other = "compare" if path != "compare" else "autoencoder"
    page.emulate_media(reduced_motion="reduce")  # nothing begins by itself: what a person sets is quicker to answer
    page.goto(f"{server.url}/{path}?lang=en")
    settled(page)
    at, said, seen, changed = 0, [], [], set[str]()
    while visit(page, at):
        change_everything(page, changed)
        said.append(link(page))
        seen.append(shown(page))
        at += 1
    assert len(changed) > 2
    at -= 1

    def linked(language: str) -> dict[str, str]:
        """What the link said here, with what other experiments have since set of what is said there, too."""
        latest = {key: value for one in said for key, value in one.items()} | {"step": said[at].get("step")}
        known = said[at].keys() | (link(page).keys() & latest.keys())
        return {key: latest[key] for key in known if latest[key] is not None} | {"lang": language}

    def intact(language: str = "en") -> None:
        worded = ("stSelectbox", "stMultiSelect") if language == "ko" else ()  # in other words the same is chosen
        wanted = seen[at] | {"lang": ["stButtonGroup", list(LANGUAGES).index(language)]}
        for _ in range(100):  # a run of the page takes its time
            settled(page)
            now = {key: seen[at].get(key) if value[0] in worded else value for key, value in shown(page).items()}
            if now == wanted and link(page) == linked(language):
                break
        assert now == wanted
        assert link(page) == linked(language)

    page.get_by_role("radio", name="한국어").click()
    page.wait_for_url("**lang=ko**")
    intact("ko")
    page.get_by_role("radio", name="English").click()
    page.wait_for_url("**lang=en**")
    intact()
    page.emulate_media(color_scheme="dark")
    intact()
    here = page.locator(f"[data-testid=stTopNavLink][href$='/{path}']").first
    page.locator(f"[data-testid=stTopNavLink][href$='/{other}']").first.click()
    page.wait_for_url(f"**/{other}?**")
    settled(page)
    here.click()
    page.wait_for_url(f"**/{path}?**")
    intact()
    page.go_back()
    page.wait_for_url(f"**/{other}?**")
    page.go_back()
    page.wait_for_url(f"**/{path}?**")
    intact()
    page.go_back()
    page.wait_for_url("**lang=ko**")
    intact("ko")
    page.go_forward()
    page.wait_for_url("**lang=en**")
    intact()
    for at in reversed(range(len(seen))):
        visit(page, at)
        intact()
    page.reload()
    page.locator(READY).wait_for(timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    intact()
