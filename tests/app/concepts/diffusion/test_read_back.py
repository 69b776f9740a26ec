"""The factors read back from drawn postcards: names in the order of the table, bars that are the record's shares."""

from __future__ import annotations

import pytest

from app.concepts.diffusion.read_back import factor_names, farthest, shares_chart
from engines.data.postcards import table as postcards_table
from engines.data.postcards.factors import KINDS
from engines.nets import weights


def test_every_kind_has_a_name() -> None:
    names = factor_names()
    assert list(names) == list(KINDS)
    for factor, (_, kinds) in names.items():
        assert len(set(kinds)) == len(KINDS[factor])
    for factor in ("colour", "style"):
        assert tuple(names[factor][1]) == KINDS[factor]


def test_the_share_that_is_farthest_is_named_with_a_true_sign() -> None:
    assert farthest({"name": "background sunflower field", "points": -1.04}) == ("sunflower field", "−1.0")
    test = weights.record("diffusion-postcards")["test"]
    assert abs(test["taught"]["off"]["points"]) <= abs(test["off"]["points"])  # nothing new is asked for there


@pytest.mark.parametrize("factor", KINDS)
def test_the_bars_are_the_table_and_the_shares_read(factor: str) -> None:
    read = weights.record("diffusion-postcards")["test"]["readback"][factor]
    table, drawn = shares_chart("", factor_names()[factor][1], postcards_table.DEFAULT.marginal(factor), read).data
    assert sum(table.y) == pytest.approx(1)
    assert sum(drawn.y) == pytest.approx(1, abs=1e-3)
    assert list(drawn.y) == read
