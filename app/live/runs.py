"""A run: one model being trained, what it has shown so far, and the pure task that takes it further.

A task is data in, data out, so that it can be done by a thread, another process or another machine: see hub.py.
"""

from __future__ import annotations

import time
from asyncio import AbstractEventLoop
from asyncio import Future as AsyncFuture
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from threading import Timer
from typing import Any, Protocol

import numpy as np

from app.live import frames, limits
from app.live.threads import one_thread
from engines.core import Config

Metrics = Mapping[str, float]
Arrays = Mapping[str, np.ndarray]


class Job(Protocol):
    """What is trained, as picklable data; see run_kinds.py."""

    config: Config  # with `steps`, the budget, and `seed`
    live: tuple[str, ...]  # settings that may change while it runs
    staged: bool  # whether a step can be shown in slow motion
    actions: tuple[str, ...]  # methods of the model that a person may call besides `step`

    def begin(self) -> Any:
        """The model, started on its data."""

    def look(self, model: Any) -> tuple[Arrays, Metrics]:
        """What is seen of it now; computed only when somebody looks."""

    def stages(self, model: Any) -> list[tuple[str, Arrays, Metrics]]:
        """One step in slow motion: each stage's name and what is seen of it."""

    def about(self) -> tuple[Arrays, Mapping[str, Any]]:
        """What does not change while it runs: the data, the box that is drawn."""

    def with_settings(self, changes: Mapping[str, Any]) -> Job:
        """The same with other settings. ValueError says what is wrong with them."""

    def cost(self) -> tuple[float, float]:
        """Floating-point operations of one step, and bytes of memory, roughly."""


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


@dataclass(frozen=True)
class Progress:
    """What a task did. `frame` is packed for the viewers; times in seconds."""

    model: Any
    step: int
    steps: int
    seconds: float
    look_seconds: float
    frame: bytes | None
    stages: tuple[bytes, ...] = ()


def advance(task: Task) -> Progress:
    """Do the task. Raises what the engine raises."""
    ready()
    model = task.model if task.model is not None else task.job.begin()
    for changes in task.edits:
        model.set_params(**changes)
    stages = _slow_motion(task, model) if task.slow else ()
    began = time.perf_counter()
    measured: dict[str, list[float]] = {}
    for act in task.acts:
        if act == "step" and model.n_steps >= task.job.config.steps:
            continue
        _add(measured, getattr(model, act)())
    taken = 0
    while taken < task.steps and (not taken or time.perf_counter() - began < task.seconds):
        _add(measured, model.step())
        taken += 1
    trained = time.perf_counter()
    frame = None
    if task.look or model.n_steps >= task.job.config.steps:  # the last moment is always kept
        means = {name: sum(values) / len(values) for name, values in measured.items()}  # one D step says nothing of G
        frame = _frame(task, model, *_joined(task.job.look(model), means))
    return Progress(model, model.n_steps, taken, trained - began, time.perf_counter() - trained, frame, tuple(stages))


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


def _slow_motion(task: Task, model: Any) -> list[bytes]:
    return [_frame(task, model, arrays, metrics, stage=name) for name, arrays, metrics in task.job.stages(model)]


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
    model: Any = None
    state: str = "paused"  # paused, running, done, error, ended
    epoch: int = 0  # how often it was begun anew
    token: str = ""  # of the request that created it
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
    busy: bool = False
    timer: Timer | None = None  # wakes a slow run
    retried: bool = False
    paced: float = 0.0  # the moment up to which steps have been granted at this speed
    seen: float = field(default_factory=time.monotonic)  # by any viewer
    viewers: dict[Any, float] = field(default_factory=dict)  # when each was last here
    waiting: dict[AbstractEventLoop, set[AsyncFuture]] = field(default_factory=dict)  # viewers, for news
    described: float = 0.0  # when the version last rose for no more than its progress

    def describe(self) -> dict[str, Any]:
        """What viewers are told besides frames."""
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
        for other in [v for v, last in self.viewers.items() if now - last > limits.VIEWER_SILENT_SECONDS]:
            del self.viewers[other]

    @property
    def left(self) -> int:
        """Steps of the budget that have not been taken."""
        return max(0, self.job.config.steps - self.step)

    def watched(self, now: float) -> bool:
        return now - self.seen < limits.VIEWER_SILENT_SECONDS

    def granted(self, now: float) -> int:
        """Steps that the speed and the budget allow at this moment."""
        if self.state != "running" or now - self.seen > limits.RUN_SLEEP_SECONDS:
            return 0
        if self.speed is None:
            return self.left
        return min(self.left, int((now - self.paced) * self.speed))
