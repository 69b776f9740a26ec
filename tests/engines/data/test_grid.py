"""Cells of a grid over the plane."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.data.grid import box_of, cells, centres


@pytest.mark.parametrize("box", [[-1, 0, 3, 2], np.array([[-1.0, 0.0], [3.0, 2.0]])])
def test_cells_are_equal_and_fill_the_box(box: object) -> None:
    x1, x2 = centres(box, 4)
    assert x1.tolist() == [-0.5, 0.5, 1.5, 2.5] and x2.tolist() == [0.25, 0.75, 1.25, 1.75]
    at = cells(box, 4)
    assert at.shape == (4, 4, 2) and at[3, 0].tolist() == [-0.5, 1.75]
    flat = cells(box, (4, 2))  # two rows
    assert flat.shape == (2, 4, 2) and flat[1, 0].tolist() == [-0.5, 1.5]


@pytest.mark.parametrize("kind", [np.array, torch.tensor])
def test_the_box_leaves_a_quarter_of_the_larger_side_around_the_points(kind: object) -> None:
    points = [[0.0, 0.0], [4.0, 2.0], [1.0, 1.0]]
    assert box_of(kind(points)) == [-1, -2, 5, 4]


def test_the_box_of_one_point_is_no_point() -> None:
    low1, low2, high1, high2 = box_of([[5.0, 7.0]])
    assert low1 < 5 < high1 and low2 < 7 < high2
