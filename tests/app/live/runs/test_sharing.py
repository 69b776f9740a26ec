"""What runs share: turns, rooms and memory, and whose run it is."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.live.channel import limits
from app.live.channel.cluster import Cluster
from app.live.channel.messages import Message, Refused
from app.live.runs.hub import Hub
from app.live.runs.line import ROUND_SECONDS
from app.live.runs.service import RunsService
from app.live.runs.task import Progress
from tests.app.live.runs.counter import ME, OTHER, job, newest, wait


class Viewer:
    """Somebody who watches."""


def test_every_run_gets_its_share(hub: Hub) -> None:
    runs = [hub.create(job(steps=10**5, pause=0.001), ME) for _ in range(4)]
    wait(lambda: all(run.step > 40 for run in runs))
    for run in runs:
        hub.pause(run)
    steps = [run.step for run in runs]
    assert max(steps) < 2.5 * min(steps)


def test_a_small_run_beside_an_expensive_one_and_beside_many_of_one_person_is_seen_all_the_time(hub: Hub) -> None:
    for _ in range(4):  # each step takes 2 seconds, and each look as long
        hub.create(job(steps=10**5, updates=100, pause=0.02, levels=100, level=0.02), OTHER)
    small, gaps = hub.create(job(steps=10**5, pause=0.001), ME), []
    last, until = time.monotonic(), time.monotonic() + 3
    while time.monotonic() < until:
        serial = small.serial
        wait(lambda before=serial: small.serial > before, 5)
        gaps.append(time.monotonic() - last)
        last = time.monotonic()
    print(sorted(gaps)[-5:], len(gaps), gaps[0])
    assert max(gaps[1:]) < 2


def test_a_task_hears_of_an_end_and_of_a_new_beginning_within_it(hub: Hub) -> None:
    run = hub.create(job(steps=10**5, updates=1000, pause=0.02, levels=1000, level=0.02), OTHER)
    wait(lambda: run.busy)
    began = time.monotonic()
    hub.restart(run, job(steps=5), play=True)
    wait(lambda: run.state == "done")
    assert time.monotonic() - began < 3 and run.step == 5  # the look that was under way takes 20 seconds


def test_what_is_seen_of_a_model_can_change_without_a_new_beginning(hub: Hub) -> None:
    run = hub.create(job(steps=10**5, pause=0.001), ME)
    wait(lambda: run.step > 5)
    epoch, step = run.epoch, run.step
    hub.edit(run, {"world": 3})
    wait(lambda: run.epoch == epoch + 1 and run.history.newest)
    assert run.step >= step and newest(run)[0]["epoch"] == run.epoch
    assert all(shown.step >= step for shown in run.history.shown)
    hub.edit(run, {"pause": 0.002})
    wait(lambda: not run.edits and run.model.config.pause == 0.002)
    assert run.epoch == epoch + 1


def trained_of_eight(hub: Hub, look: float) -> float:
    """Seconds of training between two looks that take so long, where eight are watched."""
    runs = [hub.create(job(steps=10**5), f"{i}" * 10, play=False) for i in range(8)]
    wait(lambda: not any(run.busy for run in runs) and not hub.line.waiting)
    with hub.lock:
        for run in runs:
            run.look_seconds = look
            hub.here(run, Viewer())
        hub.line.waiting = dict.fromkeys(runs[1:])
        trained = hub.line._seconds(runs[0], time.monotonic())
        hub.line.waiting = {}
    return trained


@pytest.mark.parametrize("look", [0.001, 0.003, 0.005])
def test_eight_are_each_seen_in_time_and_train_a_quarter_of_it(hub: Hub, look: float) -> None:
    trained = trained_of_eight(hub, look)
    assert 8 * (look + trained) == pytest.approx(ROUND_SECONDS) and trained >= look / 3 and ROUND_SECONDS < 1 / 10


@pytest.mark.parametrize("look", [0.05, 0.5])
def test_where_looks_take_too_long_for_that_training_takes_nearly_as_long(hub: Hub, look: float) -> None:
    assert 0.8 * look < trained_of_eight(hub, look) < look


def test_alone_a_run_trains_longer_between_two_looks(hub: Hub) -> None:
    run = hub.create(job(steps=10**5), ME, play=False)
    wait(lambda: not run.busy)
    run.look_seconds = 0.005
    assert hub.line._seconds(run, time.monotonic()) > 3 * trained_of_eight(hub, 0.005)


def test_where_a_cluster_is_not_there_one_thread_does_what_64_workers_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cluster, "_keep_looking", lambda self: None)
    cluster = Cluster("tcp://127.0.0.1:9", 1)
    hub = Hub(lambda: cluster, 64)
    try:
        assert 8 * (0.005 + trained_of_eight(hub, 0.005)) == pytest.approx(ROUND_SECONDS)
    finally:
        hub.close()


def test_a_look_that_had_to_wait_is_not_taken_for_long_ones(hub: Hub) -> None:
    run = hub.create(job(steps=10**5), ME, play=False)
    wait(lambda: not run.busy)
    run.look_seconds = 0.005
    run.accept(Progress(run.model, run.step, 0, 3.0, b""))
    assert 0.005 < run.look_seconds < 0.009
    for _ in range(30):
        run.accept(Progress(run.model, run.step, 0, 0.02, b""))
    assert run.look_seconds == pytest.approx(0.02, rel=0.01)


def test_only_the_owner_controls(hub: Hub) -> None:
    run = hub.create(job(), ME)
    assert hub.owned(run.id, ME) is run
    with pytest.raises(Refused, match="start your own"):
        hub.owned(run.id, OTHER)


def test_whoever_asks_for_a_run_that_is_not_there_is_told_why(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    ended, idle, other = (hub.create(job(), ME) for _ in range(3))
    hub.end(ended)
    idle.seen -= limits.RUN_IDLE_SECONDS + 1
    hub.sweep()
    monkeypatch.setattr(limits, "RUNS_PER_OWNER", 1)
    hub.create(job(), ME)
    for run, why in ((ended, "began"), (idle, "nobody watched"), (other, "make room")):
        with pytest.raises(Refused, match=why) as refused:
            hub.find(run.id)
        assert refused.value.code == "ended"
    restarted = Hub(lambda: ThreadPoolExecutor(1), 1)
    try:
        for name, code in ((other.id, "lost"), ("nothing", "unknown_run"), ("a-b", "unknown_run"), ("", "unknown_run")):
            with pytest.raises(Refused) as refused:
                restarted.find(name)
            assert refused.value.code == code
    finally:
        restarted.close()


def test_too_many_watched_runs_are_refused_and_those_left_first_make_room(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RUNS_PER_OWNER", 2)
    first, second = hub.create(job(), ME), hub.create(job(), ME)
    one, two = Viewer(), Viewer()
    hub.here(first, one)
    hub.here(second, two)
    with pytest.raises(Refused, match="close a page") as refused:
        hub.create(job(), ME)
    assert refused.value.code == "too_many_runs_own"
    del one  # its socket is closed
    third = hub.create(job(), ME)
    assert first.state == "ended" and {second.id, third.id} == set(hub.runs)
    assert second.describe()["viewers"] == 1 and third.describe()["viewers"] == 0


def test_one_tab_never_has_too_many_runs(hub: Hub) -> None:
    for _ in range(3 * limits.RUNS_PER_OWNER):
        run, tab = hub.create(job(), ME), Viewer()
        hub.here(run, tab)
        del tab  # on to the next page
    assert len(hub.runs) == limits.RUNS_PER_OWNER and run.id in hub.runs


def test_who_holds_the_most_makes_room_for_a_newcomer(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RUNS", 4)
    runs = [hub.create(job(), owner) for owner in (OTHER, ME, ME, ME)]
    viewers = [Viewer() for _ in runs]
    for run, viewer in zip(runs, viewers, strict=True):
        hub.here(run, viewer)
    newcomer, eyes = hub.create(job(), "new" * 6), Viewer()
    hub.here(newcomer, eyes)
    assert [run.state == "ended" for run in runs] == [False, True, False, False]
    with pytest.raises(Refused, match="try again") as refused:  # ME has two, and one would be as many as a newcomer's
        hub.create(job(), OTHER)
    assert refused.value.code == "too_many_runs_all"


@pytest.mark.parametrize(("limit", "whose"), [("OWNER_BYTES", "own"), ("RUNS_BYTES", "all")])
def test_memory_is_counted_in_bytes_history_and_all(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, limit: str, whose: str
) -> None:
    monkeypatch.setattr(limits, limit, 3 * (20 * 2**20 + limits.HISTORY_BYTES) + 2**20)
    big, eyes = job(megabytes=20), [Viewer() for _ in range(3)]
    runs = [hub.create(big, ME if whose == "own" else f"owner number {i} of them") for i in range(3)]
    for run, viewer in zip(runs, eyes, strict=True):
        hub.here(run, viewer)
    new = ME if whose == "own" else OTHER
    with pytest.raises(Refused, match="MB would be held") as refused:
        hub.create(big, new)
    assert refused.value.code == f"too_much_memory_{whose}"
    with pytest.raises(Refused, match="MB would be held"):
        hub.restart(runs[0], job(megabytes=60), play=True)
    assert runs[0].state == "running" and runs[0].epoch == 1
    hub.restart(runs[0], job(diverge_at=1), play=True)
    wait(lambda: runs[0].state == "error")
    assert runs[0].bytes < 10_000 and runs[0].model is None  # a run in error lets its model go
    hub.create(big, new)


def test_runs_that_nobody_watches_end_after_a_grace_time(hub: Hub) -> None:
    run = hub.create(job(steps=10**5), ME)
    run.seen -= limits.RUN_IDLE_SECONDS - 5
    hub.sweep()
    assert run.id in hub.runs
    run.seen -= 10
    hub.sweep()
    assert run.id not in hub.runs and run.state == "ended"


def test_the_grace_time_ends_a_run_without_anybody_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.runs.hub.SWEEP_SECONDS", 0.2)
    hub = Hub(lambda: ThreadPoolExecutor(1), 1)
    sweep, calls = hub.sweep, []
    monkeypatch.setattr(hub, "sweep", lambda: calls.append(1) or (1 / 0 if len(calls) == 1 else sweep()))
    wait(lambda: calls, 5)  # it fails, and goes on
    run = hub.create(job(), ME, play=False)
    run.seen -= limits.RUN_IDLE_SECONDS + 1
    wait(lambda: run.state == "ended", 5)
    assert run.id not in hub.runs
    hub.close()


def test_joining_is_not_watching(hub: Hub) -> None:
    run = hub.create(job(steps=10**5, pause=0.001), ME)
    run.seen -= limits.RUN_SLEEP_SECONDS + 1
    seen, service = run.seen, RunsService(hub)
    service.answer(Message(1, "join", {"kind": "join", "run": run.id, "owner": ME}))
    assert run.seen == seen and not run.viewers
    service.answer(Message(2, "watch", {"kind": "watch", "run": run.id}))
    assert run.seen > seen and list(run.viewers) == [service]
    wait(lambda: run.step > 5)  # and it is awake


def test_a_budget_above_the_server_s_is_refused(hub: Hub) -> None:
    with pytest.raises(Refused, match="too many"):
        hub.create(job(steps=limits.RUN_STEPS + 1), ME)


def test_the_same_request_sent_twice_begins_one_run(hub: Hub) -> None:
    first = hub.create(job(), ME, token="t" * 20)
    assert hub.create(job(), ME, token="t" * 20) is first
    assert hub.create(job(), OTHER, token="t" * 20) is not first
    assert hub.create(job(), ME) is not first


def test_a_step_that_costs_too_much_is_refused_wherever_it_comes_from(hub: Hub) -> None:
    for expensive in (job(flops=1e13), job(look_flops=1e13), job(megabytes=1e5)):
        with pytest.raises(Refused, match="lower width") as refused:
            hub.create(expensive, ME)
        assert refused.value.code == "too_large" and not hub.runs
    run = hub.create(job(), ME)
    with pytest.raises(Refused, match="lower width"):
        hub.restart(run, job(flops=1e13), play=True)


def test_a_run_without_a_viewer_waits_for_one(hub: Hub) -> None:
    run = hub.create(job(steps=10**5, pause=0.001), ME)
    wait(lambda: run.step > 5)
    run.seen -= limits.RUN_SLEEP_SECONDS + 1
    time.sleep(0.2)
    at = run.step
    time.sleep(0.2)
    assert run.step == at and run.state == "running"
    hub.here(run, hub)
    wait(lambda: run.step > at + 5)


def test_waiting_single_steps_never_exceed_the_budget(hub: Hub) -> None:
    run = hub.create(job(steps=3, pause=0.05), ME, play=False)
    for _ in range(50):
        hub.act(run, "step")
    wait(lambda: run.state == "done")
    assert run.step == 3
