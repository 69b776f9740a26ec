"""One rule for every sentence: what it promises of false verdicts, simulated, and its tests against scipy's."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial

import numpy as np
import pytest
from scipy import stats

from engines.comparison import rule
from engines.comparison.rule import Difference, Figure, ahead, of_all, of_each, of_means, of_spreads

MEASURE = "a measure of which the least difference can be seen"
SENTENCES = 4000


def figure(values: np.ndarray) -> Figure:
    return Figure(values.mean(), values.std(ddof=1) / len(values) ** 0.5, len(values))


def verdicts(trainings: int, ahead: list[float], sentences: int = SENTENCES, metric: str = MEASURE) -> Counter[str]:
    """Marks of sentences about a model that is so many standard deviations ahead of each of its rivals."""
    values = np.random.default_rng(trainings).normal(size=(sentences, len(ahead) + 1, trainings))
    values[:, 1:] -= np.array(ahead)[:, None]
    marks = Counter(
        of_all({str(i): of_means(metric, figure(own), figure(rival)) for i, rival in enumerate(rivals)}).mark
        for own, *rivals in values
    )
    return Counter({mark: n / sentences for mark, n in marks.items()})


@pytest.mark.parametrize("trainings", [2, 3, 5])
@pytest.mark.parametrize("rivals", [1, 2, 5])
def test_where_there_is_no_difference_few_verdicts_are_false(trainings: int, rivals: int) -> None:
    """At most 5 of 100 each way, also where every difference counts as one that a person can see."""
    found = verdicts(trainings, [0.0] * rivals)
    noise = 3 * math.sqrt(rule.RATE * (1 - rule.RATE) / SENTENCES)
    assert found["supported"] <= rule.RATE + noise
    assert found["contradicted"] <= rule.RATE + noise
    if rivals == 1:  # and it uses what it is allowed
        assert found["supported"] > rule.RATE / 2 and found["contradicted"] > rule.RATE / 2


def test_it_favours_neither_side() -> None:
    """One rival: who is ahead by so much is told as often as who is behind."""
    ahead, behind = verdicts(5, [1.5]), verdicts(5, [-1.5])
    assert abs(ahead["supported"] - behind["contradicted"]) < 0.03
    assert ahead["supported"] > 0.5


@pytest.mark.parametrize("trainings", [3, 5, 12])
def test_the_difference_that_is_said_to_be_told_is_told_as_often(trainings: int) -> None:
    known = Figure(0.0, 1 / trainings**0.5, trainings)
    told = of_means(MEASURE, known, known).told
    assert abs(verdicts(trainings, [told])["supported"] - rule.POWER) < 0.06


def test_no_difference_is_a_finding_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rule.VISIBLE, "coverage", 1.0)
    close = verdicts(40, [0.0, 0.0], 500, "coverage")  # the same model, well known
    assert close["same"] > 0.9
    at_the_edge = verdicts(40, [1.0], 2000, "coverage")  # a difference that can just be seen is not called none
    assert at_the_edge["same"] <= rule.RATE + 0.015
    assert verdicts(3, [0.0], 500, "coverage")["unclear"] > 0.5  # hardly known


def test_a_sure_difference_that_nobody_sees_is_none() -> None:
    tiny = of_means("coverage", Figure(0.902, 1e-5, 5), Figure(0.900, 1e-5, 5))
    assert tiny.p_ahead < 1e-6
    assert of_all({"a": tiny}).mark == "same"


def test_one_rival_that_is_ahead_turns_a_sentence_round_and_is_named() -> None:
    far, behind = (
        of_means(MEASURE, Figure(9, 0.1, 5), Figure(0, 0.1, 5)),
        of_means(MEASURE, Figure(0, 0.1, 5), Figure(9, 0.1, 5)),
    )
    assert of_all({"a": far, "b": far}) == ("supported", ())
    assert of_all({"a": far, "b": behind}) == ("contradicted", ("b",))


def test_each_rival_has_a_verdict_of_its_own() -> None:
    own = Figure(0.90, 0.001, 5)
    others = {"behind": 0.5, "level": 0.90, "ahead": 0.99}
    found = {name: of_means("coverage", own, Figure(mean, 0.001, 5)) for name, mean in others.items()}
    found["unknown"] = of_means("coverage", own, Figure(0.8, 0.5, 5))
    marks = {"behind": "supported", "level": "same", "ahead": "contradicted", "unknown": "unclear"}
    assert of_each(found) == marks
    for names, mark in ((["behind"], "supported"), (["behind", "level"], "same"), (["behind", "unknown"], "unclear"),
                        (["level", "unknown"], "unclear"), (list(others), "contradicted")):  # fmt: skip
        assert of_all({name: found[name] for name in names}).mark == mark


def test_means_are_compared_as_scipy_compares_them() -> None:
    rng = np.random.default_rng(1)
    for n, m in ((3, 3), (3, 12), (5, 4)):
        a, b = rng.normal(0.5, 1, n), rng.normal(0, 3, m)
        ours = of_means(MEASURE, figure(a), figure(b))
        theirs = stats.ttest_ind(a, b, equal_var=False, alternative="greater")
        between = theirs.confidence_interval(1 - rule.RATE).low
        assert math.isclose(ours.p_ahead, theirs.pvalue, rel_tol=1e-9) and math.isclose(ours.low, between, rel_tol=1e-9)
        assert math.isclose(ours.p_ahead + ours.p_behind, 1.0, rel_tol=1e-9)


def test_ratios_count_where_a_measure_has_no_common_scale() -> None:
    ours = of_means("frechet", Figure(200, 2, 5), Figure(100, 1, 5))
    assert math.isclose(ours.ahead, math.log(2)) and math.isclose(ours.visible, math.log(1.25))
    assert of_means("frechet", Figure(20, 0.2, 5), Figure(10, 0.1, 5)) == pytest.approx(ours)


def test_spreads_are_compared_by_the_f_test() -> None:
    a, b = Figure(1, 0.3, 5), Figure(1, 0.1, 8)
    ours = of_spreads(MEASURE, a, b)
    assert math.isclose(ours.p_ahead, stats.f.sf((a.spread / b.spread) ** 2, 4, 7), rel_tol=1e-9)
    assert math.isclose(ours.ahead, math.log(a.spread / b.spread))
    back = of_spreads(MEASURE, b, a)
    assert (back.ahead, back.low, back.high) == pytest.approx((-ours.ahead, -ours.high, -ours.low))


def test_who_ends_ten_times_as_far_away_is_not_unsteady_for_that_nor_who_ends_near() -> None:
    """Of a distance a spread counts as wider where it is so by itself and relative to the mean."""
    near, far = Figure(10, 0.3, 5), Figure(100, 3.0, 5)
    assert of_spreads(MEASURE, far, near).better() and not of_spreads("frechet", far, near).better()
    beside = Figure(100, 0.3, 5)  # as wide by itself, a tenth relative to its mean
    assert not of_spreads("frechet", near, beside).better() and not of_spreads("frechet", beside, near).worse()
    wide = of_spreads("frechet", Figure(100, 9.0, 5), near)
    assert wide.ahead == pytest.approx(math.log(3)) and wide.better()
    back = of_spreads("frechet", near, Figure(100, 9.0, 5))
    assert back.ahead == pytest.approx(-wide.ahead) and back.p_behind == pytest.approx(wide.p_ahead)


def test_of_both_ways_few_verdicts_are_false_where_the_spreads_are_alike() -> None:
    rng, n = np.random.default_rng(5), 3000
    marks = Counter(
        of_all({"rival": of_spreads("frechet", *(figure(np.exp(rng.normal(3, 0.2, 5))) for _ in range(2)))}).mark
        for _ in range(n)
    )
    noise = 3 * math.sqrt(rule.RATE * (1 - rule.RATE) / n)
    assert marks["supported"] / n <= rule.RATE + noise and marks["contradicted"] / n <= rule.RATE + noise


def test_the_power_of_the_f_test_is_what_it_says() -> None:
    rng, n = np.random.default_rng(2), 12
    told = of_spreads(MEASURE, Figure(0, 1, n), Figure(0, 1, n)).told
    found = [
        of_spreads(MEASURE, figure(rng.normal(0, math.exp(told), n)), figure(rng.normal(0, 1, n))).p_ahead <= rule.RATE
        for _ in range(1500)
    ]
    assert abs(np.mean(found) - rule.POWER) < 0.04


@pytest.mark.parametrize("compare", [partial(of_means, MEASURE), partial(of_spreads, MEASURE)])
def test_without_any_chance_the_numbers_decide(compare) -> None:
    small, large = Figure(1.0, 0.0, 5), Figure(2.0, 0.1, 5)
    assert compare(small, small).ahead == 0 and not compare(small, small).better()
    assert compare(large, small).better() and compare(small, large).worse()
    assert isinstance(compare(small, small), Difference)


def test_which_of_two_is_ahead_is_welchs_test_on_either_side_whatever_can_be_seen() -> None:
    rng, found = np.random.default_rng(0), Counter()
    for _ in range(300):
        a, b = rng.normal(0.5, 1.0, 4), rng.normal(0.0, 2.0, 6)
        p = stats.ttest_ind(a, b, equal_var=False, alternative="greater").pvalue
        expected = 1 if p <= rule.RATE else -1 if 1 - p <= rule.RATE else 0
        assert ahead(figure(a), figure(b)) == -ahead(figure(b), figure(a)) == expected
        found[expected] += 1
    assert len(found) == 3
