"""A class watches its teacher's training, which begins after everybody has come."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.room_actions import Person, does, is_at, joins, opened, room
from tests.browser.test_rooms_windows import leads
from tests.browser.test_runs import run_of
from tests.served import Server, becomes, live


def watches(student: Page, run: str) -> None:
    becomes(student, lambda: run_of(student), run)
    expect(live(student, "run-player")).to_have_attribute("data-state", "running")
    expect(live(student, "run-player").get_by_text("only the one who began it controls it")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("follow", [True, False])
def test_a_run_that_begins_after_the_class_was_led_there_is_everybodys(
    person: Person, server: Server, follow: bool
) -> None:
    teacher = person(server.url + "/?step=map")
    code = opened(teacher)
    student = joins(person(f"{server.url}/?room={code}"))
    if follow:
        leads(teacher)
    teacher.get_by_test_id("stTopNav").get_by_role("link", name="GAN").click()
    if not follow:
        is_at(teacher, "/gan")
        does(teacher, "Send to everyone")
    run = run_of(teacher)
    watches(student, run)
    if follow:  # also who has a run of one's own by now
        live(student, "run-player").get_by_role("button", name="Begin my own").click()
        student.wait_for_function("(run) => !location.search.includes(run)", arg=run)
        does(student, "Explore on my own")
        does(student, "Back to the class")
        watches(student, run)
        assert room(student).get_attribute("data-place") == "follows"
