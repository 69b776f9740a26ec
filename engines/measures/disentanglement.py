"""Whether each number of a code stands for one factor of the data: the mutual information gap.

MIG (Chen et al. 2018, arXiv:1802.04942): per factor v, the mutual information I(z_j; v) of the code's number that knows
most about it, less that of the second, in units of the factor's entropy H(v); then the mean over factors. 1: every
factor has a number of its own. 0: no number knows more than another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 20  # per number and per continuous factor, each of equally many pictures


@dataclass(frozen=True)
class Disentanglement:
    """score: the mutual information gap, in [0, 1]; gaps (k,): per factor;
    information (d, k): I(z_j; v) / H(v)."""

    score: float
    gaps: np.ndarray
    information: np.ndarray


def mutual_information_gap(codes: np.ndarray, factors: np.ndarray, *, bins: int = BINS) -> Disentanglement:
    """codes (n, d), the means mu of n pictures; factors (n, k), numbers or whole numbers of kinds.

    ValueError for fewer than two numbers of the code (there is no second then), or a factor that never varies.
    """
    codes, factors = np.asarray(codes, float), np.asarray(factors, float)
    if codes.ndim != 2 or factors.ndim != 2 or len(codes) != len(factors) or codes.shape[1] < 2:
        raise ValueError(f"codes have shape {codes.shape}, factors {factors.shape}; give (n, d) with d > 1, and (n, k)")
    z, v = (np.stack([equally_full(c, bins) for c in columns.T]) for columns in (codes, factors))
    if (v == v[:, :1]).all(1).any():
        raise ValueError("a factor has the same value in every picture; leave it out")
    information = np.array([[mutual_information(a, b) / entropy(b) for b in v] for a in z])
    ordered = np.sort(information, 0)
    gaps = ordered[-1] - ordered[-2]
    return Disentanglement(float(gaps.mean()), gaps, information)


def equally_full(column: np.ndarray, bins: int) -> np.ndarray:
    """Which of `bins` equally full bins each value lies in, (n,); of fewer values, each is a bin of its own."""
    values, which = np.unique(column, return_inverse=True)
    if len(values) <= bins:
        return which
    edges = np.quantile(column, np.linspace(0, 1, bins + 1)[1:-1])
    return np.searchsorted(edges, column, side="right")


def entropy(which: np.ndarray) -> float:
    """Of the shares of each bin, nats."""
    p = np.bincount(which) / len(which)
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


def mutual_information(a: np.ndarray, b: np.ndarray) -> float:
    """I(a; b) of two columns of bins (n,), nats; chance alone gives (A - 1)(B - 1) / 2n to independent ones."""
    joint = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(joint, (a, b), 1 / len(a))
    expected = joint.sum(1, keepdims=True) * joint.sum(0)
    seen = joint > 0
    return float((joint[seen] * np.log(joint[seen] / expected[seen])).sum())
