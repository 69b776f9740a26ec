"""What is counted beside the timed runs is that of the networks that stand."""

from __future__ import annotations

import json

import pytest

from assets.comparison.costs import contestant_of, counted_ones, measured, settings
from engines.comparison.budgets import CONVERGED, LESSON
from engines.comparison.counted import beside, bits_of, costs
from engines.comparison.models import PICTURES
from engines.comparison.results import Results


def test_every_network_was_counted_with_the_settings_that_stand() -> None:
    for budget, data, name in counted_ones():
        contestant = contestant_of(budget, data, name)
        now, then = settings(contestant), settings(contestant, costs()[budget][data][name]["config"])
        assert json.loads(json.dumps(now)) == json.loads(json.dumps(then)), (budget, data, name)


@pytest.mark.parametrize("name", ["vae", "gan-plain"])
def test_operations_are_counted_anew_to_the_last(name: str) -> None:
    cost, again = costs()["converged"]["ring"][name], measured("converged", "ring", name)
    assert all(cost[name] == again[name] for name in ("networks", "step", "sample"))


def test_what_is_said_of_the_structures_follows_from_the_networks_that_learn() -> None:
    """A VAE has two, as a GAN has, and diffusion one."""
    for budget, data, name in counted_ones():
        found = beside(data, budget, {})[name, "networks"]
        assert found.mean == (1 if name == "diffusion" else 2)


@pytest.mark.parametrize("data", PICTURES)
def test_the_likelihood_of_the_shipped_diffusion_model_is_that_of_its_record(data: str) -> None:
    """With the error over test pictures: it is one training. The table has the same number."""
    found, key = bits_of(data), ("diffusion-shipped", "bits_per_dim")
    figure = beside(data, LESSON, {})[key]
    assert (figure.mean, figure.standard_error, figure.n_seeds) == (found["per_dim"], found["standard_error"], 1)
    assert 0 < figure.standard_error < 0.05 * figure.mean and found["images"] >= 1_000
    assert {r.value for r in Results.load().rows if (r.data, r.model, r.metric) == (data, *key)} == {figure.mean}
    assert key not in beside(data, CONVERGED, {})  # of another training
