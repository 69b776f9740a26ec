"""How much one viewer, and all together, may ask of the server."""

from __future__ import annotations

import logging
import math
import os
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

LOG = logging.getLogger(__name__)
CGROUP = Path("/sys/fs/cgroup")  # where Linux tells a container its bounds

SOCKETS = int(os.environ.get("LIVE_SOCKETS", "1000"))  # open at once; beyond, the idle ones of the largest holder go
SOCKETS_PER_ADDRESS = int(os.environ.get("LIVE_SOCKETS_PER_ADDRESS", "600"))  # a school may share one
SOCKETS_PER_BROWSER = int(os.environ.get("LIVE_SOCKETS_PER_BROWSER", "40"))  # a page opens up to five
PAGES = int(os.environ.get("LIVE_PAGES", "1000"))  # open at once
PAGES_PER_ADDRESS = int(os.environ.get("LIVE_PAGES_PER_ADDRESS", "300"))
PAGES_PER_BROWSER = int(os.environ.get("LIVE_PAGES_PER_BROWSER", "20"))
IDLE_SECONDS = 30 * 60  # a socket that nobody uses gives its place free
SEND_SECONDS = 20.0  # for a viewer to take an answer
REQUEST_SECONDS = 8.0  # for a browser to send a request's head
MESSAGE_BYTES = 64 * 1024  # a long brush drawing is some 30 kB
FRAME_BYTES = 2 * MESSAGE_BYTES  # up to here words say that it is too long; what is longer is not even read
PAGE_FRAME_BYTES = 4 * 2**20  # of Streamlit's own messages, the settings of a page
UPLOAD_BYTES = int(os.environ.get("LIVE_UPLOAD_MEGABYTES", "64")) * 2**20  # of one page's files together
PER_SECOND = 240  # messages of one socket; a hand at a 120 Hz screen sends half of it
SAYING_SECONDS = 60.0  # between two lines of the log of the same kind
POINTS = 4  # pictures decoded for one message

RUNS = int(os.environ.get("LIVE_RUNS", "60"))  # of everybody
RUNS_PER_OWNER = int(os.environ.get("LIVE_RUNS_PER_OWNER", "6"))  # of one browser
RUN_STEPS = int(os.environ.get("LIVE_RUN_STEPS", "200000"))  # the largest budget of one run
RUN_FLOPS = float(os.environ.get("LIVE_RUN_FLOPS", "3e10"))  # of one step: a second or two of one core
PART_FLOPS = float(os.environ.get("LIVE_PART_FLOPS", "1.6e10"))  # of what nothing can interrupt: half a second
LOOK_FLOPS = float(os.environ.get("LIVE_LOOK_FLOPS", "4e10"))  # of one look at a model
SLICE_SECONDS = 0.2  # that a run trains or is looked at before others have their turn
WORKER_LOSSES = 3  # a run with whose tasks so many workers in a row are lost is at fault
RUN_IDLE_SECONDS = 60 * float(os.environ.get("LIVE_RUN_IDLE_MINUTES", "10"))  # without a viewer, then it ends
WARM_UP_SECONDS = float(os.environ.get("LIVE_WARM_UP_SECONDS", "8"))  # after the start, then torch is imported
RUN_EXECUTOR = os.environ.get("LIVE_RUN_EXECUTOR", "threads")  # or "processes", or a scheduler: "tcp://host:8786"
ADDRESS = os.environ.get("LIVE_ADDRESS", "")  # at which other servers reach this one: "http://10.0.0.5:8501/lab"
RUN_THREADS = max(1, (os.cpu_count() or 2) - 1)  # that train in this process
ON_CLUSTER = RUN_EXECUTOR.startswith(("tcp://", "tls://"))
RUN_WORKERS = int(os.environ.get("LIVE_RUN_WORKERS", "0")) or (64 if ON_CLUSTER else RUN_THREADS)
HISTORY_FRAMES, HISTORY_BYTES = 400, 8 * 2**20  # of one run
ABOUT_BYTES = 32 * 2**20  # of what is known of runs before they begin, kept for those who join
RUN_SLEEP_SECONDS = 30.0  # without a viewer, then it waits for one
VIEWER_SILENT_SECONDS = 15.0  # a viewer asks again at least every WATCH_SECONDS
WATCH_SECONDS = 8.0
WATCH_FRAMES = 16  # at most for one request; watcher.js asks for 8

RERUNS = int(os.environ.get("LIVE_RERUNS", "1"))  # measurements made anew at once
RERUNS_IN_LINE = 12  # the rest wait, and then are refused
RERUN_SILENT_SECONDS = 60.0  # without anybody looking, then it ends

REMEMBERED_PER_SOCKET = 32 * 2**20  # bytes that a service may keep for one viewer


@cache
def remembered() -> int:
    """Bytes that all services together may keep for their viewers."""
    return int(float(os.environ.get("LIVE_MEMORY_SHARE", "0.05")) * machine_bytes())


@cache
def uploaded() -> int:
    """Bytes of files that all pages together may send; of one address half of it, of one browser a quarter."""
    return machine_bytes() // 8


def machine_bytes() -> int:
    """Memory that this process may have: the machine's, or its container's."""
    bounds = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 8 * 2**30]
    for name in ("memory.max", "memory/memory.limit_in_bytes"):  # control groups of version 2, and of the older 1
        with suppress(OSError, ValueError):  # no container; "max"
            bounds.append(int((CGROUP / name).read_text()))
    return min(bounds)


class Sayings:
    """One line of the log for each kind of trouble and minute, however often it comes."""

    def __init__(self) -> None:
        self.since: dict[str, tuple[float, int]] = {}

    def due(self, kind: str) -> str | None:
        """What to add to the line, or None where it was said already."""
        now = time.monotonic()
        began, more = self.since.get(kind, (-math.inf, 0))
        if now - began < SAYING_SECONDS:
            self.since[kind] = (began, more + 1)
            return None
        self.since[kind] = (now, 0)
        return f" ({more} more like this before)" if more else ""


_SAYINGS = Sayings()


def say(text: str, kind: str = "") -> None:
    """A warning, once a minute for each kind."""
    if (more := _SAYINGS.due(kind or text)) is not None:
        LOG.warning("live: %s%s", text, more)


def say_failed(error: Exception) -> None:
    """Where an engine failed, once a minute for each kind of fault."""
    if (more := _SAYINGS.due(repr(type(error)))) is not None:
        LOG.error("live: the service failed%s", more, exc_info=error)


class Pace:
    """Slows down, never refuses: a socket that sends more than `PER_SECOND` waits its turn."""

    def __init__(self) -> None:
        self.second, self.count = 0, 0

    def delay(self) -> float:
        """Seconds to wait before the next message is answered."""
        now = time.monotonic()
        if int(now) != self.second:
            self.second, self.count = int(now), 0
        self.count += 1
        return 0.0 if self.count <= PER_SECOND else self.second + 1 - now


def _megabytes(name: str, default: float) -> float:
    return float(os.environ[name]) * 2**20 if name in os.environ else default


# Models and histories of all runs together, of one run, and of one browser's: bytes.
RUNS_BYTES = _megabytes("LIVE_RUNS_MEGABYTES", max(min(machine_bytes() / 8, 2**30), 2**28))
RUN_BYTES = _megabytes("LIVE_RUN_MEGABYTES", max(RUNS_BYTES / 4, 2**27))
OWNER_BYTES = _megabytes("LIVE_OWNER_MEGABYTES", max(RUNS_BYTES * 3 / 8, RUN_BYTES))
