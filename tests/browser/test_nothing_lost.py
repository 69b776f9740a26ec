"""Everything on every experiment of a page is changed; then languages, themes, other pages, Back, Forward, the other
experiments and a reload lose nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app.ui import course
from app.ui.language import LANGUAGES
from tests.browser.changing import change_everything, link, shown, visit
from tests.served import Server, open_page, settled

QUICK = {"probability"}  # drawings and files; of the others, and of runs, among the slow ones
EVERY = [pytest.param(p.path, marks=[] if p.path in QUICK else pytest.mark.slow) for p in course.PAGES]


@pytest.mark.parametrize("path", EVERY)
def test_nothing_is_lost_and_nothing_contradicts(page: Page, server: Server, path: str) -> None:
    other = "compare" if path != "compare" else "autoencoder"
    page.emulate_media(reduced_motion="reduce")  # nothing begins by itself: what a person sets is quicker to answer
    open_page(page, f"{server.url}/{path}?lang=en")
    said, seen, changed = [], [], set[str]()
    for told in (False, True):  # what one experiment sets may be what another shows, too: all is noted once all is set
        at = 0
        while visit(page, at):
            change_everything(page, changed, hidden=False)
            if told:
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
    intact()
