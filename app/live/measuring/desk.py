"""What takes a while: done while the page goes on, with its progress, and ended by Stop or when nobody looks.

Unlike the hub's runs nothing is seen in between but how far they are. The work is done at the desks of the live
channel, slice by slice; so no click on the page ends it, and nobody waits for a spinner.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.live.channel import limits
from app.live.channel.desk import Desk as Bench
from app.live.channel.messages import Refused
from app.live.channel.threads import one_thread

LOG = logging.getLogger(__name__)

# The share that is done, or that and what is being done: a `msgid` and its values, since others who wait for the same
# may speak another language; at the end the answer.
Work = Generator["float | tuple[float, str] | tuple[float, str, Mapping[str, object]]", None, Any]


@dataclass(eq=False)
class Order:
    """What is computed, how far it is, and what came of it. Read by the page, written by one thread."""

    about: Mapping[str, Any]  # what was asked for, as the page names it
    state: str = "waiting"  # waiting, running, done, cancelled, error
    share: float = 0.0
    said: str = ""  # what is being done, a `msgid`
    values: Mapping[str, object] = field(default_factory=dict)  # of `said`
    answer: Any = None
    error: ValueError | None = None
    began: float = 0.0  # on the monotonic clock
    seconds: float = 0.0
    seen: float = field(default_factory=time.monotonic)
    _stop: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float) -> None:
        """Until it has ended, but no longer."""
        self._ended.wait(seconds)

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "running")

    def cancel(self) -> None:
        """Ends it before its next step."""
        self._stop.set()
        if self.state == "waiting":
            self.state = "cancelled"
            self._ended.set()

    def look(self) -> None:
        """Say that somebody still waits for it."""
        self.seen = time.monotonic()

    @property
    def left(self) -> float | None:
        """Seconds to go, at the pace so far."""
        return self.seconds * (1 - self.share) / self.share if self.share > 0.02 else None

    @property
    def unwanted(self) -> bool:
        return self._stop.is_set() or time.monotonic() - self.seen > limits.RERUN_SILENT_SECONDS

    def follow(self, begin: Callable[[], Work]) -> Generator[None, None, None]:
        """Take the work to its end, unless it is cancelled or nobody looks any more."""
        try:
            yield from self._follow(begin)
        finally:
            self._ended.set()

    def _follow(self, begin: Callable[[], Work]) -> Generator[None, None, None]:
        if self.unwanted:
            self.state = "cancelled"
            return
        self.state, self.began = "running", time.monotonic()
        try:
            work = begin()
            while True:
                news = next(work)
                self.seconds = time.monotonic() - self.began
                self.share, *said = news if isinstance(news, tuple) else (news,)
                if said:
                    self.said, self.values = (*said, {})[:2]
                if self.unwanted:
                    work.close()
                    self.state = "cancelled"
                    return
                yield
        except StopIteration as end:
            self.seconds = time.monotonic() - self.began
            self.answer, self.share, self.state = end.value, 1.0, "done"
        except ValueError as error:  # diverged, or settings that the engine refuses: it says what to change
            self.error, self.state = error, "error"
        except Exception:
            LOG.exception("something that a page ordered has failed")
            self.state = "error"


class Desk:
    """Takes orders and does as many at once as the server allows; the others wait in line."""

    def __init__(self, workers: int | None = None) -> None:
        self.benches = [Bench(f"order {i}", one_thread) for i in range(workers or limits.RERUNS)]
        self.lock = threading.Lock()
        self.orders: dict[Order, Bench] = {}

    def order(self, about: Mapping[str, Any], begin: Callable[[], Work], *, line: Hashable = None) -> Order:
        """A new order; `begin` is called when its turn comes. Refused where too many people wait already. Orders of one
        line are done one after the other, lines take turns."""
        with self.lock:
            self.orders = {order: bench for order, bench in self.orders.items() if order.active}
            if len(self.orders) >= limits.RERUNS_IN_LINE:
                raise Refused("too_many", f"{len(self.orders)} people wait for a run already; try again in a minute")
            order = Order(dict(about))
            busy = list(self.orders.values())
            bench = min(self.benches, key=busy.count)
            self.orders[order] = bench
        bench.ask(order.follow(begin), line)
        return order

    def ahead(self, order: Order) -> int:
        """How many orders come before this one."""
        with self.lock:
            before = list(self.orders)
            place = before.index(order) if order in self.orders else 0
            return sum(other.active and self.orders[other] is self.orders[order] for other in before[:place])


@cache
def desk() -> Desk:
    """The one of this server."""
    return Desk()
