"""Cells of a grid over the plane: their centres, and the box that is shown.

A box is its corners [[low1, low2], [high1, high2]], or those four numbers in a row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def centres(box: ArrayLike, n: int | tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Centres of n x n equal cells along each axis: x1 (n,), x2 (n,), rising; of two numbers, the first is of x1."""
    low, high = np.asarray(box, float).reshape(2, 2)
    x1, x2 = (low[k] + (high - low)[k] * (np.arange(m) + 0.5) / m for k, m in enumerate(np.broadcast_to(n, 2)))
    return x1, x2


def cells(box: ArrayLike, n: int | tuple[int, int]) -> np.ndarray:
    """Centres of n x n equal cells, (n, n, 2): [i, j] = (x1[j], x2[i]), as heat maps have it, row 0 the lowest."""
    return np.stack(np.meshgrid(*centres(box, n)), axis=-1)


def box_of(X: ArrayLike) -> list[float]:
    """[low1, low2, high1, high2] around points (n, 2), with a margin of a quarter of their larger side."""
    X = np.asarray(X, float)
    low, high = X.min(0), X.max(0)
    middle, half = (low + high) / 2, 0.75 * max(float((high - low).max()), 1e-6)
    return [*(middle - half).tolist(), *(middle + half).tolist()]
