"""Rounds of the game, and who is right in them, as a server judges that knows nothing of pages."""

from __future__ import annotations

import pytest

from engines.comparison.rounds import ROUNDS, data_sets, is_right, makers, puzzle


@pytest.mark.parametrize("data", data_sets())
def test_of_all_makers_one_is_right(data: str) -> None:
    for nth in (1, 7, 9_999):
        judged = {maker: is_right(data, nth, maker) for maker in makers(data)}
        assert [maker for maker, right in judged.items() if right] == [puzzle(data, nth)]
        assert None not in judged.values()


def test_what_is_no_round_or_no_maker_is_neither_right_nor_wrong() -> None:
    maker = puzzle("digits", 1)
    for data, nth, guess in [
        ("atlantis", 1, maker), ("digits", 0, maker), ("digits", int(ROUNDS.high) + 1, maker), ("digits", 1, "nobody"),
        ("", 1, maker), ("digits", 1, ""), ("../digits", 1, maker),
    ]:  # fmt: skip
        assert is_right(data, nth, guess) is None
