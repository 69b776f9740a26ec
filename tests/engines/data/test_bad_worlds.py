"""What is no world is refused in words."""

import numpy as np
import pytest

from engines.data.own_worlds import from_drawing, from_points, from_strokes
from engines.data.worlds import World
from tests.engines.data.exact import lopsided

I2 = [np.eye(2)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 0], np.zeros((2, 2)), I2 * 2), "all weights are 0"),
        (([1, -1], np.zeros((2, 2)), I2 * 2), "a weight is -1.0; give finite numbers >= 0"),
        (([1, np.nan], np.zeros((2, 2)), I2 * 2), "a weight is nan"),
        (([1, np.inf], np.zeros((2, 2)), I2 * 2), "a weight is inf"),
        (([], np.zeros((0, 2)), np.zeros((0, 2, 2))), "at least one component"),
        (([1], [[0, 0]], I2 * 2), "do not fit together"),
        (([1], [[0, np.nan]], I2), "a mean is nan"),
        (([1], [[0, -1e7]], I2), "a mean is -1e[+]?0?7|a mean is -10000000.0"),
        (([1], [[0, 0]], [np.zeros((2, 2))]), "component 0 .* positive definite .* give it some variance"),
        (([1, 1], np.zeros((2, 2)), [np.eye(2), np.diag([1.0, 0.0])]), "covariance of component 1"),
        (([1], [[0, 0]], [[[1, 2], [2, 1]]]), "positive definite"),
        (([1], [[0, 0]], [[[1, 0.5], [0, 1]]]), "not symmetric"),
        (([1], [[0, 0]], [np.full((2, 2), np.inf)]), "covariance holds NaN or infinity"),
        (([1], [[0, 0]], [np.eye(2) * 1e-14]), "standard deviations from 1e-06 to 1e[+]06"),
        (([1], [[0, 0]], [np.eye(2) * 1e14]), "standard deviations from 1e-06 to 1e[+]06"),
        ((["a"], [[0, 0]], I2), "weights must be numbers"),
        (([1, 1], [[0, 0], [1]], I2 * 2), "means must be numbers in rows of equal length"),
    ],
)
def test_bad_components_are_refused_in_words(arguments, message):
    with pytest.raises(ValueError, match=message):
        World(*arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda w: w.log_prob([[np.nan, 0]]), "X holds nan; give coordinates"),
        (lambda w: w.score([[np.inf, 0]]), "X holds inf"),
        (lambda w: w.log_prob([1.0, 2.0, 3.0]), r"X has shape \(3,\); its last axis must be the 2"),
        (lambda w: w.log_prob(3.0), r"X has shape \(\)"),
        (lambda w: w.marginal([]), r"dims is \[\]; give different coordinates from 0 to 1"),
        (lambda w: w.marginal([0, 0]), "give different coordinates"),
        (lambda w: w.marginal([-1]), "give different coordinates"),
        (lambda w: w.conditional([0, 1], [0, 0]), "leave some others free"),
        (lambda w: w.conditional([0], [np.nan]), "X holds nan"),
        (lambda w: w.conditional([0], [1, 2]), "give one number for each"),
        (lambda w: w.noised(0, 0), "not both 0"),
        (lambda w: w.noised(1, -0.1), "sigma is -0.1"),
        (lambda w: w.noised(np.nan, 1), "alpha is nan"),
        (lambda w: w.noised(1e300, 1), "alpha is 1e[+]300"),
        (lambda w: w.noised(1e-9, 0), "give it some variance"),
        (lambda w: from_drawing(np.zeros((5, 5))), "the drawing is empty; paint something"),
        (lambda w: from_drawing([[1, -1]]), "negative number"),
        (lambda w: from_drawing([[1, np.nan]]), "NaN"),
        (lambda w: from_drawing(np.ones(5)), r"shape \(5,\)"),
        (lambda w: from_drawing(np.ones((2, 2000))), "give a grid of 1 to 512"),
        (lambda w: from_drawing(np.ones((2, 2)), box=[[0, 0], [0, 1]]), "low < high"),
        (lambda w: from_strokes([]), "there are 0 strokes; draw 1 to 1000"),
        (lambda w: from_strokes([[]]), "a stroke of shape"),
        (lambda w: from_strokes([[(0, 0), (np.inf, 1)]]), "finite points"),
        (lambda w: from_strokes([[(0, 0)]], thickness=0), "thickness is 0; give a number from 0.001"),
        (lambda w: from_strokes([np.zeros((30_000, 2))]), "at most 20000 points"),
        (lambda w: from_points([[1, 2]]), "there are 1 points; give 2 to 20000"),
        (lambda w: from_points(np.ones((10, 2))), "column 1 is 1 in every row"),
        (lambda w: from_points(np.ones((10, 3))), r"shape \(10, 3\); give two numbers per point"),
        (lambda w: from_points([[1, 2], [3, np.inf]]), r"point 2 is \[3.0, inf\]"),
        (lambda w: from_points(np.ones((1_000_000, 2))), "there are 1000000 points"),
        (lambda w: from_points([["a", "b"]]), "the points must be numbers"),
    ],
)
def test_bad_questions_are_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call(lopsided())
