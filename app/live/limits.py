"""How much one viewer, and all together, may ask of the server."""

from __future__ import annotations

import os
import time

SOCKETS = int(os.environ.get("LIVE_SOCKETS", "400"))  # open at once
IDLE_SECONDS = 30 * 60  # a socket that nobody uses gives its place free
MESSAGE_BYTES = 64 * 1024  # a long brush drawing is some 30 kB
PER_SECOND = 240  # messages of one socket; a hand at a 120 Hz screen sends half of it
POINTS = 4  # pictures decoded for one message

RUNS = int(os.environ.get("LIVE_RUNS", "60"))  # of everybody
RUNS_PER_OWNER = int(os.environ.get("LIVE_RUNS_PER_OWNER", "6"))  # of one browser
RUN_STEPS = int(os.environ.get("LIVE_RUN_STEPS", "200000"))  # the largest budget of one run
RUN_FLOPS = float(os.environ.get("LIVE_RUN_FLOPS", "3e10"))  # of one step: a second or two of one core
RUN_BYTES = float(os.environ.get("LIVE_RUN_MEGABYTES", "512")) * 2**20  # of one model in training
RUN_IDLE_SECONDS = 60 * float(os.environ.get("LIVE_RUN_IDLE_MINUTES", "10"))  # without a viewer, then it ends
WARM_UP_SECONDS = float(os.environ.get("LIVE_WARM_UP_SECONDS", "8"))  # after the start, then torch is imported
RUN_EXECUTOR = os.environ.get("LIVE_RUN_EXECUTOR", "threads")  # or "processes"
RUN_WORKERS = int(os.environ.get("LIVE_RUN_WORKERS", "0")) or max(1, (os.cpu_count() or 2) - 1)
HISTORY_FRAMES, HISTORY_BYTES = 400, 8 * 2**20  # of one run
RUN_SLEEP_SECONDS = 30.0  # without a viewer, then it waits for one
VIEWER_SILENT_SECONDS = 15.0  # a viewer asks again at least every WATCH_SECONDS
WATCH_SECONDS = 8.0

RERUNS = int(os.environ.get("LIVE_RERUNS", "1"))  # rows of the comparison computed anew at once
RERUNS_IN_LINE = 12  # the rest wait, and then are refused
RERUN_SILENT_SECONDS = 60.0  # without anybody looking, then it ends


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
