"""Logistic regression on points of the plane: p(y | x) and its boundary, and no p(x) at all (scikit-learn's solver).

p(y = k | x) = softmax_k(coef[k] . x + intercept[k]). Far from all data it only grows more certain: that is the lesson.
n points, K classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import log_softmax

from engines.core import Config, as_points, bounded


@dataclass(frozen=True)
class LogisticConfig(Config):
    C: float = bounded(1.0, 1e-4, 1e6, why="1 / strength of the L2 penalty; else separable classes have no optimum")


class LogisticRegression:
    """Refits in milliseconds, so it follows a dragged point. Fitted: `classes` (K,), `coef` (K, 2), `intercept` (K,).

    Columns are standardised inside, so that C means the same for every unit; coef and intercept are in the units of X.
    """

    def __init__(self, config: LogisticConfig | None = None) -> None:
        self.config = config or LogisticConfig()

    def fit(self, X: np.ndarray, y: np.ndarray) -> Self:
        """Learn p(y | x) from X (n, 2) and labels y (n,) of at least two classes."""
        from sklearn import linear_model  # slow to import

        X, y = as_points(X, columns=2), np.asarray(y)
        if y.shape != X.shape[:1]:
            raise ValueError(f"y has shape {y.shape}; give one label for each of the {len(X)} rows of X")
        self.classes = np.unique(y)
        if len(self.classes) < 2:
            raise ValueError(f"every point has the label {self.classes[0]}; a classifier needs points of two classes")
        mean, spread = X.mean(axis=0), np.ptp(X, axis=0)
        std = np.where(spread > 0, X.std(axis=0), 1.0)
        solver = linear_model.LogisticRegression(C=self.config.C, solver="newton-cholesky", tol=1e-8, max_iter=200)
        solver.fit((X - mean) / std, y)
        coef, intercept = solver.coef_ / std, solver.intercept_
        if len(self.classes) == 2:  # scikit-learn gives the log-odds of the second class alone
            coef, intercept = np.vstack([0 * coef, coef]), np.hstack([0 * intercept, intercept])
        self.coef, self.intercept = coef, intercept - coef @ mean
        return self

    def log_proba(self, X: np.ndarray) -> np.ndarray:
        """log p(y | x), nats, (n, K)."""
        return log_softmax(as_points(X, columns=2) @ self.coef.T + self.intercept, axis=1)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """p(y | x), (n, K), rows sum to 1."""
        return np.exp(self.log_proba(X))

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The most probable label, (n,)."""
        return self.classes[self.log_proba(X).argmax(axis=1)]

    def proba_on_grid(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """p(y | x) at every (x[i], y[j]) of a grid, shape (K, len(y), len(x))."""
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        return self.predict_proba(points).T.reshape(len(self.classes), len(y), len(x))

    def loss(self, X: np.ndarray, y: np.ndarray) -> float:
        """Mean of -log p(y | x) over the points, nats: what training makes small (without the penalty)."""
        columns = np.searchsorted(self.classes, y)
        return float(-self.log_proba(X)[np.arange(len(columns)), columns].mean())

    def boundary(self, low: tuple[float, float], high: tuple[float, float]) -> np.ndarray:
        """The line pieces inside the box from `low` to `high` where the best two classes tie, (pieces, 2 ends, 2)."""
        corners = np.array([low, high], dtype=float)
        box_normals = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], dtype=float)
        box_offsets = np.array([-corners[0, 0], -corners[0, 1], corners[1, 0], corners[1, 1]])
        pieces = []
        for i in range(len(self.classes)):
            for j in range(i):
                others = np.delete(np.arange(len(self.classes)), [i, j])
                normals = np.vstack([box_normals, self.coef[i] - self.coef[others]])  # the tie must beat the others
                offsets = np.hstack([box_offsets, self.intercept[i] - self.intercept[others]])
                line = self.coef[i] - self.coef[j], self.intercept[i] - self.intercept[j]
                pieces += clip_line(*line, normals, offsets)
        return np.array(pieces).reshape(-1, 2, 2)


def clip_line(w: np.ndarray, b: float, normals: np.ndarray, offsets: np.ndarray) -> list[np.ndarray]:
    """The piece of the line w . x + b = 0 where normals . x + offsets >= 0, as 0 or 1 arrays (2 ends, 2)."""
    squared = w @ w
    if squared == 0:
        return []
    origin, direction = -b * w / squared, np.array([-w[1], w[0]]) / np.sqrt(squared)
    slope, start = normals @ direction, normals @ origin + offsets
    if (start[slope == 0] < 0).any():  # parallel to an edge, and outside it
        return []
    t = -start[slope != 0] / slope[slope != 0]
    enters = slope[slope != 0] > 0
    first, last = t[enters].max(), t[~enters].min()
    return [origin + np.array([[first], [last]]) * direction] if first < last else []
