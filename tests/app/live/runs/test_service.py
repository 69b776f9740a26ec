"""Runs over a real socket: begun, watched, scrubbed, controlled by their owner alone, found again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import numpy as np
import pytest

from app.live.channel import limits
from tests.app.live.channel.test_routes import read
from tests.app.live.runs.viewers import ME, OTHER, SMALL, Viewer


def test_a_run_is_watched_to_its_end(viewer: Viewer) -> None:
    joined = viewer.create(config=SMALL | {"steps": 300})
    assert joined["kind"] == "joined" and joined["mine"]
    _, arrays = viewer.until(joined["run"], lambda m: m["kind"] == "frame" and m["step"] == 300)
    assert arrays["fake"].shape == (500, 2) and arrays["heat"].dtype == np.uint8
    assert arrays["heat"].shape == arrays["optimal"].shape
    meta, _ = viewer.until(joined["run"], lambda m: m["kind"] == "run" and m["state"] == "done")
    assert meta["step"] == meta["steps"] == 300
    viewer.control(joined["run"], "end")
    assert viewer.watch(joined["run"])[0]["code"] == "ended"


def test_the_same_seed_gives_the_same_run(viewer: Viewer) -> None:
    fakes = []
    for _ in range(2):
        run = viewer.create(config=SMALL | {"steps": 100})["run"]
        fakes.append(viewer.until(run, lambda m: m["kind"] == "frame" and m["step"] == 100)[1]["fake"])
        viewer.control(run, "end")
    np.testing.assert_array_equal(*fakes)


def test_pause_single_steps_and_play(viewer: Viewer) -> None:
    run = viewer.create(play=False)["run"]
    assert viewer.until(run, lambda m: m["kind"] == "frame")[0]["step"] == 0
    for act in ("step", "d_step", "g_step", "step"):
        viewer.control(run, "act", act=act)
    viewer.until(run, lambda m: m["kind"] == "frame" and m["step"] == 2)
    assert viewer.control(run, "act", act="start")["code"] == "bad_action"
    viewer.control(run, "play")
    viewer.until(run, lambda m: m["kind"] == "frame" and m["step"] > 20)
    at = viewer.control(run, "pause")
    assert at["state"] == "paused"
    viewer.control(run, "end")


def test_a_stranger_watches_and_does_not_control(open_viewer: Callable[[], Viewer]) -> None:
    owner, stranger = open_viewer(), open_viewer()
    run = owner.create()["run"]
    seen = stranger.ask(kind="join", run=run, owner=OTHER)[0]
    assert seen["run"] == run and not seen["mine"]
    assert stranger.until(run, lambda m: m["kind"] == "frame" and m["step"] > 0)
    for do in ("pause", "play", "restart", "end", "set", "speed", "act", "slow"):
        assert stranger.control(run, do, owner=OTHER, act="step")["code"] == "not_owner"
    assert owner.control(run, "pause")["state"] == "paused"
    owner.control(run, "end")


def test_who_has_left_is_not_counted_also_where_nothing_moves(open_viewer: Callable[[], Viewer]) -> None:
    owner, leaving, staying = open_viewer(), open_viewer(), open_viewer()
    run = owner.create(play=False)["run"]
    staying.until(run, lambda m: m["kind"] == "frame")
    leaving.until(run, lambda m: m["kind"] == "run" and m["viewers"] == 2)
    meta, _ = staying.until(run, lambda m: m["kind"] == "run" and m["viewers"] == 2)
    leaving.socket.send(json.dumps({"id": 9, "kind": "watch", "run": run, "after": 2**50, "version": meta["version"]}))
    leaving.socket.close()  # while it waits for news
    began = time.monotonic()
    while staying.ask(kind="watch", run=run, after=2**50)[0]["viewers"] > 1:
        assert time.monotonic() - began < 5, "it is counted until it would have asked again"
        time.sleep(0.1)
    owner.control(run, "end")


def test_a_lost_socket_comes_back_to_the_same_run(open_viewer: Callable[[], Viewer]) -> None:
    first = open_viewer()
    joined = first.create()
    meta, _ = first.until(joined["run"], lambda m: m["kind"] == "frame" and m["step"] > 50)
    first.socket.close()
    again = open_viewer()
    found = again.ask(kind="join", run=joined["run"], owner=ME)[0]
    assert found["mine"] and found["epoch"] == joined["epoch"] and found["step"] >= meta["step"]
    later, _ = again.watch(joined["run"], after=meta["serial"], version=found["version"])
    assert later["step"] >= meta["step"]
    again.control(joined["run"], "end")


def test_history_covers_the_run_in_order(viewer: Viewer) -> None:
    run = viewer.create(config=SMALL | {"steps": 400})["run"]
    viewer.until(run, lambda m: m["kind"] == "run" and m["state"] == "done")
    steps, start, more = [], 0, True
    while more:
        meta, arrays = viewer.ask(kind="history", run=run, **{"from": start})
        packed = [read(arrays[f"frame{i}"].tobytes())[0] for i in range(len(arrays))]
        steps += [m["step"] for m in packed]
        start, more = packed[-1]["serial"], meta["more"]
    assert steps[0] == 0 and steps[-1] == 400 and steps == sorted(steps)
    viewer.control(run, "end")


def test_live_edits_and_a_new_beginning(viewer: Viewer) -> None:
    run = viewer.create()["run"]
    changed = viewer.control(run, "set", config={"lr_g": 0.01, "d_steps": 3})
    assert changed["config"]["lr_g"] == 0.01 and changed["config"]["d_steps"] == 3
    assert viewer.control(run, "set", config={"width": 32})["code"] == "not_live"
    assert viewer.control(run, "set", config={"lr_g": 7})["code"] == "bad_settings"
    new = viewer.control(run, "restart", job="gan", world={"name": "grid"}, config=SMALL | {"width": 32})
    assert new["run"] == run and new["epoch"] == changed["epoch"] + 1
    viewer.until(run, lambda m: m["kind"] == "frame" and m["epoch"] == new["epoch"] and m["step"] > 5)
    viewer.control(run, "end")


def test_slow_motion_shows_six_stages_of_one_turn(viewer: Viewer) -> None:
    run = viewer.create(play=False)["run"]
    meta, arrays = viewer.ask(kind="control", run=run, do="slow", owner=ME)
    stages = [read(arrays[f"frame{i}"].tobytes()) for i in range(6)]
    assert meta["kind"] == "stages"
    names = [m["stage"] for m, _ in stages]
    assert names == ["noise", "fake", "judged", "d-updated", "g-gradient", "g-updated"]
    assert viewer.until(run, lambda m: m["kind"] == "frame" and m["step"] == 1)
    viewer.control(run, "end")


def test_divergence_is_told_and_can_be_begun_anew(viewer: Viewer) -> None:
    wild = SMALL | {"lr_d": 0.1, "lr_g": 0.1, "r1": 100.0, "beta1": 0.999, "beta2": 0.0}
    run = viewer.create(config=wild)["run"]
    meta, _ = viewer.until(run, lambda m: m["kind"] == "run" and m["state"] == "error")
    assert meta["code"] == "diverged" and "lower lr" in meta["error"]
    assert viewer.control(run, "play")["state"] == "error"
    assert viewer.control(run, "restart", job="gan", world={"name": "ring"}, config=SMALL)["state"] == "running"
    viewer.control(run, "end")


def test_twelve_seeds_train_together(viewer: Viewer) -> None:
    run = viewer.create(config=SMALL | {"replicas": 12, "steps": 50})["run"]
    meta, arrays = viewer.until(run, lambda m: m["kind"] == "frame" and m["step"] == 50)
    assert arrays["fakes"].shape == (12, 500, 2) and arrays["modes"].shape == (12,)
    assert len({f.tobytes() for f in arrays["fakes"]}) == 12
    assert 0 <= meta["metrics"]["collapsed"] <= 12
    viewer.control(run, "end")


@pytest.mark.parametrize("schedule", ["cosine", "flow", "too-short"])
def test_a_diffusion_model_is_seen_at_every_level_of_its_walk(viewer: Viewer, schedule: str) -> None:
    prediction = "eps" if schedule == "too-short" else "v"
    config = {"schedule": schedule, "prediction": prediction, "width": 16, "batch": 32, "steps": 40, "view_steps": 6}
    job = {"kind": "create", "job": "diffusion", "world": {"name": "ring"}, "config": config, "owner": ME}
    joined, truth = viewer.ask(**job)
    assert truth["density"].shape == (7, 48, 48) and truth["density"].dtype == np.uint8
    assert truth["alpha"][-1] == 1 and truth["sigma"][-1] == 0 and (np.diff(truth["sigma"]) < 0).all()
    meta, arrays = viewer.until(joined["run"], lambda m: m["kind"] == "frame" and m["step"] == 40)
    assert arrays["ways"].shape == (300, 7, 2) and arrays["field"].shape == truth["exact"].shape == (7, 15, 15, 2)
    assert 0 < meta["metrics"]["score_error"] < 2
    viewer.control(joined["run"], "end")


@pytest.mark.parametrize("kind", ["picture-gan", "picture-diffusion"])
def test_a_model_of_pictures_is_watched_from_scratch(viewer: Viewer, kind: str) -> None:
    config = {"width": 8, "batch": 16, "steps": 4} | ({"view_steps": 2} if kind == "picture-diffusion" else {})
    joined, _ = viewer.ask(kind="create", job=kind, data="digits", config=config, owner=ME)
    meta, arrays = viewer.until(joined["run"], lambda m: m["kind"] == "frame" and m["step"] == 4)
    assert arrays["pictures"].dtype == np.uint8 and arrays["pictures"].shape[1:] == (28, 28)
    assert len({p.tobytes() for p in arrays["pictures"]}) > 1
    viewer.control(joined["run"], "end")


def test_a_run_of_an_earlier_server_is_said_to_be_lost(viewer: Viewer) -> None:
    run = viewer.create(play=False)["run"]
    other = ("0" if run[0] != "0" else "1") + run[1:]
    for kind in ("join", "watch", "history"):
        assert viewer.ask(kind=kind, run=other)[0]["code"] == "lost"
    assert viewer.control(other, "play")["code"] == "lost"
    viewer.control(run, "end")


@pytest.mark.parametrize("net", ["mlp", "linear"])
def test_an_ae_and_a_vae_learn_points_side_by_side(viewer: Viewer, net: str) -> None:
    config = {"net": net, "width": 8, "batch_size": 16, "steps": 4}
    job = {"kind": "create", "job": "autoencoder", "world": {"name": "ring"}, "config": config, "owner": ME}
    joined, about = viewer.ask(**job, speed=20)
    assert about["real"].shape == (500, 2)
    meta, arrays = viewer.until(joined["run"], lambda m: m["kind"] == "frame" and m["step"] == 4)
    for kind in ("ae", "vae"):
        assert arrays[f"{kind}_codes"].shape == (500,) and arrays[f"{kind}_curve"].shape[1] == 2
        assert arrays[f"{kind}_restored"].shape == about["real"].shape
        assert meta["metrics"][f"{kind}_miss"] > 0
    assert {"vae_kl", "elbo", "ae_reconstruction"} <= set(meta["metrics"])
    viewer.control(joined["run"], "end")


def test_beta_is_edited_while_pictures_are_learned(viewer: Viewer) -> None:
    config = {"width": 8, "batch_size": 16, "steps": 500, "latent_dim": 3}
    job = {"kind": "create", "job": "picture-autoencoder", "data": "digits", "config": config, "owner": ME}
    joined, about = viewer.ask(**job)
    run, shown = joined["run"], len(about["real"])
    _, arrays = viewer.until(run, lambda m: m["kind"] == "frame" and m["metrics"].get("elbo"))
    assert arrays["vae_kl"].shape == (3,) and arrays["ae_codes"].shape == (len(about["labels"]), 2)
    assert all(
        arrays[f"{kind}_{made}"].shape == (shown, 28, 28) for kind in ("ae", "vae") for made in ("restored", "samples")
    )
    edited = viewer.control(run, "set", config={"beta": 0.0})
    assert edited["config"]["beta"] == 0 and edited["run"] == run
    meta, arrays = viewer.until(run, lambda m: m["kind"] == "frame" and "elbo" not in m["metrics"])
    assert "vae_kl" not in arrays, "without a cloud there is no KL"
    assert viewer.control(run, "set", config={"latent_dim": 2})["code"] == "not_live"
    viewer.control(run, "end")


def test_several_frames_come_with_one_request_the_newest_each_time(viewer: Viewer) -> None:
    run = viewer.create()["run"]
    after, version, came = 0, 0, []
    while len(came) < 5:  # a description comes in between, now and then
        viewer.n += 1
        request = {"kind": "watch", "run": run, "after": after, "version": version, "frames": 5, "id": viewer.n}
        viewer.socket.send(json.dumps(request))
        came = [read(viewer.socket.recv(timeout=60))[0]]
        while came[-1]["kind"] == "frame" and len(came) < 5:
            came.append(read(viewer.socket.recv(timeout=60))[0])
        after, version = came[-1].get("serial", 0), came[-1].get("version", version)
    serials = [meta["serial"] for meta in came]
    assert serials == sorted(set(serials))
    with pytest.raises(TimeoutError):  # and no sixth
        viewer.socket.recv(timeout=0.5)


def test_who_watches_something_else_does_not_wait_for_the_frames_that_were_to_come(viewer: Viewer) -> None:
    first = viewer.create(play=False)["run"]
    second = viewer.create(play=False, config=SMALL | {"seed": 1})["run"]
    for run in (first, second):
        viewer.until(run, lambda meta: meta["kind"] == "frame")
    viewer.socket.send(json.dumps({"id": 90, "kind": "watch", "run": first, "after": 2**50, "version": 10**6}))
    told = read(viewer.socket.recv(timeout=60))[0]["version"]  # it waits for news from here on, for seconds
    viewer.socket.send(
        json.dumps({"id": 91, "kind": "watch", "run": first, "after": 2**50, "version": told, "frames": 8})
    )
    began = time.monotonic()
    assert viewer.watch(second)[0]["run"] == second
    assert time.monotonic() - began < limits.WATCH_SECONDS / 2


def test_the_owner_of_a_run_takes_its_networks_home(open_viewer: Callable[[], Viewer]) -> None:
    """It pauses, so that they are of one moment, and can go on."""
    owner, stranger = open_viewer(), open_viewer()
    run = owner.create()["run"]
    owner.until(run, lambda m: m["kind"] == "frame" and m["step"] > 20)
    assert stranger.ask(kind="weights", run=run, owner=OTHER)[0]["code"] == "not_owner"
    first, again = (owner.ask(kind="weights", run=run, owner=ME) for _ in range(2))
    meta, arrays = first
    assert meta["kind"] == "weights" and meta["step"] > 20 and meta["config"]["width"] == 8
    assert {name: a.shape for name, a in arrays.items() if name.startswith("g.")} == {
        "g.0": (1, 2, 8), "g.1": (1, 1, 8), "g.2": (1, 8, 8), "g.3": (1, 1, 8), "g.4": (1, 8, 2), "g.5": (1, 1, 2),
    }  # fmt: skip
    assert meta["step"] == again[0]["step"]
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, again[1][name])
    assert owner.control(run, "play")["state"] == "running"
    owner.control(run, "end")
    assert owner.ask(kind="weights", run=run, owner=ME)[0]["code"] == "ended"


MOONS = {"world": {"name": "moons"}}


@pytest.mark.parametrize(
    ("job", "nets"),
    [
        (MOONS | {"job": "autoencoder", "config": {"likelihood": "gaussian", "latent_dim": 1}}, "ae vae"),
        (MOONS | {"job": "diffusion", "config": {}}, "net"),
    ],
)
def test_every_kind_of_run_has_networks(job: dict, nets: str) -> None:
    from app.live.channel.messages import Message
    from app.live.runs.jobs import read_job
    from app.live.runs.networks import weights_of

    found = weights_of(read_job(Message(1, "create", job)).begin())
    assert {name.split(".")[0] for name in found} == set(nets.split())
    assert all(array.dtype == np.float32 and array.size for array in found.values())
