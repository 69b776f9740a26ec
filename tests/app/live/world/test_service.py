"""The world and its postcards: the services' answers are the engine's, their refusals are words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage
from app.live.postcards import service as tally
from app.live.postcards.service import DEFAULT, LINES, PostcardService, line_of, table_of
from app.live.samplers.service import SamplingService
from app.live.world import service as live_world
from app.live.world.service import GRID, WorldService
from engines.core import finish
from engines.data.postcards import cards
from engines.data.postcards import table as postcards_table
from engines.data.shapes import build
from engines.data.worlds import World
from tests.app.live.world.asking import BOX, DRAWS, HILLS, STEPS, ask, world

FIELD = {"id": 1, "kind": "field", "world": HILLS, "box": BOX, "samples": 300, "seed": 3, "slice": 0.4}


# ---- world -----------------------------------------------------------------------------------------------------------


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


BAD_WORLDS = [
    None, 3, {}, {"name": "gan"}, {"kept": "0"}, {"kept": ["x"]}, {"strokes": []}, {"strokes": [[]]},
    {"strokes": [[[0, "a"]]]}, {"strokes": [[[0, 0]] * 4000]}, {"strokes": [[[0, 1e9]]]}, {"components": []},
    {"components": [[1, 0, 0, 1, 0, 1]] * 13}, {"components": [[0, 0, 0, 1, 0, 1]]},
    {"components": [[-1, 0, 0, 1, 0, 1]]}, {"components": [[1, 0, 0, 0, 0, 0]]}, {"components": [[1, 0, 0, 1, 2, 1]]},
    {"components": [[1, 0, 0, 1, 0]]}, {"components": [[1, 1e9, 0, 1, 0, 1]]}, {"components": [[1, 0, 0, -1, 0, 1]]},
]  # fmt: skip


@pytest.mark.parametrize("spec", BAD_WORLDS, ids=repr)
@pytest.mark.parametrize(("service", "message"), [(WorldService, FIELD), (SamplingService, STEPS)])
def test_a_bad_world_is_refused_in_words(service: Any, message: dict[str, Any], spec: Any) -> None:
    with pytest.raises(BadMessage) as refusal:
        ask(service(), message | {"world": spec})
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


# ---- postcards -------------------------------------------------------------------------------------------------------


def test_the_lines_are_the_whole_table_and_do_not_overlap() -> None:
    assert sum(DEFAULT) == pytest.approx(100)
    assert sorted(i for rows in LINES.values() for i in rows) == list(range(len(postcards_table.SCENES)))
    np.testing.assert_allclose(table_of(DEFAULT).p, postcards_table.DEFAULT.p, atol=1e-12)
    covered = sum(
        postcards_table.event_cells(**postcards_table.SCENES[i].event).astype(int)
        for rows in LINES.values()
        for i in rows
    )
    assert covered.max() == 1


def test_lines_are_named_for_what_they_show() -> None:
    only = {name: table_of([w if i == k else 0 for i, w in enumerate(DEFAULT)]) for k, name in enumerate(LINES)}
    assert only["cat on yellow"].prob(subject="cat", background="yellow") == pytest.approx(1)
    assert only["black cat at sunset"].prob(subject="cat", colour="black", background="sunset") == pytest.approx(1)
    assert only["sunset over mountains"].prob(subject="mountain", background="sunset") == pytest.approx(1)
    assert only["monochrome portrait"].prob(subject="portrait", style="monochrome") == pytest.approx(1)
    assert only["apple"].prob(subject="apple") == pytest.approx(1)


def test_draws_follow_the_table_and_continue() -> None:
    service = PostcardService()
    answers, at = [], 0
    while at < 350:
        answers.append(ask(service, DRAWS | {"from": at, "n": min(250, 350 - at)}))
        at += len(answers[-1][1]["labels"])
    labels, painted = (np.concatenate([arrays[name] for _, arrays in answers]) for name in ("labels", "painted"))
    factors = cards.draw_factors(350, seed=5, table=table_of(DEFAULT))
    np.testing.assert_array_equal(labels, line_of(factors))
    meta, last = answers[-1]
    assert meta["p"] == pytest.approx(np.array(DEFAULT) / 100)
    tallied = np.bincount(labels, minlength=len(DEFAULT)) / 350
    assert last["distance"][-1] == pytest.approx(np.abs(tallied - meta["p"]).sum() / 2, abs=1e-6)
    np.testing.assert_array_equal(painted, [i for i in range(350) if i < tally.PAINT_ALL or i % 10 == 0])


def test_an_answer_paints_so_many_that_a_class_soon_sees_its_first_draws() -> None:
    _, first = ask(PostcardService(), DRAWS | {"n": 250})
    assert len(first["images"]) == len(first["painted"]) == len(first["labels"]) == tally.PAINTED
    assert tally.PAINTED >= 60  # what the page asks for first comes at once
    _, later = ask(PostcardService(), DRAWS | {"from": 1000, "n": 250})
    assert len(later["labels"]) == 250 and len(later["images"]) == len(later["painted"]) == 25


@pytest.mark.parametrize(
    "change",
    [
        {"weights": [0] * len(DEFAULT)}, {"weights": [1]}, {"weights": [-1] + [1] * 9}, {"weights": [1e9] * 10},
        {"weights": ["1"] * 10}, {"from": 10**6}, {"n": 10**6}, {"kind": "draw"},
    ],
)  # fmt: skip
def test_a_bad_table_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        ask(PostcardService(), DRAWS | change)


# ---- caches ----------------------------------------------------------------------------------------------------------


def test_a_resized_hill_is_another_world_to_every_cache_and_an_equal_one_is_not() -> None:
    from app.concepts.classical.components import compared
    from app.concepts.probability.learned import compare
    from app.live.samplers import service as sampling
    from engines.diffusion import curves

    wide = World(world().weights, world().means, 4 * world().covariances)
    seen = []
    for w in (world(), wide):
        learned = finish(compare(w, (-3.0, -3.0, 3.0, 3.0), 50, 2, 0))
        seen.append((learned.scores["true"], finish(compared(w, 3, "full"))["truth"]))
    assert seen[0][0] != seen[1][0] and (seen[0][1] != seen[1][1]).all()
    for cache in (sampling._exact, sampling._floor, curves.quantiles):
        first = cache(world(), 128)
        assert cache(world(), 128) is first and cache(wide, 128) is not first
