"""A class at work: `python -m tests.load [--students 60] [--viewers 100] [--trainings 8] [--minutes 20] [--seed 0]`.

The students open pages at once, then look around; a tenth of them drag at any moment. Each training has somebody who
watches it, and the viewers all watch the first. One server on this machine, and nothing else is ever asked: the load
cannot be sent elsewhere.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.thirty_viewers import memory_of
from tests.experiments import ALL, path_of
from tests.load.people import Notes, Student, Trainer, hands, view
from tests.load.session import Channel, Page
from tests.served import Server, serve

MOST = 500  # people of each kind
MOST_LOG = 5000  # characters of the log, where something went wrong in the server
BARS = {"opened": 8000, "clicks": 500, "drags": 60}  # ms: the last who is served, p95, p95
LEAST_FRAMES = 10.0  # a second, of every viewer
LOOK_SECONDS, REST = 5.0, 3.0


@dataclass(frozen=True)
class Plan:
    """How many there are, for how many seconds."""

    students: int = 60
    viewers: int = 100
    trainings: int = 8
    seconds: float = 1200.0
    seed: int = 0


async def lesson(server: Server, plan: Plan, pages: int = len(ALL)) -> list[str]:
    """The figures of a whole lesson, one a line; of a server that has shown so many experiments before."""
    notes, said = Notes(), []
    async with AsyncExitStack() as stack:
        await warm(server, pages)
        empty = memory_of(server.pid)
        students = [Student(n, plan.seed) for n in range(plan.students)]
        await asyncio.gather(*(guarded(one.arrive(stack, server, notes), notes) for one in students))
        await asyncio.sleep(REST)
        seated = memory_of(server.pid)
        said.append(f"memory of an idle session: {(seated - empty) / 2**20 / max(1, plan.students):.1f} MB")
        trainers = [Trainer(n, plan.seed) for n in range(plan.trainings)]
        for trainer in trainers:
            await trainer.begin(stack, server)
        await asyncio.sleep(REST)
        training = memory_of(server.pid)
        tasks = [asyncio.create_task(guarded(one.keep_going(), notes)) for one in trainers]
        shown = [one.run for one in trainers] + [trainers[0].run] * plan.viewers if trainers else []
        for run in shown:
            channel = await Channel.opened(stack, server, "runs")
            tasks.append(asyncio.create_task(guarded(view(channel, run, notes), notes)))
        await asyncio.sleep(REST)
        watched = memory_of(server.pid)
        said.append(f"memory of a viewer: {(watched - training) / 2**20 / max(1, len(shown)):.2f} MB")
        tasks += [asyncio.create_task(guarded(one.look_around(notes), notes)) for one in students if one.page]
        tasks.append(asyncio.create_task(guarded(hands(students, plan.students // 10, stack, server, notes), notes)))
        seen, steps = list(notes.frames), [await one.step() for one in trainers]
        began, used = time.monotonic(), await memory_during(server, plan.seconds)
        seconds = time.monotonic() - began
        frames = [(now - before) / seconds for now, before in zip(notes.frames, seen, strict=True)]
        learned = [await one.step() - before for one, before in zip(trainers, steps, strict=True)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [*said, *figures(notes, frames, used), f"steps of the trainings: {', '.join(f'{n:,}' for n in learned)}"]


async def guarded(work: Awaitable[None], notes: Notes) -> None:
    """What goes wrong with one is noted, and the lesson goes on."""
    try:
        await work
    except Exception as error:  # a lost session, an error frame, no answer
        notes.trouble.append(f"{type(error).__name__}: {error}")


async def warm(server: Server, pages: int) -> None:
    """The first experiments have been opened by somebody who has left."""
    async with AsyncExitStack() as stack:
        page = await Page.opened(stack, server)
        for experiment in ALL[:pages]:
            await page.go(path_of(*experiment, lang="en"))
    await asyncio.sleep(REST)


async def memory_during(server: Server, seconds: float) -> list[int]:
    until, used = time.monotonic() + seconds, []
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(LOOK_SECONDS, left))
        used.append(memory_of(server.pid))
    return used


def figures(notes: Notes, frames: Sequence[float], used: Sequence[int]) -> list[str]:
    """What was measured, each beside its bar."""
    lines = [f"went wrong: {len(notes.trouble)}"]
    lines += [f"  {n} times {what}" for what, n in Counter(notes.trouble).most_common()]
    for name, found in (("opened", notes.opened), ("clicks", notes.clicks), ("drags", notes.drags)):
        if not found:
            continue
        median, p95, worst = 1000 * np.percentile(found, [50, 95, 100])
        met = (worst if name == "opened" else p95) <= BARS[name]
        lines.append(f"{name}: {len(found)}, median {median:.0f}, p95 {p95:.0f}, worst {worst:.0f} ms"
                     f"  bar {BARS[name]}: {verdict(met)}")  # fmt: skip
    if frames:
        lines.append(f"frames a second of {len(frames)} viewers: median {np.median(frames):.1f}, least "
                     f"{min(frames):.1f}  bar {LEAST_FRAMES:g}: {verdict(min(frames) >= LEAST_FRAMES)}")  # fmt: skip
    first, second = (max(half) / 2**20 for half in np.array_split(used, 2) if len(half)) if len(used) > 1 else (0, 0)
    lines.append(f"memory of the server: at most {first:.0f} MB in the first half, {second:.0f} MB in the second")
    return lines


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=Plan.students)
    parser.add_argument("--viewers", type=int, default=Plan.viewers)
    parser.add_argument("--trainings", type=int, default=Plan.trainings)
    parser.add_argument("--minutes", type=float, default=Plan.seconds / 60)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    args = parser.parse_args()
    if not all(0 <= n <= MOST for n in (args.students, args.viewers, args.trainings)) or not 0 < args.minutes <= 240:
        parser.error(f"at most {MOST} of each, and 240 minutes")
    plan = Plan(args.students, args.viewers, args.trainings, 60 * args.minutes, args.seed)
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        print("\n".join(asyncio.run(lesson(server, plan))))
        log = server.log.read_text()
        print(f"tracebacks: {log.count('Traceback')}")
        print(log[log.index("Traceback") :][:MOST_LOG] if "Traceback" in log else "", end="")


if __name__ == "__main__":
    main()
