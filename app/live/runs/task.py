"""The pure task that takes a model further, and the turns in which it is done.

A task is data in, data out, so that it can be done by a thread, another process or another machine: see workers.py.
"""

from __future__ import annotations

import math
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from app.live.channel import frames
from app.live.runs.carried import opened
from engines.core import Config, Cost, InParts

Metrics = Mapping[str, float]
Arrays = Mapping[str, np.ndarray]


class Job(Protocol):
    """What is trained, as picklable data; see jobs.py. Work `InParts` pauses wherever others may have a turn."""

    config: Config  # with `steps`, the budget, and `seed`
    live: tuple[str, ...]  # settings that may change while it runs
    staged: bool  # whether a step can be shown in slow motion
    actions: tuple[str, ...]  # methods of the model that a person may call besides `step`

    def prepared(self) -> bool:
        """Import what the engine needs; whether the data are there, which this process otherwise begins to load."""

    def lent(self) -> Sequence[Any]:
        """What its models hold and need not carry with them, since every process loads it; after `prepared`."""

    def begin(self) -> Any:
        """The model, started on its data."""

    def placed(self, model: Any) -> Any:
        """The model, where this process computes it: one that has come from another was on a processor."""

    def step(self, model: Any) -> InParts[Metrics]:
        """One step of the model."""

    def look(self, model: Any) -> InParts[tuple[Arrays, Metrics]]:
        """What is seen of it now; computed only when somebody looks, and without changing it."""

    def stages(self, model: Any) -> InParts[list[tuple[str, Arrays, Metrics]]]:
        """One step in slow motion: each stage's name and what is seen of it."""

    def about(self) -> InParts[tuple[Arrays, Mapping[str, Any]]]:
        """What does not change while it runs: the data, the box that is drawn."""

    @property
    def about_key(self) -> Hashable:
        """The same for jobs with the same `about`."""

    def with_settings(self, changes: Mapping[str, Any]) -> Job:
        """The same with other settings. ValueError says what is wrong with them."""

    def cost(self) -> Cost:
        """What it takes, roughly."""


@dataclass
class Wish:
    """What the hub wants of a task under way; in a process of its own a task does not hear of it."""

    hurry: bool = False  # take no further step: the person has done something
    abandon: bool = False  # what comes of it is not wanted any more


@dataclass
class Stopwatch:
    """Seconds that a piece of work has had, without those in which others had their turn."""

    had: float = 0.0
    since: float | None = None

    def __call__(self) -> float:
        return self.had if self.since is None else self.had + time.perf_counter() - self.since

    def run(self) -> None:
        self.since = time.perf_counter()

    def stop(self) -> None:
        self.had, self.since = self(), None


@dataclass(frozen=True)
class Task:
    """Take a model further: apply the edits, do the acts, then steps until their number or the time is used up."""

    job: Job
    model: Any  # None: begin; it may be `Carried`
    label: Mapping[str, Any]  # goes into the frame: run, epoch, serial
    edits: tuple[Mapping[str, Any], ...] = ()
    acts: tuple[str, ...] = ()
    seconds: float = 0.0
    steps: int = 0
    look: bool = True
    shown: int = -1  # the step of the newest frame
    slow: bool = False  # one step in slow motion
    slice: float = math.inf  # seconds after which others have a turn; all at once where work cannot be sent to and fro
    wish: Wish = field(default_factory=Wish)

    @property
    def sliced(self) -> bool:
        """Whether others have a turn meanwhile: then it is done in this process."""
        return self.slice < math.inf


@dataclass(frozen=True)
class Progress:
    """What a task did. `frame` is packed for the viewers; times in seconds."""

    model: Any
    step: int
    steps: int
    look_seconds: float
    frame: bytes | None
    stages: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Slice:
    """What became of a task in one turn of a worker: it is over, or `rest` goes on at the next."""

    seconds: float
    progress: Progress | None = None
    rest: Rest | None = None  # with no progress and no rest, its data were not there yet, or it was abandoned


@dataclass
class Rest:
    """A task under way, and the watch that times it."""

    task: Task
    work: InParts[Progress]
    watch: Stopwatch


def advance(task: Task) -> Slice:
    """Begin the task. Raises what the engine raises."""
    if not task.job.prepared():
        return Slice(0.0)
    watch = Stopwatch()
    return proceed(Rest(task, work(task, watch), watch))


def proceed(rest: Rest) -> Slice:
    """Go on with a task, until it is over or its turn is."""
    watch, before = rest.watch, rest.watch.had
    watch.run()
    try:
        while watch() - before < rest.task.slice:
            next(rest.work)
            if rest.task.wish.abandon:
                rest.work.close()
                return Slice(watch() - before)
    except StopIteration as end:
        return Slice(watch() - before, end.value)
    finally:
        watch.stop()
    return Slice(watch() - before, None, rest)


def work(task: Task, watch: Stopwatch) -> InParts[Progress]:
    """The task itself, with a pause between updates of a model, and between the levels of what is seen of it."""
    job = task.job
    model = opened(job, task.model) if task.model is not None else job.begin()
    yield
    for changes in task.edits:
        model.set_params(**changes)
    stages: list[bytes] = []
    if task.slow:
        shown = yield from job.stages(model)
        stages = [_frame(task, model, arrays, metrics, stage=name) for name, arrays, metrics in shown]
    measured: dict[str, list[float]] = {}
    for act in task.acts:
        if act != "step":
            _add(measured, getattr(model, act)())
            yield
        elif model.n_steps < job.config.steps:
            _add(measured, (yield from job.step(model)))
    began, taken = watch(), 0
    while taken < task.steps and not task.wish.hurry and (not taken or watch() - began < task.seconds):
        _add(measured, (yield from job.step(model)))
        taken += 1
    trained, frame = watch(), None
    new = model.n_steps != task.shown or task.edits or task.acts  # not where it was paused before it took a step
    if new and (task.look or model.n_steps >= job.config.steps):  # the last moment is always kept
        seen = yield from job.look(model)
        means = {name: sum(values) / len(values) for name, values in measured.items()}  # a D step says nothing of G
        frame = _frame(task, model, *_joined(seen, means))
    return Progress(model, model.n_steps, taken, watch() - trained, frame, tuple(stages))


def _add(seen: dict[str, list[float]], metrics: Metrics) -> None:
    for name, value in metrics.items():
        if name != "step":
            seen.setdefault(name, []).append(float(value))


def _joined(seen: tuple[Arrays, Metrics], means: Metrics) -> tuple[Arrays, Metrics]:
    """The learning curves show means over the steps since the last frame, the rest is of this moment."""
    arrays, metrics = seen
    return arrays, {**metrics, **means}


def _frame(task: Task, model: Any, arrays: Arrays, metrics: Metrics, **more: Any) -> bytes:
    numbers = {name: round(float(value), 6) for name, value in metrics.items() if np.isfinite(value)}
    return frames.pack(arrays, id=None, kind="frame", step=model.n_steps, metrics=numbers, **task.label, **more)
