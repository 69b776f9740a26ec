"""The world: the service's answers are the engine's, its refusals are words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage
from app.live.world import service as live_world
from app.live.world.service import GRID, WorldService
from engines.data.shapes import build
from engines.data.worlds import World
from tests.app.live.asking import BAD_WORLDS, BOX, HILLS, ask, world

FIELD = {"id": 1, "kind": "field", "world": HILLS, "box": BOX, "samples": 300, "seed": 3, "slice": 0.4}


def test_field_is_the_exact_density() -> None:
    meta, arrays = ask(WorldService(), FIELD)
    w, low, step = world(), -3.0, 6.0 / GRID
    i, j = 40, 61
    exact = np.exp(w.log_prob(np.array([low + (j + 0.5) * step, low + (i + 0.5) * step])))
    assert (arrays["heat"][i, j] / 255) ** 2 * meta["top"] == pytest.approx(exact, abs=0.02 * meta["top"])
    assert arrays["heat"].max() == 255
    for name in ("margin1", "margin2", "slice"):
        assert arrays[name].sum() * step == pytest.approx(1, abs=0.01)  # each is a density over the box
    np.testing.assert_allclose(arrays["samples"], w.sample(300, seed=3), atol=1e-5)


def test_a_moving_slice_leaves_the_field_alone() -> None:
    service = WorldService()
    _, before = ask(service, FIELD)
    _, after = ask(service, FIELD | {"slice": -1.0})
    np.testing.assert_array_equal(before["heat"], after["heat"])
    assert np.abs(before["slice"] - after["slice"]).max() > 0.01


def test_strokes_and_kept_worlds_and_names() -> None:
    strokes = {"strokes": [[[-1, -1], [1, 1]], [[0.0, 1.0]]], "thickness": 0.1}
    _, painted = ask(WorldService(), FIELD | {"world": strokes})
    assert painted["heat"][GRID // 2, GRID // 2] > 100  # on the line
    kept = {"kept": live_world.keep(build("cat"))}
    _, cat = ask(WorldService(), FIELD | {"world": kept})
    _, named = ask(WorldService(), FIELD | {"world": {"name": "cat"}})
    np.testing.assert_array_equal(cat["heat"], named["heat"])


@pytest.mark.parametrize(("name", "half"), [("pacgan-ring", 1.5), ("pacgan-grid", 5.5)])
def test_hills_narrower_than_a_cell_are_all_seen_and_equally(name: str, half: float) -> None:
    box = [-half, -half, half, half]
    meta, arrays = ask(WorldService(), FIELD | {"world": {"name": name}, "box": box})
    means, cell = live_world.named(name).means, 2 * half / GRID
    j, i = np.floor((means + half) / cell).astype(int).T
    near = [arrays["heat"][b - 1 : b + 2, a - 1 : a + 2].max() for a, b in zip(j, i, strict=True)]
    assert min(near) > 190  # of 255 at the highest; a hill that falls between the cells would be near 0
    mass = ((arrays["heat"] / 255.0) ** 2).sum() * meta["top"] * cell**2
    assert mass == pytest.approx(1, abs=0.05)
    assert arrays["margin1"].sum() * cell == pytest.approx(1, abs=0.05)


def test_prefixes_of_the_samples_are_draws_that_went_before() -> None:
    _, first = ask(WorldService(), FIELD | {"samples": live_world.MAX_SAMPLES})
    moved = {"components": [[w, m1 + 0.5, m2, *rest] for w, m1, m2, *rest in HILLS["components"]]}
    _, second = ask(WorldService(), FIELD | {"samples": live_world.MAX_SAMPLES, "world": moved})
    np.testing.assert_allclose(second["samples"], first["samples"] + [0.5, 0], atol=1e-5)  # points move with their hill


def test_the_kept_worlds_that_were_used_last_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_world, "KEPT", 20)
    first, used = live_world.keep(world()), live_world.keep(build("cat"))
    for i in range(live_world.KEPT):
        live_world.keep(World([1.0], [[i / 10, 0.0]], [np.eye(2)]))
        ask(WorldService(), FIELD | {"world": {"kept": used}})
    with pytest.raises(BadMessage, match="no longer here"):
        ask(WorldService(), FIELD | {"world": {"kept": first}})


@pytest.mark.parametrize("spec", BAD_WORLDS, ids=repr)
def test_a_bad_world_is_refused_in_words(spec: Any) -> None:
    with pytest.raises(BadMessage) as refusal:
        ask(WorldService(), FIELD | {"world": spec})
    assert len(str(refusal.value)) > 15


@pytest.mark.parametrize(
    "change",
    [
        {"box": None}, {"box": [0, 0, 0, 0]}, {"box": [1, 1, -1, -1]}, {"box": [0, 0, 1e9, 1]}, {"samples": 1e6},
        {"samples": 2.5}, {"seed": -1}, {"slice": 99}, {"slice": "x"}, {"kind": "heat"},
    ],
)  # fmt: skip
def test_a_bad_field_request_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        ask(WorldService(), FIELD | change)
