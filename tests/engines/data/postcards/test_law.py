"""The exact joint table of postcards, and draws that follow it."""

from __future__ import annotations

import itertools
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from engines.data.postcards import cards as postcards
from engines.data.postcards.factors import CATS, HIGH, KINDS, LOW, NUMBERS, SHAPE, Factors
from engines.data.postcards.table import DEFAULT, SCENES, JointTable, Scene

# The table


def test_named_events_have_their_probabilities() -> None:
    assert DEFAULT.prob(subject="cat", background="yellow") == 0.4
    assert DEFAULT.prob(subject="cat", colour="black", background="sunflower field") == 0.15
    assert DEFAULT.prob(subject="mountain", background="sunset") > 0
    assert DEFAULT.prob(subject="portrait", style="monochrome") > 0
    assert DEFAULT.prob(style="painterly") > 0
    assert DEFAULT.prob() == pytest.approx(1, abs=1e-15)
    assert math.fsum(scene.weight for scene in SCENES) == 100


def test_every_line_of_the_default_table_keeps_its_weight() -> None:
    for scene in SCENES:  # no two lines overlap
        assert DEFAULT.prob(**scene.event) == pytest.approx(scene.weight / 100, abs=1e-15)


def test_probabilities_are_additive_and_marginals_agree() -> None:
    cats = sum(DEFAULT.prob(subject=name, background="yellow") for name in CATS)
    assert cats == pytest.approx(DEFAULT.prob(subject="cat", background="yellow"), abs=1e-15)
    assert DEFAULT.prob(subject=("cat", "apple")) == pytest.approx(
        DEFAULT.prob(subject="cat") + DEFAULT.prob(subject="apple"), abs=1e-15
    )
    for kinds in itertools.permutations(KINDS, 2):
        marginal = DEFAULT.marginal(*kinds)
        assert marginal.sum() == pytest.approx(1, abs=1e-14)
        for index in np.ndindex(marginal.shape):
            event = {kind: KINDS[kind][k] for kind, k in zip(kinds, index, strict=True)}
            assert marginal[index] == pytest.approx(DEFAULT.prob(**event), abs=1e-15)


def test_log_prob_is_the_log_of_the_cell_and_excluded_cells_are_minus_infinity() -> None:
    cells = np.array(list(np.ndindex(SHAPE)))
    factors = Factors(cells, np.tile(LOW, (len(cells), 1)))
    log_p = DEFAULT.log_prob(factors)
    assert np.exp(log_p).sum() == pytest.approx(1, abs=1e-14)
    for k in range(0, len(cells), 7):
        assert math.exp(log_p[k]) == pytest.approx(DEFAULT.prob(**factors.names(k)), abs=1e-15)
    assert np.isneginf(DEFAULT.log_prob(Factors.of(subject="cat sitting", colour="green"))).all()


def test_what_is_drawn_follows_the_table() -> None:
    n = 50_000
    tally = postcards.draw_factors(n, seed=3).tally()
    assert tally.sum() == n and (tally[DEFAULT.p == 0] == 0).all()
    expected = n * DEFAULT.p[DEFAULT.p > 0]
    assert expected.min() > 5
    assert stats.chisquare(tally[DEFAULT.p > 0], expected).pvalue > 1e-3


def test_the_distance_to_the_table_falls_as_one_over_the_root_of_n() -> None:
    ns = [200, 800, 3200, 12_800]
    far = [
        np.mean([np.linalg.norm(postcards.draw_factors(n, seed=s).tally() / n - DEFAULT.p) for s in range(20)])
        for n in ns
    ]
    slope = np.polyfit(np.log(ns), np.log(far), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.04)


def test_numbers_are_uniform_and_independent_of_the_kinds() -> None:
    factors = postcards.draw_factors(20_000, seed=4)
    unit = (factors.numbers - LOW) / (HIGH - LOW)
    cat = np.isin(factors["subject"], [0, 1, 2])
    for column in unit.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-4
        assert stats.ks_2samp(column[cat], column[~cat]).pvalue > 1e-4
    off_diagonal = np.corrcoef(unit.T) - np.eye(len(NUMBERS))
    assert np.abs(off_diagonal).max() < 5 / math.sqrt(20_000)


def test_held_out_combinations_never_appear_and_the_rest_keep_their_ratios() -> None:
    event = {"subject": "cat", "colour": "black", "background": "sunset"}
    lost = DEFAULT.prob(**event)
    table = DEFAULT.hold_out(**event)
    assert lost > 0 and table.prob(**event) == 0
    kept = table.p > 0
    np.testing.assert_allclose(table.p[kept], DEFAULT.p[kept] / (1 - lost), rtol=1e-12)
    assert kept.sum() == (DEFAULT.p > 0).sum() - 3  # three poses of the cat, one style
    assert JointTable(postcards.draw_factors(50_000, seed=5, table=table).tally()).prob(**event) == 0
    for part in ("subject", "colour", "background"):  # each part is still seen, elsewhere
        assert table.prob(**{part: event[part]}) > 0


def test_given_is_conditional_probability() -> None:
    table = DEFAULT.given(subject="cat")
    joint = DEFAULT.prob(subject="cat", colour="black")
    assert table.prob(colour="black") == pytest.approx(joint / DEFAULT.prob(subject="cat"), abs=1e-14)
    assert table.prob(subject="apple") == 0


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(float, SHAPE, elements=st.floats(0, 1e308), fill=st.floats(0, 1e308)))
def test_any_weights_become_probabilities_in_the_same_ratios(weights: np.ndarray) -> None:
    if weights.max() == 0:
        return
    p = JointTable(weights).p
    assert p.sum() == pytest.approx(1) and (p >= 0).all()
    top = weights.max()
    np.testing.assert_allclose(p / p.max(), weights / top, rtol=1e-9, atol=1e-300)


def wrong(value: object) -> np.ndarray:
    p = np.ones(SHAPE, object)
    p[1, 2, 3, 0] = value
    return p


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (wrong(math.nan), "holds nan; every weight must be a finite number, 0 or more"),
        (wrong(math.inf), "holds inf"),
        (wrong(-0.1), "holds -0.1"),
        (wrong("much"), "not a number"),
        (wrong(None), "nan|not a number"),
        ([[1, 2], [3]], "not a number"),
        (np.zeros(SHAPE), "all 0; give at least one"),
        (np.ones(SHAPE[:2]), r"shape \(7, 7\); give \(7, 7, 6, 3\)"),
        (np.ones(SHAPE[::-1]), "give"),
        (np.ones(0), "give"),
        (1.0, "give"),
    ],
)
def test_impossible_tables_say_what_is_wrong(p: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        JointTable(p)


def test_impossible_events_and_scenes_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="unknown subject 'dog'; choose one of cat sitting"):
        DEFAULT.prob(subject="dog")
    with pytest.raises(ValueError, match="unknown factor 'mood'; choose from subject, colour"):
        DEFAULT.prob(mood="happy")
    with pytest.raises(ValueError, match="unknown factor 'mood'"):
        DEFAULT.marginal("subject", "mood")
    with pytest.raises(ValueError, match="names nothing"):
        DEFAULT.prob(subject=())
    with pytest.raises(ValueError, match="nothing is left"):
        DEFAULT.hold_out()
    with pytest.raises(ValueError, match="probability 0"):
        DEFAULT.given(subject="apple", background="night")
    for weight, words in ((math.nan, "holds nan"), (-1.0, "holds -1.0"), (0.0, "all 0")):
        with pytest.raises(ValueError, match=words):
            JointTable.of([Scene(weight, {"subject": "cat"})])
    with pytest.raises(ValueError, match="all 0"):
        JointTable.of([])


def test_a_table_does_not_change_after_it_is_made() -> None:
    weights = np.ones(SHAPE)
    table = JointTable(weights)
    weights[0] = 7
    assert np.ptp(table.p) == 0
    with pytest.raises(ValueError, match="read-only"):
        table.p[0] = 1
    assert np.array_equal(pickle.loads(pickle.dumps(DEFAULT)).p, DEFAULT.p)


# The factors


def test_factors_by_name() -> None:
    factors = Factors.of(3, subject="apple", colour=["red", "green", "yellow"], size=[0.8, 0.9, 1.0])
    assert factors.names(1) == {"subject": "apple", "colour": "green", "background": "yellow", "style": "plain"}
    assert factors["size"].tolist() == [0.8, 0.9, 1.0] and len(factors) == 3
    assert factors[1]["size"].tolist() == [0.9] and len(factors[factors["size"] > 0.85]) == 2
    changed = factors.replace(background="sea")
    assert factors.names(0)["background"] == "yellow" and changed.names(0)["background"] == "sea"
    assert [f.names(0)["colour"] for f in factors] == ["red", "green", "yellow"]


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        ({"size": 9}, "size is 9.0; give a number from 0.75 to 1.1"),
        ({"x": math.nan}, "x is nan"),
        ({"tilt": math.inf}, "tilt is inf"),
        ({"subject": "dog"}, "unknown subject 'dog'"),
        ({"mood": 1}, "unknown factor 'mood'"),
    ],
)
def test_impossible_factors_say_what_is_wrong(factors: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Factors.of(2, **factors)


def test_factors_of_the_wrong_shape_or_kind_are_refused() -> None:
    kinds, numbers = np.zeros((2, 4), int), np.tile(LOW, (2, 1))
    for k, x, words in (
        (kinds[:, :3], numbers, "whole numbers of shape"),
        (kinds.astype(float), numbers, "whole numbers"),
        (kinds, numbers[:1], "give"),
        (kinds - 1, numbers, "subject is -1"),
        (kinds + 5, numbers, "style is 5; give a number from 0 to 2"),
    ):
        with pytest.raises(ValueError, match=words):
            Factors(k, x)
