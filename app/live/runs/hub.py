"""The hub: every run of this server, taken forward in short slices by workers that people share fairly.

A run has at most one task under way. A task is done in slices of a fraction of a second: after each, the next goes to
the person who has had the least, those who are watched first, however many runs or sockets one has. What a task
returns replaces what the run was, so a lost worker costs one task, not the run; and each worker has one task at a
time, so that it is known whose it was.
"""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import signal
import threading
import time
from asyncio import AbstractEventLoop
from asyncio import Future as AsyncFuture
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.channel.turns import Turns
from app.live.runs.run import History, Job, Progress, Rest, Run, Shown, Slice, Task, advance, proceed, ready
from engines.core import Diverged

LOG = logging.getLogger(__name__)
FRAME_SECONDS = 1 / 38  # of training between two looks: with the look itself, some 33 frames a second
LOOKING = 3.0  # training takes at least so many times as long as looking
UNSEEN_SECONDS = 1.0  # between looks that nobody is there for: they only make the history
ACTIVE = ("paused", "running")
ACTS = 10  # single steps that may wait
SWEEP_SECONDS = 10.0
DESCRIBE_SECONDS = 0.5
LOADING_SECONDS = 0.1  # between two looks whether data are there
REMEMBERED = 2000  # runs that have ended
ENDED = {
    "owner": "whoever began this run has ended it",
    "idle": "nobody watched this run for a while, so it has ended",
    "room": "this run had to make room for others",
}


def worker() -> Executor:
    """One worker: a thread of this process, or a process of its own (LIVE_RUN_EXECUTOR=processes)."""
    if limits.RUN_EXECUTOR == "processes":
        import multiprocessing

        return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), end_with_parent)
    return ThreadPoolExecutor(1, thread_name_prefix="run")


def end_with_parent() -> None:
    """In a worker's process: however the server ends, it does not stay behind."""
    import multiprocessing

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a keyboard's interrupt goes to the server, which ends it

    def follow() -> None:
        multiprocessing.parent_process().join()
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()


def surviving(method: Callable[..., None]) -> Callable[..., None]:
    """For what timers and workers call: an error in it is logged, and ends neither the timer nor the hub."""

    @wraps(method)
    def called(*args: Any) -> None:
        try:
            method(*args)
        except Exception:
            LOG.exception("live: %s failed", method.__name__)

    return called


@dataclass(eq=False)
class Worker:
    """An executor that does one thing at a time, and whether it does."""

    executor: Executor
    busy: bool = False


class Hub:
    """Creates, finds and controls runs. Safe to call from any thread."""

    def __init__(self, make_executor: Callable[[], Executor] = worker, workers: int = limits.RUN_WORKERS) -> None:
        self.make_executor = make_executor
        self.workers = [Worker(make_executor()) for _ in range(workers)]
        self.name = secrets.token_hex(3)  # in the name of every run: after a restart of the server it is another
        self.runs: dict[str, Run] = {}
        self.ended: OrderedDict[str, str] = OrderedDict()  # why, by name
        self.line: dict[Run, None] = {}  # runs that have something to do, in the order in which they came
        self.turns = Turns()
        self.lock = threading.RLock()
        self.closing = threading.Event()
        threading.Thread(target=self._keep_sweeping, name="sweep", daemon=True).start()

    def close(self) -> None:
        """End everything."""
        self.closing.set()
        with self.lock:
            for run in list(self.runs.values()):
                self.end(run)
        for one in self.workers:
            one.executor.shutdown()

    # ---- what viewers ask for -------------------------------------------------------------------------------------

    def create(
        self,
        job: Job,
        owner: str,
        *,
        play: bool = True,
        token: str = "",
        speed: float | None = None,
        person: Hashable = None,
    ) -> Run:
        """A new run of `owner`; the same one for the same token, since a request may be sent twice.

        `person` has turns and memory, by default the owner. Refused when there are too many runs that somebody still
        watches, or they hold too much.
        """
        check_budget(job)
        with self.lock:
            self.sweep()
            for run in self.runs.values():
                if token and (run.owner, run.token) == (owner, token):
                    return run
            run = Run(f"{self.name}-{secrets.token_urlsafe(9)}", owner, job, person or owner, job.cost(), token=token)
            run.speed = speed
            self._make_room(run)
            self.runs[run.id] = run
            self._begin(run, job, play)
        return run

    def find(self, run_id: str) -> Run:
        """The run of that name. Refused if it is not there: "ended", "lost" with an earlier server, "unknown_run"."""
        with self.lock:
            if run_id in self.runs:
                return self.runs[run_id]
            if run_id in self.ended:
                raise Refused("ended", f"{ENDED[self.ended[run_id]]}; begin another")
        server, dash, rest = run_id.partition("-")
        if dash and len(server) == len(self.name) and len(rest) == 12 and server != self.name:
            raise Refused("lost", "this run was lost when the server was started anew; begin another")
        raise Refused("unknown_run", "there is no run of this name, or it ended long ago; begin another")

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
                run.state, run.wish.hurry = "paused", True
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

    def slow_motion(self, run: Run, token: str = "") -> Future:
        """One step of a paused run, in stages: resolves to packed frames. Whoever asks meanwhile gets the same step,
        and so does whoever asks again with the same token, as the answer was lost."""
        with self.lock:
            known, shown = run.slowed
            under_way = run.slow is not None and not run.slow.done()
            if under_way or (token and token == known and _succeeded(shown)):
                shown = run.slow if under_way else shown
                run.slowed = (token, shown)
                return shown
            self.pause(run)
            if run.state != "paused" or not run.left or not run.job.staged:
                raise Refused("bad_action", "there is no step to show in slow motion; begin the run anew")
            run.slow = Future()
            run.slowed = (token, run.slow)
            self._changed(run)
            return run.slow

    def set_speed(self, run: Run, speed: float | None) -> None:
        with self.lock:
            run.speed, run.wish.hurry = speed, True
            run.paced = run.accepted = time.monotonic()
            self._changed(run)

    def edit(self, run: Run, changes: Mapping[str, Any]) -> None:
        """Change settings of a run while it runs. ValueError says which cannot."""
        with self.lock:
            if other := set(changes) - set(run.job.live):
                raise Refused("not_live", f"{', '.join(sorted(other))} needs a new run")
            job = run.job.with_settings(changes)
            check_budget(job)
            self._make_room(run, job)
            run.job, run.cost, run.wish.hurry = job, job.cost(), True
            if run.state == "done" and run.left:
                run.state = "paused"
            if run.state in ACTIVE:
                run.edits.append({name: getattr(job.config, name) for name in changes})
            self._changed(run)

    def restart(self, run: Run, job: Job, *, play: bool, speed: float | None = None) -> None:
        """Begin the run anew, also with other settings; its viewers stay."""
        check_budget(job)
        with self.lock:
            self.find(run.id)  # it may have ended meanwhile
            self._make_room(run, job)
            run.speed = speed
            self._begin(run, job, play)

    def end(self, run: Run, why: str = "owner") -> None:
        """`why` is told to whoever asks for it later; see ENDED."""
        with self.lock:
            if self.runs.pop(run.id, None) is not None:
                self.ended[run.id] = why
            while len(self.ended) > REMEMBERED:
                self.ended.popitem(last=False)
            run.state = "ended"
            self._drop_model(run)
            self._let_go(run, "ended", "the run has ended")
            self._changed(run)

    def here(self, run: Run, viewer: Any) -> None:
        """A viewer is watching; a run that went to sleep without one goes on."""
        with self.lock:
            asleep = time.monotonic() - run.seen > limits.RUN_SLEEP_SECONDS
            run.here(viewer, time.monotonic())
            if len(run.viewers) != run.counted:  # everybody is told how many there are
                run.counted = len(run.viewers)
                self._changed(run)
            if asleep:
                run.paced = run.accepted = run.seen
                self._pump(run)

    def sweep(self) -> None:
        """End the runs that nobody has watched for a while."""
        now = time.monotonic()
        with self.lock:
            for run in [r for r in self.runs.values() if now - r.seen > limits.RUN_IDLE_SECONDS]:
                self.end(run, "idle")

    def _keep_sweeping(self) -> None:
        """Also when nobody asks anything: sleeping and finished runs would stay for ever."""
        while not self.closing.wait(SWEEP_SECONDS):
            self._sweep_once()

    @surviving
    def _sweep_once(self) -> None:
        self.sweep()

    # ---- inside ---------------------------------------------------------------------------------------------------

    def _begin(self, run: Run, job: Job, play: bool) -> None:
        self._let_go(run, "bad_action", "the run was begun anew")
        self._drop_model(run)
        run.job, run.cost, run.lives, run.step, run.rate, run.losses = job, job.cost(), True, 0, 0.0, 0
        run.epoch, run.error, run.looked = run.epoch + 1, ("", ""), 0.0
        run.state = "running" if play else "paused"
        run.paced = run.accepted = time.monotonic()
        run.history, run.edits, run.acts, run.about = History(), [], [], job.about_key
        self._changed(run)

    def _drop_model(self, run: Run) -> None:
        """Its memory is free as soon as the task under way sees it."""
        run.wish.abandon = True
        run.model, run.rest, run.lives = None, None, False

    def _let_go(self, run: Run, code: str, text: str) -> None:
        """Nobody must wait for a slow motion that will not come."""
        _resolve(run.slow, error=Refused(code, text))
        run.slow, run.slowed = None, ("", None)

    def _make_room(self, run: Run, job: Job | None = None) -> None:
        """End other runs where this one, with this job, would be too many or hold too much."""
        others = [r for r in self.runs.values() if r is not run]
        size = run.history.most_bytes + (job or run.job).cost().held
        own = [r for r in others if run.owner == r.owner or run.person == r.person]
        self._shrink(own, run, size, limits.RUNS_PER_OWNER, limits.OWNER_BYTES, "own")
        others = [r for r in others if r.id in self.runs]
        self._shrink(others, run, size, limits.RUNS, limits.RUNS_BYTES, "all")

    def _shrink(self, runs: list[Run], run: Run, size: float, most: int, most_bytes: float, whose: str) -> None:
        while len(runs) >= most or sum(r.bytes for r in runs) + size > most_bytes:
            gone = self._dispensable(runs, run.person)
            if gone is None and len(runs) >= most:
                text = {"own": "close a page that shows one", "all": "try again in a few minutes"}[whose]
                raise Refused(f"too_many_runs_{whose}", f"{most} runs are being watched, no more are allowed; {text}")
            if gone is None:
                raise Refused(
                    f"too_much_memory_{whose}",
                    f"with this run {(sum(r.bytes for r in runs) + size) / 2**20:.0f} MB would be held, "
                    f"{most_bytes / 2**20:.0f} are allowed; choose a smaller width or batch, or close another run",
                )
            runs.remove(gone)
            self.end(gone, "room")

    def _dispensable(self, runs: list[Run], person: Hashable) -> Run | None:
        """The run that was left by its viewers first; else the oldest of whoever has two more than this person."""
        left = [r for r in runs if not r.viewed]
        if left:
            return min(left, key=lambda r: r.seen)
        many = Counter(r.person for r in runs)
        if not many:
            return None
        richest, n = many.most_common(1)[0]
        return next(r for r in runs if r.person == richest) if n >= many[person] + 2 else None

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
        for loop, futures in list(run.waiting.items()):
            if futures:
                woken, run.waiting[loop] = futures, set()
                try:
                    loop.call_soon_threadsafe(_wake, woken)
                except RuntimeError:  # that loop is closed, and so are its viewers
                    del run.waiting[loop]

    def news(self, run: Run, loop: AbstractEventLoop, until: float) -> AsyncFuture:
        """Resolves in `loop` when something about the run is new, at the latest at its time `until`."""
        future = loop.create_future()
        timer = loop.call_at(until, _wake, {future})
        with self.lock:
            run.waiting.setdefault(loop, set()).add(future)

        def over(_: AsyncFuture) -> None:
            timer.cancel()
            run.waiting.get(loop, set()).discard(future)

        future.add_done_callback(over)
        return future

    # ---- turns ----------------------------------------------------------------------------------------------------

    def _pump(self, run: Run) -> None:
        """Put the run into the line, if it has something to do and no worker has it."""
        if run.busy or run.state not in ACTIVE:
            self.line.pop(run, None)
            return
        now = time.monotonic()
        if run.slow is not None and run.slow.done():  # whoever wanted it waits no longer
            run.slow = None
        if run.rest or run.model is None or run.granted(now) or run.acts or run.edits or run.slow:
            self.line.setdefault(run)
            self._dispatch()
        elif run.state == "running" and run.speed:  # wait for the next step of a slow run
            self._later(run, max(0.002, run.paced + 1 / run.speed - now))

    def _dispatch(self) -> None:
        """Give every free worker the task of whoever's turn it is."""
        for one in self.workers:
            if not self.line or self.closing.is_set():
                return
            if not one.busy:
                now = time.monotonic()
                run = min(self.line, key=lambda r: (not r.watched(now), self.turns.had(r.person)))
                del self.line[run]
                self.turns.serve(run.person)
                self._start(one, run)

    def _start(self, one: Worker, run: Run) -> None:
        rest = run.rest or self._task(run, time.monotonic())
        task = rest.task if isinstance(rest, Rest) else rest
        run.rest, run.wish, run.busy, one.busy = None, task.wish, True, True
        do = proceed if isinstance(rest, Rest) else advance
        try:
            future = one.executor.submit(do, rest)
        except BrokenExecutor:  # it was lost while it had nothing to do
            one.executor = self.make_executor()
            future = one.executor.submit(do, rest)
        except RuntimeError:  # the server is about to end
            return self.closing.set()
        future.add_done_callback(lambda f: self._done(one, run, task, f))

    def _task(self, run: Run, now: float) -> Task:
        steps = run.granted(now) if run.model is not None else 0  # the first frame shows the untrained model
        if run.edits and run.about != run.job.about_key:
            self._redraw(run)
        seconds = max(FRAME_SECONDS, LOOKING * run.look_seconds)
        look = run.watched(now) or now - run.looked > UNSEEN_SECONDS or run.state == "paused"
        if steps and run.speed:
            run.paced = now if steps >= 5 else run.paced + steps / run.speed
        label = {"run": run.id, "epoch": run.epoch, "serial": run.serial + 1}
        divisible = isinstance(self.workers[0].executor, ThreadPoolExecutor)
        task = Task(
            run.job, run.model, label, tuple(run.edits), tuple(run.acts), seconds, steps, look, run.slow is not None,
            slice=limits.SLICE_SECONDS if divisible else float("inf"),
        )  # fmt: skip
        run.edits, run.acts, run.about = [], [], run.job.about_key
        return task

    def _redraw(self, run: Run) -> None:
        """From here on something else is seen of the same model: viewers ask again, as if it had begun anew."""
        run.epoch, run.history = run.epoch + 1, History()
        run.version += 1

    def _later(self, run: Run, seconds: float) -> None:
        @surviving
        def again() -> None:
            with self.lock:
                self._pump(run)

        if run.timer is not None:
            run.timer.cancel()
        run.timer = threading.Timer(seconds, again)
        run.timer.daemon = True
        run.timer.start()

    @surviving
    def _done(self, one: Worker, run: Run, task: Task, future: Future) -> None:
        with self.lock:
            one.busy = run.busy = False
            error = future.exception()
            try:
                self._take_in(one, run, task, error, None if error else future.result())
            except Exception as fault:
                self._failed(run, fault)
            finally:
                self._dispatch()

    def _take_in(self, one: Worker, run: Run, task: Task, error: BaseException | None, done: Slice | None) -> None:
        lost = isinstance(error, BrokenExecutor)
        if lost:
            one.executor = self.make_executor()
        self.turns.charge(run.person, done.seconds if done else limits.SLICE_SECONDS)
        if task.wish.abandon:  # ended, or begun anew meanwhile
            return self._pump(run)
        before = run.state
        if lost and run.losses + 1 < limits.WORKER_LOSSES:
            run.losses += 1  # the model as it was before the task is here
            return self._again(run, task)
        if error is not None:
            self._failed(run, error)
        elif done.rest is not None:
            run.rest = done.rest
            return self._pump(run)
        elif done.progress is None:  # its data are being loaded
            run.edits, run.acts = [*task.edits, *run.edits], [*task.acts, *run.acts]
            return self._later(run, LOADING_SECONDS)
        else:
            self._accept(run, done.progress)
        if run.state != before or run.state == "paused":
            self._changed(run)
        else:
            self._progressed(run)

    def _again(self, run: Run, task: Task) -> None:
        run.edits, run.acts = [*task.edits, *run.edits], [*task.acts, *run.acts]
        self._pump(run)

    def _accept(self, run: Run, progress: Progress) -> None:
        run.model, run.step, run.losses = progress.model, progress.step, 0
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
        if progress.stages:
            _resolve(run.slow, progress.stages)
            run.slow = None
        if not run.left and run.state in ACTIVE:
            run.state = "done"

    def _failed(self, run: Run, error: BaseException) -> None:
        code = "diverged" if isinstance(error, Diverged) else "crashed"
        if code == "crashed":
            LOG.error("live: run %s failed", run.id, exc_info=error)
        run.state, run.error = "error", (code, str(error)[:500] or type(error).__name__)
        self._drop_model(run)
        self._let_go(run, code, run.error[1])


def _wake(futures: set[AsyncFuture]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def _succeeded(future: Future | None) -> bool:
    return future is not None and future.done() and not future.cancelled() and not future.exception()


def _resolve(future: Future | None, result: Any = None, error: Exception | None = None) -> None:
    """Unless nobody waits for it any more: who has waited too long has cancelled it."""
    if future is None or future.done() or not future.set_running_or_notify_cancel():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def check_budget(job: Job) -> None:
    """Refused if the job takes more than this server gives one run."""
    cost = job.cost()
    for value, most, what, remedy in (
        (cost.step, limits.RUN_FLOPS, "one step is", "lower width, depth, batch or updates"),
        (cost.look, limits.LOOK_FLOPS, "one look at it is", "lower width, depth or the number of evaluations"),
        (cost.part, limits.PART_FLOPS, "one update is", "lower width, depth or batch"),
        (cost.memory, limits.RUN_BYTES, "its memory is", "lower width, depth, batch or the number of seeds"),
    ):
        if value > most:
            raise Refused("too_large", f"{what} {value / most:.3g} times what this server allows; {remedy}")
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
    for one in hub().workers:
        one.executor.submit(ready)
