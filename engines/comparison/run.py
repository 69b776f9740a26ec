"""A run of the comparison: one model, trained within a budget (`budgets`), and measured with the scores of all.

Run again on the same processor, it gives the same figures, but for the times and the memory, which are measured anew.
Torch is imported where a run begins.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from engines.comparison import memory
from engines.comparison.budgets import (
    BUDGETS,
    CONVERGED,
    LESSON,
    LONGEST,
    N_HELD_OUT,
    N_SAMPLES,
    N_TRAIN,
    SECONDS,
    UNSEEN,
    Lesson,
    held_out,
    learned_from,
    steps_for,
    world,
)
from engines.comparison.models import CLOSED_FORM, DATA, POINTS, SHIPPED, build, kind_of, models_of
from engines.comparison.results import Results, Row
from engines.data.pixels import to_bytes
from engines.data.worlds import World
from engines.measures import score_names, scores
from engines.measures.score_names import Measure, NotDefined

if TYPE_CHECKING:
    from engines.comparison.contestant import Contestant

COSTS = {  # beside `scores.POINT_SCORES` and `scores.PICTURE_SCORES`
    "train_seconds": Measure("low", "seconds"),
    "sample_seconds": Measure("low", "seconds per 1,000 samples"),
    "evaluations": Measure("low", "network evaluations per sample"),
    "parameters": Measure("low", "numbers"),
    "memory_mb": Measure("low", "MB"),
    "steps": Measure("high", "updates"),
}
SETTLED = {"settled": Measure("high", "share")}  # converged: whether the criterion had stopped improving
MEASURED_ANEW = ("train_seconds", "sample_seconds", "memory_mb")  # what differs from run to run
EXTRA = {"binary_bits": Measure("low", "bits")}  # of pictures: bits per dimension of binarised pixels
REASONS = score_names.REASONS | {
    "not-computed": "the model has a likelihood, or a bound of it, that is not computed here",
    "binary-pixels": "the model's likelihood is one of binarised pixels, see binary_bits",
    "byte-pixels": "the model's likelihood is one of grey pixels, see bits_per_dim",
    "not-measured": "this operating system does not tell it",
}
LOOKS = 3  # steps whose memory is measured: the others take as much
T = TypeVar("T")


def measures_of(data: str, budget: str = LESSON) -> dict[str, Measure]:
    """Every metric of a run, in the order of display."""
    found = (score_names.POINT_SCORES if data in POINTS else score_names.PICTURE_SCORES | EXTRA) | COSTS
    return found | SETTLED if budget == CONVERGED else found


def load(budget: str = LESSON) -> Results:
    """The shipped results."""
    return Results.load(budget=budget)


# ---- one run ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Where a run is. stage: train, sample, score or done. seconds_left: of training, NaN before the first step.
    rows: the figures, when done."""

    stage: str
    step: int
    steps: int
    seconds_left: float
    rows: tuple[Row, ...] = ()

    @property
    def share(self) -> float:
        """Of the training, 0 to 1."""
        return self.step / self.steps if self.steps else float(self.stage != "train")


@dataclass
class Run:
    """One model on one data set with one seed. Picklable between steps, so it can go on elsewhere or later.

    budget: one of `budgets.BUDGETS`. seconds: of a lesson, by default the shipped ones. steps: in their place, for
    tests; converged: at most so many. samples: what was drawn, when done:
    points (n, 2), or pictures as bytes (n, H, W) or (n, H, W, 3). own: a world that takes the place of the points'
    own, with the settings that were found for them.
    """

    data: str
    model: str
    seed: int
    seconds: float | None = None
    steps: int | None = None
    n_samples: int | None = None
    own: World | None = None
    budget: str = LESSON
    n_steps: int = field(default=0, init=False)
    train_seconds: float = field(default=0.0, init=False)
    memory_base: float | None = field(default=None, init=False)
    memory_mb: float | None = field(default=None, init=False)
    contestant: Contestant | None = field(default=None, init=False)
    samples: np.ndarray | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.data not in DATA:
            raise ValueError(f"data is {self.data!r}; choose one of {', '.join(DATA)}")
        if self.budget not in BUDGETS:
            raise ValueError(f"budget is {self.budget!r}; choose one of {', '.join(BUDGETS)}")
        known = models_of(self.data, self.budget) + SHIPPED
        if self.model not in known:
            raise ValueError(f"model is {self.model!r}; on {self.data} choose one of {', '.join(known)}")
        self.seconds = self.seconds or SECONDS[kind_of(self.data)]
        self.n_samples = self.n_samples or N_SAMPLES[self.budget][kind_of(self.data)]
        if self.model in CLOSED_FORM:
            self.steps = 0
        elif self.steps is None and self.budget == CONVERGED:
            self.steps = LONGEST
        elif self.steps is None:
            self.steps = steps_for(self.data, self.model, self.seconds)

    def start(self) -> None:
        """Take the data and build the model; what is in closed form is fitted here."""
        lesson = self._learned_from()
        with memory.Peak() as peak:
            self.contestant = self._timed(lambda: self.built(lesson.validation))
            self._timed(lambda: self.contestant.start(lesson.X, lesson.y))
        self.memory_base, self.memory_mb = peak.base, peak.megabytes

    def built(self, validation: np.ndarray | None = None) -> Contestant:
        """The contestant, untrained."""
        found = build(self.data, self.model, self.seed, self.steps, self.budget)
        if self.budget == CONVERGED:
            found.converge(validation)
            self.steps = min(self.steps, found.longest)
        return found

    def step(self) -> Progress:
        """One step of training."""
        if self.n_steps < LOOKS:
            self._watched(lambda: self._timed(self.contestant.step))
        else:
            self._timed(self.contestant.step)
        self.n_steps += 1
        return self.progress("train")

    def score(self) -> tuple[Row, ...]:
        """Draw the samples and measure everything."""
        begin = time.thread_time()
        drawn = self._watched(lambda: self.contestant.sample(self.n_samples, seed=1000 + self.seed))
        sample_seconds = (time.thread_time() - begin) * 1000 / self.n_samples
        found = self._point_scores(drawn) if self.data in POINTS else self._picture_scores(drawn)
        costs = {
            "train_seconds": self.train_seconds + self.contestant.seconds_before,
            "sample_seconds": sample_seconds,
            "evaluations": float(self.contestant.evaluations),
            "parameters": float(self.contestant.n_parameters),
            "memory_mb": self._memory(),
            "steps": float(self.n_steps + self.contestant.steps_before),
        }
        found |= costs | {"settled": float(self.contestant.settled)}
        return tuple(self._row(metric, found[metric]) for metric in measures_of(self.data, self.budget))

    def progress(self, stage: str, rows: tuple[Row, ...] = ()) -> Progress:
        left = self.train_seconds / self.n_steps * (self.steps - self.n_steps) if self.n_steps else float("nan")
        return Progress(stage, self.n_steps, self.steps, left, rows)

    def _learned_from(self) -> Lesson:
        if self.own:
            return Lesson(self.own.sample(N_TRAIN, seed=self.seed), None)
        return learned_from(self.data, self.seed, self.budget)

    def _held_out(self) -> np.ndarray:
        if self.own:
            return self.own.sample(N_HELD_OUT[self.budget], seed=UNSEEN + self.seed)
        return held_out(self.data, self.seed, self.budget)

    def _point_scores(self, drawn: np.ndarray) -> dict[str, float | NotDefined]:
        self.samples = np.asarray(drawn, float)
        log_density = self.contestant.log_density()
        reason = log_density if isinstance(log_density, NotDefined) else None
        found = scores.point_scores(
            self.own or world(self.data),
            self.samples,
            train=self._learned_from().X,
            held_out=self._held_out(),
            log_density=None if reason else log_density,
            seed=self.seed,
        )
        return {name: reason if reason and value == "no-density" else value for name, value in found.items()}

    def _picture_scores(self, drawn: np.ndarray) -> dict[str, float | NotDefined]:
        from engines.data.pixels import as_pictures

        pictures = as_pictures(self.data, drawn)  # cut to [0, 1]; bytes, as a screen shows them, are what is measured
        self.samples = to_bytes(pictures)
        unseen = self._held_out()
        bits = self.contestant.bits(unseen, self.seed)
        found = scores.picture_scores(
            self.data,
            self.samples,
            train=self._learned_from().X,
            held_out=unseen,
            bits=bits["bits_per_dim"],
            asked=self.contestant.asked,
            seed=self.seed,
        )
        return {**found, "binary_bits": bits["binary_bits"]}

    def _row(self, metric: str, value: float | NotDefined) -> Row:
        defined = not isinstance(value, NotDefined)
        return Row(self.data, self.model, self.seed, metric, float(value) if defined else None,
                   "" if defined else str(value), self.n_samples, self.budget)  # fmt: skip

    def _timed(self, act: Callable[[], T]) -> T:
        begin = time.thread_time()
        found = act()
        self.train_seconds += time.thread_time() - begin
        return found

    def _memory(self) -> float | NotDefined:
        """The peak; at least what the parameters take in single precision, since freed memory may be used again."""
        if self.memory_mb is None:
            return NotDefined("not-measured")
        return max(self.memory_mb, 4e-6 * self.contestant.n_parameters)

    def _watched(self, act: Callable[[], T]) -> T:
        with memory.Peak(self.memory_base) as peak:
            found = act()
        if self.memory_mb is not None:
            self.memory_mb = max(self.memory_mb, peak.megabytes or 0.0)
        return found

    @property
    def curve(self) -> tuple[tuple[int, float], ...]:
        """Step and criterion through a training that converges."""
        patience = getattr(self.contestant, "patience", None)
        return tuple(patience.curve) if patience else ()

    @property
    def record(self) -> dict[str, Any]:
        """How it was made: the configuration without its seed, the budget, versions."""
        import torch

        config = {k: v for k, v in self.contestant.config.items() if k != "seed"}
        spent = {"seconds": self.seconds} if self.budget == LESSON else {"budget": self.budget}
        return {
            "config": config,
            **spent,
            "steps": self.steps,
            "n_samples": self.n_samples,
            "versions": {"torch": torch.__version__.split("+")[0], "numpy": np.__version__},
        }

    def matches(self, made: Mapping[str, Any]) -> bool:
        """Whether a record was made as this run would be. A setting that it does not name came later."""
        now, later = json.loads(json.dumps([self.record, self.contestant.defaults]))
        later = {k: v for k, v in later.items() if k in now["config"]}
        then = dict(made) | {"config": later | made.get("config", {})}
        return all(then.get(k) == v for k, v in now.items())


def iterate(run: Run) -> Iterator[Progress]:
    """Everything that is left of a run, one `Progress` per step; the last one holds the rows.

    Close the generator to cancel; the run stays as it was after its last step, and `iterate` takes it up there.
    """
    if run.contestant is None:
        yield run.progress("train")
        run.start()
    while run.n_steps < run.steps and not run.contestant.done:
        yield run.step()
    yield run.progress("sample")
    yield run.progress("done", run.score())


def run_one(data: str, model: str, seed: int, seconds: float | None = None) -> tuple[Row, ...]:
    """The rows of one run, from start to end."""
    *_, last = iterate(Run(data, model, seed, seconds))
    return last.rows
