"""A run: one model being trained, what it has shown so far, and the pure task that takes it further.

A task is data in, data out, so that it can be done by a thread, another process or another machine: see hub.py.
"""

from __future__ import annotations

import math
import time
from asyncio import AbstractEventLoop
from asyncio import Future as AsyncFuture
from collections.abc import Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from threading import Timer
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import numpy as np

from app.live.channel import frames, limits
from app.live.channel.threads import one_thread
from engines.core import Config, Cost, InParts

Metrics = Mapping[str, float]
Arrays = Mapping[str, np.ndarray]


class Job(Protocol):
    """What is trained, as picklable data; see run_kinds.py. Work `InParts` pauses wherever others may have a turn."""

    config: Config  # with `steps`, the budget, and `seed`
    live: tuple[str, ...]  # settings that may change while it runs
    staged: bool  # whether a step can be shown in slow motion
    actions: tuple[str, ...]  # methods of the model that a person may call besides `step`

    def prepared(self) -> bool:
        """Import what the engine needs; whether the data are there, which this process otherwise begins to load."""

    def begin(self) -> Any:
        """The model, started on its data."""

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
    model: Any  # None: begin
    label: Mapping[str, Any]  # goes into the frame: run, epoch, serial
    edits: tuple[Mapping[str, Any], ...] = ()
    acts: tuple[str, ...] = ()
    seconds: float = 0.0
    steps: int = 0
    look: bool = True
    slow: bool = False  # one step in slow motion
    slice: float = math.inf  # seconds after which others have a turn; all at once where work cannot be sent to and fro
    wish: Wish = field(default_factory=Wish)


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
    model = task.model if task.model is not None else job.begin()
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
    if task.look or model.n_steps >= job.config.steps:  # the last moment is always kept
        seen = yield from job.look(model)
        means = {name: sum(values) / len(values) for name, values in measured.items()}  # a D step says nothing of G
        frame = _frame(task, model, *_joined(seen, means))
    return Progress(model, model.n_steps, taken, watch() - trained, frame, tuple(stages))


@cache
def ready() -> None:
    """Import torch, for one thread: two take 4 times as long for a step while the other core is busy (measured)."""
    import torch

    torch.set_num_threads(1)
    one_thread()


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


@dataclass(frozen=True)
class Shown:
    """One packed frame of a run."""

    serial: int
    step: int
    data: bytes


class History:
    """Frames of the whole run in bounded memory: when it is full, every second one of the past goes."""

    def __init__(self, most: int | None = None, most_bytes: int | None = None) -> None:
        self.most, self.most_bytes = most or limits.HISTORY_FRAMES, most_bytes or limits.HISTORY_BYTES
        self.shown: list[Shown] = []
        self.size = 0
        self.stride = 1  # every so many frames are kept

    def add(self, shown: Shown) -> None:
        """Append; the newest frame is always there, and takes its predecessor's place until it falls due."""
        if len(self.shown) > 1 and self.shown[-1].serial % self.stride:
            self.size -= len(self.shown.pop().data)
        self.shown.append(shown)
        self.size += len(shown.data)
        while len(self.shown) > 2 and (len(self.shown) > self.most or self.size > self.most_bytes):
            self.stride *= 2
            kept = [s for s in self.shown[:-1] if s.serial % self.stride == 0]
            self.shown = [*([] if kept and kept[0] is self.shown[0] else self.shown[:1]), *kept, self.shown[-1]]
            self.size = sum(len(s.data) for s in self.shown)

    @property
    def newest(self) -> Shown | None:
        return self.shown[-1] if self.shown else None


@dataclass(eq=False)
class Run:
    """Everything the hub knows of one run; changed only under the hub's lock."""

    id: str
    owner: str
    job: Job
    person: Hashable  # whose turns it has
    cost: Cost
    model: Any = None
    state: str = "paused"  # paused, running, done, error, ended
    epoch: int = 0  # how often it was begun anew
    token: str = ""  # of the request that created it
    asked: Mapping[str, Any] | None = None  # the job besides its settings, as it was asked for
    serial: int = 0  # frames made
    version: int = 0  # changes of what describe() says
    step: int = 0
    speed: float | None = None  # steps per second, None: as fast as it goes
    rate: float = 0.0  # steps per second that it makes
    look_seconds: float = 0.0
    looked: float = 0.0  # when it was last looked at, on the monotonic clock
    accepted: float = 0.0  # when its last task came back, or it began to play
    error: tuple[str, str] = ("", "")  # code and words
    history: History = field(default_factory=History)
    edits: list[Mapping[str, Any]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    slow: Future | None = None  # who waits for one step in slow motion
    slowed: tuple[str, Future | None] = ("", None)  # the latest such step, and the token of whoever asked for it
    busy: bool = False  # a worker has it
    rest: Rest | None = None  # of a task whose turn was over before it was
    wish: Wish = field(default_factory=Wish)  # of its task
    timer: Timer | None = None  # wakes a slow run
    losses: int = 0  # workers that were lost with its task since the last that came back
    lives: bool = True  # it has a model, or will have one
    about: Hashable = None  # what its viewers know of its job
    paced: float = 0.0  # the moment up to which steps have been granted at this speed
    seen: float = field(default_factory=time.monotonic)  # by any viewer
    viewers: WeakKeyDictionary[Any, float] = field(default_factory=WeakKeyDictionary)  # when each was last here
    counted: int = 0  # viewers, when they were last told of
    waiting: dict[AbstractEventLoop, set[AsyncFuture]] = field(default_factory=dict)  # viewers, for news
    described: float = 0.0  # when the version last rose for no more than its progress

    @property
    def bytes(self) -> float:
        """Memory that it holds, or may come to hold with its history full."""
        return self.history.most_bytes + self.cost.held if self.lives else self.history.size

    def describe(self) -> dict[str, Any]:
        """What viewers are told besides frames."""
        self._forget_silent(time.monotonic())
        rate = min(self.rate, self.speed) if self.speed else self.rate
        return {
            "run": self.id, "state": self.state, "epoch": self.epoch, "version": self.version, "step": self.step,
            "steps": self.job.config.steps, "speed": self.speed, "rate": round(rate, 2), "viewers": len(self.viewers),
            "left": round(self.left / rate, 1) if rate else None, "config": self.job.config.as_dict(),
            "code": self.error[0], "error": self.error[1],
        }  # fmt: skip

    def here(self, viewer: Any, now: float) -> None:
        """Note that a viewer is watching; forget those who have gone silent."""
        self.seen = now
        if viewer is not None:
            self.viewers[viewer] = now
        self._forget_silent(now)

    def _forget_silent(self, now: float) -> None:
        for other in [v for v, last in self.viewers.items() if now - last > limits.VIEWER_SILENT_SECONDS]:
            del self.viewers[other]

    @property
    def left(self) -> int:
        """Steps of the budget that have not been taken."""
        return max(0, self.job.config.steps - self.step)

    def watched(self, now: float) -> bool:
        """Whether somebody is there, or was a moment ago."""
        return now - self.seen < limits.VIEWER_SILENT_SECONDS

    @property
    def viewed(self) -> bool:
        """Whether a viewer is there at this moment: one that has left is forgotten with its socket."""
        self._forget_silent(time.monotonic())
        return bool(self.viewers)

    def granted(self, now: float) -> int:
        """Steps that the speed and the budget allow at this moment."""
        if self.state != "running" or now - self.seen > limits.RUN_SLEEP_SECONDS:
            return 0
        if self.speed is None:
            return self.left
        return min(self.left, int((now - self.paced) * self.speed))
