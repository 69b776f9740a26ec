"""Runs on a scheduler of `distributed` and two workers, processes on loopback."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pytest
import requests
import trustme
from websockets.sync.client import connect

from app.live.channel import limits
from app.live.channel.cluster import Cluster, differences
from app.live.channel.passport import MESSAGES, passport
from app.live.runs.away import far
from app.live.runs.carried import Carried, carry, opened
from app.live.runs.hub import Hub
from app.live.runs.picture_jobs import PictureGanJob, loaded
from app.live.runs.point_jobs import GanJob
from app.live.runs.task import Job, Task
from engines.data.shapes import build
from engines.gan.config import GANConfig
from engines.gan.presets import PICTURES
from tests.app.live.runs import dask_cluster
from tests.app.live.runs.counter import ME, job, newest, wait
from tests.app.live.runs.dask_cluster import Machines, machines
from tests.app.live.runs.viewers import Viewer
from tests.served import Server, serve

POINTS = GanJob(build("moons"), GANConfig(steps=300, seed=3))
DIGITS = PictureGanJob("digits", PICTURES["digits"].replace(steps=2, seed=1))


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    """A scheduler with two workers."""
    monkeypatch.setenv("KILLED", str(tmp_path / "killed"))
    (tmp_path / "killed").write_text("")
    monkeypatch.setattr("app.live.channel.cluster.RETRY_SECONDS", 0.2)
    with machines(tmp_path) as found:
        found.worker()
        found.worker()
        yield found


@contextmanager
def hub_on(address: str, workers: int | None = None) -> Iterator[tuple[Hub, Cluster]]:
    """A hub whose runs go to this scheduler, once so many workers are accepted."""
    cluster = Cluster(address, 1)
    hub = Hub(lambda: cluster, 4)
    try:
        if workers is not None:
            wait(lambda: len(cluster.accepted) == workers, 60)
        yield hub, cluster
    finally:
        hub.close()


def in_threads(what: Job) -> dict[str, np.ndarray]:
    """What the last moment of a run shows that is trained here."""
    hub = Hub(lambda: ThreadPoolExecutor(1), 1)
    try:
        return last_of(hub, what, lambda: None)
    finally:
        hub.close()


def last_of(hub: Hub, what: Job, meanwhile: Callable[[], None]) -> dict[str, np.ndarray]:
    run = hub.create(what, ME)
    wait(lambda: run.step > 0 or run.state == "error", 60)
    meanwhile()
    wait(lambda: run.state in ("done", "error"), 120)
    assert run.state == "done" and run.step == what.config.steps, run.describe()
    return newest(run)[1]


def most_remembered(dask_scheduler: Any) -> int:
    """Messages to a worker, of which each may hold a model, that a scheduler keeps."""
    return max(stream.recent_message_log.maxlen for stream in dask_scheduler.stream_comms.values())


def assert_same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys() and one
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], name)


def test_runs_on_two_machines_come_to_the_same_bits_also_where_one_is_killed(two: Machines) -> None:
    with hub_on(two.address, 2) as (hub, cluster):
        assert_same(last_of(hub, DIGITS, lambda: None), in_threads(DIGITS))
        assert all(isinstance(run.model, Carried) for run in hub.runs.values())
        assert cluster.client.run_on_scheduler(most_remembered) == MESSAGES
        assert len(cluster.client.scheduler_comm.recent_message_log) <= MESSAGES
        assert_same(last_of(hub, POINTS, two.running[1].kill), in_threads(POINTS))
        assert all(isinstance(run.model, Carried) for run in hub.runs.values())
        wait(lambda: len(cluster.accepted) == 1)


@pytest.mark.slow
def test_a_lost_worker_costs_one_task_not_the_run(two: Machines, tmp_path: Path) -> None:
    with hub_on(two.address, 2) as (hub, _):
        run = hub.create(job(steps=400, kill_at=200, pause=0.0005), ME)
        wait(lambda: run.state in ("done", "error"), 60)
        assert run.state == "done" and run.step == newest(run)[1]["count"][0] == 400
        assert (tmp_path / "killed").read_text() == "."


@pytest.mark.slow
def test_without_its_scheduler_a_run_goes_on_here_and_goes_out_again_with_the_next(two: Machines) -> None:
    with hub_on(two.address, 2) as (hub, cluster):
        run = hub.create(job(steps=10**5, pause=0.002), ME)
        wait(lambda: run.step > 20)
        for process in two.running:
            process.kill()
        wait(lambda: cluster.here, 60)
        told = hub.line.place()
        assert told["where"] == "threads" and "threads of this server" in told["trouble"]
        assert "127.0.0.1" not in told["trouble"]
        at = run.step
        wait(lambda: run.step > at + 20)
        two.begin(int(two.address.rsplit(":", 1)[1]))
        two.worker()
        wait(lambda: not cluster.here, 60)
        assert hub.line.place() == {"where": "cluster", "workers": 1, "refused": 0, "trouble": ""}
        at = run.step
        wait(lambda: run.step > at + 20 and run.state == "running")
        hub.end(run)


def test_a_scheduler_that_is_not_there_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.live.channel.cluster.PATIENCE", 1.0)
    monkeypatch.setattr(limits, "_SAYINGS", limits.Sayings())  # else it is said once a minute
    with hub_on("tcp://127.0.0.1:9") as (hub, cluster):
        assert_same(last_of(hub, POINTS, lambda: None), in_threads(POINTS))
        wait(lambda: "cannot be reached" in cluster.trouble)
        wait(lambda: "tcp://127.0.0.1:9" in caplog.text and "threads of this server meanwhile" in caplog.text)


def task() -> Task:
    what = job(steps=5)
    return Task(what, carry(what, what.begin()), {}, seconds=20, steps=5, look=False)


def test_a_task_whose_workers_are_lost_while_it_is_sent_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cluster, "_keep_looking", lambda self: None)
    cluster = Cluster("tcp://127.0.0.1:9", 1)

    class Lost:
        def __getattr__(self, name: str) -> Any:
            cluster.accepted = {}
            cluster._break_off()
            raise OSError("the connection is closed")

    cluster.client, cluster.accepted = Lost(), {"worker": 1}
    try:
        assert isinstance(cluster.submit(far, task()).exception(20), BrokenExecutor)
        assert not cluster.under_way and cluster.free
        assert cluster.submit(far, task()).result(20).progress.step == 5
    finally:
        cluster.shutdown()


@pytest.mark.slow
def test_a_task_that_a_closed_connection_has_swallowed_is_given_back(
    two: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster(two.address, 1)

    class Late(dict):  # all is lost after it was seen who is there, and before the task is noted
        def __setitem__(self, future: Any, way: Any) -> None:
            cluster._lost(OSError("gone"))
            super().__setitem__(future, way)

    try:
        wait(lambda: len(cluster.accepted) == 2, 60)
        monkeypatch.setattr(cluster, "under_way", Late())
        monkeypatch.setattr(cluster, "_send", lambda *task: True)
        assert isinstance(cluster.submit(far, task()).exception(60), BrokenExecutor)
    finally:
        cluster.shutdown()


def known(dask_scheduler: Any) -> list[str]:
    """What a scheduler has to do, or keeps: each holds a model."""
    return [str(key) for key in dask_scheduler.tasks]


@pytest.mark.slow
def test_the_scheduler_keeps_neither_what_is_done_nor_what_was_given_up(two: Machines) -> None:
    with Cluster(two.address, 1) as cluster:
        wait(lambda: len(cluster.accepted) == 2, 60)
        assert cluster.submit(far, task()).result(60).progress.step == 5
        wait(lambda: not cluster.client.run_on_scheduler(known))
        cluster.accepted = {"tcp://127.0.0.1:9": 1}  # one that does nothing, until the next look
        assert isinstance(cluster.submit(far, task()).exception(60), BrokenExecutor)
        wait(lambda: not cluster.client.run_on_scheduler(known))


@pytest.mark.slow
def test_a_frozen_worker_holds_no_run_and_gets_nothing_until_it_answers(
    two: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.live.channel.cluster.PATIENCE", 2.0)
    monkeypatch.setattr("app.live.channel.cluster.OVERDUE_SECONDS", 1.0, raising=False)
    with hub_on(two.address, 2) as (hub, cluster):
        run = hub.create(job(steps=10**5, pause=0.002), ME)
        wait(lambda: run.step > 20, 60)
        for process in two.running[1:]:
            process.send_signal(signal.SIGSTOP)
        wait(lambda: cluster.here, 60)
        at = run.step
        wait(lambda: run.step > at + 100, 20)  # here
        two.running[1].send_signal(signal.SIGCONT)
        wait(lambda: len(cluster.accepted) == 1, 60)
        at = run.step
        wait(lambda: run.step > at + 100 and isinstance(run.model, Carried), 20)
        assert len(cluster.accepted) == 1 and run.state == "running"
        hub.end(run)


def test_a_scheduler_without_our_code_is_told_from_one_that_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "ROOT", tmp_path)
    with machines(tmp_path) as found:
        monkeypatch.undo()
        found.worker()
        with Cluster(found.address, 1) as cluster:
            wait(lambda: "folder of this version" in cluster.trouble, 60)
            assert cluster.here


@pytest.mark.slow
def test_a_worker_with_other_versions_gets_nothing_and_is_told_why(
    two: Machines, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = passport() | {"Python": "3.99.0"}
    monkeypatch.setattr("app.live.channel.cluster.passport", lambda: other)
    with hub_on(two.address) as (hub, cluster):
        wait(lambda: len(cluster.refused) == 2, 60)
        assert cluster.here and "refused" in cluster.trouble
        assert "there, 3.99.0 here" in caplog.text
        assert last_of(hub, job(steps=20), lambda: None)["count"][0] == 20


def test_the_same_passport_is_no_difference_and_another_is_told_in_words() -> None:
    ours = passport()
    assert differences(ours) == "" and set(ours) == {"Python", "torch", "numpy", "scipy", "code"}
    assert differences(ours | {"torch": "1.0"}).startswith(f"torch is 1.0 there, {ours['torch']} here.")


def test_a_model_travels_without_its_pictures_and_finds_them_again() -> None:
    pictures, model = loaded("digits").result()[0], DIGITS.begin()
    assert model.X is pictures
    carried = carry(DIGITS, model)
    assert len(carried.data) < pictures.nbytes
    assert opened(DIGITS, carried).X is pictures and opened(DIGITS, model) is model


@pytest.mark.slow
def test_a_tls_scheduler_takes_whoever_has_a_certificate(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    ca, chain = tmp_path / "ca.pem", tmp_path / "chain.pem"
    authority.cert_pem.write_to_path(ca)
    certificate.private_key_and_cert_chain_pem.write_to_path(chain)
    secure = ("--tls-ca-file", str(ca), "--tls-cert", str(chain), "--tls-key", str(chain))
    own = {f"distributed.comm.tls.{name}": str(chain) for name in ("client.cert", "client.key")}
    own["distributed.comm.tls.ca-file"] = str(ca)
    with machines(tmp_path, secure) as found:
        found.worker()
        assert found.address.startswith("tls://")
        with dask.config.set(own), hub_on(found.address, 1) as (hub, _):
            assert last_of(hub, job(steps=50), lambda: None)["count"][0] == 50
            assert hub.line.place()["where"] == "cluster"


@pytest.mark.slow
def test_a_server_without_its_scheduler_serves_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_RUN_EXECUTOR", "tcp://127.0.0.1:9")
    with serve(log=tmp_path / "log") as server:
        with connect(server.url.replace("http", "ws") + "/live/runs", max_size=None) as socket:
            viewer = Viewer(socket)
            viewer.until(viewer.create()["run"], lambda m: m["kind"] == "frame" and m["step"] > 0)
        wait(lambda: "cannot be reached" in trainings(server)["trouble"])
        assert trainings(server)["where"] == "threads" and "127.0.0.1" not in str(trainings(server))
        assert "tcp://127.0.0.1:9" in server.log.read_text()


def trainings(server: Server) -> dict[str, str]:
    return requests.get(f"{server.url}/healthz", timeout=10).json()["trainings"]
