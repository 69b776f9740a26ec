"""Who asks: an address, and the browser there. Places are limited, and given to those who hold the fewest."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from starlette.requests import HTTPConnection
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME


class Person(NamedTuple):
    """Where a request comes from; browser is "" without cookies, as in a frame of another site."""

    address: str
    browser: str


def person_of(connection: HTTPConnection) -> Person:
    """By Streamlit's own cookie, which every browser has from its first page on."""
    return person(connection.client.host if connection.client else None, connection.cookies.get(XSRF_COOKIE_NAME))


def person(address: str | None, cookie: str | None) -> Person:
    token = decode_xsrf_token_string(cookie)[0] if cookie else None
    return Person(address_of(address or ""), token.hex() if token else "")


def address_of(host: str) -> str:
    """One text for one customer of a network: IPv4 also where it comes as IPv6, and the first half of IPv6."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


@dataclass(eq=False)
class Seat:
    """One open socket. `used` grows with every message; `leave`, where it is idle, closes it."""

    person: Person
    used: int = 0
    leave: Callable[[], None] | None = field(default=None, repr=False)


class Places:
    """The open sockets. When there are too many, an idle one of whoever holds the most goes; it can come again."""

    def __init__(self, all_: int, per_address: int, per_browser: int) -> None:
        self.all, self.per_address, self.per_browser = all_, per_address, per_browser
        self.seats: dict[Seat, None] = {}
        self.clock = 0

    def enter(self, person: Person) -> Seat | None:
        """A seat, for which an idle one may have to go; None where all are busy."""
        for most, theirs in (
            (self.per_browser, lambda seat: person.browser and seat.person == person),
            (self.per_address, lambda seat: seat.person.address == person.address),
            (self.all, lambda seat: True),
        ):
            held = [seat for seat in self.seats if theirs(seat)]
            if len(held) >= most and not self._make_room(held):
                return None
        seat = Seat(person)
        self.seats[seat] = None
        self.use(seat)
        return seat

    def use(self, seat: Seat) -> None:
        """The viewer asks something: of the idle ones this is the last to go."""
        self.clock += 1
        seat.used = self.clock

    def exit(self, seat: Seat) -> None:
        self.seats.pop(seat, None)

    def _make_room(self, held: list[Seat]) -> bool:
        """Of the address with the most seats, the browser with the most, its seat that was idle for longest."""
        addresses = Counter(seat.person.address for seat in held)
        browsers = Counter(seat.person for seat in held)
        idle = [seat for seat in held if seat.leave is not None]
        if not idle:
            return False
        gone = max(idle, key=lambda s: (addresses[s.person.address], browsers[s.person], -s.used))
        self.exit(gone)
        gone.leave()
        return True
