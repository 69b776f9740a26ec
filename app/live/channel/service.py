"""What every service of the live channel is: answers at a desk, and a memory that can be counted and let go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from app.live.channel.desk import Desk, Slices
from app.live.channel.messages import Message
from engines.core import finish

OBJECT_BYTES = 100  # of whatever is no array


class Service:
    """One viewer's. A subclass gives either `answer`, which is quick, or `slices`, so that nobody waits.

    The same message always means the same answer, so what a service remembers only saves time: `forget` is safe
    between two answers.
    """

    desk: ClassVar[Desk]

    @classmethod
    def warm_up(cls) -> None:
        """Done once, before anybody asks: what its first answer would take long for."""

    def worker(self, message: Message) -> Desk:
        """Where this message is answered."""
        return self.desk

    def slices(self, message: Message) -> Slices[bytes]:
        """The frame for one request. BadMessage when something is not allowed."""
        return self.answer(message)
        yield

    def answer(self, message: Message) -> bytes:
        """The same without a pause."""
        return finish(self.slices(message))

    @property
    def held(self) -> int:
        """Bytes that are remembered."""
        return bytes_of(vars(self))

    def forget(self) -> None:
        """Remember nothing."""
        vars(self).clear()
        self.__init__()


def bytes_of(value: Any) -> int:
    """Bytes of all arrays, texts and byte strings inside, roughly; classes of our own are looked into."""
    seen: set[int] = set()
    total, open_ = 0, [value]
    while open_:
        one = open_.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        total += OBJECT_BYTES
        if isinstance(one, np.ndarray):
            total += one.nbytes if one.base is None else 0
            open_ += [] if one.base is None else [one.base]
        elif isinstance(one, (bytes, str)):
            total += len(one)
        elif isinstance(one, Mapping):
            open_ += one.values()
        elif isinstance(one, (list, tuple)):
            open_ += one
        elif type(one).__module__.startswith(("app.", "engines.")) and hasattr(one, "__dict__"):
            open_ += vars(one).values()
    return total
