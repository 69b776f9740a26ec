"""What stands before every route: names, headers and uploads."""

from __future__ import annotations

import socket as sockets
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.live.channel import connections, guard, limits
from app.live.channel.guard import Guard
from tests.served import Server


def test_a_cookie_for_frames_is_kept_apart_for_each_site_that_shows_one_and_no_other_is() -> None:
    """Else most browsers drop it, and in frames files are refused whatever is set."""

    async def gives(request: Request) -> PlainTextResponse:
        found = PlainTextResponse("")
        found.headers["set-cookie"] = request.query_params["cookie"]
        return found

    client = TestClient(Guard(Starlette(routes=[Route("/", gives)])), base_url="http://localhost")
    given = {
        c: client.get("/", params={"cookie": c}).headers["set-cookie"] for c in ("a=1; SameSite=None; Secure", "b=2")
    }
    assert given == {"a=1; SameSite=None; Secure": "a=1; SameSite=None; Secure; Partitioned", "b=2": "b=2"}


# ---- over the network ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/live-assets/channel/live.js", "/nowhere"])
def test_every_answer_forbids_guessing_framing_and_telling(server: Server, path: str) -> None:
    headers = requests.get(server.url + path, timeout=10).headers
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
    assert headers["content-security-policy"] == "frame-ancestors 'self'"


def test_a_strange_page_cannot_make_the_server_ask_another_host(server: Server) -> None:
    """Streamlit would ask for its own address, a second or two in which nobody is answered."""
    before = server.log.read_text().count("external IP")
    answer = requests.get(f"{server.url}/_stcore/health", headers={"Origin": "http://evil.example"}, timeout=10)
    assert "access-control-allow-origin" not in answer.headers
    with pytest.raises(InvalidStatus):
        connect(server.url.replace("http", "ws") + "/_stcore/stream", origin="http://evil.example")
    assert server.log.read_text().count("external IP") == before


def test_the_servers_figures_are_not_public(server: Server) -> None:
    assert requests.get(f"{server.url}/_stcore/metrics", timeout=10).status_code == 404


def test_a_name_that_a_stranger_pointed_here_is_refused_and_told_the_remedy(server: Server) -> None:
    answer = requests.get(server.url, headers={"Host": "evil.example:8501"}, timeout=10)
    assert answer.status_code == 421 and "LIVE_HOSTS" in answer.text
    here = urlparse(server.url)
    for path in ("/live/latent", "/_stcore/stream"):
        opened = sockets.create_connection((here.hostname, here.port))
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://evil.example:8501{path}", sock=opened)
        assert refused.value.response.status_code == 403


def test_a_half_sent_request_is_ended_and_others_are_served(server: Server) -> None:
    address = urlparse(server.url)
    with sockets.create_connection((address.hostname, address.port)) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert requests.get(f"{server.url}/_stcore/health", timeout=10).ok
        half.settimeout(limits.REQUEST_SECONDS + 3 * connections.SWEEP_SECONDS)
        try:
            assert half.recv(1) == b""
        except ConnectionResetError:
            pass


# ---- one by one ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "client", "hosts", "allowed"),
    [
        ("localhost", "127.0.0.1", (), True), ("192.168.0.7", "192.168.0.9", (), True), ("::1", "::1", (), True),
        ("lab", "127.0.0.1", (), True), ("lab.local", "127.0.0.1", (), True), ("lab.school.kr", "10.0.0.8", (), True),
        ("evil.example", "127.0.0.1", (), False), ("evil.example", "::1", (), False),
        ("evil.example", "::ffff:127.0.0.1", (), False), ("?", "10.0.0.8", (), True),
        ("lab.school.kr", "127.0.0.1", ("lab.school.kr",), True), ("a.school.kr", "10.0.0.8", ("*.school.kr",), True),
        ("evil.example", "10.0.0.8", ("lab.school.kr",), False), ("192.168.0.7", "1.2.3.4", ("lab.school.kr",), True),
        ("evilschool.kr", "10.0.0.8", ("*.school.kr",), False),
    ],
)  # fmt: skip
def test_names(monkeypatch: pytest.MonkeyPatch, name: str, client: str, hosts: tuple[str, ...], allowed: bool) -> None:
    monkeypatch.setattr(guard, "HOSTS", hosts)
    assert guard.host_allowed(name, {"client": (client, 1)}) is allowed


@pytest.mark.parametrize(
    ("host", "name"),
    [("Lab.School.kr:8501", "lab.school.kr"), ("[::1]:8501", "::1"), ("localhost", "localhost"), ("a b@c", "?"),
     ("evil.example.", "evil.example"), ("x" * 9 + ":y", "?")],
)  # fmt: skip
def test_a_host_is_read_without_its_port(host: str, name: str) -> None:
    assert guard.name_of(host) == name


@pytest.fixture
def put() -> Iterator[Any]:
    """PUT into a page's uploads, which take them when `go` is set."""
    go = threading.Event()
    go.set()

    async def takes(request: Any) -> PlainTextResponse:
        import asyncio

        size = sum([len(chunk) async for chunk in request.stream()])
        await asyncio.to_thread(go.wait, 10)
        return PlainTextResponse(str(size))

    app = Guard(Starlette(routes=[Route("/_stcore/upload_file/{s}/{f}", takes, methods=["PUT"])]))
    with TestClient(app, base_url="http://localhost") as client:

        def send(size: int, session: str = "page", file: str = "f", **more: Any) -> int:
            path = f"/_stcore/upload_file/{session}/{file}"
            return client.put(path, content=b"x" * size, **more).status_code

        send.go, send.client = go, client
        yield send


def test_a_page_cannot_send_files_without_end(put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOAD_BYTES", 1000)
    kept = {"page": 0}
    monkeypatch.setattr(guard, "kept_of", lambda session: kept.get(session, 0))
    assert put(900) == 200 and put(1001) == 413
    kept["page"] = 900
    assert put(101) == 413 and put(100) == 200 and put(900, session="other") == 200


def test_an_address_with_many_pages_leaves_room_for_others(put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOAD_BYTES", 1000)
    monkeypatch.setattr(limits, "uploaded", lambda: 8000)
    kept: dict[str, int] = {}
    monkeypatch.setattr(guard, "kept_of", lambda session: kept.get(session, 0))

    def fill(pages: str, **more: Any) -> int:
        """How many of these pages may send 900 bytes."""
        taken = [page for page in pages if put(900, session=page, **more) == 200 and kept.update({page: 900}) is None]
        return len(taken)

    cookie = {"headers": {"Cookie": f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}"}}
    assert fill("abcdef", **cookie) == 2  # a quarter
    assert fill("ghijkl") == 2  # the other half of the address's half
    kept.clear()
    assert fill("m") == 1, "pages that have ended count no more"


def test_files_on_their_way_count_too(put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOAD_BYTES", 1000)
    put.go.clear()
    first: list[int] = []
    sending = threading.Thread(target=lambda: first.append(put(900)))
    sending.start()
    while not put.client.app.uploading:
        sending.join(0.01)
    assert put(900, file="g") == 413
    put.go.set()
    sending.join(10)
    assert first == [200] and put(900, file="g") == 200 and not put.client.app.uploading


def test_a_file_of_unsaid_length_is_refused(put: Any) -> None:
    path = "/_stcore/upload_file/page/f"
    assert put.client.put(path, content=iter([b"x", b"y"])).status_code == 411
