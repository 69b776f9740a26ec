"""Workers on other machines, behind a scheduler of `distributed`; without them, threads of this process.

A thread of its own looks for the scheduler and for its workers, so that nobody waits for either. Only workers with our
versions and our code are given tasks. Where none is there, tasks are done here, and go out again once one is. A task
whose worker is lost is done again by another, from the model as it was before; what is under way when all are lost
breaks off, and its run goes on from there, here.

Whatever comes from the scheduler is unpickled, which lets whoever can reach it do anything: see deploy/README.md.
"""

from __future__ import annotations

import asyncio
import logging
import math
import pickle
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.live.channel import limits
from app.live.channel.passport import arrive, packed, passport, remember_little

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 1.0  # between two looks at the workers
RETRY_SECONDS = 5.0  # between two looks for a scheduler that is not there
PATIENCE = 5.0  # seconds for an answer of the scheduler, and for one of a new worker
OVERDUE_SECONDS, OVERDUE_TIMES = 15.0, 10.0  # for a task, and each single step in it, and so many times its own seconds
ABSENT = "the package `distributed` is not installed; install requirements-cluster.txt"
GONE = "the scheduler cannot be reached"
STRANGE = "the scheduler was not started in the folder of this version of the laboratory"
HERE = "trainings run in threads of this server meanwhile"


class Strange(Exception):
    """The scheduler does not have our code."""


@dataclass(eq=False)
class Way:
    """Of a task: who may do it, nobody where it is done here, by which connection they got it, and until when."""

    workers: frozenset[str]
    client: Any
    until: float = math.inf  # then it is overdue, on the monotonic clock


class Cluster(Executor):
    """An executor for any number of tasks at a time; `free` says whether it should have another."""

    def __init__(self, address: str, threads: int = limits.RUN_THREADS) -> None:
        self.address, self.n_threads = address, threads
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="run")
        self.back = ThreadPoolExecutor(1, thread_name_prefix="back")  # takes answers in, not on the network's thread
        self.client: Any = None
        self.accepted: dict[str, int] = {}  # threads of every worker that may have tasks, by its address
        self.refused: dict[str, str] = {}  # why
        self.trouble = "the scheduler has not answered yet"  # for everybody: without addresses
        self.under_way: dict[Future, Way] = {}
        self.freed: Callable[[], None] = lambda: None  # called when a place may be free again
        self.closed = threading.Event()
        self.looking = threading.Thread(target=self._keep_looking, name="cluster", daemon=True)
        self.looking.start()

    @property
    def here(self) -> bool:
        """Whether the next task is done in this process."""
        return not self.accepted

    @property
    def places(self) -> int:
        """Tasks that are done at a time."""
        return sum(self.accepted.values()) or self.n_threads

    @property
    def free(self) -> bool:
        return len(self.under_way) < self.places

    @property
    def roomy(self) -> bool:
        """Whether others find a place beside one that takes long."""
        return not self.here and len(self.under_way) + 1 < self.places

    def about(self) -> dict[str, Any]:
        """For those who keep the server: where tasks are done now, by how many workers, and what is wrong."""
        where = "threads" if self.here else "cluster"
        return {"where": where, "workers": len(self.accepted), "refused": len(self.refused), "trouble": self.trouble}

    def submit(self, do: Callable[..., Any], /, *args: Any) -> Future:
        """What may be done `away` goes where somebody is there to do it; all else is done here."""
        client = self.client  # before the workers: those of a later connection do not know this one
        way = Way(frozenset(self.accepted if getattr(do, "away", False) else ()), client)
        future: Future = Future()
        self.under_way[future] = way
        future.add_done_callback(self._over)
        if not way.workers or not self._send(future, way, do, args[0]):
            way.workers = frozenset()
            local = self.threads.submit(do, *args)
            local.add_done_callback(lambda done: _settle(future, done.exception(), lambda: done.result()))
        return future

    def _over(self, future: Future) -> None:
        self.under_way.pop(future, None)
        self.freed()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.closed.set()
        if wait:
            self.looking.join(2 * PATIENCE)
        self.threads.shutdown(wait, cancel_futures=cancel_futures)
        self.back.shutdown(wait, cancel_futures=cancel_futures)

    # ---- tasks that go out, and come back ------------------------------------------------------------------------

    def _send(self, future: Future, way: Way, do: Callable[..., Any], task: Any) -> bool:
        """Whether it is on its way."""
        try:
            work = pickle.dumps((do, task), pickle.HIGHEST_PROTOCOL)
            theirs = way.client.submit(packed, work, workers=sorted(way.workers), pure=False)
            way.until = time.monotonic() + OVERDUE_SECONDS * (1 + len(task.acts)) + OVERDUE_TIMES * task.seconds
            following = asyncio.run_coroutine_threadsafe(self._follow(future, theirs), way.client.loop.asyncio_loop)
        except Exception as error:  # the connection has just been lost: the next look will say so
            limits.say(f"a training could not be sent to the cluster ({error}); it goes on here", kind="cluster")
            return False
        future.add_done_callback(lambda _: following.cancel())  # it may have been given up
        return True

    async def _follow(self, future: Future, theirs: Any) -> None:
        """On the network's thread, until it has an answer or is given up; then the scheduler lets go of it."""
        answer, error = b"", None
        try:
            answer = await theirs
        except (Exception, asyncio.CancelledError) as why:
            error = why
        theirs.release()
        try:
            self.back.submit(self._take_in, future, answer, error)
        except RuntimeError:  # the server is about to end
            future.cancel()

    def _take_in(self, future: Future, answer: bytes, error: BaseException | None) -> None:
        from distributed.scheduler import KilledWorker

        if future.done():  # it was given up
            return
        if isinstance(error, CancelledError | asyncio.CancelledError):
            self._say(GONE, f" ({self.address})")
            self.accepted = {}  # until the next look finds them again
            return _settle(future, BrokenExecutor("the connection to the scheduler was lost"))
        if isinstance(error, KilledWorker):  # it has been tried on one after the other
            error = RuntimeError("every worker that was given this training was lost; it may need more memory")
        elif isinstance(error, OSError):
            error = BrokenExecutor(str(error))
        _settle(future, error, lambda: pickle.loads(answer))

    def _overdue(self) -> list[Future]:
        """What a worker has that does not answer; or it stands in the line of the scheduler."""
        now = time.monotonic()
        return [future for future, way in list(self.under_way.items()) if way.workers and now > way.until]

    def _break_off(self, overdue: Sequence[Future] = ()) -> None:
        """What none of the workers that are left can do, or has done in time."""
        for future, way in list(self.under_way.items()):
            if way.workers and (way.client is not self.client or not way.workers & set(self.accepted)):
                _settle(future, BrokenExecutor("its workers were lost"))
        for future in overdue:
            _settle(future, BrokenExecutor("its worker did not answer in time"))

    # ---- the scheduler and its workers ---------------------------------------------------------------------------

    def _keep_looking(self) -> None:
        while not self.closed.is_set():
            try:
                self._look()
            except (Exception, asyncio.CancelledError) as error:
                self._lost(error)
            self.closed.wait(LOOK_SECONDS if self.client else RETRY_SECONDS)
        self._disconnect()

    def _look(self) -> None:
        if self.client is None:
            from distributed import Client

            remember_little()
            self.client = Client(self.address, timeout=PATIENCE, set_as_default=False, name="laboratory")
        there = self.client.sync(self.client.scheduler.ncores, callback_timeout=PATIENCE)
        before, overdue = set(self.accepted), self._overdue()
        known = set() if overdue else before  # any of them may be the one that is silent: all are asked again
        self.refused = {worker: why for worker, why in self.refused.items() if worker in there}
        new = self._judge([worker for worker in there if worker not in known and worker not in self.refused])
        self.accepted = {worker: n for worker, n in there.items() if worker in known or worker in new}
        self._break_off(overdue)  # also what was sent while the workers were being lost
        if self.accepted:
            self.trouble = ""
        elif self.refused:
            self._say("all workers of the scheduler were refused, the log says why")
        else:
            self._say("no worker of the scheduler answers" if there else "the scheduler has no worker")
        if set(self.accepted) != before and self.accepted:
            LOG.warning("live: trainings go to %d workers of %s", len(self.accepted), self.address)

    def _judge(self, new: list[str]) -> set[str]:
        """Those of the new workers that may have tasks. One that does not answer in time is asked again later."""
        if new:
            try:  # it may be another than before, and so are their connections
                self.client.run_on_scheduler(remember_little)
            except (ImportError, AttributeError) as error:
                raise Strange(str(error)) from error
        ask = {w: self.client.submit(arrive, workers=[w], pure=False, allow_other_workers=False) for w in new}
        accepted, until = set(), time.monotonic() + PATIENCE
        while not (self.closed.wait(0.01) or time.monotonic() > until or all(f.done() for f in ask.values())):
            pass
        for worker, future in ask.items():
            if not future.done():
                continue
            try:
                why = differences(future.result(timeout=PATIENCE))
            except (TimeoutError, CancelledError):
                continue
            except Exception as error:
                why = f"it failed: {type(error).__name__}: {str(error)[:300]}"
            if why:
                self.refused[worker] = why
                LOG.warning("live: the worker %s is refused: %s", worker, why)
            else:
                accepted.add(worker)
        return accepted

    def _lost(self, error: BaseException) -> None:
        trouble = ABSENT if isinstance(error, ImportError) else STRANGE if isinstance(error, Strange) else GONE
        self._say(trouble, f" ({self.address}: {type(error).__name__} {str(error)[:300]})" * (trouble != ABSENT))
        self.accepted, self.refused = {}, {}
        self._break_off()
        self._disconnect()

    def _say(self, trouble: str, detail: str = "") -> None:
        self.trouble = f"{trouble}; {HERE}"
        limits.say(f"{self.trouble}{detail}", kind=trouble)

    def _disconnect(self) -> None:
        client, self.client = self.client, None
        if client is not None:
            try:
                client.close(timeout=PATIENCE)
            except Exception:
                LOG.info("live: the scheduler was left without a word")


def differences(theirs: Mapping[str, str]) -> str:
    """Why a worker with this passport would compute other things than we do; empty where it would not."""
    ours = passport()
    other = [
        f"{name} is {theirs.get(name)} there, {mine} here" for name, mine in ours.items() if theirs.get(name) != mine
    ]
    return f"{'; '.join(other)}. Start it from the same version of the laboratory with the same packages" * bool(other)


def _settle(future: Future, error: BaseException | None, result: Callable[[], Any] = lambda: None) -> None:
    """Unless it was settled before: its workers were lost, and one of them has answered all the same."""
    value = None
    try:
        value = result() if error is None else None
    except Exception as unreadable:
        error = unreadable
    with suppress(InvalidStateError):
        future.set_result(value) if error is None else future.set_exception(error)


@cache
def cluster(address: str) -> Cluster:
    """The one with this scheduler, which all of this server share."""
    return Cluster(address)
