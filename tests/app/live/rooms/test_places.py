"""Nobody fills a room alone, or what is asked in it."""

from __future__ import annotations

import pytest

from app.live.channel.people import Person
from app.live.rooms import settings
from app.live.rooms.question import OPENED
from app.live.rooms.store import Rooms
from tests.app.live.rooms.conftest import Clock, all_kept
from tests.app.live.rooms.test_service import ask, begun, joined, service
from tests.app.live.rooms.test_service import refused as told
from tests.app.live.rooms.test_store import ASK, SECRET, refused, student

ADDRESS = "1.2.3.4"
ONE, OTHER = Person(ADDRESS, "aa"), Person(ADDRESS, "bb")


@pytest.fixture
def code(rooms: Rooms) -> str:
    return rooms.open(SECRET, "gan").code


def test_one_browser_fills_no_room_and_the_others_of_its_address_come(rooms: Rooms) -> None:
    with service(rooms) as made:
        code = begun(made)["code"]
        made.person = ONE
        for n in range(settings.STUDENTS_PER_BROWSER):
            joined(made, code, student(n))
        for n in range(settings.STUDENTS):
            with told("browser_full"):
                joined(made, code, student(100 + n))
        joined(made, code, student(0))  # a reload
        made.person = OTHER
        joined(made, code, student(1000))
        assert rooms.tally(code, SECRET).there == settings.STUDENTS_PER_BROWSER + 1
        ask(made, kind="leave", code=code, student=student(0))
        made.person = ONE
        joined(made, code, student(4))


def test_who_is_not_there_any_more_gives_way_with_the_answer(rooms: Rooms, code: str, clock: Clock) -> None:
    rooms.ask(code, SECRET, ASK)
    rooms.join(code, student(99), "", OTHER)
    rooms.answer(code, student(99), 1, 0)
    for n in range(10):
        rooms.join(code, student(n), "", ONE)
        rooms.answer(code, student(n), 1, 2)
        clock.now += settings.SILENT_SECONDS / 2
    most = settings.STUDENTS_PER_BROWSER
    assert [rooms.is_student(code, student(n)) for n in range(10)] == [False] * (10 - most) + [True] * most
    assert rooms.show(code, SECRET, 1, OPENED).counts == [1, 0, most]


def test_without_cookies_an_address_is_bounded_by_far_more(
    rooms: Rooms, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STUDENTS_NO_COOKIES", 20)
    for n in range(20):
        rooms.join(code, student(n), "", Person(ADDRESS, ""))
    with refused("browser_full"):
        rooms.join(code, student(20), "", Person(ADDRESS, ""))
    for n, person in enumerate((Person("5.6.7.8", ""), ONE)):
        rooms.join(code, student(30 + n), "", person)


def test_neither_addresses_nor_browsers_of_students_are_in_the_file(rooms: Rooms, code: str) -> None:
    rooms.join(code, student(1), "Ada", Person("203.0.113.77", "c0ffee" * 5))
    rooms.join(code, student(2), "Emmy", Person("203.0.113.77", ""))
    kept = all_kept(rooms)
    assert b"Emmy" in kept and b"203.0.113.77" not in kept and b"c0ffee" not in kept


def test_empty_rooms_of_a_few_addresses_keep_no_teacher_out(
    rooms: Rooms, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ROOMS", 8)
    monkeypatch.setattr(settings, "ROOMS_PER_ADDRESS", 3)
    lessons = [rooms.open(student(n), "gan", f"school {n}").code for n in range(3)]  # joined, watched, and left alone
    rooms.join(lessons[0], student(100))
    clock.now += 1
    filled = [rooms.open(student(10 + n), "gan", f"flood {n // 3}").code for n in range(5)]
    with refused("too_many_rooms"):  # their teachers may be there
        rooms.open(SECRET, "gan", "a school")
    clock.now += settings.AWAY_SECONDS + 1
    assert rooms.is_teacher(lessons[1], student(1))
    rooms.open(SECRET, "gan", "a school")
    with refused("ended"):
        rooms.room(filled[0])
    for n in range(2):
        rooms.open(student(50 + n), "gan", f"another {n}")
    assert [code for code in lessons if code not in rooms.versions()] == []  # the oldest, but one of many is none
    assert len(set(filled) & set(rooms.versions())) == 2


def test_who_has_as_many_rooms_as_an_address_may_gives_up_an_own_one(
    rooms: Rooms, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ROOMS_PER_ADDRESS", 2)
    other = rooms.open(SECRET, "gan", "other").code
    mine = [rooms.open(student(n), "gan", "mine").code for n in range(2)]
    rooms.join(mine[0], student(100))
    clock.now += settings.AWAY_SECONDS + 1
    third = rooms.open(student(3), "gan", "mine").code
    assert set(rooms.versions()) == {other, mine[0], third}


def test_who_leaves_and_comes_again_is_no_class_in_the_game(rooms: Rooms, code: str) -> None:
    for n in range(20):
        rooms.join(code, student(n), person=ONE)
        assert rooms.play(code, student(n), 1, "digits/1", False, ONE) is False  # it is told, counted or not
        rooms.leave(code, student(n))
    rooms.join(code, student(100), person=OTHER)
    rooms.play(code, student(100), 1, "digits/1", True, OTHER)
    rooms.play(code, student(100), 1, "digits/2", True, OTHER)
    score = rooms.room(code).score
    assert (score.answers, score.right, score.players) == (settings.STUDENTS_PER_BROWSER + 2, 2, 4)
