"""A run's timeline has all that was shown of it, on networks and servers that lose and delay what is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute

from app.live.channel import frames
from tests.browser.test_runs import resting
from tests.browser.wire import LIVE, Sockets
from tests.served import FIND, Server, live, open_page, until


def test_a_cut_leaves_no_hole_in_the_timeline(page: Page, server: Server) -> None:
    sockets = Sockets(page)
    open_page(page, server.url + "/gan?gan_width=16&gan_batch=64")
    player = live(page, "run-player").first
    page.wait_for_function(f"(name) => Number({FIND}?.dataset.step) > 100", arg="run-player", timeout=60_000)
    page.route(LIVE, lambda route: route.abort())
    sockets.blocked = True
    sockets.cut()
    cut = int(player.get_attribute("data-step"))
    page.wait_for_timeout(4000)
    page.unroute(LIVE)
    sockets.blocked = False
    page.wait_for_function(f"(name) => {FIND}.dataset.transport === 'socket'", arg="run-player", timeout=20_000)
    until(page, lambda: int(player.get_attribute("data-step")) - cut > 50)
    player.get_by_role("button", name="Pause", exact=True).click()
    back = resting(player)

    def middle_is_there() -> bool:
        player.get_by_role("slider", name="Timeline").fill(str((cut + back) // 2))
        return abs(int(player.get_attribute("data-step")) - (cut + back) // 2) < (back - cut) / 4

    until(page, middle_is_there)  # the past comes in parts


def test_a_lost_question_for_the_past_is_not_replaced_by_one_for_less_of_it(page: Page, server: Server) -> None:
    Sockets(page).blocked = True  # what is asked goes the slow way
    asked = {"watch": 0, "history": 0}

    def lose(route: Route) -> None:
        """Three of the questions for news, the first too, and every one for the past until news have come again."""
        kind = next((kind for kind in asked if f'"kind":"{kind}"' in (route.request.post_data or "")), "")
        asked[kind] = asked.get(kind, 0) + 1
        lost = (kind == "watch" and asked["watch"] in (1, 2, 10)) or (kind == "history" and asked["watch"] < 20)
        return route.abort() if lost else route.continue_()

    page.route(LIVE, lose)
    open_page(page, server.url + "/gan?gan_width=16&gan_batch=64")
    assert_the_timeline_begins_at_the_beginning(page)
    assert asked["history"] > 1


@pytest.mark.parametrize("order", [("history", "watch"), ("watch", "history")], ids="-".join)
def test_what_was_shown_between_two_questions_is_in_the_timeline(
    page: Page, server: Server, order: tuple[str, ...]
) -> None:
    """A busy server has shown nothing yet when it is asked for the past, and several frames when it is asked for news;
    either answer may be the first."""
    held: dict[str, Callable[[], None]] = {}

    def through(socket: WebSocketRoute) -> None:
        behind = socket.connect_to_server()

        def up(said: str | bytes) -> None:
            message = json.loads(said)
            kind = message.get("kind")
            if kind not in order or kind in held:
                return behind.send(said)
            nothing = frames.pack({}, id=message["id"], kind="history", run=message.get("run"), epoch=1, more=0)
            held[kind] = partial(socket.send, nothing) if kind == "history" else partial(behind.send, said)
            return None

        socket.on_message(up)

    page.route_web_socket("**/live/runs", through)
    open_page(page, server.url + "/gan?gan_width=16&gan_batch=64")
    until(page, lambda: len(held) == 2)
    page.wait_for_timeout(2500)  # nobody watches: a frame a second is kept
    for kind in order:
        held[kind]()
        page.wait_for_timeout(500)
    assert_the_timeline_begins_at_the_beginning(page)


def assert_the_timeline_begins_at_the_beginning(page: Page) -> None:
    player = live(page, "run-player").first
    page.wait_for_function(f"(name) => Number({FIND}?.dataset.step) > 100", arg="run-player", timeout=60_000)
    player.get_by_role("button", name="Pause", exact=True).click()
    resting(player)
    player.get_by_role("slider", name="Timeline").fill("0")
    until(page, lambda: player.get_attribute("data-step") == "0")
