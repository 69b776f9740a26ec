"""What takes a while and is kept: computed step by step, so that whoever waits hears how far it is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Gradual(Generic[Value]):
    """Called, it returns the value of its work, done once for each argument; two threads at once may do it twice.

    work: a generator function that yields the share that is done, from 0 to 1, and returns the value.
    """

    def __init__(self, work: Callable[..., Generator[float, None, Value]]) -> None:
        self.work, self.__doc__ = work, work.__doc__
        self.kept: dict[str, Value] = {}

    def steps(self, about: str) -> Iterator[float]:
        """The shares, while it is done; nothing where it has been."""
        if about not in self.kept:
            value = yield from self.work(about)
            self.kept.setdefault(about, value)

    def __call__(self, about: str) -> Value:
        for _ in self.steps(about):
            pass
        return self.kept[about]
