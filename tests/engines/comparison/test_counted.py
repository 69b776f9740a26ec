"""The operations that are shipped are those of the networks that stand."""

from __future__ import annotations

import json

import pytest

from assets.comparison.costs import FREE, contestant_of, counted_ones, measured
from engines.comparison.counted import costs


def test_every_network_was_counted_with_the_settings_that_stand() -> None:
    for budget, data, name in counted_ones():
        config = {k: v for k, v in contestant_of(budget, data, name).config.items() if k not in FREE}
        assert costs()[budget][data][name]["config"] == json.loads(json.dumps(config)), (budget, data, name)


@pytest.mark.parametrize("name", ["vae", "gan-plain"])
def test_operations_are_counted_anew_to_the_last(name: str) -> None:
    cost, again = costs()["converged"]["ring"][name], measured("converged", "ring", name)
    assert (cost["step"], cost["sample"]) == (again["step"], again["sample"])
