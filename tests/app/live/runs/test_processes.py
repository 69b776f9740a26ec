"""A server whose runs are trained by processes of their own: none of them outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.app.live.runs.viewers import Viewer
from tests.served import serve

pytestmark = pytest.mark.slow


def children(pid: int) -> list[int]:
    """All processes below this one."""
    below = [one for one, parent in processes().items() if parent == pid]
    return [*below, *(grandchild for one in below for grandchild in children(one))]


def processes() -> dict[int, int]:
    """The parent of every process that is alive."""
    table = subprocess.run(["ps", "-axo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in table.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_server(how: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_RUN_EXECUTOR", "processes")
    with serve(log=tmp_path / "log") as server:
        with connect(server.url.replace("http", "ws") + "/live/runs", max_size=None) as socket:
            viewer = Viewer(socket)
            run = viewer.create()["run"]
            viewer.until(run, lambda m: m["kind"] == "frame" and m["step"] > 0)
            workers = children(server.pid)
            assert workers
            os.kill(server.pid, how)
            until = time.monotonic() + 30
            while left := set(workers) & set(processes()):
                assert time.monotonic() < until, f"{left} are still there"
                time.sleep(0.1)
