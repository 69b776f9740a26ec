"""What the people of a class do: open pages and go on, drag, watch a training; each notes how long it had to wait."""

from __future__ import annotations

import asyncio
import math
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from tests.experiments import ALL, path_of
from tests.load.session import Channel, Page
from tests.served import Server

CLICKS_EVERY = 20.0  # seconds between two clicks of a student, on average
DRAG_SECONDS, SCREEN = (3.0, 6.0), 1 / 60  # of one drag; of one screen frame
MODEL = "vae-digits-2"  # whose map is dragged over
FRAMES = 8  # that a viewer asks for at once, as watcher.js
GAN = {"kind": "create", "job": "gan", "world": {"name": "ring"}, "config": {"steps": 200_000}}


@dataclass
class Notes:
    """What everybody saw: seconds of waiting, frames of each viewer, and what went wrong."""

    opened: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    drags: list[float] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


class Student:
    """Opens an experiment; then looks around, another one every twenty seconds or so; drags when it is his turn."""

    def __init__(self, n: int, seed: int) -> None:
        self.n, self.rng = n, random.Random(f"student {n} {seed}")
        self.page: Page | None = None
        self.pad: Channel | None = None

    async def arrive(self, stack: AsyncExitStack, server: Server, notes: Notes) -> None:
        began = time.perf_counter()
        self.page = await Page.opened(stack, server)
        await self.page.go(self.somewhere())
        notes.opened.append(time.perf_counter() - began)

    def somewhere(self) -> str:
        return path_of(*self.rng.choice(ALL), lang="en")

    async def look_around(self, notes: Notes) -> None:
        while True:
            await asyncio.sleep(self.rng.expovariate(1 / CLICKS_EVERY))
            began = time.perf_counter()
            await self.page.go(self.somewhere())
            notes.clicks.append(time.perf_counter() - began)

    async def drag(self, stack: AsyncExitStack, server: Server, notes: Notes) -> None:
        """Once: the newest position as soon as the picture of the last one is there, at most one a screen frame."""
        self.pad = self.pad or await Channel.opened(stack, server, "latent")
        seconds, phase = self.rng.uniform(*DRAG_SECONDS), self.rng.uniform(0, 2 * math.pi)
        until = (began := time.perf_counter()) + seconds
        while (now := time.perf_counter()) < until:
            angle = phase + now - began
            z = [1.5 * math.sin(angle), 1.5 * math.sin(angle / 2)]
            await self.pad.ask({"kind": "decode", "points": [{"model": MODEL, "z": z}]})
            notes.drags.append(time.perf_counter() - now)
            await asyncio.sleep(max(0.0, SCREEN - notes.drags[-1]))


async def hands(students: list[Student], n: int, stack: AsyncExitStack, server: Server, notes: Notes) -> None:
    """`n` of the students drag at any moment, one after the other."""
    waiting = list(students)

    async def hand() -> None:
        while True:
            student = waiting.pop(0)
            await student.drag(stack, server, notes)
            waiting.append(student)

    await asyncio.gather(*(hand() for _ in range(n)))


class Trainer:
    """Begins a training, and begins it anew where it is over."""

    def __init__(self, n: int, seed: int) -> None:
        self.owner, self.seed = f"trainer {n} of the load test", seed + n
        self.run = ""
        self.channel: Channel | None = None

    async def begin(self, stack: AsyncExitStack, server: Server) -> None:
        self.channel = await Channel.opened(stack, server, "runs")
        config = GAN["config"] | {"seed": self.seed}
        self.run = (await self.channel.ask(GAN | {"config": config, "owner": self.owner}))["run"]

    async def keep_going(self) -> None:
        version = 0
        while True:
            about = await self.ask_news(version)
            version = about.get("version", version)
            if about.get("state") == "done":
                await self.channel.ask({"kind": "control", "do": "restart", "run": self.run, "owner": self.owner})
            await asyncio.sleep(1.0)

    async def ask_news(self, version: int) -> dict[str, Any]:
        return await self.channel.ask({"kind": "join", "run": self.run, "owner": self.owner, "version": version})

    async def step(self) -> int:
        return (await self.ask_news(0))["step"]


async def view(channel: Channel, run: str, notes: Notes) -> None:
    """Take every frame of a run, as many with one request as watcher.js."""
    me, after, version, left = len(notes.frames), 0, 0, 0
    notes.frames.append(0)
    while True:
        if not left:
            await channel.send({"kind": "watch", "run": run, "after": after, "version": version, "frames": FRAMES})
            left = FRAMES
        meta, _ = await channel.receive()
        if meta["kind"] == "error":
            raise RuntimeError(f"watch: {meta['code']}, {meta['text']}")
        left = left - 1 if meta["kind"] == "frame" else 0
        notes.frames[me] += meta["kind"] == "frame"
        after, version = meta.get("serial", after), meta.get("version", version)
