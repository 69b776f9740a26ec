"""Which answer the measured scores make right, and what is said of chance and of all trainings."""

from __future__ import annotations

import re

import pytest

from app.concepts.autoencoder.apples import clearer, followed, scores
from engines.autoencoder.sweep import FACTORS, sweep
from engines.comparison.rule import Figure


@pytest.mark.parametrize(
    ("ae", "vae", "right"),
    [((0.1, 0.01), (0.2, 0.01), "vae"), ((0.2, 0.01), (0.1, 0.01), "ae"), ((0.1, 0.03), (0.18, 0.03), "none")],
)
def test_a_score_is_higher_by_welchs_test(ae: tuple[float, float], vae: tuple[float, float], right: str) -> None:
    assert clearer(Figure(*ae, 3), Figure(*vae, 3)) == right


def test_with_two_trainings_two_errors_are_not_enough() -> None:
    assert clearer(Figure(0.1, 0.0, 2), Figure(0.3, 0.09, 2)) == "none"
    assert clearer(Figure(0.1, 0.0, 20), Figure(0.3, 0.09, 20)) == "vae"


def test_what_chance_alone_gives_can_be_read() -> None:
    (floor,) = re.findall(r"gives ([\d.]+) at most", scores())
    assert float(floor) == pytest.approx(max(row["mig_floor"] for row in sweep("apples").rows), rel=0.5)


@pytest.mark.parametrize("beta", sweep("apples").betas)
def test_the_factors_are_told_over_all_trainings_with_their_errors(beta: float) -> None:
    said = followed(beta)
    assert said.count("±") == len(FACTORS) + 1 and f"all {len(sweep('apples').at(beta))} trainings" in said
