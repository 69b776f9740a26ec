"""What a viewer of a run may ask: begin one, watch it, read its history, and, as its owner, control it.

"create"   kind of job and settings, owner -> the run's description, and what does not change while it runs
"preview"  kind of job and settings -> what does not change while it would run; nothing is begun
"join"     run -> the same for a run that is there; this is not watching
"watch"    run, after, version, frames -> the newest frame as soon as there is one after serial `after`, then the
           next, up to `frames` of them; or the description, and nothing more, as soon as it is not `version` any
           more. A viewer asks again when it has drawn the last, so that no queue builds up; to watch something
           else it need not wait for them
"history"  run, from -> the packed frames of the past after serial `from`, a megabyte at a time: fills any hole
"control"  run, owner, do -> the description after it was done; "weights" -> its networks, see networks.py

A run that is not there is refused with the code "ended" (by its owner, unwatched, or to make room: the text says
which), "lost" (begun before the server was started anew) or "unknown_run". "failed" is the server's fault, and its id
tells which request: ask again. When `epoch` rises, everything before is over: join again, and ask for the history.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from app.live.channel import frames, limits
from app.live.channel.messages import BadMessage, Message, Refused
from app.live.runs.abouts import About, abouts
from app.live.runs.asked import asked_of, is_asked, read_changes, read_owner, read_speed
from app.live.runs.commands import COMMANDS
from app.live.runs.hub import Hub, hub, warm_up
from app.live.runs.jobs import read_job
from app.live.runs.networks import networks
from app.live.runs.room import check_budget
from app.live.runs.run import Run
from app.live.state.relay import Relay
from app.live.state.servers import servers

HISTORY_MESSAGE = 2**20  # bytes of frames in one answer
CONTROLS = ("play", "pause", "act", "slow", "speed", "set", "restart", "end")
SLOW_SECONDS = 20.0  # to wait for a step in slow motion
ABOUT_SECONDS = 60.0  # to wait for what is known before a run begins
READER = ThreadPoolExecutor(3, thread_name_prefix="runs")  # reads worlds, packs histories
CONTROL = ThreadPoolExecutor(1, thread_name_prefix="control")  # what a person does to a run waits for nothing else

Answering = Generator[Future, Any, bytes]  # yields what it has to wait for, and returns the frame


@dataclass
class Seen:
    """What one who watches has."""

    after: int  # serial of the newest frame
    version: int  # of the description
    frames: int  # that were asked for with this request, and have not come

    @classmethod
    def by(cls, message: Message) -> Seen:
        after, version = (message.whole(name, 0, 2**53, 0) for name in ("after", "version"))
        return cls(after, version, message.whole("frames", 1, limits.WATCH_FRAMES, 1))


class RunsService:
    """Answers one viewer: over a socket through `reply`, which waits; through a rerun with `answer`, which does not."""

    person: Any = None  # who has the socket, where that is known: an address and the browser there

    @classmethod
    def warm_up(cls) -> None:
        """The workers import torch."""
        warm_up()

    def __init__(self, runs: Hub | None = None) -> None:
        self.hub = runs or hub()
        self.relay = Relay("runs")

    def answer(self, message: Message, patience: float = 0.3) -> bytes:
        """The frame for one request; "watch" waits `patience` seconds at most."""
        with _refusing(message):
            if message.kind == "watch":
                return self._watch_here(message, patience)
            if _is_slow_motion(message):
                return _stages(message, self._slow(message).result(timeout=SLOW_SECONDS))
            answering = self._answers(message)(message)
            over, found = _go_on(answering, None)
            while not over:
                over, found = _go_on(answering, found.result(timeout=ABOUT_SECONDS))
            return found

    async def reply(self, message: Message, send: Callable[[bytes], Awaitable[bool]] | None = None) -> bytes:
        """The same without holding a thread while there is no news. Of several frames, all but the last go to `send`,
        which says whether it was taken."""
        with _refusing(message):
            if address := await self._elsewhere(message):
                return await self.relay.ask(address, message, send)
            if message.kind == "watch":
                return await self._watch(message, send)
            if _is_slow_motion(message):
                return await self._slowly(message)
            loop, answering = asyncio.get_running_loop(), self._answers(message)(message)
            quick = message.kind == "control" and message.fields.get("do") != "restart"
            over, found = await loop.run_in_executor(CONTROL if quick else READER, _go_on, answering, None)
            while not over:  # others may wait for the same: it is not cancelled with this viewer
                value = await asyncio.shield(asyncio.wrap_future(found))
                over, found = await loop.run_in_executor(CONTROL, _go_on, answering, value)
            return found

    async def _elsewhere(self, message: Message) -> str:
        """The address of another server, where it has the run that this is about."""
        name = str(message.fields.get("run", "")).partition("-")[0]
        if not servers().address or not name or name == self.hub.name or "passed" in message.fields:
            return ""
        return (await asyncio.get_running_loop().run_in_executor(READER, servers().others)).get(name, "")

    async def leave(self) -> None:
        """The viewer has gone."""
        await self.relay.leave()

    def _person(self, owner: str) -> Hashable:
        """Whose turns and runs these are; without cookies a whole school may be one address, so then by the owner."""
        return self.person if self.person and self.person.browser else owner

    async def _slowly(self, message: Message) -> bytes:
        """One step in slow motion, which may have to wait for other runs' turns."""
        shown = asyncio.shield(asyncio.wrap_future(self._slow(message)))  # it comes also where this viewer has gone
        return _stages(message, await asyncio.wait_for(shown, SLOW_SECONDS))

    def _slow(self, message: Message) -> Future:
        run = self.hub.owned(str(message.fields.get("run")), read_owner(message))
        token = message.fields.get("token")
        return self.hub.slow_motion(run, token if isinstance(token, str) and len(token) <= 64 else "")

    # ---- watching -------------------------------------------------------------------------------------------------

    def _run(self, message: Message) -> Run:
        return self.hub.find(str(message.fields.get("run")))

    async def _watch(self, message: Message, send: Callable[[bytes], Awaitable[bool]] | None) -> bytes:
        seen = Seen.by(message)
        frame = await self._next(message, seen)
        while send and seen.frames:
            if not await send(frame):
                return b""
            frame = await self._next(message, seen)
        return frame

    async def _next(self, message: Message, seen: Seen) -> bytes:
        loop = asyncio.get_running_loop()
        until = loop.time() + limits.WATCH_SECONDS
        while True:
            with self.hub.lock:  # nothing may become new between looking and waiting
                frame = self._news(message, seen, loop.time() >= until)
                news = None if frame else self._run(message).news(loop, until)
            if news is None:
                return frame
            await news

    def _watch_here(self, message: Message, patience: float) -> bytes:
        until, seen = time.monotonic() + patience, Seen.by(message)
        while True:
            frame = self._news(message, seen, time.monotonic() >= until)
            if frame is not None:
                return frame
            time.sleep(0.02)

    def _news(self, message: Message, seen: Seen, late: bool) -> bytes | None:
        """The newest frame, or the description, whichever the viewer has not seen; either way once it is late."""
        run = self._run(message)
        with self.hub.lock:
            self.hub.here(run, self)
            newest = run.history.newest
            if newest is not None and newest.serial > seen.after:
                seen.after, seen.frames = newest.serial, seen.frames - 1
                return newest.data
            if run.version != seen.version:
                seen.frames = 0
                return frames.packed({}, {**frames.encoded({"id": message.id, "kind": "run"}), **run.encoded()})
            if late:
                seen.frames = 0
                return _description(message, run)
        return None

    # ---- everything else ------------------------------------------------------------------------------------------

    def _answers(self, message: Message) -> Callable[[Message], Answering]:
        answers = {
            "preview": self._preview, "create": self._create, "join": self._join, "history": self._history,
            "control": self._control, "weights": partial(networks, self.hub)}  # fmt: skip
        message.choice("kind", ("watch", *answers))
        return answers[message.kind]

    def _create(self, message: Message) -> Answering:
        """All is read and checked, and what is known is computed, before the run is there."""
        play, token = message.fields.get("play") is not False, message.fields.get("token")
        token = token if isinstance(token, str) and len(token) <= 64 else ""
        job, owner, speed = read_job(message), read_owner(message), read_speed(message)
        check_budget(job)
        person = self._person(owner)
        about = yield abouts().ask(job, person)
        run = self.hub.create(job, owner, play=play, token=token, speed=speed, person=person)
        run.asked = asked_of(message)
        return self._welcome(message, run, about)

    def _preview(self, message: Message) -> Answering:
        job = read_job(message)
        check_budget(job)
        arrays, more = yield abouts().ask(job, self._person(str(message.fields.get("owner", id(self)))))
        return frames.pack(arrays, id=message.id, kind="preview", **more)

    def _join(self, message: Message) -> Answering:
        run = self._run(message)
        about = yield abouts().ask(run.job, run.person)
        return self._welcome(message, run, about)

    def _welcome(self, message: Message, run: Run, about: About) -> bytes:
        arrays, more = about
        with self.hub.lock:
            about_it = run.describe() | {"same": is_asked(message, run)}
        mine = run.owner == message.fields.get("owner")
        return frames.pack(arrays, id=message.id, kind="joined", mine=mine, **more, **about_it)

    def _history(self, message: Message) -> Answering:
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
        yield  # it waits for nothing

    def _control(self, message: Message) -> Answering:
        """A command that was done already, and is sent again since its answer was lost, is only answered again."""
        run = self.hub.owned(str(message.fields.get("run")), read_owner(message))
        do = message.choice("do", CONTROLS)
        with COMMANDS.once(run.id, message.fields.get("token")) as first:
            if do == "restart":
                job = read_job(message)
                speed = read_speed(message) if "speed" in message.fields else run.speed
                check_budget(job)
                about = yield abouts().ask(job, run.person)
                if first:
                    self.hub.restart(run, job, play=message.fields.get("play") is not False, speed=speed)
                    run.asked = asked_of(message)
                return self._welcome(message, run, about)
            if first:
                self._do(do, message, run)
        with self.hub.lock:
            return _description(message, run)

    def _do(self, do: str, message: Message, run: Run) -> None:
        if do == "act":
            self.hub.act(run, str(message.fields.get("act")))
        elif do == "speed":
            self.hub.set_speed(run, read_speed(message))
        elif do == "set":
            self.hub.edit(run, read_changes(message))
        else:
            {"play": self.hub.play, "pause": self.hub.pause, "end": self.hub.end}[do](run)


def _go_on(answering: Answering, value: Any) -> tuple[bool, Any]:
    """Whether it is over, and the frame; or what it waits for."""
    try:
        return False, answering.send(value)
    except StopIteration as end:
        return True, end.value


@contextmanager
def _refusing(message: Message) -> Iterator[None]:
    """As every service refuses; what an engine says of its settings is told, too."""
    with message.refusing():
        try:
            yield
        except (BadMessage, Refused):
            raise
        except ValueError as error:
            raise message.refuse("bad_settings", str(error)) from error


def _is_slow_motion(message: Message) -> bool:
    return message.kind == "control" and message.fields.get("do") == "slow"


def _description(message: Message, run: Run) -> bytes:
    return frames.pack({}, id=message.id, kind="run", **run.describe())


def _stages(message: Message, stages: tuple[bytes, ...]) -> bytes:
    arrays = {f"frame{i}": np.frombuffer(data, np.uint8) for i, data in enumerate(stages)}
    return frames.pack(arrays, id=message.id, kind="stages")
