"""Asking for a picture: from Enter to the first change, and to the picture; then scrubbed without a message.

Bars on two cores: the first visible change within 200 ms of Enter, a postcard done within 1.5 s, a word of five
syllables within 3 s; scrubbing sends nothing.
    python -m tests.benchmarks.ask
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page

from tests.benchmarks.filmstrip import SCRUB
from tests.served import chromium, live, serve

REQUESTS = ("a red apple", "a black cat", "sunflowers", "a mountain at sunset", "a portrait", "a running cat")
WORDS = ("안녕하세요", "생성모델을", "대한민국이", "무지개다리", "해바라기밭", "호랑이처럼")  # five syllables each
TIMES = {"Enter to the first change": "changed", "to all frames": "computed", "to the end of the film": "done"}
# From the key on: when the large picture is first another one, when all frames are here, and when it has played.
WATCH = """(canvas) => {
  const live = canvas.closest("[data-live]");
  const picture = () => [...live.querySelectorAll(".large canvas")].map((c) => c.toDataURL()).join();
  const before = picture();
  delete live.dataset.all;
  window.asking = {};
  addEventListener("keydown", ({ key }) => {
    if (key !== "Enter") return;
    const began = performance.now();
    const look = () => {
      const now = performance.now() - began, { asking } = window;
      if (picture() !== before) asking.changed ??= now;
      if (live.dataset.all) asking.computed ??= now;
      if (asking.computed && live.dataset.state === "done") asking.done = now;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true });
}"""


def asked(page: Page, part: Locator, text: str) -> list[float]:
    """Milliseconds from Enter to each of TIMES."""
    box = page.locator(".st-key-stage input[type=text]").first
    box.fill(text)
    part.locator(".large canvas").first.evaluate(WATCH)
    box.press("Enter")
    page.wait_for_function("window.asking.done", timeout=60_000)
    return [page.evaluate(f"window.asking.{name}") for name in TIMES.values()]


def measure(page: Page, url: str, title: str, texts: tuple[str, ...]) -> None:
    page.goto(url)
    part = live(page, "asked")
    part.and_(page.locator("[data-state=done]")).wait_for(timeout=120_000)
    found = np.array([asked(page, part, text) for text in texts])
    for name, values in zip(TIMES, found.T, strict=True):
        print(f"{title:24} {name:26} median {np.median(values):6.0f} ms, worst of {len(texts)} {values.max():6.0f} ms",
              flush=True)  # fmt: skip


def scrubbed(page: Page, sent: list[str]) -> None:
    """After all that the film is moved through here."""
    page.wait_for_timeout(1000)
    sent.clear()
    times, frames = live(page, "asked").get_by_role("slider", name="Time:").evaluate(SCRUB)
    walks = sum('"walk"' in message for message in sent)
    rate = 1000 / np.diff(times).mean()
    print(f"scrubbing: {rate:.1f} frames a second, {frames} drawn, {walks} messages for pictures", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server, chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US").new_page()
        sent: list[str] = []
        page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(str(data))))
        measure(page, server.url, "a postcard, and 5 more", REQUESTS)
        scrubbed(page, sent)
        measure(page, f"{server.url}/?home_ask_what=word", "5 syllables, twice", WORDS)
        scrubbed(page, sent)


if __name__ == "__main__":
    main()
