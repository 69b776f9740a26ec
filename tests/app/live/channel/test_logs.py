"""Logs as JSON: one object a line, with nothing in it that belongs to a person."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from websockets.sync.client import connect

from app.live.channel.logs import as_json, clean
from app.live.rooms.codes import new_code
from tests.served import serve


def record(message: str, *args: Any, exc_info: Any = None) -> dict[str, Any]:
    """What is written of it."""
    line = as_json(logging.LogRecord("app.x", logging.WARNING, "x.py", 1, message, args, exc_info))
    assert "\n" not in line
    return json.loads(line)


def test_a_line_holds_when_how_grave_whose_and_what() -> None:
    said = record("live: %s\nof 2", "one")
    assert set(said) == {"time", "level", "logger", "message"} and said["time"].endswith("+00:00")
    assert (said["level"], said["logger"], said["message"]) == ("warning", "app.x", "live: one\nof 2")


def test_an_exception_is_one_text_with_where_it_was() -> None:
    try:
        raise ValueError("from 203.0.113.7")
    except ValueError:
        said = record("it failed", exc_info=sys.exc_info())
    assert said["exception"].startswith("Traceback") and said["exception"].endswith("ValueError: from (address)")
    assert "test_logs.py" in said["exception"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("203.0.113.7:5000 has left", "(address):5000 has left"),
        ("2001:db8::7 has left", "(address) has left"),
        ("client:10.0.0.5, client:2001:db8::7", "client:(address), client:(address)"),
        ("at 12:30:45 version 1.2.3", "at 12:30:45 version 1.2.3"),
        ("time:12:30:45 version:1.2.3", "time:12:30:45 version:1.2.3"),
        ("tcp://10.0.0.5:8786 is gone", "tcp://10.0.0.5:8786 is gone"),
        ("GET /gan?room=ABC&name=Kim HTTP", "GET /gan?… HTTP"),
        ("of abcDEF123ghiJKL456mnoPQR", "of (secret)"),
        ("run 1a2b3c-AbCdEfGh1234 failed", "run 1a2b3c-AbCdEfGh1234 failed"),
        ("app/live/a_module_with_a_long_name_2.py", "app/live/a_module_with_a_long_name_2.py"),
    ],
)
def test_what_belongs_to_a_person_is_taken_out_and_nothing_else(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_no_code_of_a_room_is_written() -> None:
    assert {clean(f"room {new_code()} ended") for _ in range(50)} == {"room (code) ended"}


def test_a_server_writes_json_and_nothing_of_those_who_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_LOG", "json")
    with serve(log=tmp_path / "log") as server:
        with connect(f"{server.url.replace('http', 'ws')}/live/rooms") as socket:
            for message in ("no JSON from Kim-the-student", '{"id": 1, "kind": "join", "name": "Kim-the-student"}'):
                socket.send(message)
                socket.recv(timeout=60)
        requests.get(
            f"{server.url}/?code=secret", headers={"Host": "elsewhere.example", "X-Forwarded-For": "203.0.113.7"}
        )
        lines = [line for line in server.log.read_text().splitlines() if line.strip()]
    greeting = max(n for n, line in enumerate(lines) if " URL: " in line)  # what Streamlit says before it is our turn
    written = [json.loads(line) for line in lines[greeting + 1 :]]
    assert any("not JSON" in one["message"] for one in written)
    assert all({"time", "level", "logger", "message"} <= set(one) for one in written)
    assert not [word for word in ("Kim", "secret", "203.0.113.7") if word in "".join(lines)]
