"""The PacGAN protocol in short, a fortieth of the turns and four seeds; figures are in tests/benchmarks/pacgan."""

from __future__ import annotations

import numpy as np
import pytest

from engines.data import shapes
from tests.benchmarks.pacgan import RECIPES, follow


def after(shape: str, recipe: str, turns: int = 1000) -> np.ndarray:
    """Modes, high quality in %, and reverse KL, (3,), the means of four seeds."""
    config = RECIPES[recipe].replace(replicas=4, steps=turns, seed=100)
    ((_, figures),) = follow(shapes.build(f"pacgan-{shape}"), config, every=turns)
    return figures.mean(0)


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "modes", "hq"), [("ring", 8, 20), ("grid", 21, 4)])
def test_our_recipe_finds_the_modes_that_the_plain_gan_of_the_same_size_misses(
    shape: str, modes: int, hq: float
) -> None:
    ours, plain = after(shape, "ours"), after(shape, "plain")
    assert ours[0] >= modes and ours[1] > hq
    assert plain[0] < 0.9 * modes and plain[1] < 0.75 * ours[1]
    assert ours[2] < plain[2] / 2
