"""Drawing with signed distances, many pictures at once, edges anti-aliased: what the postcards are made of.

A distance is negative inside a shape (closed forms: iquilezles.org/articles/distfunctions2d). Coordinates: the
picture spans -1 to 1, u to the right, v down. Fields have shape (n, H, W), numbers (n, 1, 1), colours 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Number = float | np.ndarray
Numbers = Mapping[str, np.ndarray]


def rgb(*channels: int) -> np.ndarray:
    """An 8-bit sRGB colour as float32 (3, 1, 1), 0 to 1."""
    return np.array(channels, np.float32).reshape(3, 1, 1) / 255


INK, PINK, LEAF, WOOD = rgb(33, 28, 41), rgb(237, 148, 148), rgb(92, 148, 56), rgb(97, 61, 36)


class Sheet:
    """Paper under a pen. img: float32 (n, 3, H, W), painted in place; u, v: (n, H, W); edge: softness (n, 1, 1)."""

    def __init__(self, img: np.ndarray, u: np.ndarray, v: np.ndarray, edge: Number) -> None:
        self.img, self.u, self.v, self.edge = img, u, v, edge

    def moved(self, x: Number, y: Number, size: Number, tilt: Number, mirror: Number) -> Sheet:
        """The same paper seen from a figure at (x, y), `size` large, turned by `tilt` degrees, mirrored by a sign."""
        angle = np.deg2rad(tilt, dtype=np.float32)
        c, s = np.cos(angle) / size, np.sin(angle) / size
        du, dv = self.u - x, self.v - y
        return Sheet(self.img, (c * du + s * dv) * mirror, c * dv - s * du, self.edge / size)

    def part(self, rows: slice, cols: slice) -> Sheet:
        """A cut-out that shares the paint."""
        return Sheet(self.img[:, :, rows, cols], self.u[:, rows, cols], self.v[:, rows, cols], self.edge)

    def near(self, x: Number, y: Number, r: float) -> Sheet:
        """The part that holds the square of half-width r around (x, y) in every picture: small things paint faster."""
        return self.part(*box((np.abs(self.u - x) < r) & (np.abs(self.v - y) < r)))

    def cover(self, d: np.ndarray) -> np.ndarray:
        """How much of each pixel the shape with distance `d` covers, 0 to 1."""
        return unit(0.5 - d / self.edge)

    def fill(self, d: np.ndarray, colour: np.ndarray, alpha: Number = 1.0) -> None:
        """Paint the shape; colour (3, 1, 1), (n, 3, 1, 1) or (n, 3, H, W)."""
        self.wash(self.cover(d) * alpha, colour)

    def wash(self, alpha: np.ndarray, colour: np.ndarray) -> None:
        """Mix `colour` in by alpha (n, H, W)."""
        rows, cols = box(alpha > 0)
        part, alpha = self.img[:, :, rows, cols], alpha[:, None, rows, cols]
        part += alpha * (np.broadcast_to(colour, self.img.shape)[:, :, rows, cols] - part)

    def solid(self, d: np.ndarray, skin: Skin) -> None:
        """Paint a rounded body: a rim at its edge, lit from above."""
        rows, cols = box(d < self.edge)
        part, d = self.part(rows, cols), d[:, rows, cols]
        rim = unit(1 + d / 0.11)[:, None] * 0.8
        light = np.minimum(np.maximum(-part.v * 0.12 - part.u * 0.05, -0.1), 0.12)[:, None]
        part.fill(d, skin.base + rim * (skin.rim - skin.base) + light)

    def circle(self, x: Number, y: Number, r: Number) -> np.ndarray:
        """The distance to a disc's edge; so are all that follow to their shape's."""
        return length(self.u - x, self.v - y) - r

    def ellipse(self, x: Number, y: Number, a: Number, b: Number) -> np.ndarray:
        """First-order distance: exact on the edge."""
        du, dv = (self.u - x) / a, (self.v - y) / b
        k = length(du, dv) + 1e-6
        return k * (k - 1) / (length(du / a, dv / b) + 1e-6)

    def line(self, x0: Number, y0: Number, x1: Number, y1: Number, r: Number) -> np.ndarray:
        """A segment with round ends of radius r."""
        return np.sqrt(self._squared(x0, y0, x1, y1)) - r

    def curve(self, points: list[tuple[Number, Number]], r: Number, pieces: int = 4) -> np.ndarray:
        """A quadratic Bezier stroke through three control points, as short segments."""
        (x0, y0), (x1, y1), (x2, y2) = points
        path = [((1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t * t * x2,
                 (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t * t * y2)
                for t in np.linspace(0, 1, pieces + 1).tolist()]  # fmt: skip
        return np.sqrt(union(*(self._squared(*a, *b) for a, b in zip(path, path[1:], strict=False)))) - r

    def _squared(self, x0: Number, y0: Number, x1: Number, y1: Number) -> np.ndarray:
        """The squared distance to a segment."""
        du, dv, ex, ey = self.u - x0, self.v - y0, x1 - x0, y1 - y0
        norm = 1 / (ex * ex + ey * ey + 1e-9)
        t = unit(du * (ex * norm) + dv * (ey * norm))
        du -= t * ex
        dv -= t * ey
        return du * du + dv * dv

    def polygon(self, *corners: tuple[Number, Number]) -> np.ndarray:
        """A convex polygon, corners clockwise on the screen: the farthest of its edges' half-planes."""
        sides = []
        for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
            ex, ey = x1 - x0, y1 - y0
            sides.append(((self.u - x0) * ey - (self.v - y0) * ex) / length(ex, ey))
        return np.maximum.reduce(sides)


class Skin:
    """A colour (n, 3, 1, 1) and what goes with it: rim (dark on light, light on dark), pale, dark."""

    def __init__(self, colour: np.ndarray) -> None:
        self.base = colour.astype(np.float32)
        dim = (self.base.mean(1, keepdims=True) < 0.22).astype(np.float32)
        self.rim = self.base * (0.62 + 0.58 * dim) + 0.2 * dim
        self.pale = self.base + (0.3 - 0.2 * dim) * (1 - self.base)
        self.dark = self.base * 0.7


def unit(a: np.ndarray) -> np.ndarray:
    """Kept within 0 and 1 (several times faster than np.clip on small arrays)."""
    return np.minimum(np.maximum(a, 0), 1)


def length(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """sqrt(a^2 + b^2); coordinates are small, so np.hypot's slow care against overflow is not needed."""
    return (a * a + b * b) ** 0.5


def box(mask: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns that hold every true pixel of mask (n, H, W)."""
    mask = mask.any(0)
    rows, cols = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return (slice(rows[0], rows[-1] + 1), slice(cols[0], cols[-1] + 1)) if len(rows) else (slice(0, 0), slice(0, 0))


def union(*shapes: np.ndarray) -> np.ndarray:
    """The shapes together."""
    return np.minimum.reduce(shapes)


def blend(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """Smooth union: the two flow into each other over a width k."""
    h = np.maximum(k - np.abs(a - b), 0)
    return np.minimum(a, b) - h * h / (4 * k)
