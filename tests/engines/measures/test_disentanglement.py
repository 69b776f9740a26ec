"""The mutual information gap: 1 on the factors themselves, near its floor on chance, 0 where two numbers know alike."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from engines.measures.disentanglement import entropy, equally_full, mutual_information, mutual_information_gap

N = 10_000
FLOOR = 19**2 / (2 * N) / np.log(20)  # what chance alone makes one number know of a factor, on average


@pytest.fixture(scope="module")
def factors() -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.column_stack([rng.random((N, 3)), rng.integers(0, 4, N)])


def test_the_factors_themselves_score_one(factors: np.ndarray) -> None:
    found = mutual_information_gap(factors, factors)
    assert found.score > 1 - 2 * FLOOR and (found.information.argmax(0) == np.arange(4)).all()


def test_any_way_up_and_any_scale_is_as_good(factors: np.ndarray) -> None:
    turned = np.column_stack([-factors[:, 2], np.exp(factors[:, 0]), factors[:, 3] ** 3, 5 * factors[:, 1] - 2])
    assert np.isclose(mutual_information_gap(turned, factors).score, mutual_information_gap(factors, factors).score,
                      atol=0.01)  # fmt: skip


def test_random_codes_score_near_the_floor(factors: np.ndarray) -> None:
    codes = np.random.default_rng(1).standard_normal((N, 6))
    found = mutual_information_gap(codes, factors)
    assert 0 <= found.score < FLOOR and np.abs(found.information[:, :3].mean() - FLOOR) < FLOOR / 5


def test_two_numbers_that_share_a_factor_have_no_gap(factors: np.ndarray) -> None:
    codes = np.column_stack([factors[:, 0], -factors[:, 0]])
    assert mutual_information_gap(codes, factors[:, :1]).score < 1e-12


def test_a_turned_plane_is_entangled(factors: np.ndarray) -> None:
    turn = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    assert mutual_information_gap(factors[:, :2] @ turn, factors[:, :2]).score < 0.05


def test_information_is_scikit_learns(factors: np.ndarray) -> None:
    a, b = equally_full(factors[:, 0], 20), equally_full(factors[:, 0] + factors[:, 1], 7)
    assert np.isclose(mutual_information(a, b), mutual_info_score(a, b))
    assert np.isclose(mutual_information(a, a), entropy(a)) and np.isclose(entropy(a), np.log(20))


def test_bins_are_equally_full_and_kinds_are_their_own() -> None:
    assert (np.bincount(equally_full(np.random.default_rng(0).standard_normal(1000), 20)) == 50).all()
    assert equally_full(np.array([7.0, 3.0, 7.0]), 20).tolist() == [1, 0, 1]


@pytest.mark.parametrize(("codes", "factors"), [((5, 1), (5, 2)), ((5, 2), (4, 2)), ((5,), (5, 2))])
def test_what_does_not_fit_is_told(codes: tuple[int, ...], factors: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="codes have shape"):
        mutual_information_gap(np.zeros(codes), np.zeros(factors))


def test_a_factor_that_never_varies_is_told() -> None:
    with pytest.raises(ValueError, match="same value"):
        mutual_information_gap(np.random.default_rng(0).random((9, 2)), np.ones((9, 1)))
