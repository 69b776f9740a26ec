"""Postcards: 32x32 RGB scenes drawn from a known joint table, so that p(x) is known for pictures too.

The discrete factors (subject, colour, background, style) follow a `JointTable`; the numbers (place, size, pose, ...)
are independent of them and uniform over their ranges. Same factors, same picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engines.data.postcards.factors import HIGH, KINDS, LOW, NUMBERS, Factors
from engines.data.postcards.painting import RIPENING, SIZE, paint, ripe_at
from engines.data.postcards.table import DEFAULT, JointTable

BLOCK = 32  # pictures painted together: what fits the cache
MAX_SAMPLES = 1_000_000
APPLE_FACTORS = ("size", "hue", "shape", "leaf", "leaf_angle")


def render(factors: Factors) -> np.ndarray:
    """The postcards, uint8 (n, 32, 32, 3); each depends on its own factors only."""
    images = blank(len(factors))
    for _ in rendering(factors, images):
        pass
    return images


def blank(n: int) -> np.ndarray:
    """Room for n postcards."""
    return np.empty((n, SIZE, SIZE, 3), np.uint8)


def rendering(factors: Factors, images: np.ndarray) -> Iterator[float]:
    """Paint them into `images`, block by block: the share that is painted."""
    cells, painted = factors.cells(), 0
    for cell in np.unique(cells):
        group = np.flatnonzero(cells == cell)
        for rows in np.split(group, range(BLOCK, len(group), BLOCK)):
            images[rows] = _render_alike(factors[rows])
            painted += len(rows)
            yield painted / len(images)


def _render_alike(factors: Factors) -> np.ndarray:
    """Postcards that share their discrete factors."""
    q = {name: factors[name].astype(np.float32)[:, None, None] for name in NUMBERS}
    q["seed"] = (factors["detail"] * 2**31).astype(np.uint32)[:, None, None]
    return paint(factors.names(0), q)


@dataclass(frozen=True, eq=False)
class Postcards:
    """images: uint8 (n, 32, 32, 3); factors: what they show."""

    images: np.ndarray
    factors: Factors


def draw_factors(n: int, *, seed: int, table: JointTable = DEFAULT) -> Factors:
    """What `sample` shows, without painting it: thousands at once for a tally."""
    uniform = _uniform(n, seed)
    return Factors(table.draw(uniform[:, 0]), LOW + (HIGH - LOW) * uniform[:, 1:])


def sample(n: int, *, seed: int, table: JointTable = DEFAULT) -> Postcards:
    """n postcards from the table; the first k of them do not depend on n. ValueError for a negative n."""
    factors = draw_factors(n, seed=seed, table=table)
    return Postcards(render(factors), factors)


def apples(n: int, *, seed: int) -> Postcards:
    """The space of apples: on a plain wall, in the middle, upright; only APPLE_FACTORS and the colour vary.

    All are uniform over their ranges, and so is `ripeness`, which reads colour and hue as one number.
    """
    uniform = _uniform(n, seed)
    colour = np.array(RIPENING)[(uniform[:, 0] * len(RIPENING)).astype(int)]
    numbers = dict(zip(NUMBERS, (LOW + (HIGH - LOW) * uniform[:, 1:]).T, strict=True))
    free = {name: numbers[name] for name in APPLE_FACTORS}
    factors = Factors.of(n, subject="apple", colour=colour, background="plain", **free)
    return Postcards(render(factors), factors)


def _uniform(n: int, seed: int) -> np.ndarray:
    """A row of uniform numbers in [0, 1) per postcard: one for the table, then one per NUMBERS."""
    if not isinstance(n, (int, np.integer)) or isinstance(n, bool) or not 0 <= n <= MAX_SAMPLES:
        raise ValueError(f"the number of postcards is {n!r}; give a whole number from 0 to {MAX_SAMPLES:,}")
    return np.random.default_rng(seed).random((n, 1 + len(NUMBERS)))


def ripeness(factors: Factors) -> np.ndarray:
    """Each apple's colour as one number, 0 unripe green to 1 overripe red, shape (n,). ValueError for other colours."""
    colours = np.array(KINDS["colour"])[factors["colour"]]
    return np.array([ripe_at(str(c), hue) for c, hue in zip(colours, factors["hue"], strict=True)])
