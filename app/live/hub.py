"""The hub: every run of this server, taken forward in short tasks that share the workers fairly.

A run has at most one task under way, and asks for the next when that is done; the executor's queue is first come,
first served, so every run gets its turn. What a task returns replaces what the run was, so a lost worker costs one
task, not the run.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
import time
from asyncio import AbstractEventLoop
from asyncio import Future as AsyncFuture
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from typing import Any

from app.live import limits
from app.live.runs import History, Job, Progress, Run, Shown, Task, advance, ready
from engines.core import Diverged

LOG = logging.getLogger(__name__)
FRAME_SECONDS = 1 / 38  # of training between two looks: with the look itself, some 33 frames a second
LOOKING = 3.0  # training takes at least so many times as long as looking
UNSEEN_SECONDS = 1.0  # between looks that nobody is there for: they only make the history
ACTIVE = ("paused", "running")
ACTS = 10  # single steps that may wait
SWEEP_SECONDS = 10.0
DESCRIBE_SECONDS = 0.5


class Refused(ValueError):
    """Something that the hub will not do: a code for the program, the reason and the remedy in words."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def workers() -> Executor:
    """Where tasks are done: threads of this process, or processes of their own (LIVE_RUN_EXECUTOR=processes)."""
    if limits.RUN_EXECUTOR == "processes":
        import multiprocessing

        return ProcessPoolExecutor(limits.RUN_WORKERS, multiprocessing.get_context("spawn"))
    return ThreadPoolExecutor(limits.RUN_WORKERS, thread_name_prefix="run")


class Hub:
    """Creates, finds and controls runs. Safe to call from any thread."""

    def __init__(self, make_executor: Any = workers) -> None:
        self.make_executor = make_executor
        self.executor: Executor = make_executor()
        self.runs: dict[str, Run] = {}
        self.lock = threading.RLock()
        self._sweep_later()

    # ---- what viewers ask for -------------------------------------------------------------------------------------

    def create(self, job: Job, owner: str, *, play: bool = True, token: str = "", speed: float | None = None) -> Run:
        """A new run of `owner`; the same one for the same token, since a request may be sent twice.

        Refused when there are too many runs that somebody still watches.
        """
        _check_budget(job)
        with self.lock:
            self.sweep()
            for run in self.runs.values():
                if token and (run.owner, run.token) == (owner, token):
                    return run
            self._make_room([r for r in self.runs.values() if r.owner == owner], limits.RUNS_PER_OWNER, "own")
            self._make_room(list(self.runs.values()), limits.RUNS, "all")
            run = Run(secrets.token_urlsafe(9), owner, job, token=token, speed=speed)
            self.runs[run.id] = run
            self._begin(run, job, play)
        return run

    def find(self, run_id: str) -> Run:
        """The run of that name; Refused if it has ended."""
        with self.lock:
            if run_id not in self.runs:
                raise Refused("unknown_run", "this run has ended; start a new one")
            return self.runs[run_id]

    def owned(self, run_id: str, owner: str) -> Run:
        """The run, for the one who may control it."""
        run = self.find(run_id)
        if not hmac.compare_digest(run.owner.encode(), owner.encode()):
            raise Refused("not_owner", "only the person who started this run controls it; start your own")
        return run

    def play(self, run: Run) -> None:
        with self.lock:
            if run.state in ACTIVE and run.left:
                run.state = "running"
                run.paced = run.accepted = time.monotonic()
                self._changed(run)

    def pause(self, run: Run) -> None:
        with self.lock:
            if run.state == "running":
                run.state = "paused"
                self._changed(run)

    def act(self, run: Run, name: str) -> None:
        """One step, or one of the job's own actions, of a paused run."""
        with self.lock:
            if name != "step" and name not in run.job.actions:
                raise Refused("bad_action", f"{name!r} is none of {', '.join(('step', *run.job.actions))}")
            self.pause(run)
            if run.state == "paused" and len(run.acts) < min(ACTS, run.left):
                run.acts.append(name)
                self._changed(run)

    def slow_motion(self, run: Run) -> Future:
        """One step of a paused run, in stages: resolves to packed frames."""
        with self.lock:
            self.pause(run)
            if run.state != "paused" or (run.slow and not run.slow.done()) or not run.left or not run.job.staged:
                raise Refused("bad_action", "there is no step to show in slow motion; begin the run anew")
            run.slow = Future()
            self._changed(run)
            return run.slow

    def set_speed(self, run: Run, speed: float | None) -> None:
        with self.lock:
            run.speed = speed
            run.paced = run.accepted = time.monotonic()
            self._changed(run)

    def edit(self, run: Run, changes: Mapping[str, Any]) -> None:
        """Change settings of a run while it runs. ValueError says which cannot."""
        with self.lock:
            if other := set(changes) - set(run.job.live):
                raise Refused("not_live", f"{', '.join(sorted(other))} needs a new run")
            job = run.job.with_settings(changes)
            _check_budget(job)
            run.job = job
            if run.state == "done" and run.left:
                run.state = "paused"
            if run.state in ACTIVE:
                run.edits.append({name: getattr(job.config, name) for name in changes})
            self._changed(run)

    def restart(self, run: Run, job: Job, *, play: bool, speed: float | None = None) -> None:
        """Begin the run anew, also with other settings; its viewers stay."""
        _check_budget(job)
        with self.lock:
            self.find(run.id)  # it may have ended meanwhile
            run.speed = speed
            self._begin(run, job, play)

    def end(self, run: Run) -> None:
        with self.lock:
            self.runs.pop(run.id, None)
            run.state, run.model = "ended", None
            self._let_go(run, "unknown_run", "the run has ended")
            self._changed(run)

    def here(self, run: Run, viewer: Any) -> None:
        """A viewer is watching; a run that went to sleep without one goes on."""
        with self.lock:
            asleep = time.monotonic() - run.seen > limits.RUN_SLEEP_SECONDS
            run.here(viewer, time.monotonic())
            if asleep:
                run.paced = run.accepted = run.seen
                self._pump(run)

    def sweep(self) -> None:
        """End the runs that nobody has watched for a while."""
        now = time.monotonic()
        with self.lock:
            for run in [r for r in self.runs.values() if now - r.seen > limits.RUN_IDLE_SECONDS]:
                self.end(run)

    def _sweep_later(self) -> None:
        """Also when nobody asks anything: sleeping and finished runs would stay for ever."""

        def again() -> None:
            try:
                self.sweep()
            except Exception:  # whatever one run does, the sweeper goes on
                LOG.exception("live: sweeping failed")
            self._sweep_later()

        timer = threading.Timer(SWEEP_SECONDS, again)
        timer.daemon = True
        timer.start()

    # ---- inside ---------------------------------------------------------------------------------------------------

    def _begin(self, run: Run, job: Job, play: bool) -> None:
        self._let_go(run, "bad_action", "the run was begun anew")
        run.job, run.model, run.step, run.rate = job, None, 0, 0.0
        run.epoch, run.error, run.looked = run.epoch + 1, ("", ""), 0.0
        run.state = "running" if play else "paused"
        run.paced = run.accepted = time.monotonic()
        run.history, run.edits, run.acts = History(), [], []
        self._changed(run)

    def _let_go(self, run: Run, code: str, text: str) -> None:
        """Nobody must wait for a slow motion that will not come."""
        if run.slow is not None and not run.slow.done():  # who has waited too long has cancelled it
            run.slow.set_exception(Refused(code, text))
        run.slow = None

    def _make_room(self, runs: list[Run], most: int, whose: str) -> None:
        """End the run that has been unwatched for longest, if there must be one less."""
        if len(runs) < most:
            return
        now = time.monotonic()
        unwatched = sorted((r for r in runs if not r.watched(now)), key=lambda r: r.seen)
        if not unwatched:
            text = {"own": "close a page that shows one", "all": "try again in a few minutes"}[whose]
            raise Refused(f"too_many_runs_{whose}", f"{most} runs are being watched, no more are allowed; {text}")
        self.end(unwatched[0])

    def _changed(self, run: Run) -> None:
        """The run is described in other words now: do what there is to do, and tell the viewers."""
        run.version += 1
        self._pump(run)
        self._tell(run)

    def _progressed(self, run: Run) -> None:
        """There is a new frame. Speed and time left are told now and then, not with every frame."""
        now = time.monotonic()
        if now - run.described > DESCRIBE_SECONDS:
            run.described, run.version = now, run.version + 1
        self._pump(run)
        self._tell(run)

    def _tell(self, run: Run) -> None:
        """Wake all who wait for news, with one call for each event loop."""
        for loop, futures in run.waiting.items():
            if futures:
                woken, run.waiting[loop] = futures, set()
                loop.call_soon_threadsafe(_wake, woken)

    def news(self, run: Run, loop: AbstractEventLoop, until: float) -> AsyncFuture:
        """Resolves in `loop` when something about the run is new, at the latest at its time `until`."""
        future = loop.create_future()
        timer = loop.call_at(until, _wake, {future})
        with self.lock:
            run.waiting.setdefault(loop, set()).add(future)

        def over(_: AsyncFuture) -> None:
            timer.cancel()
            run.waiting[loop].discard(future)

        future.add_done_callback(over)
        return future

    def _pump(self, run: Run) -> None:
        """Hand the next task to a worker, if the run has something to do and none under way."""
        if run.busy or run.state not in ACTIVE:
            return
        now = time.monotonic()
        steps = run.granted(now)
        if run.model is not None and not (steps or run.acts or run.edits or run.slow):
            if run.state == "running" and run.speed:  # wait for the next step of a slow run
                self._later(run, max(0.002, run.paced + 1 / run.speed - now))
            return
        run.busy = True
        task = self._task(run, steps, now)
        try:
            future = self.executor.submit(advance, task)
        except (BrokenExecutor, RuntimeError):
            self.executor = self.make_executor()
            future = self.executor.submit(advance, task)
        future.add_done_callback(lambda f: self._done(run, task, f))

    def _task(self, run: Run, steps: int, now: float) -> Task:
        if run.model is None:
            steps = 0  # the first frame shows the untrained model
        label = {"run": run.id, "epoch": run.epoch, "serial": run.serial + 1}
        seconds = max(FRAME_SECONDS, LOOKING * run.look_seconds)
        look = run.watched(now) or now - run.looked > UNSEEN_SECONDS or run.state == "paused"
        if steps and run.speed:
            run.paced = now if steps >= 5 else run.paced + steps / run.speed
        task = Task(
            run.job, run.model, label, tuple(run.edits), tuple(run.acts), seconds, steps, look, run.slow is not None
        )
        run.edits, run.acts = [], []
        return task

    def _later(self, run: Run, seconds: float) -> None:
        def again() -> None:
            with self.lock:
                self._pump(run)

        if run.timer is not None:
            run.timer.cancel()
        run.timer = threading.Timer(seconds, again)
        run.timer.daemon = True
        run.timer.start()

    def _done(self, run: Run, task: Task, future: Future) -> None:
        error = future.exception()
        with self.lock:
            run.busy = False
            if run.state == "ended":
                return
            if task.label["epoch"] != run.epoch:  # begun anew meanwhile
                return self._pump(run)
            if isinstance(error, BrokenExecutor) and not run.retried:
                run.retried = True  # the worker was lost; the model as it was before the task is here
                run.edits, run.acts = [*task.edits, *run.edits], [*task.acts, *run.acts]
                return self._pump(run)
            before = run.state
            if error is not None:
                self._failed(run, error)
            else:
                self._accept(run, future.result())
            if run.state != before or run.state == "paused":
                self._changed(run)
            else:
                self._progressed(run)

    def _accept(self, run: Run, progress: Progress) -> None:
        run.model, run.step, run.retried = progress.model, progress.step, False
        now = time.monotonic()
        if progress.steps:  # by the clock on the wall: the time left holds for a busy server, too
            rate = progress.steps / max(now - run.accepted, 1e-6)
            run.rate = rate if not run.rate else 0.9 * run.rate + 0.1 * rate
        run.accepted = now
        if progress.frame is not None:
            run.serial += 1
            run.looked = now
            run.look_seconds = progress.look_seconds
            run.history.add(Shown(run.serial, run.step, progress.frame))
        if run.slow is not None and progress.stages:
            if not run.slow.done():
                run.slow.set_result(progress.stages)
            run.slow = None
        if not run.left and run.state in ACTIVE:
            run.state = "done"

    def _failed(self, run: Run, error: BaseException) -> None:
        code = "diverged" if isinstance(error, Diverged) else "crashed"
        if code == "crashed":
            LOG.error("live: run %s failed", run.id, exc_info=error)
        run.state, run.error = "error", (code, str(error)[:500] or type(error).__name__)
        self._let_go(run, code, run.error[1])


def _wake(futures: set[AsyncFuture]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def _check_budget(job: Job) -> None:
    flops, size = job.cost()
    if flops > limits.RUN_FLOPS or size > limits.RUN_BYTES:
        times = max(flops / limits.RUN_FLOPS, size / limits.RUN_BYTES)
        raise Refused(
            "too_large", f"one step is {times:.3g} times what this server allows; lower width, depth, batch or updates"
        )
    if job.config.steps > limits.RUN_STEPS:
        raise Refused(
            "too_many_steps", f"{job.config.steps:,} steps are too many for this server; give {limits.RUN_STEPS:,}"
        )


_creating = threading.Lock()


def hub() -> Hub:
    """The hub of this process."""
    with _creating:  # several sockets of one page ask at once
        return _hub()


@cache
def _hub() -> Hub:
    return Hub()


def warm_up() -> None:
    """Let the workers import torch, so that the first run does not have to wait for it."""
    hub().executor.submit(ready)
