"""Wrong codes, of browsers that share an address."""

from __future__ import annotations

import pytest

from app.live.channel.messages import BadMessage
from app.live.channel.people import Person
from app.live.rooms import settings
from app.live.rooms.codes import new_code
from app.live.rooms.store import Rooms
from tests.app.live.rooms.test_service import YOU, ask, begun, joined, refused, service


def test_one_pupil_who_guesses_closes_no_door_to_the_school(rooms: Rooms) -> None:
    with service(rooms) as made:
        code = begun(made)["code"]
        made.person = Person("1.2.3.4", "aa")
        for _ in range(settings.WRONG_CODES_PER_BROWSER):
            with refused("no_room"):
                ask(made, kind="join", code=new_code(), student=YOU)
        for _ in range(2 * settings.WRONG_CODES_PER_ADDRESS):
            with refused("too_many_tries"):
                ask(made, kind="join", code=code, student=YOU)
        made.person = Person("1.2.3.4", "bb")
        assert joined(made, code)


def test_forged_cookies_give_an_address_no_more_tries(rooms: Rooms) -> None:
    with service(rooms) as made:
        told = []
        for n in range(3 * settings.WRONG_CODES_PER_ADDRESS):
            made.person = Person("1.2.3.4", f"{n:x}")
            with pytest.raises(BadMessage) as error:
                ask(made, kind="join", code=new_code(), student=YOU)
            told.append(error.value.code)
        assert told.count("no_room") == settings.WRONG_CODES_PER_ADDRESS
