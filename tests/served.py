"""Start the app and a Chromium for browser tests and benchmarks."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parents[1]
MAIN = ROOT / "app" / "main.py"
# The address bar's own page comes with every window and takes two thirds of a second of a core; the others are what
# Playwright turns off, which the last list would turn on again.
TURNED_OFF = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    f"--disable-features={TURNED_OFF}",
)  # fmt: skip
NO_BROWSER = (
    "The browser tests did not run: no Chromium was found. Install it (Debian, Ubuntu: apt-get install chromium; "
    "macOS: brew install chromium; or `playwright install chromium`), or name it in $CHROMIUM."
)


ANY_CERTIFICATE = ssl.create_default_context()
ANY_CERTIFICATE.check_hostname, ANY_CERTIFICATE.verify_mode = False, ssl.CERT_NONE


@dataclass(frozen=True)
class Server:
    """A running app: its address, process and log file."""

    url: str
    pid: int
    log: Path


@contextmanager
def serve(
    script: Path | None = MAIN,
    *,
    log: Path,
    options: Sequence[str] = (),
    cwd: Path = ROOT,
    path: str = "",
    port: int = 0,
    state: str = "",
    known_to_others: bool = False,
) -> Iterator[Server]:
    """Run `streamlit run script` (`streamlit hello` for None); it and its children end with the block.

    `path` is the base path that `options` ask for; port 0 is any free one. What outlives a server is in `state`, or
    beside its log.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = port or probe.getsockname()[1]
    known = {"LIVE_ADDRESS": f"http://127.0.0.1:{port}{path}"} if known_to_others else {}
    command = [sys.executable, "-m", "streamlit", *(("run", str(script)) if script else ("hello",))]
    fixed = [f"--server.port={port}", "--server.headless=true"]
    fixed += [] if script == MAIN else ["--browser.gatherUsageStats=false"]  # ours says so by itself
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, *fixed, *options], stdout=out, stderr=out, cwd=cwd, start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "LAB_STATE": state or str(log.parent / "lab.sqlite")} | known,
        )  # fmt: skip
    try:
        secure = any(option.startswith("--server.sslCertFile") for option in options)
        url = f"{'https' if secure else 'http'}://localhost:{port}{path}"
        _wait_until_healthy(url, process, log)
        yield Server(url, process.pid, log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _wait_until_healthy(url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2, context=ANY_CERTIFICATE):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"the app did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
    raise RuntimeError(f"the app is not healthy after a minute:\n{log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless. RuntimeError with the remedy where there is none."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    path = path or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        path = path or playwright.chromium.executable_path
        if not Path(path).exists():
            raise RuntimeError(NO_BROWSER)
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


# Whether a page is all there and rests: it is connected, its run has ended and has said its language in the link, the
# parts of Streamlit that are fetched when they are first needed have come, with what is chosen in them, and the charts.
SETTLED = """() => {
  const app = document.querySelector("[data-testid=stApp]")?.dataset;
  const chosen = (key) => document.querySelector(`.st-key-${key} [role=radio][aria-checked=true]`);
  return app?.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning"
    && location.search.includes("lang=") && document.querySelector("h1") && document.querySelector(".st-key-rail")
    && chosen("experiments") && chosen("lang")
    && !document.querySelector("[data-testid=stSkeleton], [data-testid=stSpinner]")
    && [...document.querySelectorAll("[data-testid=stPlotlyChart]")].every((chart) => chart.querySelector("svg"));
}"""


def settled(page: Page, soon: int = 200) -> None:
    """The page is all there and rests; `soon`: ms after which a run has begun that something before has asked for."""
    page.wait_for_timeout(soon)
    page.wait_for_function(SETTLED, polling=50, timeout=120_000)


def open_page(page: Page, url: str) -> None:
    """Open an address of the app, and wait until the page is all there: what is read from it now is whole."""
    page.goto(url)
    settled(page, 0)


def until(page: Page, holds: Callable[[], bool], within: float = 30) -> None:
    """Wait until something holds, for `within` seconds at most: a busy machine may take its time."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        page.wait_for_timeout(50)


def becomes(page: Page, read: Callable[[], object], wanted: object) -> None:
    """Wait until something is as wanted; what it is instead, where it does not come to be so."""
    end = time.monotonic() + 30
    while (now := read()) != wanted and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert now == wanted


def still(page: Page, read: Callable[[], Any]) -> Any:
    """What something is, once it has been that for half a second."""
    seen = [read()]
    while len(seen) < 6 or any(one != seen[-1] for one in seen[-6:]):
        assert len(seen) < 300, "it does not come to rest"
        page.wait_for_timeout(100)
        seen.append(read())
    return seen[-1]


def box_of(part: Locator) -> FloatRect:
    """The box of a part of the page, once that has been in one place for a moment."""
    part.wait_for()
    return still(part.page, part.bounding_box)


# The players of the person's own runs that train.
TRAINING = """[...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector("[data-live=run-player]"))
  .filter((root) => root?.live.mine && root.dataset.state === "running")"""


def let_go(page: Page) -> None:
    """No run of this page trains on when it is left: it would for half a minute, at the cost of what comes next."""
    with suppress(PlaywrightError):  # the page may be gone, or its network
        if page.evaluate(f"() => {TRAINING}.map((root) => root.live.control('pause')).length"):
            page.wait_for_function(f"() => !{TRAINING}.length", polling=50, timeout=1000)


# A page that is never loaded anew begins as a new visitor's, however often its window has been somewhere before.
FORGET = "if (location.protocol.startsWith('http')) { localStorage.clear(); sessionStorage.clear(); }"
# What plays is drawn some ten times a second, not sixty: for pages whose layout and words are looked at while it does.
UNHURRIED = """{
  const soon = window.requestAnimationFrame.bind(window), waiting = new Set();
  let count = 0;
  window.requestAnimationFrame = (draw) => {
    const id = ++count;
    waiting.add(id);
    setTimeout(() => soon((now) => { if (waiting.delete(id)) draw(now); }), 80);
    return id;
  };
  window.cancelAnimationFrame = (id) => { waiting.delete(id); };
}"""


def live(page: Page, name: str):
    """The root element of one live component."""
    return page.locator(f"[data-live={name}]")


def wait_for_frame(page: Page, name: str, at_least: int = 1, timeout: float = 30_000) -> int:
    """Wait until the component has drawn `at_least` frames and rests; return how many it has drawn."""
    page.wait_for_function(
        """([name, n]) => { const root = deep(name); return root && Number(root.dataset.frame) >= n
             && root.dataset.state === "idle"; }""".replace("deep(name)", FIND),
        arg=[name, at_least],
        timeout=timeout,
    )
    return int(live(page, name).get_attribute("data-frame") or 0)


# Live components sit in shadow roots, which document.querySelector does not enter.
FIND = """[...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(`[data-live="${name}"]`))
          .find(Boolean)"""
