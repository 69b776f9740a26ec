"""One torch thread: where the other core is busy, two were measured four times slower than one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

torch.set_num_threads(1)


@pytest.fixture
def float64() -> Iterator[None]:
    """Everything new is of double precision, so that two ways to compute one thing agree on every processor.

    In float32 they differ by what the order of summation makes of cancellation, and no tolerance that finds a fault
    holds everywhere; in float64 that difference lies nine digits farther down, far below what `assert_close` asks.
    """
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)
