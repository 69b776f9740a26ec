"""The law of large numbers, copying, combining and variety, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from engines.data.postcards import cards, counting
from engines.data.postcards import table as postcards_table
from engines.sampling import large_numbers

HELD_OUT = {"subject": "cat", "colour": "black", "background": "sunset"}


def test_measured_distance_agrees_with_theory_and_falls_as_one_over_root_n() -> None:
    p = np.array([0.4, 0.3, 0.2, 0.1])
    few, error = large_numbers.measured_distance(p, 100, runs=2000, seed=0)
    many, small = large_numbers.measured_distance(p, 10_000, runs=2000, seed=1)
    assert few == pytest.approx(large_numbers.expected_distance(p, 100), abs=4 * error + 0.001)
    assert few / many == pytest.approx(10, abs=40 * (error / few + small / many))


def test_running_distance_of_a_short_tally() -> None:
    distance = large_numbers.running_distance(np.array([0, 0, 1]), np.array([0.5, 0.5]))
    assert distance == pytest.approx([0.5, 0.5, 1 / 6])


@pytest.mark.parametrize("n", [100, 1000, 10_000])
def test_distance_falls_as_expected(n: int) -> None:
    p = np.array([0.4, 0.3, 0.2, 0.1])
    rng = np.random.default_rng(n)
    ends = [large_numbers.running_distance(rng.choice(4, n, p=p), p)[-1] for _ in range(200)]
    error = np.std(ends) / np.sqrt(len(ends))
    assert abs(np.mean(ends) - large_numbers.expected_distance(p, n)) < 4 * error + 0.02 * np.mean(ends)


def test_expected_distance_falls_as_one_over_the_root() -> None:
    p = np.full(10, 0.1)
    assert large_numbers.expected_distance(p, 100) / large_numbers.expected_distance(p, 10_000) == pytest.approx(10)


def test_only_the_model_with_structure_combines() -> None:
    seen = cards.draw_factors(1000, seed=0, table=postcards_table.TAUGHT)
    counts, structured = counting.count_model(seen), counting.subject_model(seen)
    assert counts.prob(**HELD_OUT) == 0
    cat = np.array(["cat" in name for name in cards.KINDS["subject"]])[seen["subject"]]
    black = seen["colour"] == cards.KINDS["colour"].index("black")
    sunset = seen["background"] == cards.KINDS["background"].index("sunset")
    expected = cat.mean() * black[cat].mean() * sunset[cat].mean()
    assert structured.prob(**HELD_OUT) == pytest.approx(expected) and expected > 0
    assert structured.prob(subject="cat") == pytest.approx(counts.prob(subject="cat"))


def test_variety_is_zero_for_a_constant_and_known_for_two() -> None:
    same = np.full((5, 4, 4, 3), 7, np.uint8)
    assert counting.variety(same) == 0
    two = np.stack([np.zeros((4, 4), np.uint8), np.full((4, 4), 30, np.uint8)])
    assert counting.variety(two) == pytest.approx(30)
