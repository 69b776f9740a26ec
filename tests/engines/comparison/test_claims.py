"""Verdicts follow from the numbers by the stated rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engines.comparison import claims
from engines.comparison.claims import Claim, judge
from engines.comparison.rule import Figure
from engines.data import shapes
from engines.measures import neighbours

BEST = Claim("best", "a", "good", "lowest", points=("score",), others=("b", "c"))


def figures(**found: tuple[float, float]) -> claims.Figures:
    return {(model, "score"): Figure(mean, error, 5) for model, (mean, error) in found.items()}


@pytest.mark.parametrize(
    ("a", "mark"),
    [((1.0, 0.1), "supported"), ((1.9, 0.1), "unclear"), ((2.0, 0.1), "unclear"), ((3.0, 0.1), "contradicted")],
)
def test_a_sentence_and_the_same_upside_down_are_judged_alike(a: tuple[float, float], mark: str) -> None:
    found = figures(a=a, b=(2.0, 0.1), c=(4.0, 0.1))
    assert judge(BEST, "ring", found).mark == mark
    worst = replace(BEST, relation="highest")
    mirrored = {key: replace(f, mean=-f.mean) for key, f in found.items()}
    assert judge(worst, "ring", mirrored).mark == mark


def test_spreads_are_compared_by_their_variances() -> None:
    stable = Claim("stable", "a", "good", "less-spread", points=("score",), others=("b",))
    assert judge(stable, "ring", figures(a=(1, 0.1), b=(1, 0.2))).mark == "unclear"  # twice, with 5 trainings
    assert judge(stable, "ring", figures(a=(1, 0.1), b=(1, 0.4))).mark == "supported"
    assert judge(stable, "ring", figures(a=(1, 0.4), b=(1, 0.1))).mark == "contradicted"
    assert judge(stable, "ring", figures(a=(1, 0.0), b=(1, 0.1))).mark == "supported"
    assert judge(stable, "ring", figures(a=(1, 0.0), b=(1, 0.0))).mark == "same"


def test_what_has_no_number_says_why() -> None:
    none = Figure(None, reason="no-density")
    assert judge(BEST, "ring", {("a", "score"): none}).reason == "no-density"
    assert judge(BEST, "ring", {}).reason == "not-measured"
    assert judge(BEST, "ring", figures(a=(1, 0.1))).reason == "no-rivals"
    assert judge(BEST, "digits", figures(a=(1, 0.1), b=(2, 0.1))).reason == "other-data"
    assert judge(BEST, "ring", {("a", "score"): Figure(1.0), ("b", "score"): Figure(2.0)}).reason == "one-seed"
    has = Claim("has", "a", "structure", "defined", points=("score",))
    assert judge(has, "ring", {("a", "score"): none}).mark == "contradicted"
    assert judge(replace(has, relation="undefined"), "ring", {("a", "score"): none}).mark == "supported"


def test_what_was_not_computed_is_no_answer_unless_it_was_after_long_training() -> None:
    has = Claim("has", "a", "structure", "defined", points=("score",))
    found = {("a", "score"): Figure(None, reason="not-computed")}
    assert (judge(has, "ring", found).mark, judge(has, "ring", found).reason) == ("open", "not-computed")
    long = found | {("a-shipped", "score"): Figure(1.4, 0.01)}
    verdict = judge(has, "ring", long)
    assert (verdict.mark, verdict.own.mean, verdict.long) == ("supported", 1.4, True)
    assert judge(has, "ring", long | figures(a=(2, 0.1))).own.mean == 2  # its own comes first


def test_too_little_variety_is_measured_against_the_data() -> None:
    """A rival that lacks still more variety does not make up for what a model lacks itself."""
    claim = next(c for c in claims.CLAIMS if c.name == "gan-less-varied")
    found = {("gan-plain", "coverage"): Figure(0.55, 0.01, 5, floor=0.97, floor_se=0.001),
             ("vae", "coverage"): Figure(0.31, 0.01, 5, floor=0.97, floor_se=0.001)}  # fmt: skip
    assert judge(claim, "grid", found).mark == "supported"
    full = {("gan-plain", "coverage"): Figure(0.96, 0.005, 5, floor=0.97, floor_se=0.001)}
    assert judge(claim, "grid", full).mark == "contradicted"
    cured = {("gan", "coverage"): Figure(0.96, 0.005, 5, floor=0.97, floor_se=0.001)} | found
    assert judge(claim, "grid", cured).mark == "supported"  # the cures prevent what the textbook speaks of


def test_one_training_says_nothing_of_a_model_even_beside_the_floor() -> None:
    claim = next(c for c in claims.CLAIMS if c.name == "vae-blurred")
    one = {("vae", "sharpness"): Figure(0.15, 0.0, 1, floor=1.0, floor_se=0.01)}
    verdict = judge(claim, "postcards", one)
    assert (verdict.mark, verdict.reason) == ("open", "one-seed")
    two = {("vae", "sharpness"): Figure(0.15, 0.001, 2, floor=1.0, floor_se=0.01)}
    assert judge(claim, "postcards", two).mark == "supported"


def test_the_first_measure_that_is_defined_counts() -> None:
    claim = Claim("varied", "a", "good", "highest", points=("modes", "coverage"), others=("b",))
    found = {(m, "modes"): Figure(None, reason="many-components") for m in "ab"}
    found |= {("a", "coverage"): Figure(0.9, 0.01, 5), ("b", "coverage"): Figure(0.5, 0.01, 5)}
    verdict = judge(claim, "moons", found)
    assert (verdict.mark, verdict.metric) == ("supported", "coverage")


def test_against_a_value() -> None:
    passes = Claim("passes", "a", "structure", "above", points=("score",), value=1.0)
    assert judge(passes, "ring", figures(a=(40, 0))).mark == "supported"
    assert judge(passes, "ring", figures(a=(1, 0))).mark == "contradicted"
    assert judge(passes, "ring", figures(a=(1.1, 0.1))).mark == "unclear"
    assert judge(replace(passes, relation="equal"), "ring", figures(a=(1, 0))).mark == "supported"
    assert judge(replace(passes, relation="equal"), "ring", figures(a=(40, 0))).mark == "contradicted"


@pytest.mark.parametrize(("mean", "mark"), [(0.5, "supported"), (0.95, "unclear"), (1.3, "contradicted")])
def test_against_the_floor(mean: float, mark: str) -> None:
    copies = Claim("copies", "a", "bad", "below-floor", points=("score",))
    assert judge(copies, "ring", {("a", "score"): Figure(mean, 0.04, 5, floor=1.0, floor_se=0.03)}).mark == mark
    exact = {("a", "score"): Figure(8.0, 0.0, 5, floor=8.0)}  # every seed reaches all modes
    assert judge(copies, "ring", exact).mark == "contradicted"


def test_too_much_is_no_strength() -> None:
    """Grain has more fine detail than pictures have; it may be blamed on no rival, and is no merit."""
    sharp = Claim("sharp", "a", "good", "highest", pictures=("sharpness",), others=("b",))
    found = {("b", "sharpness"): Figure(0.6, 0.01, 3, floor=1.0)}
    for mean, mark in ((0.8, "supported"), (1.2, "supported"), (1.4, "same"), (1.9, "contradicted")):
        assert judge(sharp, "digits", found | {("a", "sharpness"): Figure(mean, 0.01, 3, floor=1.0)}).mark == mark


def test_a_race_is_not_judged_whoever_of_them_ran_it() -> None:
    found = figures(a=(1.0, 0.1), b=(2.0, 0.1), c=(4.0, 0.1))
    assert judge(BEST, "ring", found).mark == "supported"
    for model in "abc":
        raced = found | {(model, "score"): replace(found[model, "score"], race=True)}
        verdict = judge(BEST, "ring", raced)
        assert (verdict.mark, verdict.reason) == ("open", "race")
        assert claims.measured(BEST, "ring", raced).mark == "supported"  # what the numbers alone come to
    passes = Claim("passes", "a", "structure", "above", points=("score",), value=1.0)
    raced = {key: replace(figure, race=True) for key, figure in figures(a=(40, 0)).items()}
    assert judge(passes, "ring", raced).mark == "supported"  # which no training changes


@pytest.mark.parametrize(
    ("unsettled", "distance", "mark"),
    [(True, 5.1, "open"), (True, 4.9, "supported"), (False, 5.1, "supported")],
)
def test_what_has_not_settled_and_is_far_from_the_data_is_not_trained_enough(
    unsettled: bool, distance: float, mark: str
) -> None:
    found = figures(a=(1.0, 0.1), b=(2.0, 0.1), c=(4.0, 0.1))
    quality = Figure(distance, 0.1, 5, floor=1.0, unsettled=unsettled)
    verdict = judge(BEST, "ring", found | {("c", claims.QUALITY["points"][0]): quality})
    assert verdict.mark == mark
    assert (verdict.reason, verdict.turned) == (("not-trained", ("c",)) if mark == "open" else ("", ()))


def test_a_claim_of_another_model_is_judged_by_that_one() -> None:
    collapse = Claim("collapse", "a", "bad", "often", points=("lost",), of="b")
    found = {("a", "lost"): Figure(0.0, 0.0, 12), ("b", "lost"): Figure(10 / 12, 0.1, 12)}
    assert judge(collapse, "ring", found).mark == "supported"
    assert judge(replace(collapse, of=""), "ring", found).mark == "contradicted"


def test_scatter_is_no_variety() -> None:
    """Points thrown all over reach few real ones, though k-NN recall counts nearly all as reached."""
    real = shapes.build("pacgan-ring").sample(2000, seed=0)
    scattered = np.random.default_rng(0).uniform(real.min(0), real.max(0), real.shape)
    assert neighbours.precision_recall(real, scattered)[1] > 0.8
    assert neighbours.density_coverage(real, scattered)[1] < 0.3


def test_every_model_has_a_statement_in_every_column_for_every_kind_of_data() -> None:
    assert len({claim.name for claim in claims.CLAIMS}) == len(claims.CLAIMS)
    for model in (*claims.CLASSICAL, *claims.NEURAL):
        for column in claims.COLUMNS:
            mine = [c for c in claims.CLAIMS if (c.model, c.column) == (model, column)]
            assert all(any(c.measures(data) for c in mine) for data in ("ring", "digits")), (model, column)
