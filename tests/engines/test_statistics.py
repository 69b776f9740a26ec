"""The mean and its standard error."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engines.statistics import apart, mean_and_error


def test_mean_and_error_of_three_values() -> None:
    assert mean_and_error([1, 2, 6]) == (3.0, pytest.approx(math.sqrt(7 / 3)))
    assert all(type(value) is float for value in mean_and_error([1, 2, 6]))


def test_the_error_says_how_far_means_of_fresh_values_lie_from_the_truth() -> None:
    means, errors = mean_and_error(np.random.default_rng(0).normal(5, 2, (4000, 25)), axis=1)
    assert means.shape == errors.shape == (4000,)
    assert means.std() == pytest.approx(2 / 5, rel=0.05)
    assert np.sqrt((errors**2).mean()) == pytest.approx(2 / 5, rel=0.02)


def test_each_column_by_itself() -> None:
    values = np.random.default_rng(1).normal(size=(8, 3))
    columns = np.array([mean_and_error(column) for column in values.T])
    assert np.allclose(np.array(mean_and_error(values)), columns.T, rtol=1e-14, atol=0)


def test_one_value_has_no_error_and_none_has_no_mean() -> None:
    mean, error = mean_and_error([4.0])
    assert mean == 4 and math.isnan(error)
    assert all(map(math.isnan, mean_and_error([])))
    means, errors = mean_and_error([[1.0, 2.0]])
    assert means.tolist() == [1, 2] and np.isnan(errors).all()


def test_means_are_apart_beyond_two_errors_of_their_difference() -> None:
    """Two errors of 3 and 4 make one of 5."""
    assert [apart((away, 3.0), (0.0, 4.0)) for away in (-10.1, -9.9, 9.9, 10.1)] == [-1, 0, 0, 1]
    assert apart((1.0, 0.0), (1.0, 0.0)) == 0 and apart((1.0, 0.0), (0.9, 0.0)) == 1
    assert apart((5.0, math.nan), (1.0, 0.1)) == apart((math.nan, 0.1), (1.0, 0.1)) == 0
