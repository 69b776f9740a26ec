"""One row of the comparison as a task: on another machine, where there is a cluster, else here."""

from __future__ import annotations

import time
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.live.channel import limits
from app.live.channel.cluster import cluster
from app.live.channel.passport import away
from app.live.channel.threads import ready
from app.live.measuring.desk import Work
from engines.comparison.models import kind_of
from engines.comparison.results import Row
from engines.core import finish
from engines.data.worlds import World

MEASURING = 0.1  # of the bar: what comes after training
SHOWN = {"points": 400, "pictures": 24}  # samples that are kept to be looked at
LOOK_SECONDS = 0.1  # between two looks at a row that is made elsewhere


class Done(NamedTuple):
    """What comes of it: rows of the tidy table, and some samples."""

    rows: tuple[Row, ...]
    samples: np.ndarray


@dataclass(frozen=True)
class Ordered:
    """A row, `own` in the place of the named points."""

    data: str
    model: str
    seed: int
    seconds: float
    own: World | None = None

    acts = ()  # see passport.away


def row_of(data: str, model: str, seed: int, seconds: float, own: World | None = None) -> Work:
    """One row of the comparison from start to end."""
    order = Ordered(data, model, seed, seconds, own)
    if limits.ON_CLUSTER and (there := cluster(limits.RUN_EXECUTOR)).roomy:
        try:
            return (yield from followed(there.submit(elsewhere, order), seconds))
        except BrokenExecutor:  # its workers were lost
            pass
    return (yield from made(order))


def followed(future: Future, seconds: float) -> Work:
    """How far a row is that is made elsewhere is not known: as far as the time that it takes is over."""
    began = time.monotonic()
    try:
        while True:
            try:
                return future.result(LOOK_SECONDS)
            except NotYet:
                yield min((time.monotonic() - began) / max(seconds, LOOK_SECONDS), 1.0) * (1 - MEASURING)
    finally:
        future.cancel()


@away
def elsewhere(order: Ordered) -> Done:
    return finish(made(order))


def made(order: Ordered) -> Work:
    """The row itself."""
    ready()

    from engines.comparison import run as comparison

    run = comparison.Run(order.data, order.model, order.seed, order.seconds, own=order.own)
    for progress in comparison.iterate(run):
        yield (1 - MEASURING) * progress.share
    return Done(progress.rows, run.samples[: SHOWN[kind_of(order.data)]])
