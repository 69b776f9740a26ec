"""The code of a world builds the same world."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.live.world.choice import HILLS, world_of
from app.live.world.code import world
from app.live.world.service import keep
from engines.data.own_worlds import from_points
from engines.data.worlds import World


def built(spec: dict[str, Any]) -> World:
    found, names = world(spec), {}
    exec(f"{found.imports}\nbuilt = {found.text}", names)
    return names["built"]


@pytest.mark.parametrize(
    "spec",
    [
        {"name": "moons"},
        HILLS.default,
        {"strokes": [[[0.0, 0.0], [0.5, 0.25], [1.0, 0.2]], [[-1.0, 1.0]]], "thickness": 0.15},
    ],
)
def test_it_is_the_same_to_the_last_bit(spec: dict[str, Any]) -> None:
    assert built(spec) == world_of(spec)


def test_of_a_table_its_hills_are_written_down() -> None:
    """The points themselves stay where they are; a weight may be rounded once more."""
    points = np.random.default_rng(0).normal(size=(200, 2))
    spec = {"kept": keep(from_points(points))}
    np.testing.assert_allclose(built(spec).log_prob(points), world_of(spec).log_prob(points), rtol=1e-12)
