"""The teacher's hand on an instrument, seen on the students' screens at the same place of the same instrument."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import cycle
from math import hypot

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.room_actions import Person, does, is_at, joins, opened, room
from tests.served import Server, box_of, live, until, wait_for_frame

NEAR = 4  # screen pixels
PAD = "[data-hand]"
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "locale": "ko-KR",
    "color_scheme": "dark",
    "reduced_motion": "reduce",
}


def point(part: Locator, x: float, y: float) -> tuple[float, float]:
    """Where on the screen these shares of a part's width and height are."""
    box = part.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def hand(page: Page, name: str) -> Locator:
    return live(page, name).locator(".others-hand circle")


def is_seen(page: Page, name: str, part: Locator, x: float, y: float) -> bool:
    """Whether the teacher's hand is on that place."""
    box = hand(page, name).bounding_box() if hand(page, name).is_visible() else None
    at, wanted = box and (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), point(part, x, y)
    return bool(at) and hypot(at[0] - wanted[0], at[1] - wanted[1]) < NEAR


def moving(page: Page, part: Locator, x: float, y: float) -> Callable[[], None]:
    """Goes on moving around a place, as a hand does that shows something."""
    steps = iter(range(10_000))

    def move() -> None:
        at = point(part, x, y)
        page.mouse.move(at[0] + next(steps) % 2, at[1])

    return move


def sees(student: Page, name: str, part: Locator, move: Callable[[], None], x: float, y: float) -> None:
    def holds() -> bool:
        move()
        return is_seen(student, name, part, x, y)

    until(student, holds)


@pytest.mark.parametrize(
    ("path", "step", "name"),
    [pytest.param("autoencoder", "", "latent-pad", marks=pytest.mark.slow), ("", "two", "two-views")],
)
def test_a_hand_on_a_pad_is_at_the_same_place_of_pads_of_another_size(
    person: Person, server: Server, path: str, step: str, name: str
) -> None:
    teacher = person(f"{server.url}/{path}?step={step}" if step else f"{server.url}/{path}")
    code = opened(teacher)
    students = [joins(person(f"{server.url}/?room={code}", **how)) for how in ({}, PHONE)]
    for student in students:
        is_at(student, f"/{path}", step)
        wait_for_frame(student, name)
        live(student, name).locator(PAD).first.scroll_into_view_if_needed()
    wait_for_frame(teacher, name)
    pad = live(teacher, name).locator(PAD).first
    assert box_of(pad)["width"] != box_of(live(students[1], name).locator(PAD).first)["width"]
    knob = (0.5, 0.5)
    teacher.mouse.move(*point(pad, *knob))
    teacher.mouse.down()
    for x, y in ((0.7, 0.3), (0.25, 0.6)):
        for student in students:
            there = live(student, name).locator(PAD).first
            sees(student, name, there, moving(teacher, pad, x, y), x, y)
    teacher.mouse.up()
    expect(hand(teacher, name)).to_have_count(0)  # it is the teacher's own
    for student, moves in zip(students, (True, False), strict=True):
        shown = live(student, name).locator(".others-hand")
        expect(shown).to_be_hidden()
        expect(shown).to_have_attribute("aria-hidden", "true")
        seconds = shown.locator("> div").evaluate("(e) => parseFloat(getComputedStyle(e).transitionDuration)")
        assert (seconds > 0) == moves


def test_a_slider_that_is_moved_is_seen_and_only_by_who_follows(person: Person, server: Server) -> None:
    teacher = person(server.url + "/autoencoder?step=walk")
    code = opened(teacher)
    ada, emmy = (joins(person(f"{server.url}/?room={code}")) for _ in range(2))
    name = "latent-walk"
    for page in (teacher, ada, emmy):
        is_at(page, "/autoencoder", "walk")
        expect(live(page, name)).to_have_attribute("data-step", re.compile(r"[1-9]\d*"), timeout=60_000)
    does(emmy, "Explore on my own")
    slider = live(teacher, name).locator("input[type=range]").first
    low, high = (float(slider.get_attribute(end)) for end in ("min", "max"))

    keys = cycle(["ArrowRight"] * 3 + ["ArrowLeft"] * 3)

    def press() -> None:
        slider.press(next(keys))

    def knob() -> float:
        return (float(slider.input_value()) - low) / (high - low)

    there = live(ada, name).locator("input[type=range]").first
    press()
    until(ada, lambda: press() or is_seen(ada, name, there, 0.5 + (knob() - 0.5) * inside(there), 0.5))
    expect(live(emmy, name).locator(".others-hand")).to_have_count(0)
    does(emmy, "Back to the class")
    expect(room(emmy)).to_have_attribute("data-place", "follows")
    until(emmy, lambda: press() or hand(emmy, name).is_visible())
    ada.get_by_role(
        "radio", name=re.compile("Holes")
    ).click()  # another experiment, with an instrument of the same kind
    is_at(ada, "/autoencoder", "holes")
    expect(room(ada)).to_have_attribute("data-place", "alone")
    for _ in range(10):
        press()
        assert not ada.locator(".others-hand:not([hidden])").count()
        ada.wait_for_timeout(50)


def inside(slider: Locator) -> float:
    """The share of a slider's width that its knob's middle moves along."""
    width = slider.bounding_box()["width"]
    return (width - 16) / width


def test_without_a_room_nobody_is_told_of_a_hand(person: Person, server: Server) -> None:
    page = person(server.url + "/?step=map")
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(server.url + "/autoencoder?lang=en")
    wait_for_frame(page, "latent-pad")
    pad = live(page, "latent-pad").locator(PAD).first
    opened(page)  # nor in one where nobody is
    page.mouse.move(*point(pad, 0.5, 0.5))
    page.mouse.down()
    for n in range(20):
        page.mouse.move(*point(pad, 0.3 + n / 50, 0.5))
    page.mouse.up()
    page.wait_for_timeout(300)
    assert len([url for url in sockets if url.endswith("/live/rooms")]) == 1  # where its news come
