"""What a server tells its keepers: /healthz, whether it answers, and /metrics, its figures as Prometheus reads them.

The figures say nothing of anybody; all the same they are open only where LIVE_METRICS is 1, see guard.py. No label
takes a word from a browser, so there are never more of them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter as Count
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.live.channel.desk import Desk
from app.live.channel.messages import BadMessage, Message
from app.ui.crowd import CROWD

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds; a screen's frame is 0.017
STATES = ("paused", "running", "done", "error")
BEGAN = time.monotonic()

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
PAGES = Gauge("lab_pages", "Pages that are open", registry=REGISTRY)
SOCKETS = Gauge("lab_sockets", "Live connections that are open", registry=REGISTRY)
ANSWERS = Histogram(
    "lab_answer_seconds", "From a request on the live channel to its answer; without waiting for a run's news",
    ["service"], buckets=BUCKETS, registry=REGISTRY,
)  # fmt: skip
ERRORS = Counter(
    "lab_errors", "Requests on the live channel that were answered with an error", ["code"], registry=REGISTRY
)


@dataclass
class One:
    """A request that is being answered."""

    request: Message | None = None  # unless it cannot be read


@contextmanager
def counted(name: str) -> Iterator[One]:
    """Around an answer of the service called `name`: how long it took, or with which code it failed."""
    one, began = One(), time.perf_counter()
    try:
        yield one
    except BadMessage as error:
        ERRORS.labels(error.code).inc()
        raise
    except Exception:
        ERRORS.labels("failed").inc()
        raise
    if one.request is not None and one.request.kind != "watch":
        ANSWERS.labels(name).observe(time.perf_counter() - began)


class Now:
    """What is read when somebody asks, and not counted before."""

    def collect(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("lab_desk_waiting", "Requests that wait for their turn", labels=["desk"])
        for desk in list(Desk.all):
            waiting.add_metric([desk.name], desk.length)
        yield waiting
        yield GaugeMetricFamily("lab_scripts_waiting", "Runs of pages that wait for their turn", len(CROWD.queue))
        yield GaugeMetricFamily("lab_remembered_bytes", "What services remember for their viewers", remembered())
        yield from of_runs(*hubs())


REGISTRY.register(Now())


def of_runs(*hubs: Any) -> Iterator[Metric]:
    """Of the models in training, where anybody has begun one."""
    runs = GaugeMetricFamily("lab_runs", "Models in training, by state", labels=["state"])
    watching, waiting, held = 0, 0, 0.0
    states: Count[str] = Count()
    for hub in hubs:
        with hub.lock:
            every = list(hub.runs.values())
            states.update(run.state for run in every)
            watching += sum(len(run.viewers) for run in every)
            waiting, held = waiting + len(hub.line.waiting), held + sum(run.bytes for run in every)
    for state in STATES:
        runs.add_metric([state], states[state])
    for place in (hub.line.place() for hub in hubs):
        if "workers" in place:
            cluster = GaugeMetricFamily("lab_cluster_workers", "Workers of the cluster", labels=["state"])
            cluster.add_metric(["accepted"], place["workers"])
            cluster.add_metric(["refused"], place["refused"])
            yield cluster
    yield runs
    yield GaugeMetricFamily("lab_run_viewers", "Who watches a run", watching)
    yield GaugeMetricFamily("lab_runs_waiting", "Runs that wait for a worker", waiting)
    yield GaugeMetricFamily("lab_runs_bytes", "What models in training and their histories hold, or may come to", held)


def hubs() -> list[Any]:
    """The hub of this process, where there is one: asking for figures begins none."""
    module = sys.modules.get("app.live.runs.hub")
    return [module.hub()] if module and module._hub.cache_info().currsize else []


def remembered() -> int:
    from app.live.channel.memory import MEMORY

    with MEMORY.lock:
        return sum(share.held for share in MEMORY.shares.values())


async def healthz(request: Request) -> Response:
    """That the server answers at all is the news; and where models are trained, once anybody has asked for one."""
    said: dict[str, Any] = {"healthy": True, "seconds": round(time.monotonic() - BEGAN)}
    for hub in hubs():
        said["trainings"] = hub.line.place()
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(REGISTRY), headers={"Content-Type": media_type, "Cache-Control": "no-store"})
