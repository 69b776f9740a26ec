"""Wrong codes are counted: who has tried many in a minute waits, and the rooms go on.

A browser may try a few, so that one pupil does not use up what the school's address may. Cookies can be forged: then
the address is what counts.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

from app.live.channel.messages import Refused
from app.live.channel.people import Person
from app.live.rooms import settings

SECONDS = 60.0
FEW = 3  # wrong tries that an address still has while all together have none left: a class mistypes, too
FLOOD = 10  # times what all may try: then also these are over, and no more addresses are remembered


class Tries:
    """Of this process. Members of a room are not asked about: only who knocks."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now, self.lock = now, threading.Lock()
        self.began, self.wrong, self.browsers = now(), Counter[str](), Counter[Person]()

    def check(self, person: Person) -> None:
        """Refused for one who has to wait, whatever the code is: right ones are not told from wrong ones."""
        with self.lock:
            self._renew()
            of_all = self.wrong.total()
            most = settings.WRONG_CODES_PER_ADDRESS if of_all < settings.WRONG_CODES else FEW
            theirs = person.browser and self.browsers[person] >= settings.WRONG_CODES_PER_BROWSER
            if theirs or self.wrong[person.address] >= most or of_all >= FLOOD * settings.WRONG_CODES:
                raise Refused("too_many_tries", "too many wrong codes were tried here; try again in a minute")

    def was_wrong(self, person: Person) -> None:
        with self.lock:
            self._renew()
            self.wrong[person.address] += 1
            self.browsers[person] += 1

    def _renew(self) -> None:
        if self.now() - self.began >= SECONDS:
            self.began = self.now()
            self.wrong.clear()
            self.browsers.clear()
