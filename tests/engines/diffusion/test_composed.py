"""Requests guided factor by factor: what is counted of the pictures, and the figures that are shown of it."""

from __future__ import annotations

import math

import pytest

from assets.diffusion import composed as making
from assets.weights.measure_factors import painted
from engines.data.postcards.table import DEFAULT, HELD_OUT, TAUGHT, event_cells
from engines.diffusion import composed_records as records
from engines.diffusion.curve_records import read, select
from engines.diffusion.presets import COMPOSED
from engines.statistics import apart


def test_real_postcards_are_read_as_asked_and_black_apples_at_sunset_are_no_cats_to_the_second_opinion() -> None:
    y = making.ASKED["held_out"](60, 3)
    assert all(event_cells(**HELD_OUT)[tuple(row)] and DEFAULT.p[tuple(row)] > 0 for row in y)
    assert making.reading("held_out", y, painted(y) / 255) == {"read": 1, "near": 1, "both": 1}
    apples = y * [0, 1, 1, 1] + [3, 0, 0, 0]
    found = making.reading("held_out", y, painted(apples) / 255)
    assert found["near"] == found["both"] == 0 < found["read"]


def test_requests_are_what_they_are_called() -> None:
    typed, ordinary = making.ASKED["typed"](200, 3), making.ASKED["ordinary"](200, 3)
    assert all(event_cells(**HELD_OUT)[tuple(row)] for row in typed) and len(set(typed[:, 3])) == 3
    assert all(TAUGHT.p[tuple(row)] > 0 for row in ordinary)
    assert making.reading("ordinary", ordinary, painted(ordinary) / 255)["read"] > 0.98
    assert making.reading("ordinary", ordinary[::-1], painted(ordinary) / 255)["read"] < 0.3


def test_the_weights_that_are_measured_are_those_that_are_used_and_were_chosen_on_another_seed() -> None:
    assert records.WAYS["early"][1] == COMPOSED
    assert all(dict(weights) in making.COMPARED for _, weights in records.WAYS.values())
    assert records.CHOSEN_ON not in making.FRESH
    for way in ("", *records.WAYS):
        for asked in making.ASKED if way in ("", "plain", "early") else ("held_out",):
            assert [row["seed"] for row in records.fresh(asked, way)] == list(making.FRESH)
    rows = select(read()["rows"], part="composed", asked="held_out", by="network", seed=records.CHOSEN_ON)
    assert len(rows) == len(making.GRID)
    best = max(rows, key=lambda row: row["both"])
    assert {name: best[name] for name in COMPOSED} == COMPOSED


def test_shares_are_pooled_over_seeds() -> None:
    rows = [{"n": 300, "read": 0.5}, {"n": 100, "read": 0.9}]
    found = records.share(rows)
    assert found["share"] == pytest.approx(0.6)
    assert found["standard_error"] == pytest.approx(math.sqrt(0.6 * 0.4 / 399))


def test_the_subject_weighing_more_buys_the_new_combination_and_costs_likeness() -> None:
    """By more than two standard errors: the words of the pages say no more."""

    def figure(asked: str, way: str, name: str = "read") -> tuple[float, float]:
        return tuple(records.share(records.fresh(asked, way), name).values())

    for way in ("plain", "whole", "always"):
        for name in ("read", "both"):
            assert apart(figure("held_out", "early", name), figure("held_out", way, name)) == 1
    assert apart(figure("typed", "early", "both"), figure("typed", "plain", "both")) == 1
    assert apart(figure("ordinary", "plain"), figure("ordinary", "early")) == 1
    plain, early = (records.fresh("ordinary", way) for way in ("plain", "early"))
    assert records.distance(early)[0] > 3 * records.distance(plain)[0]
    assert early[0]["evaluations"] > plain[0]["evaluations"]
