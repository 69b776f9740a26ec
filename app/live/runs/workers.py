"""The workers of the hub: threads of this process, processes of their own, or those of a cluster, each with one task
at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType

from app.live.channel import limits
from app.live.channel.cluster import Cluster, cluster


@dataclass(eq=False)
class Worker:
    """An executor that does one thing at a time, and whether it does."""

    executor: Executor
    busy: bool = False

    @property
    def free(self) -> bool:
        return not self.busy and (not isinstance(self.executor, Cluster) or self.executor.free)

    @property
    def here(self) -> bool:
        """Whether it works in this process, where a task may be done in slices."""
        cluster = isinstance(self.executor, Cluster)
        return self.executor.here if cluster else isinstance(self.executor, ThreadPoolExecutor)


def worker() -> Executor:
    """One worker, as LIVE_RUN_EXECUTOR says: a thread of this process, a process of its own, or whichever of a cluster
    is free: its scheduler has an address."""
    if limits.RUN_EXECUTOR == "processes":
        return ProcessPoolExecutor(1, Alone(), end_with_parent)
    if limits.ON_CLUSTER:
        return cluster(limits.RUN_EXECUTOR)
    if limits.RUN_EXECUTOR != "threads":
        limits.say(f"LIVE_RUN_EXECUTOR is {limits.RUN_EXECUTOR!r}; give threads, processes, or tcp://host:8786")
    return ThreadPoolExecutor(1, thread_name_prefix="run")


class Process(SpawnProcess):
    """Begins without the script that stands for __main__: Streamlit puts a page there, which must not run in it."""

    def start(self) -> None:
        page, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = page


class Alone(SpawnContext):
    Process = Process


def end_with_parent() -> None:
    """In a worker's process: however the server ends, it does not stay behind."""

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a keyboard's interrupt goes to the server, which ends it

    def follow() -> None:
        multiprocessing.parent_process().join()
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()
