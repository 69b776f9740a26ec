"""Round blobs along lines and areas: how shapes become Gaussian mixtures."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

Components = tuple[np.ndarray, np.ndarray, np.ndarray]


OVERLAP = 0.5  # sd along the curve in segment lengths: the density then ripples by 1.4 % (0.3 would ripple by 35 %)


def round_blobs(means: ArrayLike, sigma: float, weights: ArrayLike | None = None) -> Components:
    """Isotropic components of one standard deviation at `means` (K, 2)."""
    K = len(means)
    w = np.full(K, 1 / K) if weights is None else np.asarray(weights, dtype=float)
    return w, np.asarray(means, dtype=float), np.broadcast_to(sigma**2 * np.eye(2), (K, 2, 2))


def resample(nodes: np.ndarray, n_segments: int) -> np.ndarray:
    """The same polyline (m, 2) with `n_segments` segments of equal arc length, (n_segments + 1, 2)."""
    nodes = np.asarray(nodes, dtype=float)
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(nodes, axis=0), axis=1))])
    at = np.linspace(0, arc[-1], n_segments + 1)
    return np.column_stack([np.interp(at, arc, nodes[:, 0]), np.interp(at, arc, nodes[:, 1])])


def along(nodes: np.ndarray, thickness: float) -> Components:
    """One component per segment of a polyline (K + 1, 2), all of equal weight; `thickness` is the sd across it."""
    segments = np.diff(nodes, axis=0)  # (K, 2)
    covariances = OVERLAP**2 * segments[:, :, None] * segments[:, None, :] + thickness**2 * np.eye(2)
    return np.full(len(segments), 1 / len(segments)), (nodes[1:] + nodes[:-1]) / 2, covariances


def along_strokes(strokes: Iterable[np.ndarray], thickness: float, n_components: int) -> Components:
    """Several polylines, weighted by their length; a stroke of no length is a dot, one thickness long."""
    strokes = [np.asarray(stroke, dtype=float).reshape(-1, 2) for stroke in strokes]
    lengths = np.array([max(np.linalg.norm(np.diff(s, axis=0), axis=1).sum(), thickness) for s in strokes])
    shares = np.maximum(1, np.round(n_components * lengths / lengths.sum())).astype(int)
    parts = [along(resample(s, n), thickness) for s, n in zip(strokes, shares, strict=True)]
    return join(parts, lengths)


def join(parts: Sequence[Components], weights: Sequence[float]) -> Components:
    """Several shapes as one, each with its share of the weight."""
    shares = np.asarray(weights, dtype=float) / np.sum(weights)
    w = np.concatenate([share * part[0] for share, part in zip(shares, parts, strict=True)])
    return w, np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])


def smooth(points: Sequence[tuple[float, float]], per_segment: int = 12) -> np.ndarray:
    """A curve through the points (Catmull & Rom 1974), (per_segment * (m - 1) + 1, 2)."""
    p = np.asarray(points, dtype=float)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])  # end tangents: straight on
    t = np.linspace(0, 1, per_segment, endpoint=False)[:, None, None]
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    curve = b + t * (c - a) / 2 + t**2 * (a - 2.5 * b + 2 * c - d / 2) + t**3 * (b - c + (b - c) / 2 + (d - a) / 2)
    return np.vstack([curve.transpose(1, 0, 2).reshape(-1, 2), p[-2]])


def partition(points: np.ndarray, weights: np.ndarray, n_components: int) -> Components:
    """Divide weighted points until `n_components` cells are left; one component per cell, with its exact moments.

    The cell with the largest scatter is cut at its mean, across its principal axis (PDDP: Boley 1998, Data Mining
    and Knowledge Discovery 2). The mixture keeps the mean and covariance of the points; a cell may be flat.
    """
    cells = [_cell(points, weights, np.flatnonzero(weights > 0))]
    while len(cells) < n_components and -cells[0][0] > 1e-12 * weights.sum() * np.ptp(points, axis=0).max() ** 2:
        rows, mean, _, axis = heapq.heappop(cells)[2:]
        side = (points[rows] - mean) @ axis > 0
        heapq.heappush(cells, _cell(points, weights, rows[side]))
        heapq.heappush(cells, _cell(points, weights, rows[~side]))
    cells.sort(key=lambda cell: cell[1])
    w = np.array([weights[cell[2]].sum() for cell in cells])
    return w, np.array([cell[3] for cell in cells]), np.array([cell[4] for cell in cells])


def _cell(points: np.ndarray, weights: np.ndarray, rows: np.ndarray) -> tuple:
    """(-scatter along the principal axis, first row to break ties, rows, mean, covariance, axis)."""
    w = weights[rows] / weights[rows].sum()
    mean = w @ points[rows]
    centred = points[rows] - mean
    covariance = (w[:, None] * centred).T @ centred
    variances, axes = np.linalg.eigh(covariance)
    return -variances[-1] * weights[rows].sum(), int(rows[0]), rows, mean, covariance, axes[:, -1]
