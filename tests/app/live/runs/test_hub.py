"""Runs and the hub: a toy model that counts, so that every step can be accounted for."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
import time
import weakref
from concurrent.futures import Executor, Future
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.runs.history import History, Shown
from app.live.runs.hub import Hub
from app.live.runs.run import Run
from app.live.runs.workers import worker
from tests.app.live.runs.counter import ME, OTHER, job, newest, wait

# ---- running ---------------------------------------------------------------------------------------------------------


def test_a_run_takes_exactly_its_steps_and_says_so(hub: Hub) -> None:
    run = hub.create(job(steps=1234), ME)
    wait(lambda: run.state == "done")
    meta, arrays = newest(run)
    assert run.step == meta["step"] == arrays["count"][0] == 1234
    assert meta["run"] == run.id and run.describe()["left"] == 0


def test_the_first_frame_is_the_untrained_model(hub: Hub) -> None:
    run = hub.create(job(), ME, play=False)
    wait(lambda: run.history.newest)
    assert newest(run)[1]["count"][0] == 0 and run.state == "paused"


def test_viewers_hear_at_once_of_a_run_whose_answer_cannot_be_taken_in(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Run, "accept", lambda run, progress: 1 / 0)

    async def told() -> float:
        loop = asyncio.get_running_loop()
        run = hub.create(job(levels=100, level=0.01), ME)  # its first answer takes a second
        version, began = run.version, loop.time()
        while run.version == version:
            await run.news(loop, loop.time() + 30)
        assert run.state == "error" and json.loads(run.encoded()["state"]) == "error"
        return loop.time() - began

    assert asyncio.run(asyncio.wait_for(told(), 20)) < 20


def test_paused_means_still_and_playing_goes_on_from_there(hub: Hub) -> None:
    run = hub.create(job(steps=10**5, pause=0.001), ME)
    wait(lambda: run.step > 20)
    hub.pause(run)
    time.sleep(0.1)
    at = run.step
    time.sleep(0.2)
    assert run.step == at and newest(run)[0]["step"] == at
    hub.play(run)
    wait(lambda: run.step > at)


def test_a_single_step_and_an_action_of_a_paused_run(hub: Hub) -> None:
    run = hub.create(job(), ME, play=False)
    for _ in range(3):
        hub.act(run, "step")
    hub.act(run, "two")
    wait(lambda: run.step == 3 and newest(run)[1]["count"][1] == 1)
    with pytest.raises(Refused, match="none of step, two"):
        hub.act(run, "__init__")


def test_metrics_of_a_frame_are_means_over_its_steps(hub: Hub) -> None:
    run = hub.create(job(), ME, play=False)
    wait(lambda: run.history.newest)
    hub.act(run, "step")
    wait(lambda: run.step == 1)
    assert newest(run)[0]["metrics"] == {"loss": 1.0}


def test_metrics_of_single_acts_are_means_over_those_that_measured_them(hub: Hub) -> None:
    run = hub.create(job(), ME, play=False)
    wait(lambda: run.history.newest)
    with hub.lock:  # all in one task
        for act in ("two", "step", "two", "step"):
            hub.act(run, act)
    wait(lambda: newest(run)[1]["count"].tolist() == [2, 2])
    assert newest(run)[0]["metrics"] == {"loss": 1.5}


def test_a_run_that_has_ended_is_gone_without_a_collector(hub: Hub) -> None:
    run = hub.create(job(steps=10**5), ME, speed=100.0)
    wait(lambda: run.step > 2)  # it has been woken
    gone = weakref.ref(run)
    gc.disable()
    try:
        hub.end(run)
        run = None
        wait(lambda: gone() is None)
    finally:
        gc.enable()


def test_speed_is_kept(hub: Hub) -> None:
    run, before = hub.create(job(steps=10**5), ME, play=False), threading.active_count()
    wait(lambda: run.history.newest)
    hub.set_speed(run, 40.0)
    hub.play(run)
    time.sleep(1.0)
    hub.pause(run)
    assert 20 <= run.step <= 44
    assert run.timer is None or threading.active_count() < before + 5  # not a timer a step


def test_settings_change_while_it_runs_within_their_bounds(hub: Hub) -> None:
    run = hub.create(job(steps=10**5, pause=0.001), ME)
    wait(lambda: run.step > 3)
    hub.edit(run, {"steps": 50})
    wait(lambda: run.state == "done" and run.step >= 50)
    assert run.job.config.steps == 50
    more = run.step + 10
    hub.edit(run, {"steps": more})
    hub.play(run)
    wait(lambda: run.state == "done" and run.step == more)
    assert run.model.config.steps == more
    with pytest.raises(ValueError, match="give a number from"):
        hub.edit(run, {"pause": 7.0})
    with pytest.raises(Refused, match="needs a new run"):
        hub.edit(run, {"crash_at": 1})


def test_restart_keeps_the_viewers_and_begins_at_zero(hub: Hub) -> None:
    run = hub.create(job(steps=10**5, pause=0.001), ME)
    wait(lambda: run.step > 5)
    epoch = run.epoch
    hub.restart(run, job(steps=7), play=True)
    wait(lambda: run.state == "done")
    assert run.step == 7 and run.epoch == epoch + 1
    assert all(json.loads(json.dumps(newest(run)[0]))["epoch"] == run.epoch for _ in range(1))


def test_slow_motion_is_one_step_in_stages(hub: Hub) -> None:
    run = hub.create(job(), ME, play=False)
    stages = hub.slow_motion(run).result(timeout=10)
    assert len(stages) == 2
    wait(lambda: run.step == 1)


# ---- failing ---------------------------------------------------------------------------------------------------------


def test_a_crash_ends_that_run_with_its_message_and_no_other(hub: Hub) -> None:
    bad, good = hub.create(job(crash_at=30), ME), hub.create(job(steps=3000), ME)
    wait(lambda: bad.state == "error" and good.state == "done")
    assert bad.describe()["code"] == "crashed" and "the engine broke" in bad.describe()["error"]
    assert good.step == 3000


def test_a_server_that_ends_while_a_task_is_away_logs_no_error(caplog: pytest.LogCaptureFixture) -> None:
    class Away(Executor):
        def submit(self, *what: object) -> Future:
            futures.append(Future())
            return futures[-1]

    futures: list[Future] = []
    hub = Hub(Away, 1)
    hub.create(job(), ME)
    wait(lambda: futures)
    assert futures[0].cancel() and not caplog.records
    hub.close()


def test_a_nan_stops_the_run_and_says_what_to_change(hub: Hub) -> None:
    run = hub.create(job(diverge_at=30), ME)
    wait(lambda: run.state == "error")
    assert run.describe()["code"] == "diverged" and "lower lr" in run.describe()["error"]
    hub.restart(run, job(steps=5), play=True)
    wait(lambda: run.state == "done")


def test_a_lost_worker_costs_one_task_not_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = with_processes(tmp_path, monkeypatch, 1)
    try:
        run = hub.create(job(steps=400, kill_at=200, kills=2, pause=0.0005), ME)
        wait(lambda: run.state in ("done", "error"), 60)
        assert run.state == "done" and run.step == newest(run)[1]["count"][0] == 400
        assert len((tmp_path / "killed").read_text()) == 2
    finally:
        hub.close()


@pytest.mark.slow
def test_whoever_keeps_killing_workers_is_stopped_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = with_processes(tmp_path, monkeypatch, 2)
    try:
        good = [hub.create(job(steps=10**5, pause=0.001), ME) for _ in range(2)]
        wait(lambda: all(run.step > 5 for run in good), 60)
        bad = hub.create(job(kill_at=3, kills=100), OTHER)
        wait(lambda: bad.state == "error", 60)
        assert len((tmp_path / "killed").read_text()) == limits.WORKER_LOSSES
        at = [run.step for run in good]
        wait(lambda: all(run.step > step + 5 for run, step in zip(good, at, strict=True)), 60)
    finally:
        hub.close()


def with_processes(folder: Path, monkeypatch: pytest.MonkeyPatch, n: int) -> Hub:
    monkeypatch.setenv("KILLED", str(folder / "killed"))
    (folder / "killed").write_text("")
    # What AppTest leaves as __main__ must not run in a worker, as Streamlit's pages must not.
    page = ModuleType("__main__")
    page.__file__ = str(folder / "page.py")
    (folder / "page.py").write_text("raise SystemExit('a page has run in a worker')")
    monkeypatch.setitem(sys.modules, "__main__", page)
    monkeypatch.setattr(limits, "RUN_EXECUTOR", "processes")
    return Hub(worker, n)


# ---- sharing ---------------------------------------------------------------------------------------------------------


def test_the_last_moment_is_kept_also_when_nobody_watches(hub: Hub) -> None:
    run = hub.create(job(steps=500, pause=0.0005), ME)
    run.seen -= limits.VIEWER_SILENT_SECONDS + 1
    wait(lambda: run.state == "done")
    assert newest(run)[0]["step"] == 500


def test_nobody_waits_for_a_slow_motion_that_will_not_come(hub: Hub) -> None:
    run = hub.create(job(pause=0.2), ME, play=False)
    waiting = hub.slow_motion(run)
    hub.end(run)
    with pytest.raises(Refused):
        waiting.result(timeout=1)
    with pytest.raises(Refused, match="has ended"):
        hub.restart(run, job(), play=True)
    short = hub.create(job(steps=1), ME)
    wait(lambda: short.state == "done")
    with pytest.raises(Refused, match="no step"):
        hub.slow_motion(short)


def test_a_slow_motion_that_nobody_waits_for_any_more_leaves_the_run_and_the_sweeper_alive(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = hub.create(job(steps=10**5, pause=0.05), ME, play=False)
    wait(lambda: run.history.newest)
    assert hub.slow_motion(run).cancel()  # as asyncio.wait_for does when its time is over
    wait(lambda: run.step == 1)
    assert len(hub.slow_motion(run).result(timeout=10)) == 2
    hub.play(run)
    wait(lambda: run.step > 4)
    asleep = hub.create(job(pause=0.2), ME, play=False)
    hub.slow_motion(asleep).cancel()
    asleep.seen -= limits.RUN_IDLE_SECONDS + 1
    hub.sweep()
    assert asleep.state == "ended"


def test_time_left_is_by_the_clock_on_the_wall(hub: Hub) -> None:
    runs = [hub.create(job(steps=10**5, pause=0.005), ME) for _ in range(3)]
    wait(lambda: all(run.step > 30 for run in runs))
    assert sum(run.describe()["rate"] for run in runs) < 1.6 / 0.005  # together they cannot be faster than one worker


# ---- history ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("most", "most_bytes"), [(40, 10**9), (10**9, 40 * 100)])
def test_history_is_bounded_and_covers_the_whole_run(most: int, most_bytes: int) -> None:
    history = History(most, most_bytes)
    for serial in range(1, 5001):
        history.add(Shown(serial, serial, bytes(100)))
        assert len(history.shown) <= 41 and history.size == 100 * len(history.shown)
        assert history.newest.serial == serial
    serials = [s.serial for s in history.shown]
    assert serials[0] == 1 and serials == sorted(set(serials)) and len(serials) >= 18
    assert max(np.diff(serials)) <= 2 * history.stride
