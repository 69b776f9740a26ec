"""What a viewer of a run may ask: begin one, watch it, read its history, and, as its owner, control it.

"create"   kind of job and settings, owner -> the run's description, and what does not change while it runs
"preview"  kind of job and settings -> what does not change while it would run; nothing is begun
"join"     run -> the same for a run that is there
"watch"    run, after, version -> the newest frame as soon as there is one after serial `after`, or the description as
           soon as it is not `version` any more: each viewer gets what it can draw, and no queue builds up
"history"  run, from -> the packed frames of the past, a megabyte at a time
"control"  run, owner, do -> the description after it was done
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from app.live import frames, limits
from app.live.hub import Hub, Refused, hub
from app.live.messages import Message
from app.live.run_kinds import read_job
from app.live.runs import Run

HISTORY_MESSAGE = 2**20  # bytes of frames in one answer
SPEEDS = (0.5, 2000.0)  # steps per second that a person may set
CONTROLS = ("play", "pause", "act", "slow", "speed", "set", "restart", "end")
SLOW_SECONDS = 20.0  # to wait for a step in slow motion
WORKER = ThreadPoolExecutor(4, thread_name_prefix="runs")


class RunService:
    """Answers one viewer: over a socket through `reply`, which waits; through a rerun with `answer`, which does not."""

    def __init__(self, runs: Hub | None = None) -> None:
        self.hub = runs or hub()

    def worker(self, message: Message) -> Executor:
        return WORKER

    def answer(self, message: Message, patience: float = 0.3) -> bytes:
        """The frame for one request; "watch" waits `patience` seconds at most."""
        try:
            if message.kind == "watch":
                return self._watch_here(message, patience)
            return self._answers(message)(message)
        except Refused as error:
            raise message.refuse(error.code, str(error)) from error
        except ValueError as error:
            if hasattr(error, "code"):
                raise
            raise message.refuse("bad_settings", str(error)) from error

    async def reply(self, message: Message) -> bytes:
        """The same without holding a thread while there is no news."""
        if message.kind == "control" and message.fields.get("do") == "slow":
            return await self._slowly(message)
        if message.kind != "watch":
            return await asyncio.get_running_loop().run_in_executor(WORKER, self.answer, message)
        loop = asyncio.get_running_loop()
        until = loop.time() + limits.WATCH_SECONDS
        while True:
            with self.hub.lock:  # nothing may become new between looking and waiting
                frame = self._news(message, loop.time() >= until)
                news = None if frame else self.hub.news(self._run(message), loop, until)
            if news is None:
                return frame
            await news

    async def _slowly(self, message: Message) -> bytes:
        """One step in slow motion, which may have to wait for other runs' turns."""
        try:
            return _stages(message, await asyncio.wait_for(asyncio.wrap_future(self._slow(message)), SLOW_SECONDS))
        except Refused as error:
            raise message.refuse(error.code, str(error)) from error
        except TimeoutError as error:
            raise message.refuse("failed", "the server is too busy to show a step in slow motion") from error

    def _slow(self, message: Message) -> Future:
        return self.hub.slow_motion(self.hub.owned(str(message.fields.get("run")), read_owner(message)))

    # ---- watching -------------------------------------------------------------------------------------------------

    def _run(self, message: Message) -> Run:
        try:
            return self.hub.find(str(message.fields.get("run")))
        except Refused as error:
            raise message.refuse(error.code, str(error)) from error

    def _watch_here(self, message: Message, patience: float) -> bytes:
        until = time.monotonic() + patience
        while True:
            frame = self._news(message, time.monotonic() >= until)
            if frame is not None:
                return frame
            time.sleep(0.02)

    def _news(self, message: Message, late: bool) -> bytes | None:
        """The newest frame, or the description, whichever the viewer has not seen; either way once it is late."""
        run = self._run(message)
        after, version = message.whole("after", 0, 2**53, 0), message.whole("version", 0, 2**53, 0)
        with self.hub.lock:
            self.hub.here(run, self)
            newest = run.history.newest
            if newest is not None and newest.serial > after:
                return newest.data
            if late or run.version != version:
                return _description(message, run)
        return None

    # ---- everything else ------------------------------------------------------------------------------------------

    def _answers(self, message: Message) -> Callable[[Message], bytes]:
        answers = {
            "preview": self._preview, "create": self._create, "join": self._join, "history": self._history,
            "control": self._control,
        }  # fmt: skip
        message.choice("kind", ("watch", *answers))
        return answers[message.kind]

    def _create(self, message: Message) -> bytes:
        play = message.fields.get("play") is not False
        token = message.fields.get("token")
        token = token if isinstance(token, str) and len(token) <= 64 else ""
        job, owner, speed = (
            read_job(message),
            read_owner(message),
            read_speed(message),
        )  # all is checked, then it begins
        run = self.hub.create(job, owner, play=play, token=token, speed=speed)
        return self._welcome(message, run)

    def _preview(self, message: Message) -> bytes:
        arrays, more = read_job(message).about()
        return frames.pack(arrays, id=message.id, kind="preview", **more)

    def _join(self, message: Message) -> bytes:
        return self._welcome(message, self._run(message))

    def _welcome(self, message: Message, run: Run) -> bytes:
        arrays, more = run.job.about()
        with self.hub.lock:
            self.hub.here(run, None)  # one who arrives wakes it, and counts as a viewer with the first look
            mine = run.owner == message.fields.get("owner")
            return frames.pack(arrays, id=message.id, kind="joined", mine=mine, **more, **run.describe())

    def _history(self, message: Message) -> bytes:
        run, start = self._run(message), message.whole("from", 0, 2**53, 0)
        with self.hub.lock:
            waiting = [s for s in run.history.shown if s.serial > start]
            epoch = run.epoch
        taken, size = [], 0
        while waiting and (not taken or size + len(waiting[0].data) <= HISTORY_MESSAGE):
            taken.append(waiting.pop(0))
            size += len(taken[-1].data)
        arrays = {f"frame{i}": np.frombuffer(s.data, np.uint8) for i, s in enumerate(taken)}
        return frames.pack(arrays, id=message.id, kind="history", run=run.id, epoch=epoch, more=len(waiting))

    def _control(self, message: Message) -> bytes:
        run = self.hub.owned(str(message.fields.get("run")), read_owner(message))
        do = message.choice("do", CONTROLS)
        if do == "slow":
            return _stages(message, self._slow(message).result(timeout=SLOW_SECONDS))
        if do == "restart":
            job = read_job(message)
            speed = read_speed(message) if "speed" in message.fields else run.speed
            self.hub.restart(run, job, play=message.fields.get("play") is not False, speed=speed)
            return self._welcome(message, run)
        if do == "act":
            self.hub.act(run, str(message.fields.get("act")))
        elif do == "speed":
            self.hub.set_speed(run, read_speed(message))
        elif do == "set":
            self.hub.edit(run, read_changes(message))
        else:
            {"play": self.hub.play, "pause": self.hub.pause, "end": self.hub.end}[do](run)
        with self.hub.lock:
            return _description(message, run)


def _description(message: Message, run: Run) -> bytes:
    return frames.pack({}, id=message.id, kind="run", **run.describe())


def _stages(message: Message, stages: tuple[bytes, ...]) -> bytes:
    arrays = {f"frame{i}": np.frombuffer(data, np.uint8) for i, data in enumerate(stages)}
    return frames.pack(arrays, id=message.id, kind="stages")


def read_owner(message: Message) -> str:
    """The secret of a browser: whoever knows it controls the runs begun with it."""
    owner = message.fields.get("owner")
    if not isinstance(owner, str) or not 16 <= len(owner) <= 64 or not (owner.isascii() and owner.isprintable()):
        raise message.refuse("bad_owner", "owner must be a text of 16 to 64 ASCII characters")
    return owner


def read_speed(message: Message) -> float | None:
    """Steps per second; None, and nothing, mean as fast as it goes."""
    return None if message.fields.get("speed") is None else message.number("speed", *SPEEDS)


def read_changes(message: Message) -> dict[str, Any]:
    changes = message.fields.get("config")
    if not isinstance(changes, dict) or not 1 <= len(changes) <= 40:
        raise message.refuse("bad_settings", "config must be an object of settings")
    return changes
