"""The runs' service by itself: nothing is begun by a bad request, and nothing that goes wrong once goes on."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Any

import numpy as np
import pytest

from app.live.channel import limits
from app.live.channel.messages import BadMessage, Message
from app.live.runs import picture_jobs
from app.live.runs import service as run_service
from app.live.runs.abouts import Abouts
from app.live.runs.history import Shown
from app.live.runs.hub import Hub
from app.live.runs.picture_jobs import PictureGanJob
from app.live.runs.point_jobs import DiffusionJob
from app.live.runs.run import Run
from app.live.runs.service import RunsService
from app.live.runs.task import Task, Wish, advance
from engines.gan.config import GANConfig
from tests.app.live.channel.test_routes import read
from tests.app.live.runs.counter import job, wait

ME = "the owner of these runs"
GAN = {"kind": "create", "job": "gan", "world": {"name": "ring"}, "config": {"width": 8, "batch": 16}, "owner": ME}


def message(**fields: Any) -> Message:
    return Message(1, fields["kind"], fields)


@pytest.mark.parametrize(
    "bad",
    [{"speed": -1}, {"speed": "x"}, {"owner": "\ud800" * 20}, {"config": {"width": -3}}, {"config": {"factors": 3}},
     {"job": "picture-gan", "data": "digits", "config": {"factors": "abc", "packing": 1}}],
)  # fmt: skip
def test_a_bad_request_begins_nothing(hub: Hub, bad: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        RunsService(hub).answer(message(**GAN | bad))
    assert not hub.runs


def test_what_all_viewers_are_told_is_written_once(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    run, written = hub.create(job(), ME, play=False), []
    wait(lambda: run.history.newest and not run.busy)
    viewers = [RunsService(hub) for _ in range(20)]
    for viewer in viewers:
        hub.here(run, viewer)
    describe = Run.describe
    monkeypatch.setattr(Run, "describe", lambda self: written.append(self) or describe(self))
    hub.set_speed(run, 2.0)
    after = run.history.newest.serial
    told = [read(viewer.answer(message(kind="watch", run=run.id, after=after, version=0)))[0] for viewer in viewers]
    assert len(written) == 1
    assert all(one == told[0] and one["speed"] == 2.0 and one["viewers"] == 20 and one["id"] == 1 for one in told)


def test_a_bad_restart_changes_nothing(hub: Hub) -> None:
    service = RunsService(hub)
    run = hub.find(read(service.answer(message(**GAN, play=False)))[0]["run"])
    with pytest.raises(BadMessage):
        service.answer(message(**GAN | {"kind": "control", "do": "restart", "run": run.id, "speed": -1}))
    assert run.epoch == 1 and run.state == "paused"


def test_a_slow_motion_that_times_out_is_told_and_the_run_goes_on(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_service, "SLOW_SECONDS", 0.05)
    run, service, free = hub.create(job(steps=10**5), ME, play=False), RunsService(hub), Event()
    wait(lambda: run.history.newest)
    hub.line.workers[0].executor.submit(free.wait)  # the worker is busy with something else
    try:
        with pytest.raises(BadMessage, match="too busy") as refused:
            asyncio.run(service.reply(message(kind="control", do="slow", run=run.id, owner=ME)))
        assert refused.value.code == "failed" and refused.value.message_id == 1
    finally:
        free.set()
    service.answer(message(kind="control", do="play", run=run.id, owner=ME))
    wait(lambda: run.step > 20)
    hub.sweep()


def test_a_slow_motion_sent_again_is_the_same_step(hub: Hub) -> None:
    run, service = hub.create(job(steps=10**5), ME, play=False), RunsService(hub)
    wait(lambda: run.history.newest)
    slow = message(kind="control", do="slow", run=run.id, owner=ME, token="a" * 16)

    async def cut_off() -> None:
        reply = asyncio.create_task(service.reply(slow))  # the socket closes before the answer is there
        await asyncio.sleep(0)
        reply.cancel()

    free = Event()
    hub.line.workers[0].executor.submit(free.wait)
    try:
        asyncio.run(cut_off())
    finally:
        free.set()
    first, again = (read(answer)[1] for answer in (asyncio.run(service.reply(slow)), service.answer(slow)))
    assert run.step == 1 and first.keys() == again.keys()
    assert all(first[name].tobytes() == again[name].tobytes() for name in first)
    asyncio.run(service.reply(message(**slow.fields | {"token": "b" * 16})))
    assert run.step == 2


def test_an_error_in_a_viewer_s_news_is_told_once_and_the_next_request_is_answered(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, service = hub.create(job(), ME, play=False), RunsService(hub)
    watch = message(kind="watch", run=run.id)
    with monkeypatch.context() as broken, pytest.raises(BadMessage) as refused:
        broken.setattr(run, "describe", lambda: 1 / 0)
        broken.setattr(run, "history", type("Empty", (), {"newest": None}))
        asyncio.run(service.reply(watch))
    assert refused.value.code == "failed" and refused.value.message_id == watch.id
    assert asyncio.run(service.reply(watch))


def test_a_viewer_whose_loop_is_gone_does_not_keep_the_others_from_their_news(hub: Hub) -> None:
    run, gone, there = hub.create(job(), ME, play=False), asyncio.new_event_loop(), asyncio.new_event_loop()
    wait(lambda: run.history.newest)
    run.news(gone, gone.time() + 60)
    gone.close()
    news = run.news(there, there.time() + 60)
    hub.play(run)
    there.run_until_complete(asyncio.wait_for(news, 10))
    there.close()


def test_history_fills_a_hole(hub: Hub) -> None:
    run, service = hub.create(job(), ME, play=False), RunsService(hub)
    wait(lambda: run.history.newest)
    with hub.lock:
        for serial in range(2, 30):
            run.history.add(Shown(serial, serial, bytes(90_000)))
    found, start, more = [], 9, True
    while more:
        meta, arrays = read(service.answer(message(kind="history", run=run.id, **{"from": start})))
        assert sum(a.nbytes for a in arrays.values()) <= run_service.HISTORY_MESSAGE
        start, more = start + len(arrays), meta["more"]
        found += [len(a) for a in arrays.values()]
    assert found == [90_000] * 20


def test_what_is_known_before_a_run_begins_is_computed_once(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Abouts()
    monkeypatch.setattr(run_service, "abouts", lambda: fresh)
    begun: list[int] = []
    about = DiffusionJob.about
    monkeypatch.setattr(DiffusionJob, "about", lambda self: begun.append(1) or about(self))
    service = RunsService(hub)
    walk = GAN | {"job": "diffusion", "config": {"width": 8, "view_steps": 4}}
    service.answer(message(**walk | {"kind": "preview"}))
    run = read(service.answer(message(**walk, play=False)))[0]["run"]
    for _ in range(3):
        _, arrays = read(service.answer(message(kind="join", run=run)))
        assert arrays["density"].shape == (5, 48, 48)
    service.answer(message(kind="control", do="set", run=run, owner=ME, config={"lr": 0.01}))
    service.answer(message(kind="join", run=run))
    assert len(begun) == 1
    service.answer(message(kind="control", do="set", run=run, owner=ME, config={"view_steps": 6}))
    assert read(service.answer(message(kind="join", run=run)))[1]["density"].shape == (7, 48, 48)
    assert len(begun) == 2


def test_a_data_set_is_loaded_once_and_outside_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    painting, loads = Event(), []

    def load(data: str) -> Any:
        loads.append(data)
        painting.wait(20)
        return type("Set", (), {"images": np.zeros((20, 28, 28), np.uint8), "labels": np.zeros(20, np.uint8)})

    monkeypatch.setattr(picture_jobs.images, "load", load)
    picture_jobs.loaded.cache_clear()
    one = PictureGanJob("digits", GANConfig(net="conv", width=4, batch=4))
    try:
        for _ in range(3):  # the worker is free at once, again and again
            assert advance(Task(one, None, {})).progress is None
        painting.set()
        picture_jobs.loaded("digits").result(20)
        models = [advance(Task(one, None, {})).progress.model for _ in range(2)]
        assert loads == ["digits"] and models[0].X.data_ptr() == models[1].X.data_ptr()
    finally:
        picture_jobs.loaded.cache_clear()


def test_the_machine_s_memory_bounds_all_runs() -> None:
    assert limits.RUN_BYTES <= limits.OWNER_BYTES <= limits.RUNS_BYTES <= max(limits.machine_bytes() / 8, 2**28)


def test_a_run_that_is_paused_before_its_next_step_shows_no_moment_twice() -> None:
    one = job(steps=100)
    model = advance(Task(one, None, {}, seconds=9.0, steps=3)).progress.model
    hurried = {"steps": 5, "wish": Wish(hurry=True)}
    assert advance(Task(one, model, {}, shown=3, **hurried)).progress.frame is None
    assert advance(Task(one, model, {}, shown=2, **hurried)).progress.frame is not None  # what nobody had looked at
    assert advance(Task(one, model, {}, acts=("two",), shown=3, **hurried)).progress.frame is not None
