"""A teacher in two windows, and requests that the network swallows."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, Route, expect

from tests.app.live.channel.test_slow_way import post
from tests.browser.room_actions import Person, does, is_at, joins, opened, room
from tests.served import Server, serve, settled, still, until


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_server_that_does_not_know_the_room_costs_neither_teacher_nor_student_anything(
    person: Person, tmp_path: Path
) -> None:
    """As one that was started with another LAB_STATE, or was given another's requests."""
    right, wrong = str(tmp_path / "right.sqlite"), str(tmp_path / "wrong.sqlite")
    with serve(log=tmp_path / "first", state=right) as first:
        teacher = person(first.url + "/?step=map")
        code = opened(teacher)
        before = kept(teacher)
        assert before["ends"] == seen(first, teacher)["ends"]
        student = joins(person(f"{first.url}/?room={code}"))
        mine = kept(student)
    port = urlparse(first.url).port
    with serve(log=tmp_path / "second", state=wrong, port=port):
        notice = room(teacher).locator(".notice")
        expect(notice).to_contain_text("does not know your room", timeout=60_000)
        teacher.reload()
        settled(teacher)
        expect(notice).to_contain_text("does not know your room", timeout=60_000)
        assert kept(teacher) == before
        expect(room(student).locator(".notice")).to_contain_text("does not know your room", timeout=60_000)
        assert kept(student) == mine
    with serve(log=tmp_path / "third", state=right, port=port):
        expect(room(student).locator(".notice")).to_be_hidden(timeout=60_000)
        expect(room(teacher).locator(".opener")).to_contain_text("· 1", timeout=60_000)
        expect(notice).to_be_hidden()
        is_at(student, "/", "map")
    with serve(log=tmp_path / "fourth", state=wrong, port=port):
        expect(notice).to_contain_text("does not know your room", timeout=60_000)
        room(teacher).locator(".opener").click()
        for words in ("End the room", "End the room? Everything in it is deleted."):
            room(teacher).get_by_role("button", name=words, exact=True).click()
        expect(room(teacher)).to_have_attribute("data-role", "none")


@pytest.mark.slow
def test_a_request_that_the_network_swallows_is_sent_again_and_done_once(person: Person, server: Server) -> None:
    teacher = person(server.url + "/?step=map")
    opened(teacher)
    teacher.get_by_role("radio", name="③ Words").click()
    is_at(teacher, "/", "words")
    before, swallowed = seen(server, teacher)["sent"], []

    def swallow(route: Route) -> None:
        """Of the first, neither the connection nor its end is heard of; of the second, the answer is lost."""
        if '"send"' not in (route.request.post_data or "") or len(swallowed) == 2:
            return route.continue_()
        swallowed.append(route)
        if len(swallowed) == 2:
            route.fetch()
            route.abort()

    teacher.route("**/live/rooms", swallow)
    does(teacher, "Send to everyone")
    expect(room(teacher)).to_have_attribute("data-place", "sent", timeout=40_000)
    until(teacher, lambda: room(teacher).locator(".act").is_enabled())
    assert len(swallowed) == 2 and seen(server, teacher)["sent"] == before + 1
