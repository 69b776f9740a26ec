"""Sixty people who open a page at once, every experiment in turn: `python -m tests.benchmarks.sixty_sessions [people]`.

Each is a session of Streamlit over its own WebSocket, as a browser opens it, without a browser's drawing: from the
request to connect until the page's script has run and all of the page was received.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from tests.experiments import ALL, path_of
from tests.load.session import Page
from tests.served import Server, serve

PEOPLE, BAR = 60, 8  # seconds


async def served(server: Server, path: str) -> float:
    """Open a page by its address, as a browser does, and receive all of it; the seconds it took."""
    began = time.perf_counter()
    async with AsyncExitStack() as stack:
        page = await Page.opened(stack, server)
        await page.go(path)
        return time.perf_counter() - began


async def at_once(server: Server, paths: list[str]) -> list[float]:
    """Seconds until each of those who open these pages at one moment is served."""
    return await asyncio.gather(*(served(server, path) for path in paths))


def main(people: int = PEOPLE) -> None:
    everywhere = [path_of(page, key, lang="en") for page, key in ALL]
    slow = []
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        for path in everywhere:  # a warm server
            asyncio.run(served(server, path))
        mixed = [everywhere[i % len(everywhere)] for i in range(people)]
        groups = {"every page at once": mixed} | {path: [path] * people for path in everywhere}
        for name, paths in groups.items():
            took = asyncio.run(at_once(server, paths))
            print(f"{name}: {people} served within {max(took):.2f} s, median {median(took):.2f}", flush=True)
            slow += [name] * (max(took) > BAR)
    print(f"later than {BAR} s: {', '.join(slow) or 'none'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
