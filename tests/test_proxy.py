"""Two servers of the app behind nginx, with the configuration that is shipped."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
import requests
from websockets.sync.client import ClientConnection, connect

from tests.app.live.channel.test_routes import GOOD, read
from tests.app.live.runs.viewers import Viewer
from tests.postgres import Cluster, cluster, free_port, missing
from tests.served import ROOT, Server, serve

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: apt-get install nginx)")
SECRET, OTHER, STUDENT = "a" * 32, "b" * 32, "1" * 32


def configured(folder: Path, port: int, servers: list[int]) -> Path:
    """The shipped file inside a whole configuration, with other ports, and nothing outside this folder."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    ports = {"listen 80;": f"listen 127.0.0.1:{port};"}
    ports |= {f"127.0.0.1:{8501 + n}": f"127.0.0.1:{own}" for n, own in enumerate(servers)}
    for shipped, own in ports.items():
        assert shipped in text
        text = text.replace(shipped, own)
    (folder / "lab.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    whole = f"{user} daemon off; pid {folder}/pid; error_log {folder}/error; events {{}}\n"
    whole += f"http {{ access_log off; {temporary} include {folder}/lab.conf; }}\n"
    (folder / "nginx.conf").write_text(whole)
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster | None]:
    """PostgreSQL, where it is installed."""
    with nullcontext() if missing() else cluster() as running:
        yield running


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, database: Cluster | None) -> Iterator[list[Server]]:
    """Two that share the rooms of one database, as on two machines; without PostgreSQL, of one file."""
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:
        one = {"path": "/lab", "options": ["--server.baseUrlPath=lab"], "known_to_others": True}
        one["state"] = database.url() if database else ""
        yield [stack.enter_context(serve(log=folder / name, **one)) for name in ("a", "b")]


@pytest.fixture(scope="module")
def proxy(servers: list[Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx before them."""
    folder = tmp_path_factory.mktemp("proxy")
    with ExitStack() as stack:
        port = free_port()
        file = configured(folder, port, [urlparse(server.url).port for server in servers])
        with (folder / "said").open("w") as said:
            nginx = subprocess.Popen([NGINX, "-c", str(file), "-p", str(folder)], stdout=said, stderr=said)
        stack.callback(nginx.wait, 10)
        stack.callback(nginx.terminate)
        url = f"http://127.0.0.1:{port}/lab"
        until = time.monotonic() + 20
        while not answers(f"{url}/healthz"):
            assert nginx.poll() is None and time.monotonic() < until, (folder / "said").read_text()
            time.sleep(0.05)
        yield url


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


def open_socket(proxy: str, server: str, path: str, **more: Any) -> ClientConnection:
    """Of a browser that has met this server."""
    headers = {"Cookie": f"lab_server={server}", "Origin": proxy.removesuffix("/lab")}
    return connect(f"{proxy.replace('http', 'ws')}/{path}", additional_headers=headers, max_size=None, **more)


def ask(socket: ClientConnection, **message: Any) -> dict[str, Any]:
    socket.send(json.dumps({"id": 1, **message}))
    return read(socket.recv(timeout=60))[0]


def test_a_browser_is_given_a_server_and_stays_with_it(proxy: str) -> None:
    given = set()
    for _ in range(60):
        with requests.Session() as browser:
            cookie = browser.get(f"{proxy}/healthz", timeout=10).headers["Set-Cookie"]
            assert "HttpOnly" in cookie and "Path=/lab/" in cookie
            given.add(re.match(r"lab_server=([ab]);", cookie)[1])
            assert "Set-Cookie" not in browser.get(f"{proxy}/healthz", timeout=10).headers
    assert given == {"a", "b"}


def test_pages_live_parts_and_what_comes_by_post_go_through(proxy: str) -> None:
    assert "<title>" in requests.get(f"{proxy}/gan", timeout=30).text
    with open_socket(proxy, "a", "_stcore/stream", subprotocols=["streamlit"]) as page:
        page.ping().wait(10)
    with open_socket(proxy, "b", "live/latent") as latent:
        latent.send(json.dumps(GOOD))
        _, arrays = read(latent.recv(timeout=60))
        assert arrays["pictures"].shape == (1, 28, 28)
    posted = requests.post(f"{proxy}/live/latent", data=json.dumps(GOOD), timeout=60)
    assert read(posted.content)[1]["pictures"].tolist() == arrays["pictures"].tolist()
    assert requests.get(f"{proxy}/metrics", timeout=10).status_code == 403


def test_a_run_of_one_server_is_found_from_both(proxy: str) -> None:
    with open_socket(proxy, "a", "live/runs") as mine, open_socket(proxy, "b", "live/runs") as others:
        here, there = Viewer(mine), Viewer(others)
        run = here.create(play=False)["run"]
        joined = patient(lambda: there.ask(kind="join", run=run)[0])
        assert joined["run"] == run and not joined["mine"]
        assert there.control(run, "play", owner="b" * 32)["code"] == "not_owner"
        assert here.control(run, "play")["state"] == "running"
        met, arrays = there.until(run, lambda meta: meta.get("step", 0) > 20)
        assert met["kind"] == "frame" and arrays
        assert here.control(run, "pause")["state"] == "paused"
        ours, theirs = (viewer.ask(kind="history", run=run)[1] for viewer in (here, there))  # the last may come between
        assert ours.keys() <= theirs.keys() and len(ours) >= 2
        assert all((ours[name] == theirs[name]).all() for name in ours)
        assert there.control(run, "end")["state"] == "ended"  # by its owner, from wherever
        assert here.watch(run)[0]["code"] == there.watch(run)[0]["code"] == "ended"


def test_frames_of_another_server_come_on_one_request_and_by_post(proxy: str) -> None:
    with open_socket(proxy, "a", "live/runs") as mine, open_socket(proxy, "b", "live/runs") as others:
        run = Viewer(mine).create()["run"]
        patient(lambda: Viewer(others).ask(kind="join", run=run)[0])
        others.send(json.dumps({"id": 5, "kind": "watch", "run": run, "after": 0, "version": 0, "frames": 4}))
        kinds = [read(others.recv(timeout=60))[0]["kind"]]
        while kinds[-1] == "frame" and len(kinds) < 4:
            kinds.append(read(others.recv(timeout=60))[0]["kind"])
        assert set(kinds) <= {"frame", "run"}
        others.send(json.dumps({"id": 6, "kind": "watch", "run": run, "after": 0, "version": 0, "frames": 16}))
        others.send(json.dumps({"id": 7, "kind": "join", "run": run}))  # while the frames come
        while (met := read(others.recv(timeout=60))[0]).get("id") != 7:
            assert met["kind"] in ("frame", "run")
        assert met["run"] == run
    asked = {"id": 1, "kind": "watch", "run": run, "after": 0, "version": 0}
    cookies = {"lab_server": "b"}
    posted = requests.post(f"{proxy}/live/runs", data=json.dumps(asked), cookies=cookies, timeout=60)
    assert read(posted.content)[0]["kind"] in ("frame", "run")


def patient(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Until a server has heard of the other."""
    until = time.monotonic() + 20
    while (answer := ask())["kind"] == "error":
        assert answer["code"] == "lost" and time.monotonic() < until
        time.sleep(0.2)
    return answer


def test_a_room_of_one_server_is_the_room_of_both(proxy: str) -> None:
    with open_socket(proxy, "a", "live/rooms") as teacher, open_socket(proxy, "b", "live/rooms") as student:
        room = ask(teacher, kind="open", secret=SECRET, link="gan?step=watch")["room"]
        me = {"code": room["code"], "student": STUDENT}
        assert ask(student, kind="join", **me)["room"]["code"] == room["code"]
        sent = ask(teacher, kind="send", code=room["code"], secret=SECRET, link="diffusion?step=film")["room"]
        seen = ask(student, kind="watch", version=room["version"], **me)["room"]
        assert seen["link"] == sent["link"] == "diffusion?step=film"


def test_the_teachers_hand_is_seen_through_the_other_server(proxy: str) -> None:
    with open_socket(proxy, "a", "live/rooms") as teacher, open_socket(proxy, "b", "live/rooms") as student:
        room = ask(teacher, kind="open", secret="c" * 32, link="gan?step=watch")["room"]
        ask(student, kind="join", code=room["code"], student=STUDENT)
        waits = {"kind": "watch", "code": room["code"], "student": STUDENT, "version": room["version"], "frames": 100}
        hand = {"experiment": "gan/watch", "key": "gan", "part": 0, "of": 1, "x": 0.25, "y": 0.5}
        student.send(json.dumps({"id": 9, **waits}))
        seen, until = {}, time.monotonic() + 20
        while seen.get("kind") != "frame":
            assert time.monotonic() < until
            assert ask(teacher, kind="hand", code=room["code"], secret="c" * 32, **hand)["kind"] == "hand"
            with suppress(TimeoutError):
                seen = read(student.recv(timeout=0.5))[0]
        assert seen["hand"] == hand and seen["id"] == 9


def test_a_room_of_both_outlives_a_restart_of_their_database(proxy: str, database: Cluster | None) -> None:
    if database is None:
        pytest.skip(missing())
    with open_socket(proxy, "a", "live/rooms") as teacher, open_socket(proxy, "b", "live/rooms") as student:
        room = ask(teacher, kind="open", secret=OTHER, link="gan?step=watch")["room"]
        me, lead = {"code": room["code"], "student": STUDENT}, {"code": room["code"], "secret": OTHER}
        ask(student, kind="join", **me)
        asked = ask(teacher, kind="ask", text="How many?", answers=["none", "one"], right=1, about="", **lead)["room"]
        ask(student, kind="answer", asked=asked["asked"], choice=1, **me)
        database.stop()
        refused = [ask(teacher, kind="send", link="compare", **lead), ask(student, kind="join", **me)]
        assert [answer["code"] for answer in refused] == ["busy", "busy"]
        database.start()
        until = time.monotonic() + 20
        while (now := ask(student, kind="join", **me))["kind"] == "error":
            assert now["code"] == "busy" and time.monotonic() < until
            time.sleep(0.2)
        assert (now["choice"], now["room"]["version"]) == (1, asked["version"])
        opened = ask(teacher, kind="show", asked=asked["asked"], stage="opened", **lead)
        assert opened["room"]["counts"] == [0, 1]
        assert ask(student, kind="watch", version=asked["version"], **me)["room"]["counts"] == [0, 1]


def test_where_one_server_has_ended_the_other_answers(proxy: str, servers: list[Server]) -> None:
    with open_socket(proxy, "a", "live/runs") as viewer, open_socket(proxy, "b", "live/runs") as other:
        run = Viewer(viewer).create()["run"]
        patient(lambda: Viewer(other).ask(kind="join", run=run)[0])
        os.kill(servers[0].pid, signal.SIGKILL)
        assert Viewer(other).ask(kind="join", run=run)[0]["code"] == "busy"  # it may come back
    answer = requests.get(f"{proxy}/healthz", headers={"Cookie": "lab_server=a"}, timeout=20)
    assert answer.json()["healthy"] is True
    with open_socket(proxy, "a", "live/rooms") as student:
        assert ask(student, kind="join", code="AAAAAA", student=STUDENT)["code"] == "no_room"
