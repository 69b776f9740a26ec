"""What stands before every route: names, headers, uploads, places, and half-sent requests."""

from __future__ import annotations

import errno
import socket as sockets
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlparse

import pytest
import requests
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.live.channel import connections, guard, limits
from app.live.channel.connections import Connections, raise_file_limit
from app.live.channel.guard import Guard
from app.live.channel.people import Person, Places, address_of
from tests.served import Server

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


def test_addresses_are_those_of_customers() -> None:
    assert address_of("::ffff:10.0.0.1") == address_of("10.0.0.1") == "10.0.0.1"
    assert address_of("2001:db8:1:2:3::4") == address_of("2001:db8:1:2:ffff::1") != address_of("2001:db8:1:3::1")
    assert address_of("testclient") == "testclient"


def sit(places: Places, person: Person, left: list[Any] | None = None) -> Any:
    seat = places.enter(person)
    if seat is not None:
        seat.leave = lambda: left.append(seat) if left is not None else None
    return seat


def test_one_browser_cannot_take_all_places_of_its_address() -> None:
    places, left = Places(100, 50, 5), []
    greedy = [sit(places, Person("school", "greedy"), left) for _ in range(30)]
    assert left == greedy[:-5] and len(places.seats) == 5
    assert sit(places, Person("school", "student"), left) is not None and len(places.seats) == 6


def test_when_all_is_full_the_largest_holders_oldest_idle_seat_goes() -> None:
    places, left = Places(20, 15, 10), []
    school = [sit(places, Person("school", f"student {i}"), left) for i in range(5)]
    greedy = [sit(places, Person("flat", "greedy"), left) for _ in range(10)]
    more = [sit(places, Person("flat", f"cookie {i}"), left) for i in range(40)]  # cookies cost nothing
    assert not set(left) & set(school), "the class stays"
    places.use(greedy[-1])
    newcomers = [sit(places, Person("bus", f"rider {i}"), left) for i in range(5)]
    assert all(newcomers) and not set(left) & set(school) and len(places.seats) <= 20
    assert len([s for s in more if s in places.seats]) <= 15


def test_without_cookies_an_address_is_one_holder() -> None:
    places, left = Places(100, 10, 3), []
    nameless = [sit(places, Person("school", ""), left) for _ in range(10)]
    assert not left, "a class in frames of another site"
    assert sit(places, Person("school", "new"), left) and left == nameless[:1]


def test_a_seat_that_is_being_answered_is_not_taken() -> None:
    places = Places(2, 2, 2)
    busy = [places.enter(Person("a", "x")) for _ in range(2)]
    assert places.enter(Person("b", "y")) is None and all(seat in places.seats for seat in busy)
    places.exit(busy[0])
    assert places.enter(Person("b", "y")) is not None


class Connection:
    """As uvicorn's, with the state that tells what it waits for; `ended` holds the names of those that were aborted."""

    def __init__(self, ended: list[str], name: str, **state: Any) -> None:
        self.transport = SimpleNamespace(abort=lambda: ended.append(name))
        vars(self).update(state)


def test_half_sent_requests_are_told_from_others() -> None:
    ended: list[str] = []
    timer = object()
    watch = Connections()
    watch.all = {
        Connection(ended, "nothing came", cycle=None),
        Connection(ended, "second head", cycle=SimpleNamespace(response_complete=True), timeout_keep_alive_task=None),
        Connection(ended, "kept alive", cycle=SimpleNamespace(response_complete=True), timeout_keep_alive_task=timer),
        Connection(ended, "answering", cycle=SimpleNamespace(response_complete=False), timeout_keep_alive_task=None),
        Connection(ended, "socket"),
    }
    watch.sweep(0.0)
    watch.sweep(limits.REQUEST_SECONDS)
    assert not ended
    watch.sweep(limits.REQUEST_SECONDS + 1)
    assert sorted(ended) == ["nothing came", "second head"]


def test_where_no_file_is_left_those_who_send_nothing_go_and_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """asyncio tells of every connection that it could not accept, thousands in a second."""
    ended, others = [], []
    watch = Connections()
    watch.all = {Connection(ended, "nothing came", cycle=None), Connection(ended, "socket")}

    class Loop:
        """Does at once what is to be done soon, and keeps what else is told."""

        call_soon = staticmethod(lambda work: work())
        default_exception_handler = staticmethod(others.append)

    full = {"message": "socket.accept() out of system resource", "exception": OSError(errno.EMFILE, "too many")}
    for now in (0.0, 0.5, connections.FULL_SECONDS + 0.1):
        monkeypatch.setattr(connections.time, "monotonic", lambda now=now: now)
        for _ in range(2048):
            watch.trouble(Loop, full)
    assert set(ended) == {"nothing came"}
    assert [record.getMessage().count("open file") for record in caplog.records] == [1]
    watch.trouble(Loop, {"message": "another", "exception": ValueError()})
    assert [context["message"] for context in others] == ["another"]


def test_the_limit_of_open_files_is_raised() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit: there is nothing to raise
        raise_file_limit()
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        raise_file_limit()
        raised = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        assert raised == min(hard if hard != resource.RLIM_INFINITY else 65_536, 65_536) and raised > 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
