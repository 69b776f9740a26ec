"""When a difference between models counts: one rule for every sentence.

A sentence sets a model against rivals, each trained a few times anew. Against each rival the difference of the means
is compared by Welch's t test (Welch 1947, 10.1093/biomet/34.1-2.28), and of spreads by the F test, where ratios count
both by themselves and relative to the means.

supported     better than every rival, each at `RATE` on its side: all must hold, so the rates do not add up
              (intersection-union test, Berger 1982, 10.1080/00401706.1982.10487790)
contradicted  some rival is better, at `RATE` shared by the rivals that were looked at (Bonferroni)
same          from some rival there is no difference that a person can see, and it is better than the others: that is
              tested, too (two one-sided tests, Schuirmann 1987, 10.1007/BF01068419)
unclear       none of these: with this many trainings it cannot be told

So where there is no difference, at most `RATE` of the sentences are supported, and at most `RATE` contradicted. Both
need also a difference that a person can see, `VISIBLE`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from scipy.special import fdtr, fdtrc, fdtri, stdtr, stdtrit

RATE = 0.05  # of sentences that come out wrong, each way, where there is no difference
POWER = 0.8  # with which a difference of `Difference.told` is seen

# The least difference that a person can see, of each measure; `times`: a ratio counts, not a difference.
VISIBLE = {
    "frechet": 1.25, "sliced_wasserstein": 1.25, "train_seconds": 1.5, "sample_seconds": 1.5, "evaluations": 1.5,
    "coverage": 0.05, "recall": 0.05, "precision": 0.05, "hq": 0.05, "sharpness": 0.1, "memorisation": 0.1,
    "modes": 0.5, "classes": 0.5, "log_likelihood": 0.05, "bits_per_dim": 0.05, "code_among": 0.05, "rise": 1.5,
    "code_coverage": 0.05, "parameters": 1.5, "steps": 1.5, "train_operations": 1.5, "sample_operations": 1.5,
    "peak_memory": 1.5,
}  # fmt: skip
TIMES = (
    "frechet", "sliced_wasserstein", "rise", "train_seconds", "sample_seconds", "evaluations", "parameters", "steps",
    "train_operations", "sample_operations", "peak_memory",
)  # fmt: skip
SPREADS = 2.0  # times as large: the least ratio of two spreads that a person can see


@dataclass(frozen=True)
class Figure:
    """One model's measure over trainings: mean and standard error; or the reason, a code, why there is none.

    race: after seconds of training, which says nothing about the family. unsettled: stopped before it had settled.
    """

    mean: float | None
    standard_error: float = 0.0
    n_seeds: int = 1
    reason: str = ""
    floor: float | None = None  # what perfect samples score
    floor_se: float = 0.0
    race: bool = False
    unsettled: bool = False

    @property
    def spread(self) -> float:
        """Standard deviation over the trainings."""
        return self.standard_error * self.n_seeds**0.5


class Difference(NamedTuple):
    """By how much one model is ahead of another, on the scale of the measure or of its logarithm.

    p_ahead, p_behind: how often chance alone puts it as far ahead, or behind. low, high: where the true difference
    lies, each but for `RATE`. visible: the least that a person can see. told: what is told apart with `POWER`.
    """

    ahead: float
    p_ahead: float
    p_behind: float
    low: float
    high: float
    visible: float
    told: float

    def better(self, rate: float = RATE) -> bool:
        return self.p_ahead <= rate and self.ahead >= self.visible

    def worse(self, rate: float = RATE) -> bool:
        return self.p_behind <= rate and -self.ahead >= self.visible

    @property
    def none(self) -> bool:
        return -self.visible <= self.low and self.high <= self.visible


class Outcome(NamedTuple):
    """mark: one of the four; turned: the rivals that turn the sentence round."""

    mark: str
    turned: tuple[str, ...] = ()


def of_means(metric: str, larger: Figure, smaller: Figure) -> Difference:
    """How far the first lies above the second, by Welch's test."""
    visible = VISIBLE.get(metric, 0.0)
    if metric in TIMES and min(larger.mean, smaller.mean) > 0:
        larger, smaller, visible = _log(larger), _log(smaller), math.log(visible)
    a, b, ahead = larger.standard_error**2, smaller.standard_error**2, larger.mean - smaller.mean
    if not a + b:
        return _without_chance(ahead, visible)
    freedom = (a + b) ** 2 / (a**2 / max(larger.n_seeds - 1, 1) + b**2 / max(smaller.n_seeds - 1, 1))
    error, most = math.sqrt(a + b), float(stdtrit(freedom, 1 - RATE))
    p_behind = float(stdtr(freedom, ahead / error))
    told = (most + float(stdtrit(freedom, POWER))) * error
    return Difference(
        ahead,
        float(stdtr(freedom, -ahead / error)),
        p_behind,
        ahead - most * error,
        ahead + most * error,
        visible,
        told,
    )


def ahead(one: Figure, other: Figure) -> int:
    """1 where the first mean over trainings lies above the second, by Welch's test at `RATE`, -1 where it lies below,
    else 0; however small the difference is."""
    found = of_means("", one, other)
    return 1 if found.better() else -1 if found.worse() else 0


def of_spreads(metric: str, wide: Figure, narrow: Figure) -> Difference:
    """How much wider the first is spread over its trainings, by the F test; logarithms of ratios.

    Of a measure of which ratios count it has to be wider by itself and relative to the mean: who ends far away has a
    wide spread for that alone, and who ends near has a wide one beside so little."""
    by_itself = _of_spreads(wide, narrow)
    if metric not in TIMES or min(wide.mean, narrow.mean) <= 0:
        return by_itself
    return _both(by_itself, _of_spreads(_log(wide), _log(narrow)))


def _of_spreads(wide: Figure, narrow: Figure) -> Difference:
    n, m, visible = wide.n_seeds - 1, narrow.n_seeds - 1, math.log(SPREADS)
    if not wide.spread or not narrow.spread:
        return _without_chance(
            0.0 if wide.spread == narrow.spread else math.copysign(math.inf, wide.spread - narrow.spread), visible
        )
    ratio = (wide.spread / narrow.spread) ** 2
    ahead, most, least = (0.5 * math.log(x) for x in (ratio, fdtri(n, m, 1 - RATE), fdtri(n, m, RATE)))
    told = most - 0.5 * math.log(fdtri(n, m, 1 - POWER))
    return Difference(
        ahead, float(fdtrc(n, m, ratio)), float(fdtr(n, m, ratio)), ahead - most, ahead - least, visible, told
    )


def _both(one: Difference, other: Difference) -> Difference:
    """What holds of both: no more is ahead, or sure, than it is in either."""
    ahead = 0.0 if one.ahead * other.ahead <= 0 else min(one.ahead, other.ahead, key=abs)
    p_ahead, p_behind = max(one.p_ahead, other.p_ahead), max(one.p_behind, other.p_behind)
    low, high = min(one.low, other.low), max(one.high, other.high)
    return Difference(ahead, p_ahead, p_behind, low, high, one.visible, max(one.told, other.told))


def of_each(differences: Mapping[str, Difference]) -> dict[str, str]:
    """What follows from the difference from each rival, as one of so many."""

    def mark(one: Difference) -> str:
        if one.worse(RATE / len(differences)):
            return "contradicted"
        return "supported" if one.better() else "same" if one.none else "unclear"

    return {name: mark(one) for name, one in differences.items()}


def of_all(differences: Mapping[str, Difference]) -> Outcome:
    """What follows from the differences from all rivals."""
    marks = of_each(differences)
    turned = tuple(name for name, mark in marks.items() if mark == "contradicted")
    if turned:
        return Outcome("contradicted", turned)
    behind = {mark for mark in marks.values() if mark != "supported"}
    if not behind:
        return Outcome("supported")
    return Outcome("same" if behind == {"same"} else "unclear")


def _log(figure: Figure) -> Figure:
    return replace(figure, mean=math.log(figure.mean), standard_error=figure.standard_error / figure.mean)


def _without_chance(ahead: float, visible: float) -> Difference:
    return Difference(ahead, float(ahead <= 0), float(ahead >= 0), ahead, ahead, visible, 0.0)
