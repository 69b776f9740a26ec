"""The services of /classical: whole EM runs, four densities against the truth, the factors of naive Bayes."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from app.live.channel.messages import BadMessage, parse
from app.live.densities.service import MODELS, FourDensitiesService
from app.live.em.service import HELD_OUT, MixtureFitService, draw
from app.live.pixel_factors.service import PixelFactorsService
from engines.classical.em import MixtureConfig
from engines.classical.kernel_density import KernelDensity, KernelDensityConfig
from engines.classical.mixture import GaussianMixture
from engines.data import images
from engines.data.shapes import WORLDS, build

FIT = {
    "id": 1, "kind": "fit", "world": {"name": "moons"}, "n": 120, "k": 3, "covariance": "full", "reg_covar": 1e-4,
    "seed": 4,
}  # fmt: skip
DENSITIES = {
    "id": 1, "kind": "densities", "world": {"name": "moons"}, "box": [-4, -4, 4, 4], "n": 100, "bins": 16, "k": 4,
    "h": 0.2, "seed": 2,
}  # fmt: skip


def ask(service: Any, message: dict[str, Any]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    frame = service.answer(parse(json.dumps(message)))
    length = int.from_bytes(frame[:8], "little")
    meta = json.loads(frame[8 : 8 + length]).get("__metadata__", {})
    return {k: json.loads(v) for k, v in meta.items()}, load(frame)


# ---- EM --------------------------------------------------------------------------------------------------------------


def test_a_run_is_the_engines_run() -> None:
    meta, arrays = ask(MixtureFitService(), FIT)
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
    _, arrays = ask(MixtureFitService(), FIT | {"reg_covar": 0, "covariance": covariance})
    assert (np.diff(arrays["train"]) > -1e-12).all() and len(arrays["train"]) > 3


def test_the_same_message_means_the_same_run_for_everybody() -> None:
    service = MixtureFitService()
    _, first = ask(service, FIT)
    ask(service, FIT | {"seed": 5})
    _, again = ask(service, FIT)
    _, other = ask(MixtureFitService(), FIT)
    for name, array in first.items():
        np.testing.assert_array_equal(array, again[name])
        np.testing.assert_array_equal(array, other[name])


def test_dragged_starts_are_where_the_run_begins_and_may_end_it_elsewhere() -> None:
    service, ring = MixtureFitService(), FIT | {"world": {"name": "grid"}, "k": 2}
    left, low = [[-2.0, 0.0], [2.0, 0.0]], [[0.0, -2.0], [0.0, 2.0]]
    ends = []
    for starts in (left, low):
        _, arrays = ask(service, ring | {"starts": starts})
        np.testing.assert_allclose(arrays["parameters"][0][:, 1:3], starts)
        ends.append(arrays["parameters"][-1][:, 1:3])
    assert np.abs(ends[0] - ends[1]).max() > 0.3  # a local optimum each


def test_the_truth_beats_every_fit_on_the_fresh_points() -> None:
    meta, arrays = ask(MixtureFitService(), FIT)
    assert meta["truth"] > arrays["held_out"].max() - 3 / math.sqrt(HELD_OUT)


WIDE = [name for name, world in WORLDS.items() if world.half == 3]  # others have hills of the width of a spike


@pytest.mark.parametrize("world", WIDE)
def test_every_world_collapses_visibly_without_a_floor_and_is_cured_by_one(world: str) -> None:
    message = FIT | {"world": {"name": world}, "n": 60, "covariance": "spherical", "collapse": 1}
    meta, arrays = ask(MixtureFitService(), message | {"reg_covar": 0})
    assert meta["ended"] == "singular" and meta["component"] == 0
    assert meta["by_hand_from"] >= 2  # EM itself makes a step before it
    assert (np.diff(arrays["train"]) > 0).all()
    assert arrays["min_std"][-1] < 1e-4 * arrays["min_std"][0]
    cured, arrays = ask(MixtureFitService(), message | {"reg_covar": 0.03})
    assert cured["ended"] != "singular" and arrays["min_std"][1:].min() >= math.sqrt(0.03)


def test_each_tenfold_thinner_spike_gains_the_same() -> None:
    """A spike of width s on one of n points has log-likelihood -2 log(s) / n + const: it rises without bound."""
    message = FIT | {"world": {"name": "cat"}, "n": 60, "covariance": "spherical", "collapse": 1, "reg_covar": 0}
    meta, arrays = ask(MixtureFitService(), message)
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
        ask(MixtureFitService(), FIT | change)
    assert refusal.value.code == code and len(str(refusal.value)) > 15


def test_a_world_of_one_dot_is_fitted() -> None:
    dot = {"strokes": [[[0.5, 0.5]]], "thickness": 0.1}
    meta, arrays = ask(MixtureFitService(), FIT | {"world": dot})
    assert meta["ended"] != "singular" and np.isfinite(arrays["train"]).all()
    meta, _ = ask(FourDensitiesService(), DENSITIES | {"world": dot})
    assert all(meta["scores"][name]["kl"] is not None for name in MODELS)


# ---- four densities --------------------------------------------------------------------------------------------------


def test_maps_are_the_densities_on_the_truths_scale() -> None:
    _, arrays = ask(FourDensitiesService(), DENSITIES)
    world = build("moons")
    x1, x2, grid = world.grid(64, np.array([[-4.0, -4.0], [4.0, 4.0]]))
    truth = np.exp(world.log_prob(grid))
    kernel = KernelDensity(KernelDensityConfig(bandwidth=0.2)).fit(world.sample(100, seed=2)).density_on_grid(x1, x2)
    for name, exact in (("truth", truth), ("kernel", kernel)):
        shown = (arrays[name] / 255) ** 2 * truth.max()
        np.testing.assert_allclose(shown, np.minimum(exact, truth.max()), atol=0.01 * truth.max())


def test_nothing_beats_the_truth_and_more_points_help_what_can_learn() -> None:
    few, _ = ask(FourDensitiesService(), DENSITIES | {"n": 30})
    many, _ = ask(FourDensitiesService(), DENSITIES | {"n": 1000})
    for scores in (few["scores"], many["scores"]):
        for name in MODELS:
            assert scores[name]["kl"][0] > -3 * scores[name]["kl"][1]
            assert scores[name]["mean"][0] + scores[name]["kl"][0] == pytest.approx(few["truth_score"][0], abs=0.2)
    for name in ("histogram", "mixture", "kernel"):
        assert many["scores"][name]["kl"][0] < few["scores"][name]["kl"][0] - 0.05
    assert many["scores"]["product"]["kl"][0] > 0.5  # independence cannot be learned away
    assert min(MODELS, key=lambda name: many["scores"][name]["kl"][0]) in ("mixture", "kernel")


def test_a_dragged_setting_leaves_the_other_models_alone() -> None:
    service = FourDensitiesService()
    _, before = ask(service, DENSITIES)
    _, after = ask(service, DENSITIES | {"h": 0.5})
    for name in ("truth", "histogram", "mixture", "points"):
        np.testing.assert_array_equal(before[name], after[name])
    assert not np.array_equal(before["kernel"], after["kernel"])
    assert not np.array_equal(before["product"], after["product"])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_very_few_points_are_scored(n: int) -> None:
    meta, _ = ask(FourDensitiesService(), DENSITIES | {"n": n, "h": 0.02, "k": 20, "bins": 60})
    assert all(math.isfinite(meta["scores"][name]["mean"][0]) for name in MODELS)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "fit"}, {"n": 0}, {"n": 5000}, {"bins": 0}, {"bins": 1000}, {"k": 0}, {"k": 99}, {"h": 0}, {"h": -1},
        {"h": "wide"}, {"h": 99}, {"world": None}, {"world": {"strokes": []}}, {"box": [0, 0, 0, 0]}, {"seed": 0.5},
    ],
)  # fmt: skip
def test_a_bad_request_for_densities_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadMessage) as refusal:
        ask(FourDensitiesService(), DENSITIES | change)
    assert len(str(refusal.value)) > 15


# ---- naive Bayes -----------------------------------------------------------------------------------------------------


def test_factors_multiply_to_the_classes_of_test_digits() -> None:
    _, a = ask(PixelFactorsService(), {"id": 1, "kind": "factors"})
    x = (a["pictures"].reshape(len(a["labels"]), 784) + 0.5) / 256
    squared = (x[:, None] - a["means"]) ** 2 / a["variances"] + np.log(2 * np.pi * a["variances"])
    says = (a["log_prior"] - 0.5 * squared.sum(axis=2)).argmax(axis=1)
    assert (says == a["labels"]).mean() > 0.6
    train = images.load("digits")
    np.testing.assert_allclose(
        a["means"][7], train.images[train.labels == 7].reshape(-1, 784).mean(axis=0) / 256, atol=0.003
    )
    with pytest.raises(BadMessage):
        ask(PixelFactorsService(), {"id": 1, "kind": "digits"})
