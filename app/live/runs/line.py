"""The line: runs that have something to do, and the workers that take them further, whose turn it is first."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import wraps
from typing import Any

from app.live.channel import limits
from app.live.channel.cluster import Cluster
from app.live.channel.turns import Turns
from app.live.runs.away import far
from app.live.runs.carried import Carried, carry
from app.live.runs.run import ACTIVE, Run
from app.live.runs.task import Rest, Slice, Task, advance, proceed
from app.live.runs.workers import Worker
from engines.core import Diverged

LOG = logging.getLogger(__name__)
FRAME_SECONDS = 1 / 38  # of training between two looks: with the look itself, some 33 frames a second
LOOKING = 3.0  # training takes at least so many times as long as a look; where others wait, a look at most as training
ROUND_SECONDS = 1 / 17  # where many are watched, each has been looked at after so many
TRAVEL_SECONDS = 1.0  # training takes at least as long as its model was on its way, up to this
UNSEEN_SECONDS = 1.0  # between looks that nobody is there for: they only make the history
DESCRIBE_SECONDS = 0.5
LOADING_SECONDS = 0.1  # between two looks whether data are there


def surviving(method: Callable[..., None]) -> Callable[..., None]:
    """For what timers and workers call: an error in it is logged, and ends neither the timer nor the hub."""

    @wraps(method)
    def called(*args: Any) -> None:
        try:
            method(*args)
        except Exception:
            LOG.exception("live: %s failed", method.__name__)

    return called


class Line:
    """Whose turn it is. Everything but `close` is called under `lock`, which is the hub's."""

    def __init__(self, make_executor: Callable[[], Executor], workers: int, lock: threading.RLock) -> None:
        self.make_executor, self.lock = make_executor, lock
        self.workers = [Worker(make_executor()) for _ in range(workers)]
        self.waiting: dict[Run, None] = {}  # in the order in which they came
        self.turns = Turns()
        self.closed = threading.Event()
        for one in self.workers:
            if isinstance(one.executor, Cluster):  # others have places there, too
                one.executor.freed = self._freed

    def close(self) -> None:
        for one in self.workers:
            one.executor.shutdown()

    def place(self) -> dict[str, Any]:
        """Where tasks are done, and what is wrong with that."""
        first = self.workers[0]
        if isinstance(first.executor, Cluster):
            return first.executor.about()
        return {"where": "threads" if first.here else "processes", "trouble": ""}

    @property
    def places(self) -> int:
        """Tasks that are done at a time: a cluster may do fewer than there are workers to wait for it."""
        first = self.workers[0].executor
        return min(len(self.workers), first.places) if isinstance(first, Cluster) else len(self.workers)

    def changed(self, run: Run) -> None:
        """The run is described in other words now: do what there is to do, and tell the viewers."""
        run.version += 1
        self.pump(run)
        run.tell()

    def _progressed(self, run: Run) -> None:
        """There is a new frame. Speed and time left are told now and then, not with every frame."""
        now = time.monotonic()
        if now - run.described > DESCRIBE_SECONDS:
            run.described, run.version = now, run.version + 1
        self.pump(run)
        run.tell()

    def pump(self, run: Run) -> None:
        """Put the run into the line, if it has something to do and no worker has it."""
        if run.busy or run.state not in ACTIVE:
            self.waiting.pop(run, None)
            return
        now = time.monotonic()
        if run.slow is not None and run.slow.done():  # whoever wanted it waits no longer
            run.slow = None
        if run.rest or run.model is None or run.granted(now) or run.acts or run.edits or run.slow:
            self.waiting.setdefault(run)
            self._dispatch()
        elif run.state == "running" and run.speed:  # wait for the next step of a slow run
            self._later(run, max(0.002, run.paced + 1 / run.speed - now))

    def _dispatch(self) -> None:
        """Give every free worker the task of whoever's turn it is."""
        for one in self.workers:
            if not self.waiting or self.closed.is_set():
                return
            if one.free:
                now = time.monotonic()
                run = min(self.waiting, key=lambda r: (not r.watched(now), self.turns.had(r.person)))
                del self.waiting[run]
                self.turns.serve(run.person)
                self._start(one, run)

    @surviving
    def _freed(self) -> None:
        with self.lock:
            self._dispatch()

    def _start(self, one: Worker, run: Run) -> None:
        rest = run.rest or self._task(one, run, time.monotonic())
        task = rest.task if isinstance(rest, Rest) else rest
        run.rest, run.wish, run.busy, one.busy, run.sent = None, task.wish, True, True, time.monotonic()
        do = proceed if isinstance(rest, Rest) else advance if task.sliced else far
        try:
            future = one.executor.submit(do, rest)
        except BrokenExecutor:  # it was lost while it had nothing to do
            one.executor = self.make_executor()
            future = one.executor.submit(do, rest)
        except RuntimeError:  # the server is about to end
            return self.closed.set()
        future.add_done_callback(lambda f: self._done(one, run, task, f))

    def _task(self, one: Worker, run: Run, now: float) -> Task:
        steps = run.granted(now) if run.model is not None else 0  # the first frame shows the untrained model
        if run.edits and run.about != run.job.about_key:
            run.redraw()
        seconds = max(self._seconds(run, now), min(run.travel, TRAVEL_SECONDS))
        look = run.watched(now) or now - run.looked > UNSEEN_SECONDS or run.state == "paused"
        if steps and run.speed:
            run.paced = now if steps >= 5 else run.paced + steps / run.speed
        label = {"run": run.id, "epoch": run.epoch, "serial": run.serial + 1}
        shown = run.history.newest.step if run.history.newest else -1
        here, model = one.here, run.model
        if not here and model is not None and not isinstance(model, Carried):  # it was begun here
            model = carry(run.job, model)
        task = Task(
            run.job, model, label, tuple(run.edits), tuple(run.acts), seconds, steps, look, shown,
            run.slow is not None, slice=limits.SLICE_SECONDS if here else float("inf"),
        )  # fmt: skip
        run.edits, run.acts, run.about = [], [], run.job.about_key
        return task

    def _seconds(self, run: Run, now: float) -> float:
        """Of training until the next look. With others who are watched, too, as much less as leaves each its picture in
        time. A look that takes longer than its share cannot be in time: then training has as much beyond."""
        look = run.look_seconds
        alone = max(FRAME_SECONDS, LOOKING * look)
        others = sum(other.watched(now) for other in self.waiting)
        share = ROUND_SECONDS * self.places / (others + self.places)
        return min(alone, max(abs(share - look), look / LOOKING)) if others else alone

    def _later(self, run: Run, seconds: float) -> None:
        @surviving
        def again() -> None:
            with self.lock:
                run.timer = None  # else the two would hold each other, and all that the run has shown
                self.pump(run)

        if run.timer is not None:
            run.timer.cancel()
        run.timer = threading.Timer(seconds, again)
        run.timer.daemon = True
        run.timer.start()

    # ---- what comes back ------------------------------------------------------------------------------------------

    @surviving
    def _done(self, one: Worker, run: Run, task: Task, future: Future) -> None:
        if future.cancelled():  # the server is about to end
            return
        with self.lock:
            one.busy = run.busy = False
            error = future.exception()
            try:
                self._take_in(one, run, task, error, None if error else future.result())
            except Exception as fault:
                self._failed(run, fault)
                self.changed(run)
            finally:
                self._dispatch()

    def _take_in(self, one: Worker, run: Run, task: Task, error: BaseException | None, done: Slice | None) -> None:
        lost = isinstance(error, BrokenExecutor)
        if lost:
            one.executor = self.make_executor()
        self.turns.charge(run.person, done.seconds if done else limits.SLICE_SECONDS)
        run.travel = max(0.0, time.monotonic() - run.sent - done.seconds) if done and not task.sliced else 0.0
        if task.wish.abandon:  # ended, or begun anew meanwhile
            return self.pump(run)
        before = run.state
        if lost and run.losses + 1 < limits.WORKER_LOSSES:
            run.losses += 1  # the model as it was before the task is here
            self._give_back(run, task)
            return self.pump(run)
        if error is not None:
            self._failed(run, error)
        elif done.rest is not None:
            run.rest = done.rest
            return self.pump(run)
        elif done.progress is None:  # its data are being loaded
            self._give_back(run, task)
            return self._later(run, LOADING_SECONDS)
        else:
            run.accept(done.progress)
        if run.state != before or run.state == "paused":
            self.changed(run)
        else:
            self._progressed(run)

    def _give_back(self, run: Run, task: Task) -> None:
        """What the task was to do is still to be done."""
        run.edits, run.acts = [*task.edits, *run.edits], [*task.acts, *run.acts]

    def _failed(self, run: Run, error: BaseException) -> None:
        code = "diverged" if isinstance(error, Diverged) else "crashed"
        if code == "crashed":
            LOG.error("live: run %s failed", run.id, exc_info=error)
        run.fail(code, str(error)[:500] or type(error).__name__)
