"""The sampling service: steps that are the engine's however they are asked for, and what is kept of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage
from app.live.samplers.service import SamplersService
from engines.data.shapes import build
from engines.sampling.samplers import SAMPLERS
from tests.app.live.asking import BAD_WORLDS, BOX, HILLS, ask, longest_turn, world

STEPS = {
    "id": 1, "kind": "steps", "world": HILLS, "box": BOX, "sampler": "metropolis", "settings": {"chains": 8},
    "seed": 0, "from": 0, "n": 40,
}  # fmt: skip


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_steps_are_the_engines_steps_however_they_are_asked_for(sampler: str) -> None:
    message = STEPS | {"sampler": sampler}
    kind = SAMPLERS[sampler]
    steps = kind(world(), kind.Config(chains=8, seed=0)).run(60)
    _, whole = ask(SamplersService(), message | {"n": 60})
    np.testing.assert_allclose(whole["points"], np.concatenate([s.x for s in steps]), atol=1e-5)
    one_by_one = SamplersService()
    ask(one_by_one, message | {"n": 20})
    _, part = ask(one_by_one, message | {"from": 20, "n": 40})
    _, late = ask(SamplersService(), message | {"from": 20, "n": 40})  # after a lost connection
    np.testing.assert_array_equal(part["points"], late["points"])
    np.testing.assert_array_equal(part["points"], whole["points"][whole["counts"][:20, 0].sum() :])


def test_another_setting_is_another_run() -> None:
    service = SamplersService()
    _, first = ask(service, STEPS)
    _, second = ask(service, STEPS | {"settings": {"chains": 8, "step_size": 1.0}})
    assert not np.array_equal(first["points"], second["points"])


def test_a_good_sampler_comes_to_its_floor_and_a_bad_one_does_not() -> None:
    exact, _ = ask(SamplersService(), STEPS | {"sampler": "ancestral", "settings": {"chains": 64}, "n": 100})
    assert exact["stats"]["distance"] < exact["stats"]["floor"] + 8 * exact["stats"]["floor_error"]
    cut, _ = ask(
        SamplersService(), STEPS | {"sampler": "rejection", "n": 200, "settings": {"envelope": 0.05, "chains": 64}}
    )
    assert cut["stats"]["distance"] > 2 * cut["stats"]["floor"]


def test_costly_steps_come_in_small_answers_and_are_the_same_steps() -> None:
    costly = STEPS | {"world": {"name": "cat"}, "sampler": "importance", "settings": {"chains": 200, "pool": 150}}
    service = SamplersService()
    _, first = ask(service, costly)
    got = len(first["counts"])
    assert 1 <= got < STEPS["n"]
    _, second = ask(service, costly | {"from": got})
    run = SAMPLERS["importance"](build("cat"), SAMPLERS["importance"].Config(chains=200, pool=150, seed=0)).run(2 * got)
    both = np.concatenate([first["points"], second["points"]])
    np.testing.assert_allclose(both, np.concatenate([s.x for s in run]), atol=1e-5)
    with pytest.raises(BadMessage, match="too costly to repeat"):
        ask(SamplersService(), costly | {"from": 1900})


def test_points_redrawn_by_weight_are_worth_what_the_weights_are() -> None:
    message = STEPS | {"sampler": "importance", "n": 20}
    narrow, _ = ask(SamplersService(), message | {"settings": {"chains": 64, "spread": 0.2}})
    wide, _ = ask(SamplersService(), message | {"settings": {"chains": 64, "spread": 1.5}})
    assert wide["stats"]["effective"] == 20 * 64
    assert narrow["stats"]["effective"] < wide["stats"]["effective"] / 2


@pytest.mark.parametrize(
    "change",
    [
        {"sampler": "gibbs"}, {"sampler": None}, {"settings": None}, {"settings": {"seed": 1}}, {"from": 99_999},
        {"settings": {"chains": 1e9}}, {"settings": {"chains": 2.5}}, {"settings": {"step_size": "big"}},
        {"settings": {"step_size": 0}}, {"settings": {"__class__": 1}}, {"settings": {"chains": 201}},
        {"sampler": "importance", "settings": {"pool": 201}}, {"n": 0}, {"n": 10_000}, {"seed": 1.5},
    ],
)  # fmt: skip
def test_a_bad_run_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadMessage) as refusal:
        ask(SamplersService(), STEPS | change)
    assert len(str(refusal.value)) > 15


@pytest.mark.parametrize("spec", BAD_WORLDS, ids=repr)
def test_a_bad_world_is_refused_in_words(spec: Any) -> None:
    with pytest.raises(BadMessage) as refusal:
        ask(SamplersService(), STEPS | {"world": spec})
    assert len(str(refusal.value)) > 15


# ---- what is kept, and what others wait for --------------------------------------------------------------------------


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_whole_run_at_the_ends_of_its_sliders_keeps_little(sampler: str) -> None:
    settings = {"chains": 200} | {"importance": {"pool": 200}, "hamiltonian": {"n_leapfrog": 100}}.get(sampler, {})
    service, at = SamplersService(), 0
    while at < 120:
        meta, arrays = ask(service, STEPS | {"sampler": sampler, "settings": settings, "from": at, "n": 40})
        at += len(arrays["counts"])
    assert service.held < 200 * 16 * 2 * at + 700_000  # no more than twice the points of the steps, and a table


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_figures_of_a_run_are_those_of_its_steps(sampler: str) -> None:
    from engines.measures import distances
    from engines.sampling import quality

    service = SamplersService()
    for at in (0, 40, 80):
        meta, _ = ask(service, STEPS | {"sampler": sampler, "settings": {"chains": 64}, "from": at, "n": 40})
    steps = SAMPLERS[sampler](world(), SAMPLERS[sampler].Config(chains=64, seed=0)).run(120)
    kept = steps[60:] if steps[0].before is not None else steps
    stats = meta["stats"]
    assert stats["points"] == sum(len(s.x) for s in steps)
    assert stats["accepted"] == pytest.approx(quality.acceptance_rate(steps))
    few = quality.points(kept)
    few = few[np.linspace(0, len(few) - 1, min(2000, 2 ** int(np.log2(len(few))))).astype(int)]
    exact = world().sample(len(few), seed=12345)
    assert stats["distance"] == pytest.approx(distances.sliced_wasserstein(few, exact, seed=0))
    if steps[0].before is not None:
        assert stats["effective"] == pytest.approx(quality.ess(quality.chains(kept)).min())


def test_steps_that_went_by_can_be_asked_for_again() -> None:
    service = SamplersService()
    first = ask(service, STEPS | {"from": 0, "n": 20})[1]
    ask(service, STEPS | {"from": 20, "n": 20})
    again = ask(service, STEPS | {"from": 0, "n": 20})[1]
    np.testing.assert_array_equal(first["points"], again["points"])


COSTLY = [
    STEPS | {"sampler": "hamiltonian", "settings": {"chains": 200, "n_leapfrog": 100}, "from": 150},
    STEPS | {"sampler": "importance", "settings": {"chains": 200, "pool": 200}, "n": 200},
]


@pytest.mark.parametrize("message", COSTLY)
def test_others_have_their_turns_while_something_costly_is_answered(message: dict[str, Any]) -> None:
    turns, share = longest_turn(SamplersService(), message)
    assert turns >= 3 and share < 1 / 2
