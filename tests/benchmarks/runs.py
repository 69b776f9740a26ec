"""Runs that a class can watch: `python -m tests.benchmarks.runs`.

frames: drawn a second in Chromium while a GAN trains on the /gan page, as it opens.
pause: from pressing pause to the last frame that still moved, and to the server's word that it stands.
viewers: training speed with 1 viewer and with 20, five times in turn, in one run on one server; the viewers are one
other process that takes every frame as fast as it comes.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser

from engines.statistics import mean_and_error
from tests.load.people import Notes, view
from tests.load.session import Channel
from tests.served import Server, chromium, live, serve

OWNER = "a benchmark's own"
CREATE = {"kind": "create", "job": "gan", "world": {"name": "ring"}, "config": {"steps": 200_000}, "owner": OWNER}
SECONDS = 5.0
ROUNDS = 5


def measure_frames(browser: Browser, url: str) -> None:
    """Frames drawn and training steps made, a second, and how soon a pause is one."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
    page.goto(url + "/gan")
    player = live(page, "run-player").first
    player.wait_for(timeout=60_000)
    page.wait_for_timeout(6000)
    player.scroll_into_view_if_needed()
    look = "(root) => [performance.now(), Number(root.dataset.frame), Number(root.dataset.step)]"
    start = player.evaluate(look)
    page.wait_for_timeout(int(SECONDS * 1000))
    t, frames, steps = np.subtract(player.evaluate(look), start)
    waits = [player.evaluate(PAUSE) for _ in range(10)]
    page.close()
    settled, still = np.array(waits).T
    print(
        f"frames while training          {1000 * frames / t:6.1f} a second  bar 30: {verdict(1000 * frames / t >= 30)}"
    )
    print(f"steps while one watches        {1000 * steps / t:6.0f} a second")
    for name, values in (("pause to the last moving frame", still), ("pause to the server's word", settled)):
        median, worst = np.median(values), values.max()
        print(f"{name:30s} {median:6.0f} ms median, {worst:.0f} worst of 10  bar 150: {verdict(worst <= 150)}")


PAUSE = """async (root) => {
  const button = [...root.querySelectorAll("button")].find((b) => b.textContent === "❚❚");
  const pressed = performance.now();
  let moved = pressed;
  const watch = new MutationObserver(() => { moved = performance.now(); });
  watch.observe(root, { attributes: true, attributeFilter: ["data-step"] });
  button.click();
  while (root.dataset.state !== "paused") await new Promise((r) => setTimeout(r, 1));
  const settled = performance.now() - pressed;
  await new Promise((r) => setTimeout(r, 400));
  watch.disconnect();
  [...root.querySelectorAll("button")].find((b) => b.textContent === "▶").click();
  while (root.dataset.state !== "running") await new Promise((r) => setTimeout(r, 1));
  await new Promise((r) => setTimeout(r, 300));
  return [settled, moved - pressed];
}"""


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"


async def watch(server: Server, run: str, seconds: float) -> int:
    """Take every frame of a run for a while; how many came."""
    notes = Notes()
    async with AsyncExitStack() as stack:
        channel = await Channel.opened(stack, server, "runs")
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await view(channel, run, notes)
    return sum(notes.frames)


async def _crowd(server: Server, run: str, n: int, seconds: float) -> list[int]:
    return await asyncio.gather(*(watch(server, run, seconds) for _ in range(n)))


def crowd(server: Server, run: str, n: int, seconds: float, out: Any) -> None:
    out.put(asyncio.run(_crowd(server, run, n, seconds)))


def ask(server: Server, message: dict[str, Any]) -> dict[str, Any]:
    async def asked() -> dict[str, Any]:
        async with AsyncExitStack() as stack:
            return await (await Channel.opened(stack, server, "runs")).ask(message)

    return asyncio.run(asked())


def measure_viewers(server: Server) -> None:
    """Steps a second with one viewer and with twenty, in turn."""
    run = ask(server, CREATE)["run"]
    context = multiprocessing.get_context("spawn")
    rates: dict[int, list[float]] = {1: [], 20: []}
    frames: dict[int, list[float]] = {1: [], 20: []}
    for _ in range(ROUNDS):
        for n in rates:
            out = context.Queue()
            process = context.Process(target=crowd, args=(server, run, n, SECONDS + 2, out))
            process.start()
            time.sleep(2.5)  # the process has started and its sockets are open
            before, began = ask(server, {"kind": "join", "run": run, "owner": ""}), time.monotonic()
            time.sleep(SECONDS - 1)
            after = ask(server, {"kind": "join", "run": run, "owner": ""})
            rates[n].append((after["step"] - before["step"]) / (time.monotonic() - began))
            frames[n] += [f / (SECONDS + 2) for f in out.get()]
            process.join()
    ask(server, {"kind": "control", "do": "end", "run": run, "owner": OWNER})
    slower, error = mean_and_error(1 - np.array(rates[20]) / np.array(rates[1]))
    for n in rates:
        print(
            f"{n:2d} viewers: {np.mean(rates[n]):6.0f} steps a second, {np.mean(frames[n]):5.1f} frames a second each"
        )
    share = f"{100 * slower:.1f} +- {100 * error:.1f} %"
    print(f"20 viewers slow it by {share}  bar 15: {verdict(slower <= 0.15)}")


def main() -> None:
    log = Path(tempfile.mkdtemp()) / "log"
    with serve(log=log) as server:
        measure_viewers(server)
        with chromium() as browser:
            measure_frames(browser, server.url)


if __name__ == "__main__":
    main()
