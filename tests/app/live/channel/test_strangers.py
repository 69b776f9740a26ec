"""Whoever is not meant to be here gets nothing: pages of other sites, paths out of their folders, crowds of sockets."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket as sockets
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlparse

import pytest
import requests
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from app.live.channel.services import SERVICES
from tests.app.live.channel.test_routes import read
from tests.served import Server, serve

EVIL = ("http://evil.example", "null", "https://localhost.evil.example")

# ---- pages of other sites --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", EVIL)
def test_a_page_of_another_site_opens_no_socket_and_posts_nothing(server: Server, origin: str) -> None:
    address = server.url.replace("http", "ws")
    for path in (*(f"/live/{name}" for name in SERVICES), "/_stcore/stream"):
        with pytest.raises(InvalidStatus) as refused:
            connect(address + path, origin=origin)
        assert refused.value.response.status_code == 403, path
    opening = {"id": 1, "kind": "open", "secret": "e" * 32, "link": "gan"}
    for name in SERVICES:  # as text, which browsers send to other sites without asking
        answer = requests.post(f"{server.url}/live/{name}", data=json.dumps(opening), headers={"Origin": origin})
        assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers, name
    for method in ("PUT", "DELETE"):  # the cookie comes along, what proves that the page is ours does not
        headers = {"Origin": origin, "Cookie": f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}"}
        answer = requests.request(method, f"{server.url}/_stcore/upload_file/a/b", headers=headers, data=b"x")
        assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers, method


def test_no_other_site_is_told_that_it_may_ask(server: Server) -> None:
    for path in ("/live/rooms", "/_stcore/upload_file/a/b", "/live-assets/channel/live.js"):
        headers = {"Origin": EVIL[0], "Access-Control-Request-Method": "POST"}
        answer = requests.options(server.url + path, headers=headers)
        assert answer.headers.get("access-control-allow-origin", server.url) == server.url, path


# ---- paths -----------------------------------------------------------------------------------------------------------

FOLDERS = (
    "/live-assets", "/live-assets/@x", "/live-histories", "/media", "/static", "/app/static", "/component",
    "/_stcore/component", "/_stcore/bidi-components/x", "/_stcore/upload_file/x", "",
)  # fmt: skip
UP = ("..", "%2e%2e", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "..%00", "..;")
BETWEEN = ("/", "%2f", "\\", "%5c", "%252f")
ODD = ("/%00", "/channel/live.js%00.png", "//etc/passwd", "/%2fetc/passwd", "/C:%5cWindows%5cwin.ini", "/%ff%fe",
       "/" + "a" * 5000, "/" + "a/" * 2000)  # fmt: skip


def test_no_path_leads_out_of_its_folder(server: Server, root: Path) -> None:
    beginnings = ((root / "README.md").read_bytes()[:60], b"root:")
    steep = [
        between.join([up] * steps) + between + end
        for up, between, (steps, end) in itertools.product(UP, BETWEEN, ((2, "README.md"), (9, "etc/passwd")))
    ]
    assert b"import" in got(server, "/live-assets/channel/live.js")[1]
    before = server.log.read_text().count("Traceback")
    for path in (folder + end for folder in FOLDERS for end in (*(f"/{path}" for path in steep), *ODD)):
        status, text = got(server, path)
        assert status in (200, 301, 307, 400, 404, 405, 414), path  # 200: the app's own document
        assert not any(beginning in text for beginning in beginnings), path
    assert server.log.read_text().count("Traceback") == before


def got(server: Server, path: str) -> tuple[int, bytes]:
    """What comes for a path that is sent as it is: libraries would shorten it."""
    at = urlparse(server.url)
    with sockets.create_connection((at.hostname, at.port), timeout=30) as asking:
        asking.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: asking.recv(2**16), b""))
    return int(answer.split()[1]), answer


# ---- one address with very many sockets ------------------------------------------------------------------------------

FIELD = {"id": 1, "kind": "field", "world": {"name": "ring"}, "box": [-3, -3, 3, 3]}
GREEDY, CLASS, SHARE, ALL = 400, 30, 100, 160


def test_an_address_that_opens_400_sockets_has_its_share_and_a_class_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = {
        "LIVE_SOCKETS": ALL,
        "LIVE_SOCKETS_PER_ADDRESS": SHARE,
        "LIVE_PAGES": ALL,
        "LIVE_PAGES_PER_ADDRESS": SHARE,
    }
    for name, most in bounds.items():
        monkeypatch.setenv(name, str(most))
    try:
        with sockets.socket() as probe:
            probe.bind(("127.0.0.2", 0))
    except OSError:
        pytest.skip("this computer has one address only")
    with serve(log=tmp_path / "log") as server:
        asyncio.run(crowd(f"ws://127.0.0.1:{urlparse(server.url).port}"))
        assert "Traceback" not in server.log.read_text()


async def crowd(server: str) -> None:
    async with AsyncExitStack() as opened:
        await mingle(server, opened)


async def mingle(server: str, opened: AsyncExitStack) -> None:
    async def come(path: str, address: str, browser: str = "") -> ClientConnection:
        cookie = [("Cookie", f"{XSRF_COOKIE_NAME}={browser}")] if browser else []
        socket = connect_async(server + path, local_addr=(address, 0), additional_headers=cookie, open_timeout=60)
        return await opened.enter_async_context(socket)

    async def is_answered(socket: ClientConnection) -> bool:
        await socket.send(json.dumps(FIELD))
        return read(await asyncio.wait_for(socket.recv(), 60))[0]["kind"] == "field"

    browsers = [generate_xsrf_token_string() for _ in range(CLASS)]
    students = [await come("/live/world", f"127.0.0.{2 + n % 3}", browser) for n, browser in enumerate(browsers)]
    greedy = [await come("/live/world", "127.0.0.9") for _ in range(GREEDY)]
    assert all([await is_answered(student) for student in students])
    latecomers = [await come("/live/world", "127.0.0.4", generate_xsrf_token_string()) for _ in range(CLASS)]
    assert all([await is_answered(student) for student in (*students, *latecomers)])
    left = [socket for socket in greedy if await is_open(socket)]
    assert 0 < len(left) <= SHARE and await is_answered(left[-1])

    pages = 0
    for _ in range(GREEDY):
        try:
            await come("/_stcore/stream", "127.0.0.9")
            pages += 1
        except InvalidStatus:
            break
    assert pages == SHARE
    assert await is_open(await come("/_stcore/stream", "127.0.0.2", browsers[0]))


async def is_open(socket: ClientConnection) -> bool:
    try:
        await asyncio.wait_for(await socket.ping(), 10)
    except (ConnectionClosed, TimeoutError):
        return False
    return True
