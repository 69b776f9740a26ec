"""Fixtures for tests that need the running app or a browser."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.served import Server, chromium, let_go, serve

expect.set_options(timeout=30_000)  # ms, where a test names none: a busy machine may take its time
FAILED = pytest.StashKey[bool]()
# Of the page: whether it is seen, whether a run is under way, its age; and of each live part what it shows.
STATE = """() => {
  const app = document.querySelector("[data-testid=stApp]")?.dataset;
  const hosts = [...document.querySelectorAll("*")].filter((e) => e.shadowRoot);
  const parts = hosts.flatMap((e) => [...e.shadowRoot.querySelectorAll("[data-live]")]);
  return [document.visibilityState, app?.testScriptState, performance.now(),
    ...parts.map((e) => JSON.stringify({...e.dataset}) + e.innerText.slice(0, 300))].join("\\n");
}"""
LONGEST = (  # files of tests/browser that take more than a minute of two cores, the longest first
    "test_experiments", "test_runs", "test_nothing_lost", "test_made", "test_cases", "test_network", "test_runs_anew",
)  # fmt: skip


def group_of(nodeid: str) -> str:
    """What one process of `make test` takes as a whole: a file; of the walks of all experiments a page."""
    file, _, test = nodeid.partition("::")
    page = test.partition("[")[2].partition("-")[0]
    return f"{file} {page}" if file.endswith(("/test_experiments.py", "/test_access.py")) and page else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Its own groups are read from marks, which pytest-xdist 3.8 does not find under pytest 9.2 without a word."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Groups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/browser drives Chromium, and comes last: Playwright's event loop stays in its process.

    The files that take longest come first, then those with the most tests, so that all processes end at about one time.
    """
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
        elif "browser" in getattr(item, "fixturenames", ()):
            raise pytest.UsageError(f"{item.nodeid} drives Chromium; it belongs into tests/browser")
    of_file = Counter(item.path for item in items if item.get_closest_marker("browser"))
    place = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (*(item.get_closest_marker(name) is not None for name in ("browser", "slow")),
                                 place.get(item.path.stem, len(place)), -of_file[item.path]))  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes into the state of the person who runs it."""
    os.environ["LAB_STATE"] = str(tmp_path_factory.mktemp("state") / "lab.sqlite")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, started as a user starts it, from another folder."""
    folder = tmp_path_factory.mktemp("server")
    with serve(log=folder / "log", cwd=folder) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """An English window, 1280 pixels wide, that keeps what it has loaded, and open for as long as the tests."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 1000})
    context.new_page()
    yield context
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A fixture may know at its end whether its test has failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def page(window: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page for a new English visitor; none of its scripts may fail, and no other host may be asked. Of one whose
    test fails its state is printed."""
    opened = window.new_page()
    errors: list[str] = []
    said: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: said.append(message.text[:200]))
    opened.on("websocket", lambda socket: socket.on("close", lambda: said.append(f"closed: {socket.url}")))
    asked: set[str] = set()
    for event in ("request", "websocket"):
        opened.on(event, lambda one: asked.add(one.url))
    yield opened
    if request.node.stash.get(FAILED, False):
        with suppress(PlaywrightError):  # it may be gone
            print(opened.evaluate(STATE), *said[-30:], sep="\n")
    forget(window, {f"{at.scheme}://{at.netloc}" for at in map(urlparse, asked) if at.scheme == "http"})
    assert not errors, errors
    elsewhere = {url for url in asked if urlparse(url).hostname not in ("localhost", "127.0.0.1", None)}
    assert not elsewhere, elsewhere


def forget(window: BrowserContext, origins: set[str]) -> None:
    """Leave nothing of a visitor in the window but what was downloaded."""
    first, *others = window.pages
    for other in others:
        let_go(other)
        other.close()
    window.set_offline(False)
    window.clear_permissions()
    window.clear_cookies()
    session = window.new_cdp_session(first)
    for origin in origins:
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[1]
