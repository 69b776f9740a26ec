"""Conditions of several factors: rows of whole numbers (n, k), factor j from 0 to conditions[j] - 1; open is -1 in a
request, and conditions[j] for a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor


def condition_of(y: Any, n: int, conditions: tuple[int, ...], *, optional: bool = False) -> Tensor | None:
    """y as whole numbers (n, k); None where the model knows no conditions. ValueError says what is wrong with it.

    `optional`: it is a request, which may be None, or leave a factor open with -1.
    """
    if not conditions or (y is None and optional):
        return None
    found = np.asarray(y if y is not None else [])
    if found.ndim == 1:
        found = found[:, None]
    low = -1 if optional else 0
    if found.shape != (n, len(conditions)) or not ((found >= low) & (found < conditions) & (found % 1 == 0)).all():
        values = ", ".join(f"{low} to {k - 1}" for k in conditions)
        raise ValueError(f"y must hold {n} rows of {len(conditions)} whole numbers, from {values}")
    return torch.tensor(found.astype(np.int64))


def some_open(y: Tensor, u: Tensor, drop: float, conditions: Sequence[int]) -> Tensor:
    """y (n, k) with a share `drop` of the factors open, and of several, at times all together.

    u: uniform numbers (n, k + 1), or (n, 1) for one factor.
    """
    dropped = u < drop
    return torch.where(dropped[:, : y.shape[1]] | dropped[:, -1:], torch.tensor(conditions), y)


def one_hot(y: Tensor, conditions: Sequence[int]) -> Tensor:
    """y (n, k) as a 0 for every value of every factor, and for "open", which comes last, but for a 1 at its own:
    (n, sum(conditions) + k). A matrix times it sums one embedding a factor."""
    return torch.cat([(y[:, j : j + 1] == torch.arange(n + 1)).float() for j, n in enumerate(conditions)], 1)


def with_request(x: Tensor, y: Any, conditions: tuple[int, ...]) -> Tensor:
    """Rows x (n, d), beside each its request, y (n, k); without y all is open. x alone where nothing can be asked."""
    if not conditions:
        return x
    wanted, every = condition_of(y, len(x), conditions, optional=True), torch.tensor(conditions)
    wanted = every.expand(len(x), -1) if wanted is None else torch.where(wanted < 0, every, wanted)
    return torch.cat([x, wanted], 1)
