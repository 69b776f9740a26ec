"""The film service: the frames of a walk in parts, looks and thaws of one picture, refusals of what is not allowed."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
import torch

from app.live.channel.messages import BadMessage
from app.live.film import component
from app.live.film import service as film
from app.live.film.service import FilmService
from engines.data import images
from engines.data.postcards import requests
from engines.data.postcards.table import DEFAULT
from engines.diffusion import film as diffusion_film
from engines.diffusion.model import Diffusion, DiffusionConfig
from tests.app.live.asking import ask

NAME = "diffusion-digits"
DIGIT = images.load("digits", "test").images[0]
PICTURE = base64.b64encode(DIGIT.tobytes()).decode()
HOW = {"id": 1, "model": NAME, "sampler": "ddim", "eta": 0.0, "guidance": 2.0, "rows": [[7]], "seed": 3, "steps": 4}
N = 6
LOOK = HOW | {"kind": "look"}
WALK = HOW | {"kind": "walk", "rows": [[7]] * N, "have": 0}


def all_of(message: dict[str, Any]) -> dict[str, np.ndarray]:
    """Every frame of a walk, asked for as a viewer does."""
    parts, have = [], 0
    for _ in range(60):
        meta, arrays = ask(FilmService(), message | {"have": have})
        assert meta["have"] == have and len(meta["t"]) == len(meta["signal"]) == len(meta["n_evals"])
        have += len(meta["t"])
        parts.append(arrays)
        if meta["whole"]:
            break
    return {k: np.concatenate([p[k] for p in parts if p]) for k in ("x", "x0", "eps")}


def test_a_walk_comes_in_parts_and_is_the_engines() -> None:
    found = all_of(WALK)
    guided = diffusion_film.with_settings(film.model(NAME), sampler="ddim", eta=0.0, guidance=2.0)
    frames = list(diffusion_film.film(guided, N, seed=3, y=[7] * N, steps=4))
    assert found["x"].shape == (5, N, 28, 28)
    for name, array in found.items():
        np.testing.assert_array_equal(array, np.stack([getattr(f, name) for f in frames]))
    again = all_of(WALK)
    np.testing.assert_array_equal(again["x"], found["x"])


def test_each_factor_of_a_request_may_weigh_more() -> None:
    rows = requests.rows({"subject": ("apple",)}, 3, 0).tolist()
    message = WALK | {"model": "diffusion-postcards", "rows": rows, "steps": 2}
    found = all_of(message | {"extra": [3, 0, 0, 1.5], "extra_until": 0.6})
    settings = {"sampler": "ddim", "eta": 0.0, "guidance": 2.0, "extra": (3, 0, 0, 1.5), "extra_until": 0.6}
    heavier = diffusion_film.with_settings(film.model("diffusion-postcards"), **settings)
    *_, last = diffusion_film.film(heavier, 3, seed=3, y=rows, steps=2)
    np.testing.assert_array_equal(found["x"][-1], last.x)
    assert last.n_evals == 4 + 2  # from noise with both factors, and then, at t = T/2, without
    assert (all_of(message)["x"][-1] != last.x).any()


def test_an_answer_holds_no_more_than_a_slice_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "SLICE_SECONDS", 0.0)
    for have in range(3):
        meta, arrays = ask(FilmService(), WALK | {"seed": 999, "have": have})
        assert len(meta["t"]) == len(arrays["x"]) == 1 and not meta["whole"]


def test_what_a_viewer_is_shown_is_what_the_network_is_asked() -> None:
    """The noise sent to the browser, put on the picture there, is the x_t that the server looks at."""
    meta, arrays = ask(FilmService(), {"id": 1, "kind": "noise", "model": NAME, "seed": 3})
    m = film.model(NAME)
    t = 300
    x = arrays["alpha"][t] * (DIGIT / 127.5 - 1) + arrays["sigma"][t] * arrays["noise"][..., 0]
    how = film.How(NAME, "ddim", 0.0, 2.0, ((7,),), 3, 4)
    np.testing.assert_allclose(film.frozen(how, t, DIGIT.tobytes())[1].reshape(28, 28).numpy(), x, atol=1e-5)
    assert len(arrays["alpha"]) == m.config.T + 1


def test_a_look_at_little_noise_finds_the_picture() -> None:
    meta, arrays = ask(FilmService(), HOW | {"kind": "look", "picture": PICTURE, "t": 100})
    assert meta["t"] == 100 and arrays["x0"].shape == (1, 28, 28)
    assert np.abs(arrays["x0"][0].astype(float) - DIGIT).mean() < 10
    clean = ask(FilmService(), HOW | {"kind": "look", "picture": PICTURE, "t": 0})[1]["x0"][0]
    assert np.abs(clean.astype(int) - DIGIT).max() <= 1


def test_a_thaw_from_little_noise_brings_the_picture_back() -> None:
    found = all_of(HOW | {"kind": "thaw", "picture": PICTURE, "t": 150, "steps": 20})
    assert np.abs(found["x"][-1, 0].astype(float) - DIGIT).mean() < 12


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model": "diffusion-cats"}, "bad_model"),
        ({"model": "gan-digits"}, "bad_model"),
        ({"kind": "sing"}, "bad_kind"),
        ({"rows": [[10]]}, "out_of_range"),
        ({"rows": [[-2]]}, "out_of_range"),
        ({"rows": [[0.5]]}, "out_of_range"),
        ({"rows": [[7, 7]]}, "bad_rows"),
        ({"rows": []}, "bad_rows"),
        ({"rows": [[7]] * (film.MOST + 1)}, "bad_rows"),
        ({"rows": "<b>"}, "bad_rows"),
        ({"other": [[7]]}, "bad_other"),
        ({"other": [[8]] * N, "share": 1.1}, "out_of_range"),
        ({"film": 2}, "out_of_range"),
        ({"steps": 51}, "out_of_range"),
        ({"steps": 2.5}, "bad_number"),
        ({"guidance": 8.1}, "out_of_range"),
        ({"extra": [8.1]}, "out_of_range"),
        ({"extra": [1, 1]}, "bad_extra"),
        ({"extra": ["1"]}, "bad_extra"),
        ({"extra_until": 1.1}, "out_of_range"),
        ({"sampler": "euler"}, "bad_sampler"),
        ({"seed": -1}, "out_of_range"),
        ({"kind": "look", "t": 10, "picture": PICTURE}, "bad_rows"),
        (LOOK | {"t": 1001, "picture": PICTURE}, "out_of_range"),
        (LOOK | {"t": 10, "picture": PICTURE[:-8]}, "bad_picture"),
        (LOOK | {"t": 10, "picture": "?" * len(PICTURE)}, "bad_picture"),
        (LOOK | {"t": 10}, "bad_picture"),
        (HOW | {"kind": "thaw", "t": 0, "picture": PICTURE}, "out_of_range"),
        ({"kind": "walk", "have": 60}, "out_of_range"),
    ],
)
def test_what_is_not_allowed_is_refused_in_words(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(BadMessage) as refused:
        ask(FilmService(), WALK | changes)
    assert refused.value.code == code and str(refused.value)


def test_a_picture_of_letters_that_are_not_ascii_is_refused_in_words() -> None:
    with pytest.raises(BadMessage) as refused:
        ask(FilmService(), HOW | {"kind": "look", "t": 10, "picture": "é" * len(PICTURE)})
    assert refused.value.code == "bad_picture"


def steps_counted(monkeypatch: pytest.MonkeyPatch) -> list[film.How]:
    """Every frame that is computed from now on."""
    computed: list[film.How] = []
    walk = film.walk

    def counted(how: film.How) -> film.Walk:
        made = walk(how)
        steps = made.steps
        made.steps = (computed.append(how) or step for step in steps)
        return made

    monkeypatch.setattr(film, "walk", counted)
    return computed


def test_no_frame_is_computed_twice_however_many_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "SLICE_SECONDS", 0.0)
    computed = steps_counted(monkeypatch)
    viewers, short = [FilmService() for _ in range(30)], {"steps": 2, "guidance": 1.0}
    for have in range(3):
        for seed, viewer in enumerate(viewers):
            meta, _ = ask(viewer, WALK | short | {"seed": seed, "have": have})
            assert meta["have"] == have and len(meta["t"]) == 1
    assert len(computed) == 30 * 3


def test_who_asks_for_the_same_walk_shares_it_and_it_goes_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = steps_counted(monkeypatch)
    viewers, same = [FilmService() for _ in range(3)], WALK | {"seed": 4242, "steps": 2}
    for viewer in viewers:
        ask(viewer, same)
    assert len(computed) == 1 and len([key for key in film._walking if key[1].seed == 4242]) == 1
    for viewer in viewers:
        viewer.forget()
    assert not [key for key in film._walking if key[1].seed == 4242]


def test_a_walk_that_fails_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(how: film.How) -> film.Walk:
        return film.Walk(iter(lambda: 1 / 0, None))

    viewer, asked = FilmService(), WALK | {"seed": 777}
    with monkeypatch.context() as patched:
        patched.setattr(film, "walk", failing)
        with pytest.raises(ZeroDivisionError):
            ask(viewer, asked)
    assert len(ask(viewer, asked)[0]["t"]) == 1


FACTORS = {  # an untrained model of each kind: told a class, or four factors
    "diffusion-one": DiffusionConfig(net="unet", width=8, channels=3, size=16, n_classes=7, T=50),
    "diffusion-four": DiffusionConfig(net="unet", width=8, channels=3, size=16, factors=(7, 7, 6, 3), T=50),
}


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both stand in place of what is shipped."""
    made = {name: Diffusion(c) for name, c in FACTORS.items()}
    for m in made.values():
        m._frame(None)
        m.build(3 * 16 * 16)
        m.averaged.theta.normal_(0, 0.05, generator=torch.Generator().manual_seed(0))
    monkeypatch.setattr(film, "model", made.__getitem__)
    monkeypatch.setattr(film, "config", FACTORS.__getitem__)
    monkeypatch.setattr(film.weights, "names", lambda **kinds: list(FACTORS))


@pytest.mark.parametrize(("name", "rows"), [("diffusion-one", [[3]]), ("diffusion-four", [[3, -1, 5, 2]])])
def test_each_picture_is_told_its_own_factors(untrained: None, name: str, rows: list[list[int]]) -> None:
    asked = WALK | {"model": name, "rows": rows * 2 + [[-1] * len(rows[0])]}
    found = all_of(asked)["x"]
    assert found.shape == (5, 3, 16, 16, 3) and (found[0, 0] != found[0, 1]).any()  # each its own noise
    left_open = all_of(asked | {"rows": [[-1] * len(rows[0])] * 3})["x"]
    changed = (found[-1] != left_open[-1]).any((1, 2, 3))
    assert changed.tolist() == [True, True, False]
    with pytest.raises(BadMessage) as refused:
        ask(FilmService(), WALK | {"model": name, "rows": [[7, 7, 6, 3][: len(rows[0])]]})
    assert refused.value.code == "out_of_range"


def test_a_second_condition_is_mixed_in_by_its_share(untrained: None) -> None:
    asked = WALK | {"model": "diffusion-four", "rows": [[0, 1, 2, 0]] * 2}
    one, other = (all_of(asked | {"rows": [row] * 2})["x"] for row in ([0, 1, 2, 0], [6, 1, 2, 2]))
    mixed = {share: all_of(asked | {"other": [[6, 1, 2, 2]] * 2, "share": share})["x"] for share in (0, 0.5, 1)}
    assert np.abs(mixed[0].astype(int) - one).max() <= 1 and np.abs(mixed[1].astype(int) - other).max() <= 1
    assert (mixed[0.5] != one).any() and (mixed[0.5] != other).any()
    meta, _ = ask(FilmService(), asked | {"other": [[6, 1, 2, 2]] * 2, "share": 0.5})
    assert meta["n_evals"][0] == 3  # told nothing, the one, and the other


def test_two_films_side_by_side_are_each_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "SLICE_SECONDS", 0.0)
    computed = steps_counted(monkeypatch)
    viewer, two = FilmService(), [WALK | {"film": k, "rows": [[k]], "seed": 31337, "steps": 2} for k in (0, 1)]
    for have in range(3):
        for asked in two:
            ask(viewer, asked | {"have": have})
    assert len(computed) == 2 * 3


def test_a_class_is_the_first_factor_and_the_others_are_drawn_from_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    how = {"y": 3, "seed": 5}
    monkeypatch.setattr(component, "config", FACTORS.__getitem__)
    assert component.told("diffusion-one", how, 2) == {"seed": 5, "rows": [[3], [3]]}
    told = component.told("diffusion-four", how, 200)["rows"]
    assert {row[0] for row in told} == {3} and len({tuple(row) for row in told}) > 5
    assert all(DEFAULT.p[tuple(row)] > 0 for row in told)
    assert component.told("diffusion-four", how | {"y": -1}, 2)["rows"] == [[-1] * 4] * 2


def test_the_first_viewer_finds_every_network_loaded_and_run(untrained: None, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, run = [], []
    monkeypatch.setattr(film, "model", loaded.append)
    monkeypatch.setattr(film, "walk", lambda how: run.append(how) or film.Walk(iter([])))
    monkeypatch.setattr(film, "config", lambda name: FACTORS["diffusion-four"])
    FilmService.warm_up()
    assert loaded == list(FACTORS) and [how.rows for how in run] == [((0, 0, 0, 0),)]
