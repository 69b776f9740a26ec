"""Rows of the comparison computed anew while a person waits: few at a time, cancellable, ended when nobody looks.

Unlike the hub's runs nothing is seen in between but how far they are, so a thread and a generator are enough.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from app.live.channel import limits
from app.live.channel.messages import Refused
from engines.comparison.results import Row

LOG = logging.getLogger(__name__)
MEASURING = 0.1  # of the bar: what comes after training


class Done(NamedTuple):
    """The end of an order: its rows of the tidy table, and some samples."""

    rows: tuple[Row, ...]
    samples: np.ndarray


Work = Iterator["float | Done"]  # the share that is done, again and again; then what came of it


@dataclass(eq=False)
class Rerun:
    """One order: what is computed, how far it is, and what came of it. Read by the page, written by one worker."""

    about: Mapping[str, Any]  # data, model, seed, budget, as the page names them
    state: str = "waiting"  # waiting, running, done, cancelled, error
    share: float = 0.0
    done: Done | None = None
    error: ValueError | None = None
    began: float = 0.0  # on the monotonic clock
    seconds: float = 0.0
    seen: float = field(default_factory=time.monotonic)
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "running")

    def cancel(self) -> None:
        """Ends it before its next step."""
        self._stop.set()
        if self.state == "waiting":
            self.state = "cancelled"

    def look(self) -> None:
        """Say that somebody still waits for it."""
        self.seen = time.monotonic()

    @property
    def left(self) -> float | None:
        """Seconds to go, at the pace so far."""
        return self.seconds * (1 - self.share) / self.share if self.share > 0.02 else None

    def follow(self, work: Work) -> None:
        """Take the work to its end, unless it is cancelled or nobody looks any more."""
        for news in work:
            self.seconds = time.monotonic() - self.began
            if isinstance(news, Done):
                self.done, self.share, self.state = news, 1.0, "done"
                return
            self.share = news
            if self._stop.is_set() or time.monotonic() - self.seen > limits.RERUN_SILENT_SECONDS:
                self.state = "cancelled"
                return


class Desk:
    """Takes orders and does as many at once as the server allows; the others wait in line."""

    def __init__(self, workers: int | None = None) -> None:
        self.executor = ThreadPoolExecutor(workers or limits.RERUNS, thread_name_prefix="rerun")
        self.lock = threading.Lock()
        self.orders: list[Rerun] = []

    def order(self, about: Mapping[str, Any], begin: Callable[[], Work]) -> Rerun:
        """A new order; `begin` is called by the worker. Refused where too many people wait already."""
        with self.lock:
            self.orders = [order for order in self.orders if order.active]
            if len(self.orders) >= limits.RERUNS_IN_LINE:
                raise Refused("too_many", f"{len(self.orders)} people wait for a run already; try again in a minute")
            rerun = Rerun(dict(about))
            self.orders.append(rerun)
        self.executor.submit(self._do, rerun, begin)
        return rerun

    def ahead(self, rerun: Rerun) -> int:
        """How many orders come before this one."""
        with self.lock:
            place = self.orders.index(rerun) if rerun in self.orders else 0
            return sum(other.active for other in self.orders[:place])

    def _do(self, rerun: Rerun, begin: Callable[[], Work]) -> None:
        if rerun.state == "cancelled" or time.monotonic() - rerun.seen > limits.RERUN_SILENT_SECONDS:
            rerun.state = "cancelled"
            return
        rerun.state, rerun.began = "running", time.monotonic()
        try:
            rerun.follow(begin())
        except ValueError as error:  # diverged, or settings that the engine refuses: it says what to change
            rerun.error, rerun.state = error, "error"
        except Exception:
            LOG.exception("a run of the comparison failed")
            rerun.state = "error"


@cache
def desk() -> Desk:
    """The one of this server."""
    return Desk()
