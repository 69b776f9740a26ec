"""Whose turn it is: of the people who wait, the one who has had the least time of the workers."""

from __future__ import annotations

from collections.abc import Hashable

MOST_PEOPLE = 1000  # that are remembered


class Turns:
    """Start-time fair queueing (Goyal et al. 1996, 10.1145/248157.248171): seconds had, by person, on a clock that
    goes on with whoever is served, so that nobody saves up time by staying away."""

    def __init__(self) -> None:
        self.used: dict[Hashable, float] = {}
        self.clock = 0.0

    def had(self, person: Hashable) -> float:
        return max(self.used.get(person, 0.0), self.clock)

    def serve(self, person: Hashable) -> None:
        """This person is next."""
        self.clock = self.had(person)
        if len(self.used) > MOST_PEOPLE:
            self.used = {one: had for one, had in self.used.items() if had > self.clock}

    def charge(self, person: Hashable, seconds: float) -> None:
        """So much was done for this person."""
        self.used[person] = self.had(person) + seconds
