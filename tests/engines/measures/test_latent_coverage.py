"""Which draws lie among codes: as many as belong there, none of a hole, whatever the unit; and laws fitted to codes."""

from __future__ import annotations

import numpy as np
import pytest

from engines.measures.latent_coverage import TYPICAL, among, fitted_law, standard_normal, typical_distance

RING = np.random.default_rng(0).uniform(0, 2 * np.pi, (2, 2_000, 1))
CODES, OTHERS = (np.hstack([np.cos(a), np.sin(a)]) for a in RING)


@pytest.mark.parametrize("unit", [1.0, 40.0])
def test_other_codes_of_the_same_law_lie_among_codes_and_the_middle_of_a_ring_is_a_hole(unit: float) -> None:
    share = among(unit * CODES, unit * OTHERS).mean()
    assert share == pytest.approx(TYPICAL, abs=3 * np.sqrt(TYPICAL * (1 - TYPICAL) / 2_000) + 0.01)
    assert not among(unit * CODES, unit * 0.5 * OTHERS).any()


def test_a_gaussian_fitted_to_a_ring_falls_into_its_hole_and_a_mixture_seldom() -> None:
    one, ten = (among(CODES, fitted_law(CODES, k).sample(2_000, seed=1), 0.1).mean() for k in (1, 10))
    assert one < 0.3 and ten > 0.8


def test_one_gaussian_has_the_mean_and_the_covariance_of_the_codes() -> None:
    codes = np.random.default_rng(2).standard_normal((500, 3)) @ np.diag([1, 2, 3]) + [4, 5, 6]
    law = fitted_law(codes)
    np.testing.assert_allclose(law.means[0], codes.mean(0))
    np.testing.assert_allclose(law.covariances[0], np.cov(codes.T))


def test_the_prior_of_a_vae_is_standard_normal() -> None:
    z = standard_normal(4).sample(20_000, seed=0)
    assert np.abs(z.mean(0)).max() < 4 / np.sqrt(20_000) and np.abs(np.cov(z.T) - np.eye(4)).max() < 0.05


def test_the_typical_distance_holds_the_nearest_fellow_of_nearly_all() -> None:
    line = np.r_[np.arange(0, 20.0), 100.0][:, None]  # one far from all others
    assert typical_distance(line) == pytest.approx(1)
