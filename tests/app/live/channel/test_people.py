"""Who is who, and whose places there are."""

from __future__ import annotations

from typing import Any

from app.live.channel.people import Person, Places, address_of


def test_addresses_are_those_of_customers() -> None:
    assert address_of("::ffff:10.0.0.1") == address_of("10.0.0.1") == "10.0.0.1"
    assert address_of("2001:db8:1:2:3::4") == address_of("2001:db8:1:2:ffff::1") != address_of("2001:db8:1:3::1")
    assert address_of("testclient") == "testclient"


def sit(places: Places, person: Person, left: list[Any] | None = None) -> Any:
    seat = places.enter(person)
    if seat is not None:
        seat.leave = lambda: left.append(seat) if left is not None else None
    return seat


def test_one_browser_cannot_take_all_places_of_its_address() -> None:
    places, left = Places(100, 50, 5), []
    greedy = [sit(places, Person("school", "greedy"), left) for _ in range(30)]
    assert left == greedy[:-5] and len(places.seats) == 5
    assert sit(places, Person("school", "student"), left) is not None and len(places.seats) == 6


def test_when_all_is_full_the_largest_holders_oldest_idle_seat_goes() -> None:
    places, left = Places(20, 15, 10), []
    school = [sit(places, Person("school", f"student {i}"), left) for i in range(5)]
    greedy = [sit(places, Person("flat", "greedy"), left) for _ in range(10)]
    more = [sit(places, Person("flat", f"cookie {i}"), left) for i in range(40)]  # cookies cost nothing
    assert not set(left) & set(school), "the class stays"
    places.use(greedy[-1])
    newcomers = [sit(places, Person("bus", f"rider {i}"), left) for i in range(5)]
    assert all(newcomers) and not set(left) & set(school) and len(places.seats) <= 20
    assert len([s for s in more if s in places.seats]) <= 15


def test_without_cookies_an_address_is_one_holder() -> None:
    places, left = Places(100, 10, 3), []
    nameless = [sit(places, Person("school", ""), left) for _ in range(10)]
    assert not left, "a class in frames of another site"
    assert sit(places, Person("school", "new"), left) and left == nameless[:1]


def test_a_seat_that_is_being_answered_is_not_taken() -> None:
    places = Places(2, 2, 2)
    busy = [places.enter(Person("a", "x")) for _ in range(2)]
    assert places.enter(Person("b", "y")) is None and all(seat in places.seats for seat in busy)
    places.exit(busy[0])
    assert places.enter(Person("b", "y")) is not None
