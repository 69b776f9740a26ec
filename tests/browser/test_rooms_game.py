"""The game of /compare in a room: everybody's answers make the class's score."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from engines.comparison.rounds import makers, puzzle
from tests.browser.room_actions import Person, is_at, joins, opened, room
from tests.served import Server, open_page, serve, settled


def answers(page: Page, nth: int, right: bool) -> None:
    """Name a maker in the round that is shown, and go on."""
    maker = puzzle("digits", nth) if right else next(m for m in makers("digits") if m != puzzle("digits", nth))
    page.locator(f".st-key-compare_guess_{maker}").get_by_role("button").click()
    page.locator(f".st-key-compare_next_round_{nth}").get_by_role("button").click()
    page.wait_for_url(f"**compare_round={nth + 1}**")
    settled(page)


def score(page: Page) -> Locator:
    return page.locator("#class-score")


def test_the_class_has_a_score_beside_everybodys_own(person: Person, tmp_path: Path) -> None:
    with serve(log=tmp_path / "first") as first:
        teacher = person(first.url + "/compare")
        expect(score(teacher)).to_be_hidden()  # in no room there is no class
        code = opened(teacher)
        expect(score(teacher)).to_contain_text("no answers yet")
        ada = person(first.url + "/compare")
        answers(ada, 1, right=True)  # before she came: her own alone
        room(ada).locator(".opener").click()
        room(ada).get_by_label("Code of the room").fill(code)
        emmy = person(f"{first.url}/?room={code}", locale="ko-KR", viewport={"width": 390, "height": 844})
        for student in (ada, emmy):
            joins(student)
            is_at(student, "/compare")
        expect(score(ada)).to_contain_text("no answers yet")
        answers(emmy, 1, right=True)
        answers(emmy, 2, right=False)
        expect(score(emmy)).to_have_text("반 전체: 2번 중 1번 정답 (50 %)")
        expect(score(ada)).to_have_text("Class: 1 of 2 right (50 %)")
        emmy.reload()
        settled(emmy)
        expect(emmy.get_by_text("2번 중 1번 정답 · ")).to_be_visible()
        expect(score(emmy)).to_have_text("반 전체: 2번 중 1번 정답 (50 %)")
    with serve(log=tmp_path / "second", port=urlparse(first.url).port) as second:
        open_page(ada, f"{first.url}/compare?compare_round=3&lang=en")
        answers(ada, 3, right=True)
        expect(score(ada)).to_have_text("Class: 2 of 3 right (67 %)", timeout=60_000)
        expect(score(teacher)).to_have_text("Class: 2 of 3 right (67 %) · students who have played: 2", timeout=60_000)
        expect(score(ada).locator("xpath=ancestor::body")).to_contain_text("Right: 2 of 2")

        room(teacher).locator(".opener").click()
        expect(room(teacher).locator(".game")).to_contain_text("Class: 2 of 3 right (67 %)")
        room(teacher).get_by_role("button", name="Start the class game again").click()
        room(teacher).get_by_role("button", name="Start again?").click()
        for page in (teacher, ada):
            expect(score(page)).to_contain_text("no answers yet")
        expect(ada.get_by_text("Right: 2 of 2")).to_be_visible()
        answers(ada, 4, right=False)
        expect(score(ada)).to_have_text("Class: 0 of 1 right (0 %)")
        room(teacher).get_by_role("button", name="End the room").click()
        room(teacher).get_by_role("button", name="Everything in it is deleted").click()
        for page in (teacher, ada):
            expect(score(page)).to_be_hidden()
        assert "Traceback" not in second.log.read_text()
    assert "Traceback" not in first.log.read_text()


@pytest.mark.slow
def test_an_answer_given_while_the_network_was_gone_counts_once(person: Person, server: Server) -> None:
    teacher = person(server.url + "/compare")
    student = joins(person(f"{server.url}/?room={opened(teacher)}"))
    is_at(student, "/compare")
    settled(student)
    student.route("**/live/rooms", lambda route: route.abort())
    answers(student, 1, right=True)
    student.wait_for_timeout(6000)  # longer than a request is tried
    expect(score(teacher)).to_contain_text("no answers yet")
    student.reload()
    settled(student)
    student.unroute("**/live/rooms")
    expect(score(teacher)).to_have_text("Class: 1 of 1 right (100 %) · students who have played: 1", timeout=30_000)
