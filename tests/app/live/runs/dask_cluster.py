"""A scheduler of `distributed` and its workers, each a process on loopback, started as deploy/README.md says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.served import ROOT


class Machines:
    """A scheduler, and workers that can be killed one by one."""

    def __init__(self, folder: Path, secure: tuple[str, ...] = ()) -> None:
        self.folder, self.secure = folder, secure
        self.running: list[subprocess.Popen] = []
        self.address = ""
        self.begin()

    def begin(self, port: int = 0) -> None:
        """Start the scheduler."""
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        protocol = "tls" if self.secure else "tcp"
        self.scheduler = self.start(
            "scheduler", "--port", str(port), "--protocol", protocol, "--scheduler-file", str(file)
        )
        until = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert self.scheduler.poll() is None and time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]

    def worker(self) -> subprocess.Popen:
        """One more."""
        folder = str(self.folder / "work")
        return self.start("worker", self.address, "--nthreads", "1", "--no-nanny", "--local-directory", folder)

    def start(self, what: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "dask", what, "--host", "127.0.0.1", "--no-dashboard", *self.secure, *options]
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | {"OMP_NUM_THREADS": "1"}
            )
        self.running.append(process)
        return process

    def end(self) -> None:
        for process in self.running:
            process.kill()
        for process in self.running:
            process.wait(10)


@contextmanager
def machines(folder: Path, secure: tuple[str, ...] = ()) -> Iterator[Machines]:
    found = Machines(folder, secure)
    try:
        yield found
    finally:
        found.end()
