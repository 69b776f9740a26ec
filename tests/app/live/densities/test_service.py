"""Four densities of the same points, against the truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage
from app.live.densities.service import MODELS, DensitiesService
from engines.classical.kernel_density import KernelDensity, KernelDensityConfig
from engines.data.shapes import build
from tests.app.live.asking import DOT, ask

DENSITIES = {
    "id": 1, "kind": "densities", "world": {"name": "moons"}, "box": [-4, -4, 4, 4], "n": 100, "bins": 16, "k": 4,
    "h": 0.2, "seed": 2,
}  # fmt: skip


def test_maps_are_the_densities_on_the_truths_scale() -> None:
    _, arrays = ask(DensitiesService(), DENSITIES)
    world = build("moons")
    x1, x2, grid = world.grid(64, np.array([[-4.0, -4.0], [4.0, 4.0]]))
    truth = np.exp(world.log_prob(grid))
    kernel = KernelDensity(KernelDensityConfig(bandwidth=0.2)).fit(world.sample(100, seed=2)).density_on_grid(x1, x2)
    for name, exact in (("truth", truth), ("kernel", kernel)):
        shown = (arrays[name] / 255) ** 2 * truth.max()
        np.testing.assert_allclose(shown, np.minimum(exact, truth.max()), atol=0.01 * truth.max())


def test_nothing_beats_the_truth_and_more_points_help_what_can_learn() -> None:
    few, _ = ask(DensitiesService(), DENSITIES | {"n": 30})
    many, _ = ask(DensitiesService(), DENSITIES | {"n": 1000})
    for scores in (few["scores"], many["scores"]):
        for name in MODELS:
            assert scores[name]["kl"][0] > -3 * scores[name]["kl"][1]
            assert scores[name]["mean"][0] + scores[name]["kl"][0] == pytest.approx(few["truth_score"][0], abs=0.2)
    for name in ("histogram", "mixture", "kernel"):
        assert many["scores"][name]["kl"][0] < few["scores"][name]["kl"][0] - 0.05
    assert many["scores"]["product"]["kl"][0] > 0.5  # independence cannot be learned away
    assert min(MODELS, key=lambda name: many["scores"][name]["kl"][0]) in ("mixture", "kernel")


def test_a_dragged_setting_leaves_the_other_models_alone() -> None:
    service = DensitiesService()
    _, before = ask(service, DENSITIES)
    _, after = ask(service, DENSITIES | {"h": 0.5})
    for name in ("truth", "histogram", "mixture", "points"):
        np.testing.assert_array_equal(before[name], after[name])
    assert not np.array_equal(before["kernel"], after["kernel"])
    assert not np.array_equal(before["product"], after["product"])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_very_few_points_are_scored(n: int) -> None:
    meta, _ = ask(DensitiesService(), DENSITIES | {"n": n, "h": 0.02, "k": 20, "bins": 60})
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
        ask(DensitiesService(), DENSITIES | change)
    assert len(str(refusal.value)) > 15


def test_a_world_of_one_dot_is_told_of() -> None:
    meta, _ = ask(DensitiesService(), DENSITIES | {"world": DOT})
    assert all(meta["scores"][name]["kl"] is not None for name in MODELS)
