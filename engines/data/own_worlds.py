"""A person's own worlds: a painted density, brush strokes, points of a table, each made a Gaussian mixture.

What cannot become one is refused in words that name the value, the allowed range and the remedy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engines.core import Bounds, Refused
from engines.data import geometry
from engines.data.grid import cells
from engines.data.tables import MAX_ROWS, Table
from engines.data.worlds import MAX_MEAN, World, numbers

MAX_VALUE = 1e12  # of a point
MAX_CELLS = 512  # of a painted density, per side
CANVAS = ((-2.0, -2.0), (2.0, 2.0))
N_COMPONENTS = 200  # 96 x 96 densities in about 15 ms
# Both measured by held-out likelihood on 4 worlds, 20 to 20,000 points:
POINTS_PER_COMPONENT = 12  # fewer follow the noise
SPREAD = 2.0  # a cell's covariance is doubled, so that neighbours join


def from_drawing(density: ArrayLike, *, box: ArrayLike = CANVAS, n_components: int = N_COMPONENTS) -> World:
    """A painted density: amounts >= 0 on a grid (rows, columns) over `box` = [low, high]; row 0 is the lowest."""
    density, box = numbers("the drawing", density), numbers("box", box)
    if box.shape != (2, 2) or not (np.abs(box) <= MAX_MEAN).all() or not (box[1] > box[0]).all():
        raise ValueError(f"box is {box.tolist()}; give its corners [low, high], two finite numbers each, low < high")
    if density.ndim != 2 or not density.size or max(density.shape) > MAX_CELLS:
        raise ValueError(f"the drawing has shape {density.shape}; give a grid of 1 to {MAX_CELLS} rows and columns")
    if not (np.isfinite(density).all() and density.min() >= 0):
        raise ValueError("the drawing holds a negative number, NaN or infinity; paint amounts >= 0")
    if density.max() == 0:
        raise Refused("empty-drawing", "the drawing is empty; paint something first")
    cell, painted = (box[1] - box[0]) / density.shape[::-1], density > 0
    points = cells(box, density.shape[::-1])[painted]
    w, means, S = geometry.partition(points, density[painted] / density.max(), n_components)
    return World(w, means, SPREAD * S + np.diag((geometry.OVERLAP * cell) ** 2))


def from_strokes(strokes: Sequence[ArrayLike], *, thickness: float = 0.06, n_components: int = N_COMPONENTS) -> World:
    """A brush's lines, each (m, 2); `thickness` is the standard deviation across them. A line of one point is a dot."""
    Bounds(0.001, 2.0).check("thickness", thickness)
    lines = [numbers("a stroke", stroke) for stroke in strokes]
    if not lines or len(lines) > 1000 or sum(map(len, lines)) > MAX_ROWS:
        raise ValueError(f"there are {len(lines)} strokes; draw 1 to 1000, with at most {MAX_ROWS} points in all")
    for line in lines:
        if line.ndim != 2 or line.shape[1] != 2 or not len(line) or not (np.abs(line) <= MAX_MEAN).all():
            raise ValueError(f"a stroke of shape {line.shape} is not a list of finite points (x1, x2); draw it again")
    return World(*geometry.along_strokes(lines, thickness, n_components))


def from_points(X: ArrayLike, *, n_components: int = N_COMPONENTS) -> World:
    """A smooth world in which the points (n, 2) are typical, in standard units of each column (see `standardise`)."""
    Z = standardise(X)[0]
    K = int(np.clip(len(Z) // POINTS_PER_COMPONENT, 1, n_components))
    w, means, S = geometry.partition(Z, np.ones(len(Z)), K)
    sizes = np.sqrt(np.einsum("kii->k", S) / 2)
    floor = 0.3 * np.median(sizes[sizes > 1e-9]) if (sizes > 1e-9).any() else 0.05  # for cells of one repeated point
    return World(w, means, SPREAD * S + floor**2 * np.eye(2))


def from_table(table: Table, i: int, j: int, *, n_components: int = N_COMPONENTS) -> World:
    """The world of two columns, see `Table.pair`, in standard units of each."""
    return from_points(table.pair(i, j).points, n_components=n_components)


def standardise(X: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Z = (X - mean) / sd per column, mean (2,), sd (2,); an error in words where no world can be made of X."""
    X = numbers("the points", X)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"the points have shape {X.shape}; give two numbers per point")
    if not 2 <= len(X) <= MAX_ROWS:
        raise Refused("point-count", f"there are {len(X)} points; give 2 to {MAX_ROWS}", n=len(X), most=MAX_ROWS)
    bad = np.flatnonzero(~(np.abs(X) <= MAX_VALUE).all(1))
    if len(bad):
        raise ValueError(
            f"point {bad[0] + 1} is {X[bad[0]].tolist()}; give numbers from {-MAX_VALUE:g} to {MAX_VALUE:g}, "
            "neither NaN nor infinity, or delete the row"
        )
    mean, sd = X.mean(0), X.std(0)
    for column in np.flatnonzero(~(sd > 1e-9 * np.abs(X).max(0))):
        raise ValueError(f"column {column + 1} is {X[0, column]:g} in every row, or nearly; give a column that varies")
    return (X - mean) / sd, mean, sd
