"""What is done on other machines: which functions may be, and what has to be the same there."""

from __future__ import annotations

import hashlib
import pickle
import platform
from collections import deque
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from app.live.channel.threads import ready

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("torch", "numpy", "scipy")  # of other versions they may compute other figures, or read no pickles of ours
Do = TypeVar("Do", bound=Callable[..., Any])
MESSAGES = 5  # of a connection that are remembered


def away(do: Do) -> Do:
    """Marks a function of a module that may be done elsewhere: its argument and what it returns travel as bytes. The
    argument has `seconds`, which it takes at least, and `acts`, single steps besides."""
    do.away = True
    return do


def packed(work: bytes) -> bytes:
    """Do what has come, a function and its argument, as a scheduler passes it on, which cannot read it."""
    do, task = pickle.loads(work)
    return pickle.dumps(do(task), pickle.HIGHEST_PROTOCOL)


@cache
def passport() -> dict[str, str]:
    """What has to be the same on a worker: versions, and our own code as it was when it was first asked for."""
    code = hashlib.sha256()
    for path in sorted(p for folder in ("engines", "app/live") for p in (ROOT / folder).rglob("*.py")):
        code.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return {"Python": platform.python_version(), **{p: version(p) for p in PACKAGES}, "code": code.hexdigest()[:12]}


def arrive() -> dict[str, str]:
    """A new worker's passport, once it has imported torch: until then it would keep its first training waiting."""
    ready()
    return passport()


def remember_little(dask_scheduler: Any = None) -> None:
    """Here, and in the scheduler: of the thousand messages that it keeps of each connection, for those who look for a
    fault, every one would hold a model."""
    import dask

    dask.config.set({"distributed.admin.low-level-log-length": MESSAGES})
    for stream in dask_scheduler.stream_comms.values() if dask_scheduler else ():
        stream.recent_message_log = deque(stream.recent_message_log, MESSAGES)
