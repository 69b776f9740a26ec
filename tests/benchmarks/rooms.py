"""A class in one room: `python -m tests.benchmarks.rooms [students] [pages]`, 300 and 60 where nobody says.

Students wait for news over sockets, as browsers do: from the moment the teacher sends another experiment until they
have heard of it; then the same where some have a page that follows, until its stage and all of it have come. Then all
answer within two seconds, and see the teacher's hand move. Nothing is drawn.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from tests.app.live.channel.test_routes import read
from tests.benchmarks.thirty_viewers import memory_of
from tests.experiments import ALL, path_of
from tests.load.session import Page
from tests.served import Server, serve

STUDENTS, PAGES = 300, 60
TURNS, PAUSE = 8, 8.0  # experiments that the teacher sends, and seconds between them
ANSWERS_WITHIN = 2.0  # seconds
HANDS, EVERY = 140, 0.07  # positions of the teacher's hand, and seconds between them, as a browser sends them
SECRET = "a" * 48
ANSWER_SECONDS = 120


def post(server: Server, **message: Any) -> dict[str, Any]:
    body = json.dumps({"id": 1, **message}).encode()
    headers = {"X-Live-Viewer": str(message.get("student", "teacher"))}
    request = urllib.request.Request(f"{server.url}/live/rooms", body, headers)
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
        return read(answer.read())[0]


class Student:
    def __init__(self, n: int, code: str, socket: ClientConnection, page: Page | None) -> None:
        self.me = {"code": code, "student": f"{n:048x}"}
        self.socket, self.page, self.version = socket, page, 0
        self.heard: dict[int, float] = {}  # sent -> when it came
        self.pictured: dict[int, float] = {}  # when its stage had come
        self.shown: dict[int, float] = {}  # and its page whole

    async def follow(self) -> None:
        sent = 0
        while True:
            await self.socket.send(json.dumps({"id": 1, "kind": "watch", "version": self.version, **self.me}))
            room = read(await self.socket.recv())[0]["room"]
            self.version = room["version"]
            if room["sent"] == sent:
                continue
            sent = room["sent"]
            self.heard[sent] = time.perf_counter()
            if self.page:
                await self.page.go(f"/{room['link']}&lang=en")
                self.pictured[sent], self.shown[sent] = self.page.pictured, time.perf_counter()


async def lesson(server: Server, students: int, pages: int) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(64))
    code = post(server, kind="open", secret=SECRET, link="gan?step=watch")["room"]["code"]
    teacher = {"code": code, "secret": SECRET}
    links = [path_of(page, key).strip("/") for page, key in ALL]
    links = links[:: max(1, len(links) // TURNS)][:TURNS]
    joined = [asyncio.to_thread(post, server, kind="join", code=code, student=f"{n:048x}") for n in range(students)]
    await asyncio.gather(*joined)
    async with AsyncExitStack() as stack:
        await lead(server, teacher, links, [await student(stack, server, code, n, False) for n in range(students)])
    async with AsyncExitStack() as stack:
        there = [await student(stack, server, code, n, n < pages) for n in range(students)]
        for link in links:  # a warm server
            await there[0].page.go(f"/{link}&lang=en")
        await lead(server, teacher, links, there)
        await answers(server, teacher, there)
        await hand(server, teacher, there)
        print(f"memory of the server: {memory_of(server.pid) / 2**20:.0f} MB", flush=True)


async def student(stack: AsyncExitStack, server: Server, code: str, n: int, has_page: bool) -> Student:
    address = server.url.replace("http", "ws")
    page = await Page.opened(stack, server) if has_page else None
    return Student(n, code, await stack.enter_async_context(connect(f"{address}/live/rooms")), page)


async def lead(server: Server, teacher: dict[str, str], links: list[str], there: list[Student]) -> None:
    """Send one experiment after the other, and say how soon all were there."""
    following = [asyncio.create_task(student.follow()) for student in there]
    await asyncio.sleep(PAUSE)
    began = {}
    for link in links:
        now = time.perf_counter()
        began[(await asyncio.to_thread(post, server, kind="send", link=link, **teacher))["room"]["sent"]] = now
        await asyncio.sleep(PAUSE)
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    pages = [student for student in there if student.page]
    for name, found in (
        ("heard of it", [student.heard for student in there]),
        ("had its picture", [student.pictured for student in pages]),
        ("had its page", [student.shown for student in pages]),
    ):
        ms = 1000 * np.array([times[sent] - now for sent, now in began.items() for times in found if sent in times])
        if len(ms):
            print(
                f"{len(found)} students, {len(pages)} with a page: {name} after median {np.median(ms):.0f}, p95 "
                f"{np.percentile(ms, 95):.0f}, worst {ms.max():.0f} ms; {len(began) * len(found) - len(ms)} did not",
                flush=True,
            )


async def answers(server: Server, teacher: dict[str, str], there: list[Student]) -> None:
    asked = await asyncio.to_thread(
        post, server, kind="ask", text="How many?", answers=["none", "some", "all"], right=1, **teacher
    )
    number, rng = asked["room"]["asked"], np.random.default_rng(0)

    async def answer(n: int, student: Student) -> float:
        await asyncio.sleep(rng.uniform(0, ANSWERS_WITHIN))
        began = time.perf_counter()
        await asyncio.to_thread(post, server, kind="answer", asked=number, choice=n % 3, **student.me)
        return time.perf_counter() - began

    ms = 1000 * np.array(await asyncio.gather(*(answer(n, student) for n, student in enumerate(there))))
    shown = await asyncio.to_thread(post, server, kind="show", asked=number, stage="opened", **teacher)
    counts = shown["room"]["counts"]
    print(
        f"{len(there)} answers within {ANSWERS_WITHIN:g} s: {sum(counts)} counted, {counts}; taken after median "
        f"{np.median(ms):.0f}, p95 {np.percentile(ms, 95):.0f}, worst {ms.max():.0f} ms",
        flush=True,
    )


async def hand(server: Server, teacher: dict[str, str], there: list[Student]) -> None:
    """The teacher drags on an instrument: how soon each position is on its way to whom it is shown."""
    came: list[tuple[int, float]] = []

    async def watch(student: Student) -> None:
        while True:
            message = {"id": 2, "kind": "watch", "version": student.version, "frames": 1000, **student.me}
            await student.socket.send(json.dumps(message))
            meta = {"kind": "frame"}
            while meta["kind"] == "frame":
                meta = read(await student.socket.recv())[0]
                if meta["kind"] == "frame":
                    came.append((round(HANDS * meta["hand"]["x"]), time.perf_counter()))
            student.version = meta["room"]["version"]

    watching = [asyncio.create_task(watch(student)) for student in there]
    await asyncio.sleep(PAUSE)
    sent, used = {}, _seconds(server.pid)
    async with connect(f"{server.url.replace('http', 'ws')}/live/rooms") as socket:
        for n in range(HANDS):
            place = {"experiment": "gan/", "key": "pad", "part": 0, "of": 1, "x": n / HANDS, "y": 0.5}
            sent[n] = time.perf_counter()
            await socket.send(json.dumps({"id": n, "kind": "hand", **place, **teacher}))
            await socket.recv()
            await asyncio.sleep(max(0.0, sent[n] + EVERY - time.perf_counter()))
    used, seconds = _seconds(server.pid) - used, time.perf_counter() - sent[0]
    await asyncio.sleep(1)
    for task in watching:
        task.cancel()
    ms = 1000 * np.array([at - sent[n] for n, at in came])
    print(
        f"{HANDS} positions of the teacher's hand, {HANDS / seconds:.0f} a second: {len(came)} of {HANDS * len(there)} "
        f"came to {len(there)} students after median {np.median(ms):.0f}, p95 {np.percentile(ms, 95):.0f}, worst "
        f"{ms.max():.0f} ms; the server used {used / seconds:.2f} of a core",
        flush=True,
    )


def _seconds(pid: int) -> float:
    """Of processors, that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    students, pages = ([int(word) for word in sys.argv[1:]] + [STUDENTS, PAGES][len(sys.argv) - 1 :])[:2]
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        asyncio.run(lesson(server, students, pages))
        print(f"{server.log.read_text().count('Traceback')} tracebacks")


if __name__ == "__main__":
    main()
