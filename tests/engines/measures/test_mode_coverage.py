"""The PacGAN protocol: hand-made cases, closed forms, and the perfect sampler of the reference table."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engines.data import shapes, worlds
from engines.measures.mode_coverage import N_SAMPLES, coverage

RING, GRID = (shapes.build(name) for name in ("pacgan-ring", "pacgan-grid"))


@pytest.mark.parametrize(("world", "kl", "kl_sd"), [(RING, 0.0015, 0.0009), (GRID, 0.0049, 0.0014)])
def test_a_perfect_sampler_reproduces_its_row_of_the_table(world: worlds.World, kl: float, kl_sd: float) -> None:
    found = [coverage(world, world.sample(N_SAMPLES, seed=seed)) for seed in range(200)]
    assert {c.modes for c in found} == {world.n_components}
    hq = np.array([c.hq for c in found])
    assert hq.mean() == pytest.approx(1 - math.exp(-4.5), abs=0.0006)  # 98.89 %, four standard errors
    kls = np.array([c.reverse_kl for c in found])
    assert kls.mean() == pytest.approx(kl, abs=0.0003)
    assert kls.std() == pytest.approx(kl_sd, abs=0.0003)
    expected = (world.n_components - 1) / (2 * N_SAMPLES)  # of a multinomial, to first order
    assert kls.mean() == pytest.approx(expected, rel=0.15)


def test_what_counts_is_within_three_standard_deviations_of_the_nearest_mean() -> None:
    m = RING.means
    at = np.array([m[0], m[0] + [0.0299, 0], m[0] + [0.0301, 0], m[3] + [0.021, 0.021], m[3] + [0.022, 0.022], [0, 0]])
    c = coverage(RING, at)
    assert (c.modes, c.hq) == (2, 0.5)
    assert c.counts.tolist() == [2, 0, 0, 1, 0, 0, 0, 0]
    assert c.reverse_kl == pytest.approx(math.log(8) - (2 / 3 * math.log(3 / 2) + 1 / 3 * math.log(3)))


def test_full_collapse_costs_log_of_the_number_of_modes() -> None:
    c = coverage(GRID, GRID.means[[7] * 50])
    assert (c.modes, c.hq) == (1, 1.0)
    assert c.reverse_kl == pytest.approx(math.log(25))


def test_nothing_of_quality_is_no_mode_and_infinitely_far() -> None:
    c = coverage(RING, np.zeros((10, 2)))
    assert (c.modes, c.hq, c.reverse_kl) == (0, 0.0, math.inf)


def test_distance_is_measured_in_the_component_s_own_shape() -> None:
    world = worlds.World([1], [[0, 0]], [[[4.0, 0], [0, 0.01]]])
    assert coverage(world, np.array([[5.9, 0], [6.1, 0], [0, 0.29], [0, 0.31]])).counts.tolist() == [2]
