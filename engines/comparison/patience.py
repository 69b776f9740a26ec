"""When a training that is to converge has done so."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class Patience:
    """When to stop, by a held-out criterion that falls as a model learns, looked at every `every` steps.

    Once none of the last `looks` was better than the best before them by `margin` of it, but not before `least`, or
    after `most` looks, the rate falls linearly to zero, in a quarter of the looks so far; then it is `done`. `settled`:
    it was not `most`. Without `least` a model that is at its best at once, and gets worse, would have the least time.
    """

    every: int
    margin: float
    looks: int = 10
    most: int = 80
    least: int = 0
    curve: list[tuple[int, float]] = field(default_factory=list)  # step, criterion
    best: float = math.inf
    best_at: int = 0
    cooling: int = 0  # looks that the rate takes to fall, from when it does
    cooled: int = 0
    settled: bool = False

    @property
    def longest(self) -> int:
        """Steps, at most."""
        return self.every * (self.most + math.ceil(self.most / 4))

    @property
    def done(self) -> bool:
        return bool(self.cooling) and self.cooled >= self.cooling

    def give_up(self) -> None:
        self.settled, self.cooling, self.cooled = False, 1, 1

    def look(self, step: int, value: float) -> float:
        """Note the criterion; the share of the rate that the next steps are taken at."""
        self.curve.append((step, value))
        n = len(self.curve)
        if self.cooling:
            self.cooled += 1
            return max(0.0, 1 - self.cooled / self.cooling)
        if not math.isfinite(self.best) or value < self.best - self.margin * abs(self.best):
            self.best, self.best_at = value, n
        self.settled = n >= self.least and n - self.best_at >= self.looks
        if self.settled or n >= self.most:
            self.cooling = math.ceil(n / 4)
        return 1.0
