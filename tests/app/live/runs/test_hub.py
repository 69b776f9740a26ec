"""Runs and the hub: a toy model that counts, so that every step can be accounted for."""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from app.live.channel import limits
from app.live.channel.messages import Message, Refused
from app.live.runs.history import History, Shown
from app.live.runs.hub import Hub
from app.live.runs.run import Run
from app.live.runs.service import RunService
from app.live.runs.workers import worker
from engines.core import Config, Cost, Diverged, InParts, bounded

ME, OTHER = "me" * 10, "other" * 5


@dataclass(frozen=True)
class CounterConfig(Config):
    steps: int = bounded(100, 1, 10**6)
    pause: float = bounded(0.0, 0.0, 1.0, unit="seconds per step")
    flops: float = bounded(0.0, 0.0, 1e30)
    crash_at: int = bounded(-1, -1, 10**6)
    diverge_at: int = bounded(-1, -1, 10**6)
    kill_at: int = bounded(-1, -1, 10**6)
    kills: int = bounded(1, 0, 100, unit="workers")
    look_flops: float = bounded(0.0, 0.0, 1e30)
    megabytes: float = bounded(0.0, 0.0, 1e6)
    updates: int = bounded(1, 1, 1000, unit="of a step, each as long as a pause")
    levels: int = bounded(1, 1, 1000, unit="of a look")
    level: float = bounded(0.0, 0.0, 1.0, unit="seconds")
    world: int = bounded(0, 0, 9)


class Counter:
    """Counts its steps, and fails where its configuration says so."""

    def __init__(self, config: CounterConfig) -> None:
        self.config, self.n_steps, self.twice = config, 0, 0

    def step(self) -> Mapping[str, float]:
        c = self.config
        self.n_steps += 1
        if c.pause:
            time.sleep(c.pause)
        if self.n_steps == c.crash_at:
            raise RuntimeError("the engine broke")
        if self.n_steps == c.diverge_at:
            raise Diverged("the loss is NaN; lower lr")
        if self.n_steps == c.kill_at and len(killed := Path(os.environ["KILLED"]).read_text()) < c.kills:
            Path(os.environ["KILLED"]).write_text(killed + ".")
            os.kill(os.getpid(), signal.SIGKILL)
        return {"loss": float(self.n_steps)}

    def two(self) -> Mapping[str, float]:
        self.twice += 1
        return {}

    def set_params(self, **changes: Any) -> None:
        self.config = self.config.replace(**changes)


@dataclass(frozen=True)
class CounterJob:
    config: CounterConfig

    live = ("steps", "pause", "world")
    actions = ("two",)
    staged = True

    def cost(self) -> Cost:
        c = self.config
        return Cost(c.flops, c.look_flops, 0.0, c.megabytes * 2**20, 0.0)

    def prepared(self) -> bool:
        return True

    def begin(self) -> Counter:
        return Counter(self.config)

    def step(self, model: Counter) -> InParts[Mapping[str, float]]:
        for _ in range(self.config.updates - 1):
            time.sleep(self.config.pause)
            yield
        yield
        return model.step()

    def look(self, model: Counter) -> InParts[tuple[dict[str, np.ndarray], dict[str, float]]]:
        for _ in range(self.config.levels):
            time.sleep(self.config.level)
            yield
        return {"count": np.array([model.n_steps, model.twice])}, {}

    def stages(self, model: Counter) -> InParts[list]:
        model.step()
        yield
        return [("one", {"a": np.zeros(1)}, {}), ("two", {"a": np.ones(1)}, {})]

    @property
    def about_key(self) -> tuple[Any, ...]:
        return "counter", self.config.world

    def about(self) -> InParts[tuple[dict, dict]]:
        yield
        return {}, {}

    def with_settings(self, changes: Mapping[str, Any]) -> CounterJob:
        return CounterJob(self.config.replace(**changes))


@pytest.fixture
def hub() -> Iterator[Hub]:
    one = Hub(lambda: ThreadPoolExecutor(1), 1)
    yield one
    one.close()


class Viewer:
    """Somebody who watches."""


def job(**settings: Any) -> CounterJob:
    return CounterJob(CounterConfig(**settings))


def wait(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.005)


def newest(run: Run) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    frame = run.history.newest.data
    length = struct.unpack("<Q", frame[:8])[0]
    meta = json.loads(frame[8 : 8 + length])["__metadata__"]
    return {k: json.loads(v) for k, v in meta.items()}, load(frame)


# ---- running -------------------------------------------------------------------------------------------------------


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


# ---- failing -------------------------------------------------------------------------------------------------------


def test_a_crash_ends_that_run_with_its_message_and_no_other(hub: Hub) -> None:
    bad, good = hub.create(job(crash_at=30), ME), hub.create(job(steps=3000), ME)
    wait(lambda: bad.state == "error" and good.state == "done")
    assert bad.describe()["code"] == "crashed" and "the engine broke" in bad.describe()["error"]
    assert good.step == 3000


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


# ---- sharing -------------------------------------------------------------------------------------------------------


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
    seen, service = run.seen, RunService(hub)
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


def test_waiting_single_steps_never_exceed_the_budget(hub: Hub) -> None:
    run = hub.create(job(steps=3, pause=0.05), ME, play=False)
    for _ in range(50):
        hub.act(run, "step")
    wait(lambda: run.state == "done")
    assert run.step == 3


def test_time_left_is_by_the_clock_on_the_wall(hub: Hub) -> None:
    runs = [hub.create(job(steps=10**5, pause=0.005), ME) for _ in range(3)]
    wait(lambda: all(run.step > 30 for run in runs))
    assert sum(run.describe()["rate"] for run in runs) < 1.6 / 0.005  # together they cannot be faster than one worker


# ---- history -------------------------------------------------------------------------------------------------------


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
