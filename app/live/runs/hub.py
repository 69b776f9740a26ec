"""The hub: every run of this server, taken forward in short slices by workers that people share fairly.

A run has at most one task under way. A task is done in slices of a fraction of a second: after each, the next goes to
the person who has had the least, those who are watched first, however many runs or sockets one has; see line.py. What
a task returns replaces what the run was, so a lost worker costs one task, not the run; and each worker has one task at
a time, so that it is known whose it was.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Executor, Future
from functools import cache
from typing import Any

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.channel.threads import ready
from app.live.runs.line import Line, surviving
from app.live.runs.room import check_budget, in_its_way
from app.live.runs.run import ACTIVE, Run
from app.live.runs.task import Job
from app.live.runs.workers import worker
from app.live.state.servers import servers

ACTS = 10  # single steps that may wait
SWEEP_SECONDS = 10.0
REMEMBERED = 2000  # runs that have ended
ENDED = {
    "owner": "whoever began this run has ended it",
    "idle": "nobody watched this run for a while, so it has ended",
    "room": "this run had to make room for others",
}


class Hub:
    """Creates, finds and controls runs. Safe to call from any thread."""

    def __init__(
        self, make_executor: Callable[[], Executor] = worker, workers: int = limits.RUN_WORKERS, name: str = ""
    ) -> None:
        self.name = name or secrets.token_hex(3)  # in every run's name: after a restart of the server it is another
        self.runs: dict[str, Run] = {}
        self.ended: OrderedDict[str, str] = OrderedDict()  # why, by name
        self.lock = threading.RLock()
        self.line = Line(make_executor, workers, self.lock)
        threading.Thread(target=self._keep_sweeping, name="sweep", daemon=True).start()

    def close(self) -> None:
        """End everything."""
        self.line.closed.set()
        with self.lock:
            for run in list(self.runs.values()):
                self.end(run)
        self.line.close()

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
            self._make_room(run, job)
            self.runs[run.id] = run
            run.begin(job, play)
            self.line.changed(run)
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
                self.line.changed(run)

    def pause(self, run: Run) -> None:
        with self.lock:
            if run.state == "running":
                run.state, run.wish.hurry = "paused", True
                self.line.changed(run)

    def act(self, run: Run, name: str) -> None:
        """One step, or one of the job's own actions, of a paused run."""
        with self.lock:
            if name != "step" and name not in run.job.actions:
                raise Refused("bad_action", f"{name!r} is none of {', '.join(('step', *run.job.actions))}")
            self.pause(run)
            if run.state == "paused" and len(run.acts) < min(ACTS, run.left):
                run.acts.append(name)
                self.line.changed(run)

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
            self.line.changed(run)
            return run.slow

    def set_speed(self, run: Run, speed: float | None) -> None:
        with self.lock:
            run.speed, run.wish.hurry = speed, True
            run.paced = run.accepted = time.monotonic()
            self.line.changed(run)

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
            self.line.changed(run)

    def restart(self, run: Run, job: Job, *, play: bool, speed: float | None = None) -> None:
        """Begin the run anew, also with other settings; its viewers stay."""
        check_budget(job)
        with self.lock:
            self.find(run.id)  # it may have ended meanwhile
            self._make_room(run, job)
            run.speed = speed
            run.begin(job, play)
            self.line.changed(run)

    def end(self, run: Run, why: str = "owner") -> None:
        """`why` is told to whoever asks for it later; see ENDED."""
        with self.lock:
            if self.runs.pop(run.id, None) is not None:
                self.ended[run.id] = why
            while len(self.ended) > REMEMBERED:
                self.ended.popitem(last=False)
            run.state = "ended"
            run.drop_model()
            run.let_go("ended", "the run has ended")
            self.line.changed(run)

    def here(self, run: Run, viewer: Any) -> None:
        """A viewer is watching; a run that went to sleep without one goes on."""
        with self.lock:
            asleep = time.monotonic() - run.seen > limits.RUN_SLEEP_SECONDS
            run.here(viewer, time.monotonic())
            if len(run.viewers) != run.counted:  # everybody is told how many there are
                run.counted = len(run.viewers)
                self.line.changed(run)
            if asleep:
                run.paced = run.accepted = run.seen
                self.line.pump(run)

    def sweep(self) -> None:
        """End the runs that nobody has watched for a while."""
        now = time.monotonic()
        with self.lock:
            for run in [r for r in self.runs.values() if now - r.seen > limits.RUN_IDLE_SECONDS]:
                self.end(run, "idle")

    def _keep_sweeping(self) -> None:
        """Also when nobody asks anything: sleeping and finished runs would stay for ever."""
        while not self.line.closed.wait(SWEEP_SECONDS):
            self._sweep_once()

    @surviving
    def _sweep_once(self) -> None:
        self.sweep()

    def _make_room(self, run: Run, job: Job) -> None:
        """End other runs where this one, with this job, would be too many or hold too much."""
        for other in in_its_way(self.runs.values(), run, job):
            self.end(other, "room")


def _succeeded(future: Future | None) -> bool:
    return future is not None and future.done() and not future.cancelled() and not future.exception()


_creating = threading.Lock()


def hub() -> Hub:
    """The hub of this process."""
    with _creating:  # several sockets of one page ask at once
        return _hub()


@cache
def _hub() -> Hub:
    return Hub(name=servers().name)


def warm_up() -> None:
    """Let the workers import torch, so that the first run does not have to wait for it."""
    for one in hub().line.workers:
        one.executor.submit(ready)
