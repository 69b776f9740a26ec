"""The score of the game: how many were right, the streaks, and how well somebody would do who only guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Answer:
    """One round: who made the sheet, who was named, and among how many."""

    truth: str
    guess: str
    options: int

    @property
    def right(self) -> bool:
        return self.truth == self.guess


@dataclass(frozen=True)
class Score:
    """The rounds of a person, or of a class, in the order of their answers."""

    answers: Sequence[Answer]

    @property
    def right(self) -> int:
        return sum(answer.right for answer in self.answers)

    @property
    def by_guessing(self) -> float:
        """How many would be right on average without looking."""
        return float(sum(1 / answer.options for answer in self.answers))

    @property
    def streak(self) -> int:
        """How many of the last answers in a row were right."""
        return self._streaks()[-1]

    @property
    def best(self) -> int:
        """The longest streak so far."""
        return max(self._streaks())

    def _streaks(self) -> list[int]:
        """The streak before the first answer and after each."""
        found = [0]
        for answer in self.answers:
            found.append(found[-1] + 1 if answer.right else 0)
        return found

    @property
    def luck(self) -> float:
        """P(at least as many right) for somebody who guesses: the tail of a Poisson binomial, as rounds may differ."""
        chances = np.ones(1)  # of 0, 1, ... right answers
        for answer in self.answers:
            p = 1 / answer.options
            chances = np.convolve(chances, [1 - p, p])
        return float(chances[self.right :].sum())

    def mistaken(self) -> dict[tuple[str, str], int]:
        """(truth, guess) -> how often, for every wrong answer, the most frequent first."""
        pairs = [(a.truth, a.guess) for a in self.answers if not a.right]
        return {pair: pairs.count(pair) for pair in sorted(set(pairs), key=lambda pair: (-pairs.count(pair), pair))}
