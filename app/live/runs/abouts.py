"""What does not change while runs run: computed once for all who join, in slices in which people take turns."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from concurrent.futures import Future
from functools import cache
from typing import Any

from app.live.channel import limits
from app.live.channel.desk import Desk
from app.live.runs.task import Arrays, Job

ABOUTS = 200  # that are kept

About = tuple[Arrays, Mapping[str, Any]]


class Abouts:
    """Whoever asks for the same gets the same answer, also while it is being computed."""

    def __init__(self) -> None:
        self.desk = Desk("about")
        self.kept: OrderedDict[Hashable, Future[About]] = OrderedDict()
        self.lock = threading.Lock()

    def ask(self, job: Job, person: Hashable) -> Future[About]:
        with self.lock:
            found = self.kept.get(job.about_key)
            if found is None or (found.done() and (found.cancelled() or found.exception())):
                found = self.kept[job.about_key] = self.desk.ask(job.about(), person)
            self.kept.move_to_end(job.about_key)
            while len(self.kept) > ABOUTS or sum(map(_size, self.kept.values())) > limits.ABOUT_BYTES:
                self.kept.popitem(last=False)
            return found


def _size(about: Future[About]) -> int:
    done = about.done() and not about.cancelled() and not about.exception()
    return sum(array.nbytes for array in about.result()[0].values()) if done else 0


@cache
def abouts() -> Abouts:
    """The one of this process."""
    return Abouts()
