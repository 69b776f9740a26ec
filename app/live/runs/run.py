"""A run: one model being trained, what it has shown so far, and who watches it."""

from __future__ import annotations

import time
from asyncio import AbstractEventLoop
from asyncio import Future as AsyncFuture
from collections.abc import Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Timer
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from app.live.channel import frames, limits
from app.live.channel.messages import Refused
from app.live.runs.history import History, Shown
from app.live.runs.task import Job, Progress, Rest, Wish
from engines.core import Cost

ACTIVE = ("paused", "running")
FORGET_SECONDS = 0.5  # between two looks who has gone silent, however many are there


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
    sent: float = 0.0  # when a worker was given its task, or a slice of it
    travel: float = 0.0  # seconds that the last task was on its way to another process and back: it trains as long
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
    told: tuple[int, Mapping[str, str]] = (-1, MappingProxyType({}))  # a version, and describe() then, as JSON
    forgot: float = 0.0  # when it was last looked who has gone silent

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

    def encoded(self) -> Mapping[str, str]:
        """What the viewers are told of this version, as JSON: encoded once for all of them."""
        if self.told[0] != self.version:
            self.told = (self.version, frames.encoded(self.describe()))
        return self.told[1]

    def here(self, viewer: Any, now: float) -> None:
        """Note that a viewer is watching; forget those who have gone silent."""
        self.seen = now
        if viewer is not None:
            self.viewers[viewer] = now
        if now - self.forgot > FORGET_SECONDS:
            self._forget_silent(now)

    def _forget_silent(self, now: float) -> None:
        self.forgot = now
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

    # ---- what becomes of it ---------------------------------------------------------------------------------------

    def begin(self, job: Job, play: bool) -> None:
        """From the beginning, with this job."""
        self.let_go("bad_action", "the run was begun anew")
        self.drop_model()
        self.job, self.cost, self.lives, self.step, self.rate, self.losses = job, job.cost(), True, 0, 0.0, 0
        self.epoch, self.error, self.looked, self.look_seconds = self.epoch + 1, ("", ""), 0.0, 0.0
        self.state = "running" if play else "paused"
        self.paced = self.accepted = time.monotonic()
        self.history, self.edits, self.acts, self.about = History(), [], [], job.about_key

    def drop_model(self) -> None:
        """Its memory is free as soon as the task under way sees it."""
        self.wish.abandon = True
        self.model, self.rest, self.lives = None, None, False

    def let_go(self, code: str, text: str) -> None:
        """Nobody must wait for a slow motion that will not come."""
        resolve(self.slow, error=Refused(code, text))
        self.slow, self.slowed = None, ("", None)

    def redraw(self) -> None:
        """From here on something else is seen of the same model: viewers ask again, as if it had begun anew."""
        self.epoch, self.history = self.epoch + 1, History()
        self.version += 1

    def accept(self, progress: Progress) -> None:
        """Take in what a task has done."""
        self.model, self.step, self.losses = progress.model, progress.step, 0
        now = time.monotonic()
        if progress.steps:  # by the clock on the wall: the time left holds for a busy server, too
            rate = progress.steps / max(now - self.accepted, 1e-6)
            self.rate = rate if not self.rate else 0.9 * self.rate + 0.1 * rate
        self.accepted = now
        if progress.frame is not None:
            self.serial += 1
            self.looked = now
            took, before = progress.look_seconds, self.look_seconds or progress.look_seconds
            self.look_seconds = 0.8 * before + 0.2 * min(took, 4 * before)  # one alone may have had to wait
            self.history.add(Shown(self.serial, self.step, progress.frame))
        if progress.stages:
            resolve(self.slow, progress.stages)
            self.slow = None
        if not self.left and self.state in ACTIVE:
            self.state = "done"

    def fail(self, code: str, text: str) -> None:
        self.state, self.error = "error", (code, text)
        self.drop_model()
        self.let_go(code, text)

    # ---- news for its viewers -------------------------------------------------------------------------------------

    def tell(self) -> None:
        """Wake all who wait for news, with one call for each event loop."""
        for loop, futures in list(self.waiting.items()):
            if futures:
                woken, self.waiting[loop] = futures, set()
                try:
                    loop.call_soon_threadsafe(_wake, woken)
                except RuntimeError:  # that loop is closed, and so are its viewers
                    del self.waiting[loop]

    def news(self, loop: AbstractEventLoop, until: float) -> AsyncFuture:
        """Resolves in `loop` when something about the run is new, at the latest at its time `until`."""
        future = loop.create_future()
        timer = loop.call_at(until, _wake, {future})
        self.waiting.setdefault(loop, set()).add(future)

        def over(_: AsyncFuture) -> None:
            timer.cancel()
            self.waiting.get(loop, set()).discard(future)

        future.add_done_callback(over)
        return future


def _wake(futures: set[AsyncFuture]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def resolve(future: Future | None, result: Any = None, error: Exception | None = None) -> None:
    """Unless nobody waits for it any more: who has waited too long has cancelled it."""
    if future is None or future.done() or not future.set_running_or_notify_cancel():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
