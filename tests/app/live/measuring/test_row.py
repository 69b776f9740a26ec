"""A row of the comparison, made here or on another machine: the same row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import numpy as np
import pytest

from app.live.channel import limits
from app.live.channel.cluster import Cluster
from app.live.measuring import row
from engines.comparison.run import MEASURED_ANEW
from engines.core import finish
from tests.app.live.runs.counter import wait
from tests.app.live.runs.dask_cluster import machines

ORDER = ("ring", "mixture", 3, 0.2)


class Elsewhere:
    """A cluster that has one answer."""

    def __init__(self, answer: Future) -> None:
        self.roomy, self.answer, self.asked = True, answer, []

    def submit(self, do: object, order: row.Ordered) -> Future:
        self.asked.append((do, order))
        return self.answer


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    there = Elsewhere(Future())
    monkeypatch.setattr(limits, "ON_CLUSTER", True)
    monkeypatch.setattr(row, "cluster", lambda address: there)
    monkeypatch.setattr(row, "LOOK_SECONDS", 0.01)
    return there


def figures(done: row.Done) -> dict[str, float]:
    return {one.metric: one.value for one in done.rows if one.metric not in MEASURED_ANEW and one.value == one.value}


def test_how_far_it_is_and_what_comes_of_it(far: Elsewhere) -> None:
    work = row.row_of(*ORDER)
    shares = [next(work) for _ in range(5)]
    assert shares == sorted(shares) and 0 <= shares[0] and shares[-1] <= 1 - row.MEASURING
    far.answer.set_result("done")
    assert finish(work) == "done" and far.asked == [(row.elsewhere, row.Ordered(*ORDER))]


def test_whoever_stops_it_gives_it_up(far: Elsewhere) -> None:
    work = row.row_of(*ORDER)
    next(work)
    work.close()
    assert far.answer.cancelled()


def test_where_its_workers_are_lost_it_is_made_here_and_where_there_is_no_place_too(far: Elsewhere) -> None:
    here = finish(row.made(row.Ordered(*ORDER)))
    far.answer.set_exception(BrokenExecutor("lost"))
    assert figures(finish(row.row_of(*ORDER))) == figures(here)
    far.roomy = False
    assert figures(finish(row.row_of(*ORDER))) == figures(here) and len(far.asked) == 1
    assert len(figures(here)) > 5 and np.isfinite(here.samples).all()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with machines(tmp_path) as two:
        two.worker()
        two.worker()
        found = Cluster(two.address, 1)
        wait(lambda: len(found.accepted) == 2, 60)
        yield found
        found.shutdown()


@pytest.mark.slow
def test_on_another_machine_it_is_the_same_row(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ON_CLUSTER", True)
    monkeypatch.setattr(row, "cluster", lambda address: cluster)
    began, work = time.monotonic(), row.row_of("ring", "gan", 1, 1.0)
    next(work)
    assert [way.workers for way in cluster.under_way.values()] == [frozenset(cluster.accepted)]
    there = finish(work)
    assert figures(there) == figures(finish(row.made(row.Ordered("ring", "gan", 1, 1.0))))
    assert time.monotonic() - began < 300 and not cluster.under_way
