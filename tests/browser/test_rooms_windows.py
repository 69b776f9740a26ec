"""A teacher in two windows, and requests that the network swallows."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.app.live.channel.test_slow_way import post
from tests.browser.room_actions import Person, is_at, joins, opened, room
from tests.served import Server, settled, still, until


def leads(page: Page) -> None:
    room(page).locator(".opener").click()
    room(page).get_by_label("Everyone follows wherever I go").check()
    page.keyboard.press("Escape")
    expect(room(page)).to_have_attribute("data-place", "leads")


def kept(page: Page) -> dict[str, str]:
    """What its browser keeps of the room."""
    return json.loads(page.evaluate("localStorage.room"))


def seen(server: Server, page: Page) -> dict[str, object]:
    """The room, as its teacher sees it."""
    member = {name: kept(page)[name] for name in ("code", "secret")}
    return post(server, {"id": 1, "kind": "watch", "version": 0, **member}, "rooms")[0]["room"]


def test_of_two_windows_that_lead_the_one_where_the_teacher_acted_last_does(person: Person, server: Server) -> None:
    wall = person(server.url + "/?step=map")
    code = opened(wall)
    desk = person(server.url + "/compare?step=table", storage_state=wall.context.storage_state())
    student = joins(person(f"{server.url}/?room={code}"))
    leads(wall)
    leads(desk)
    is_at(student, "/compare", "table")
    until(wall, lambda: room(wall).get_attribute("data-place") == "elsewhere")
    before = seen(server, wall)["sent"]
    wall.wait_for_timeout(4000)  # four times what each waits between two links
    assert seen(server, wall)["sent"] == before
    assert room(desk).get_attribute("data-place") == "leads"
    room(wall).locator(".opener").click()
    expect(room(wall).get_by_label("Everyone follows wherever I go")).not_to_be_checked()
    room(wall).get_by_label("Everyone follows wherever I go").check()
    expect(room(desk)).to_have_attribute("data-place", "elsewhere")
    is_at(student, "/", "map")
    wall.keyboard.press("Escape")
    settled(wall)
    wall.get_by_role("radio", name="③ Words").click()
    is_at(student, "/", "words")
    assert still(wall, lambda: room(wall).get_attribute("data-place")) == "leads"
