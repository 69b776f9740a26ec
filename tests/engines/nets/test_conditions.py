"""Conditions of several factors: what is open, and how a network is told."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from engines.core import Config
from engines.diffusion.config import DiffusionConfig
from engines.gan.config import GANConfig
from engines.nets.conditions import condition_of, one_hot, some_open, with_request

FACTORS = (2, 3)


def test_one_hot_sums_one_embedding_a_factor_and_open_has_one_of_its_own() -> None:
    y = torch.tensor([[1, 0], [2, 3]])
    table = torch.randn(7, 5)
    expected = torch.stack([table[1] + table[3 + 0], table[2] + table[3 + 3]])
    torch.testing.assert_close(one_hot(y, FACTORS) @ table, expected)


def test_factors_are_open_as_often_as_said_alone_and_all_together() -> None:
    n, drop = 40_000, 0.2
    y = some_open(
        torch.zeros(n, 2, dtype=torch.long), torch.rand(n, 3, generator=torch.Generator().manual_seed(0)), drop, FACTORS
    )
    is_open = (y == torch.tensor(FACTORS)).double()
    each = 1 - (1 - drop) ** 2  # by itself, or together with all
    assert is_open.mean(0).tolist() == pytest.approx([each, each], abs=0.01)
    assert is_open.prod(1).mean().item() == pytest.approx(drop + (1 - drop) * drop**2, abs=0.01)


def test_a_request_stands_beside_its_row_and_minus_one_or_none_leave_it_open() -> None:
    x = torch.randn(2, 4)
    torch.testing.assert_close(with_request(x, [[1, -1], [0, 2]], FACTORS)[:, 4:], torch.tensor([[1.0, 3], [0, 2]]))
    torch.testing.assert_close(with_request(x, None, FACTORS)[:, 4:], torch.tensor([[2.0, 3], [2, 3]]))
    assert with_request(x, [[5]], ()) is x


@pytest.mark.parametrize("wrong", [None, [[0, 0]], [[2, 0], [0, 0]], [[0.5, 0], [0, 0]], [[-1, 0], [0, 0]]])
def test_wrong_conditions_are_refused_with_what_is_allowed(wrong: object) -> None:
    with pytest.raises(ValueError, match="2 rows of 2 whole numbers, from 0 to 1, 0 to 2"):
        condition_of(wrong, 2, FACTORS)


@pytest.mark.parametrize(
    "config", [GANConfig(net="conv", packing=1), DiffusionConfig(net="unet")], ids=["GAN", "diffusion"]
)
@pytest.mark.parametrize("factors", ["abc", 3, None, [0], [-3], [1.5], [10**9], ["a"], [2] * 9])
def test_factors_that_are_none_are_refused_in_words(config: Config, factors: Any) -> None:
    with pytest.raises(ValueError, match="^factors are .*; give "):
        config.replace(factors=factors)
    assert config.replace(factors=[2, 3]).factors == (2, 3)  # JSON has lists
