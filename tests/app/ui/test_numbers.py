"""Numbers are written in one way: the error says how many digits count."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.runs.point_jobs import GanJob
from app.ui.numbers import apart, number, with_error
from engines.data.worlds import World
from engines.gan.config import GANConfig
from engines.measures import mode_coverage, scores

APP = Path(__file__).resolve().parents[3] / "app"


@pytest.mark.parametrize(
    ("value", "error", "written"),
    [
        (1.2, 0.0, "1.20"), (1.2, 1e-9, "1.20"), (1.2, math.nan, "1.20"), (1.23456, 0.0321, "1.235 ±\u00a00.032"),
        (95.184, 0.623, "95.18 ±\u00a00.62"), (1597.3, 51.2, "1,597 ±\u00a051"), (-2.3, 0.024, "−2.300 ±\u00a00.024"),
        (-0.0004, 0.02, "0.000 ±\u00a00.020"), (0.0, 0.0, "0"),
    ],
)  # fmt: skip
def test_as_many_digits_as_the_error_leaves(value: float, error: float, written: str) -> None:
    assert with_error(value, error) == written


@given(st.floats(-1e6, 1e6), st.floats(1e-9, 1e3))
def test_an_error_is_never_written_as_zero(value: float, error: float) -> None:
    _, written = apart(value, error)
    assert not written or re.search("[1-9]", written)
    assert "-" not in number(value, 3)


def test_nothing_else_in_the_app_writes_an_error_of_its_own() -> None:
    for path in APP.rglob("*.py"):
        assert path.name == "numbers.py" or not re.search(r"\} ± \{|± \{", path.read_text()), path


@pytest.mark.parametrize("n", [mode_coverage.MOST_MODES, mode_coverage.MOST_MODES + 1])
def test_the_table_and_the_live_pages_count_the_modes_of_the_same_worlds(n: int) -> None:
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    world = World(np.ones(n), np.stack([np.cos(angle), np.sin(angle)], 1), np.tile(1e-4 * np.eye(2), (n, 1, 1)))
    points = world.sample(200, seed=0)
    counted = isinstance(scores._modes(world, points)["modes"], float)
    live = "modes" in GanJob(world=world, config=GANConfig()).reached([points], {})
    assert counted == live == (n <= mode_coverage.MOST_MODES)
