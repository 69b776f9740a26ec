"""What a teacher and students do in a room."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Locator, Page, expect

from tests.served import becomes, live, settled

Person = Callable[..., Page]


def room(page: Page) -> Locator:
    return live(page, "room-panel")


def opened(page: Page, *, leads: bool = False) -> str:
    """The code of a room that this page opens. It leads then, unless the teacher lets go of the class at once."""
    room(page).locator(".opener").click()
    room(page).locator("button.new").click()
    code = room(page).locator(".desk .code")
    expect(code).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    room(page).locator(".desk label.check input").first.set_checked(leads)
    page.keyboard.press("Escape")
    return code.text_content().replace(" ", "")


def joins(page: Page, name: str = "") -> Page:
    """The dialog is open already, with the code of the link."""
    room(page).locator("form input").nth(1).fill(name)
    room(page).locator("form .primary").click()
    expect(room(page)).to_have_attribute("data-role", "student")
    return page


def is_at(page: Page, path: str, step: str = "") -> None:
    def place() -> tuple[str, str]:
        return urlparse(page.url).path, parse_qs(urlparse(page.url).query).get("step", [""])[0]

    becomes(page, place, (path, step))
    settled(page)
    becomes(page, place, (path, step))


def does(page: Page, act: str) -> None:
    """Press what stands beside the room's own button."""
    button = room(page).locator(".act")
    expect(button).to_have_text(act)
    button.click()


def asked(page: Page, text: str, *answers: str, right: int) -> None:
    """The teacher asks a question with two answers."""
    room(page).locator(".opener").click()
    if room(page).locator("details.asking").get_attribute("open") is None:
        room(page).get_by_text("Ask everyone a question").click()
    room(page).get_by_role("textbox", name="A question of your own").fill(text)
    for n, answer in enumerate(answers, start=1):
        room(page).get_by_role("textbox", name=f"Answer {n}").fill(answer)
    room(page).get_by_role("radio", name=f"Answer {right} is right").check()
    room(page).get_by_role("button", name="Ask", exact=True).click()
    expect(room(page).get_by_role("dialog")).to_have_count(0)
