"""Postcards that are drawn and tallied: they follow the table, and a bad table is refused in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.live.channel.messages import BadMessage
from app.live.postcards import service as tally
from app.live.postcards.service import DEFAULT, LINES, PostcardsService, line_of, table_of
from engines.data.postcards import cards
from engines.data.postcards import table as postcards_table
from tests.app.live.asking import ask, longest_turn

DRAWS = {"id": 1, "kind": "draws", "weights": list(DEFAULT), "seed": 5, "from": 0, "n": 100}


def test_the_lines_are_the_whole_table_and_do_not_overlap() -> None:
    assert sum(DEFAULT) == pytest.approx(100)
    assert sorted(i for rows in LINES.values() for i in rows) == list(range(len(postcards_table.SCENES)))
    np.testing.assert_allclose(table_of(DEFAULT).p, postcards_table.DEFAULT.p, atol=1e-12)
    covered = sum(
        postcards_table.event_cells(**postcards_table.SCENES[i].event).astype(int)
        for rows in LINES.values()
        for i in rows
    )
    assert covered.max() == 1


def test_lines_are_named_for_what_they_show() -> None:
    only = {name: table_of([w if i == k else 0 for i, w in enumerate(DEFAULT)]) for k, name in enumerate(LINES)}
    assert only["cat on yellow"].prob(subject="cat", background="yellow") == pytest.approx(1)
    assert only["black cat at sunset"].prob(subject="cat", colour="black", background="sunset") == pytest.approx(1)
    assert only["sunset over mountains"].prob(subject="mountain", background="sunset") == pytest.approx(1)
    assert only["monochrome portrait"].prob(subject="portrait", style="monochrome") == pytest.approx(1)
    assert only["apple"].prob(subject="apple") == pytest.approx(1)


def test_draws_follow_the_table_and_continue() -> None:
    service = PostcardsService()
    answers, at = [], 0
    while at < 350:
        answers.append(ask(service, DRAWS | {"from": at, "n": min(250, 350 - at)}))
        at += len(answers[-1][1]["labels"])
    labels, painted = (np.concatenate([arrays[name] for _, arrays in answers]) for name in ("labels", "painted"))
    factors = cards.draw_factors(350, seed=5, table=table_of(DEFAULT))
    np.testing.assert_array_equal(labels, line_of(factors))
    meta, last = answers[-1]
    assert meta["p"] == pytest.approx(np.array(DEFAULT) / 100)
    tallied = np.bincount(labels, minlength=len(DEFAULT)) / 350
    assert last["distance"][-1] == pytest.approx(np.abs(tallied - meta["p"]).sum() / 2, abs=1e-6)
    np.testing.assert_array_equal(painted, [i for i in range(350) if i < tally.PAINT_ALL or i % 10 == 0])


def test_an_answer_paints_so_many_that_a_class_soon_sees_its_first_draws() -> None:
    _, first = ask(PostcardsService(), DRAWS | {"n": 250})
    assert len(first["images"]) == len(first["painted"]) == len(first["labels"]) == tally.PAINTED
    assert tally.PAINTED >= 60  # what the page asks for first comes at once
    _, later = ask(PostcardsService(), DRAWS | {"from": 1000, "n": 250})
    assert len(later["labels"]) == 250 and len(later["images"]) == len(later["painted"]) == 25


@pytest.mark.parametrize(
    "change",
    [
        {"weights": [0] * len(DEFAULT)}, {"weights": [1]}, {"weights": [-1] + [1] * 9}, {"weights": [1e9] * 10},
        {"weights": ["1"] * 10}, {"from": 10**6}, {"n": 10**6}, {"kind": "draw"},
    ],
)  # fmt: skip
def test_a_bad_table_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        ask(PostcardsService(), DRAWS | change)


def test_others_have_their_turns_while_many_are_painted() -> None:
    turns, share = longest_turn(PostcardsService(), DRAWS | {"from": 0, "n": 250})
    assert turns >= 3 and share < 1 / 2
