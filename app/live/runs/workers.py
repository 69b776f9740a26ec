"""The workers of the hub: threads of this process, or processes of their own, each with one task at a time."""

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


@dataclass(eq=False)
class Worker:
    """An executor that does one thing at a time, and whether it does."""

    executor: Executor
    busy: bool = False


def worker() -> Executor:
    """One worker: a thread of this process, or a process of its own (LIVE_RUN_EXECUTOR=processes)."""
    if limits.RUN_EXECUTOR == "processes":
        return ProcessPoolExecutor(1, Alone(), end_with_parent)
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
