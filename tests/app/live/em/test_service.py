"""Whole runs of EM: each is the engine's, from where a hand has put its starts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage
from app.live.em.service import HELD_OUT, EmService, draw
from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture
from engines.data.shapes import WORLDS, build
from tests.app.live.asking import DOT, ask

FIT = {
    "id": 1, "kind": "fit", "world": {"name": "moons"}, "n": 120, "k": 3, "covariance": "full", "reg_covar": 1e-4,
    "seed": 4,
}  # fmt: skip


def test_a_run_is_the_engines_run() -> None:
    meta, arrays = ask(EmService(), FIT)
    X, fresh, _ = draw(build("moons"), 120, 4)
    model = GaussianMixture(MixtureConfig(n_components=3, reg_covar=1e-4, seed=4))
    model.start(X)
    for step in range(len(arrays["train"])):
        assert arrays["train"][step] == pytest.approx(model.log_likelihood, abs=1e-9)
        assert arrays["held_out"][step] == pytest.approx(model.score_samples(fresh).mean(), abs=1e-9)
        assert arrays["min_std"][step] == pytest.approx(model.metrics()["min_std"])
        np.testing.assert_allclose(arrays["parameters"][step][:, 1:3], model.means, atol=1e-9)
        np.testing.assert_allclose(arrays["responsibilities"][step] / 255, model.responsibilities, atol=0.003)
        model.step()
    assert meta["ended"] == "converged"
    np.testing.assert_allclose(arrays["points"], X, atol=1e-6)


@pytest.mark.parametrize("covariance", ["full", "diag", "spherical"])
def test_without_a_floor_the_training_curve_never_falls(covariance: str) -> None:
    _, arrays = ask(EmService(), FIT | {"reg_covar": 0, "covariance": covariance})
    assert (np.diff(arrays["train"]) > -1e-12).all() and len(arrays["train"]) > 3


def test_the_same_message_means_the_same_run_for_everybody() -> None:
    service = EmService()
    _, first = ask(service, FIT)
    ask(service, FIT | {"seed": 5})
    _, again = ask(service, FIT)
    _, other = ask(EmService(), FIT)
    for name, array in first.items():
        np.testing.assert_array_equal(array, again[name])
        np.testing.assert_array_equal(array, other[name])


def test_dragged_starts_are_where_the_run_begins_and_may_end_it_elsewhere() -> None:
    service, ring = EmService(), FIT | {"world": {"name": "grid"}, "k": 2}
    left, low = [[-2.0, 0.0], [2.0, 0.0]], [[0.0, -2.0], [0.0, 2.0]]
    ends = []
    for starts in (left, low):
        _, arrays = ask(service, ring | {"starts": starts})
        np.testing.assert_allclose(arrays["parameters"][0][:, 1:3], starts)
        ends.append(arrays["parameters"][-1][:, 1:3])
    assert np.abs(ends[0] - ends[1]).max() > 0.3  # a local optimum each


def test_the_truth_beats_every_fit_on_the_fresh_points() -> None:
    meta, arrays = ask(EmService(), FIT)
    assert meta["truth"] > arrays["held_out"].max() - 3 / math.sqrt(HELD_OUT)


WIDE = [name for name, world in WORLDS.items() if world.half == 3]  # others have hills of the width of a spike


@pytest.mark.parametrize("world", WIDE)
def test_every_world_collapses_visibly_without_a_floor_and_is_cured_by_one(world: str) -> None:
    message = FIT | {"world": {"name": world}, "n": 60, "covariance": "spherical", "collapse": 1}
    meta, arrays = ask(EmService(), message | {"reg_covar": 0})
    assert meta["ended"] == "singular" and meta["component"] == 0
    assert meta["by_hand_from"] >= 2  # EM itself makes a step before it
    assert (np.diff(arrays["train"]) > 0).all()
    assert arrays["min_std"][-1] < 1e-4 * arrays["min_std"][0]
    cured, arrays = ask(EmService(), message | {"reg_covar": 0.03})
    assert cured["ended"] != "singular" and arrays["min_std"][1:].min() >= math.sqrt(0.03)


def test_each_tenfold_thinner_spike_gains_the_same() -> None:
    """A spike of width s on one of n points has log-likelihood -2 log(s) / n + const: it rises without bound."""
    message = FIT | {"world": {"name": "cat"}, "n": 60, "covariance": "spherical", "collapse": 1, "reg_covar": 0}
    meta, arrays = ask(EmService(), message)
    by_hand = arrays["train"][meta["by_hand_from"] :]
    assert len(by_hand) >= 3
    np.testing.assert_allclose(np.diff(by_hand), 2 * math.log(10) / 60, rtol=0.01)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "steps"}, "bad_kind"), ({"n": 0}, "out_of_range"), ({"n": 10_000}, "out_of_range"),
        ({"k": 0}, "out_of_range"), ({"k": 2.5}, "bad_number"), ({"covariance": "tied"}, "bad_covariance"),
        ({"reg_covar": -1}, "out_of_range"), ({"starts": [[0, 0]]}, "bad_starts"),
        ({"starts": [[0, 0, 0]] * 3}, "bad_starts"), ({"starts": "x"}, "bad_starts"), ({"world": {}}, "bad_name"),
        ({"world": {"kept": "gone"}}, "unknown_world"), ({"n": 2}, "too_many_components"),
        ({"n": 3, "reg_covar": 0}, "too_many_components"), ({"n": 1, "k": 1, "reg_covar": 0}, "no_spread"),
        ({"n": 1, "k": 1, "collapse": 1}, "no_spread"), ({"seed": -1}, "out_of_range"),
    ],
)  # fmt: skip
def test_a_bad_fit_is_refused_with_a_code_that_is_translated(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadMessage) as refusal:
        ask(EmService(), FIT | change)
    assert refusal.value.code == code and len(str(refusal.value)) > 15


def test_a_world_of_one_dot_is_fitted() -> None:
    meta, arrays = ask(EmService(), FIT | {"world": DOT})
    assert meta["ended"] != "singular" and np.isfinite(arrays["train"]).all()
