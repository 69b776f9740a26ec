"""What keepers of a server are told: that it answers, and how much of what there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from websockets.sync.client import connect

from app.live.channel.messages import BadMessage, Message
from app.live.channel.metrics import REGISTRY, counted, of_runs
from app.live.runs.hub import Hub
from tests.app.live.channel.test_routes import GOOD
from tests.app.live.runs.counter import job
from tests.served import Server, serve

CODES = ("not_json", "failed")


def values() -> tuple[float, ...]:
    named = ("lab_answer_seconds_count", {"service": "latent"}), *(("lab_errors_total", {"code": c}) for c in CODES)
    return tuple(REGISTRY.get_sample_value(*one) or 0.0 for one in named)


def test_answers_are_timed_errors_counted_and_waiting_for_news_is_no_answer() -> None:
    before = values()
    for kind in ("decode", "watch"):
        with counted("latent") as one:
            one.request = Message(1, kind, {})
    with pytest.raises(BadMessage), counted("latent"):
        raise BadMessage("not_json", "the message is not JSON")
    with pytest.raises(ValueError, match="the engine's fault"), counted("latent"):
        raise ValueError("the engine's fault")
    assert [now - then for now, then in zip(values(), before, strict=True)] == [1, 1, 1]


def test_runs_are_counted_by_their_state_with_what_they_hold() -> None:
    hub = Hub()
    try:
        hub.create(job(steps=10, megabytes=3.0), "me" * 10, play=False)
        found = {s.name + "".join(s.labels.values()): s.value for family in of_runs(hub) for s in family.samples}
        assert (found["lab_runspaused"], found["lab_runsrunning"], found["lab_run_viewers"]) == (1, 0, 0)
        assert 3 * 2**20 <= found["lab_runs_bytes"] <= 20 * 2**20
    finally:
        hub.close()


def test_a_server_says_that_it_answers_and_its_figures_only_where_that_is_set(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert requests.get(f"{server.url}/healthz", timeout=10).json()["healthy"] is True
    assert requests.get(f"{server.url}/metrics", timeout=10).status_code == 404
    monkeypatch.setenv("LIVE_METRICS", "1")
    with serve(log=tmp_path / "log", path="/lab", options=["--server.baseUrlPath=lab"]) as open_:
        assert requests.get(f"{open_.url}/healthz", timeout=10).json()["healthy"] is True
        with connect(f"{open_.url.replace('http', 'ws')}/live/latent") as socket:
            socket.send(json.dumps(GOOD))
            socket.recv(timeout=120)
            answer = requests.get(f"{open_.url}/metrics", timeout=60)
        families = {f.name: f for f in text_string_to_metric_families(answer.text)}
        timed = {
            s.labels["service"]: s.value for s in families["lab_answer_seconds"].samples if s.name.endswith("count")
        }
        assert timed == {"latent": 1} and families["lab_sockets"].samples[0].value == 1
        assert families["process_resident_memory_bytes"].samples[0].value > 50e6
        assert families["lab_pages"].samples[0].value == 0
        assert families["lab_scripts_waiting"].samples[0].value == 0
