"""Streams: the same numbers alone or in company, from any moment on after pickling."""

from __future__ import annotations

import pickle

import pytest
import torch

from engines.nets.random_streams import AHEAD, Law, Rows, Stream, normal, uniform


@pytest.mark.parametrize("law", [normal, uniform, Rows(10)])
def test_a_replica_sees_the_same_numbers_alone_and_in_company(law: Law) -> None:
    together, alone = Stream(law, (500, 3), [4, 5, 6]), Stream(law, (500, 3), [5])
    for _ in range(2 * AHEAD // 1500 + 2):  # over two blocks
        assert torch.equal(together.next()[1], alone.next()[0])


@pytest.mark.parametrize("n_before", [0, 1, AHEAD // 1000 - 1, AHEAD // 1000, AHEAD // 1000 + 1])
def test_a_pickled_stream_goes_on_where_it_was(n_before: int) -> None:
    stream = Stream(normal, (1000,), [1, 2])
    for _ in range(n_before):
        stream.next()
    other = pickle.loads(pickle.dumps(stream))
    for _ in range(AHEAD // 1000 + 2):
        assert torch.equal(stream.next(), other.next())


def test_a_pickle_holds_states_and_not_the_numbers() -> None:
    stream = Stream(normal, (1000,), [1])
    stream.next()
    assert len(pickle.dumps(stream)) < AHEAD  # bytes; the block has four times as many


def test_batches_are_fresh_and_follow_their_law() -> None:
    stream = Stream(normal, (100, 2), [0])
    x = torch.cat([stream.next() for _ in range(700)], 1)[0]
    assert len(x.unique(dim=0)) == len(x)
    torch.testing.assert_close(torch.cov(x.T), torch.eye(2), atol=0.02, rtol=0)
    rows = Stream(Rows(5), (1000,), [0]).next()[0]
    assert rows.unique().tolist() == [0, 1, 2, 3, 4]


def test_one_draw_may_be_larger_than_a_block() -> None:
    assert Stream(normal, (2 * AHEAD,), [0]).next().shape == (1, 2 * AHEAD)
