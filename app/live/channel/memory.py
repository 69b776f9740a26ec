"""What services remember for their viewers, counted: per viewer, and all together."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app.live.channel import limits
from app.live.channel.service import Service


@dataclass
class Share:
    person: Hashable
    held: int = 0
    used: float = 0.0
    busy: bool = False


class Memory:
    """Lets services forget: one that holds too much; and when all hold too much, those of whoever holds the most.

    Safe from any thread; a service that is answering is left alone.
    """

    def __init__(self) -> None:
        self.shares: WeakKeyDictionary[Service, Share] = WeakKeyDictionary()
        self.lock = threading.Lock()

    @contextmanager
    def using(self, service: Service, person: Hashable) -> Iterator[None]:
        """Around an answer."""
        with self.lock:
            share = self.shares.setdefault(service, Share(person))
            share.busy = True
        try:
            yield
        finally:
            held = service.held
            with self.lock:
                more = held > share.held
                share.held, share.used, share.busy = held, time.monotonic(), False
                if held > limits.REMEMBERED_PER_SOCKET:
                    self._forget(service, share)
                if more:
                    self._keep_within(limits.remembered())

    def _keep_within(self, most: int) -> None:
        total = sum(share.held for share in self.shares.values())
        while total > most:
            people = Counter()
            for share in self.shares.values():
                people[share.person] += share.held
            free = [(service, share) for service, share in self.shares.items() if share.held and not share.busy]
            if not free:
                return
            service, share = max(free, key=lambda one: (people[one[1].person], -one[1].used))
            total -= share.held
            self._forget(service, share)

    def _forget(self, service: Service, share: Share) -> None:
        service.forget()
        share.held = 0


MEMORY = Memory()
