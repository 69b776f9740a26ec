"""The postcards' backgrounds: skies, land, and what stands before the subject."""

from __future__ import annotations

import numpy as np

from engines.data.postcards.drawing import LEAF, WOOD, Number, Numbers, Sheet, box, length, rgb, unit


def chance(seed: np.ndarray, *keys: Number) -> np.ndarray:
    """Uniform numbers in [0, 1), float32: a hash of the picture's `seed` (uint32) and of whole-number keys."""
    h = seed.astype(np.uint32)
    for k in keys:
        h = (h ^ np.asarray(k).astype(np.int64).astype(np.uint32)) * np.uint32(0x9E3779B1)
        h ^= h >> np.uint32(15)
        h *= np.uint32(0x85EBCA77)
        h ^= h >> np.uint32(13)
    return (h >> np.uint32(8)).astype(np.float32) / np.float32(2**24)


def horizon(q: Numbers) -> np.ndarray:
    """Where sky and land meet, as v."""
    return 0.12 + 0.2 * q["light"]


def gradient(s: Sheet, top: Number, bottom: Number, *stops: np.ndarray) -> None:
    """Fill the whole paper with colours from v = top down to v = bottom."""
    t = unit((s.v[:, :, :1] - top) / (bottom - top))[:, None] * (len(stops) - 1)  # (n, 1, H, 1)
    s.img[:] = stops[0]
    for k in range(1, len(stops)):
        s.img += unit(t - k + 1) * (stops[k] - stops[k - 1])


def ground(s: Sheet, top: np.ndarray, far: np.ndarray, near: np.ndarray) -> None:
    """Land or water below v = top, from its far colour to its near one."""
    t = unit((s.v - top) / (1 - top))[:, None]
    s.wash(s.cover(top - s.v), far + t * (near - far))


def flowers(s: Sheet, seed: np.ndarray, y: Number, r: float, gap: float, row: int) -> None:
    """One row of sunflowers, `gap` apart: space is folded, so that a whole row costs one flower."""
    s = s.part(*box(np.abs(s.v - y) < 2.6 * r))
    across = s.u[:, :1] / gap + chance(seed, row, 77)  # (n, 1, W): the same in every line
    cell = np.floor(across)
    dx = (across - cell - 0.5 - 0.3 * (chance(seed, row, cell) - 0.5)) * gap
    dy = s.v - y - 0.6 * r * (chance(seed, row, cell, 5) - 0.5)
    d = length(dx, dy)
    stem = np.maximum(np.abs(dx) - 0.14 * r, np.abs(dy - 1.1 * r) - 1.1 * r)
    s.fill(np.minimum(stem, length(dx, (dy - 1.5 * r) * 2) - 0.7 * r), LEAF * 0.75)
    petals = 1 + 0.16 * np.cos(9 * np.arctan2(dy, dx) + row) if r > 0.08 else 1.0
    warm = chance(seed, row, cell, 9)[:, None]
    s.fill(d - r * petals, rgb(252, 202, 46) - warm * rgb(10, 40, 20))
    s.fill(d - 0.45 * r, WOOD * 0.9)


class Plain:
    """A light, quiet wall."""

    stops = (rgb(226, 234, 236), rgb(208, 220, 226))
    air = rgb(255, 255, 255)  # what its light does to the subject's colours

    def sky(self, s: Sheet, q: Numbers) -> None:
        gradient(s, -1.0, 1.0, *self.stops)
        s.img += (0.05 * (q["light"] - 0.5) - 0.05 * length(s.u + 0.3, s.v + 0.4))[:, None] + 0.03

    def land(self, s: Sheet, q: Numbers) -> None:
        s.wash(unit((s.v - 0.3 - 0.2 * q["light"]) * 4) * 0.25, self.stops[1] * 0.86)

    def front(self, s: Sheet, q: Numbers) -> None:
        """Nothing stands before the subject."""


class Yellow(Plain):
    stops = (rgb(255, 219, 92), rgb(247, 192, 56))


class Field(Plain):
    """Sunflowers in rows, small at the horizon and large in front of the subject."""

    def sky(self, s: Sheet, q: Numbers) -> None:
        gradient(s, -1.0, horizon(q), rgb(112, 178, 226), rgb(214, 234, 232))
        seed = q["seed"]
        for k in range(2):
            x, y = 2 * chance(seed, k, 1) - 1, -0.85 + 0.4 * chance(seed, k, 2) + 0.2 * k
            d = np.minimum(s.ellipse(x, y, 0.34, 0.08), s.ellipse(x + 0.05, y - 0.07, 0.18, 0.1))
            s.wash(unit(0.5 - d / 0.1) * 0.8, rgb(255, 253, 248))

    def land(self, s: Sheet, q: Numbers) -> None:
        top, seed = horizon(q), q["seed"]
        ground(s, top, rgb(146, 176, 84), rgb(74, 124, 52))
        rows = (0.03, 0.045, 0.13), (0.14, 0.065, 0.2), (0.29, 0.095, 0.29), (0.5, 0.13, 0.4)
        for row, (y, r, gap) in enumerate(rows):
            flowers(s, seed, top + y, r, gap, row)

    def front(self, s: Sheet, q: Numbers) -> None:
        flowers(s, q["seed"], 0.84, 0.17, 0.5, 8)


class Sunset(Plain):
    air = rgb(255, 222, 216)

    def sky(self, s: Sheet, q: Numbers) -> None:
        top = horizon(q)
        gradient(s, -1.0, top, rgb(94, 72, 140), rgb(206, 96, 122), rgb(250, 150, 84), rgb(255, 208, 112))
        x, y = 1.2 * chance(q["seed"], 3) - 0.6, top - 0.22 - 0.2 * chance(q["seed"], 4)
        d = s.circle(x, y, 0.2)
        s.wash(np.exp(-np.maximum(d, 0) * 4) * 0.6, rgb(255, 214, 120))
        s.fill(d, rgb(255, 240, 176))
        for k in range(3):
            cx, cy = 2 * chance(q["seed"], k, 5) - 1, -0.75 + 0.27 * k + 0.1 * chance(q["seed"], k, 6)
            s.wash(unit(0.5 - s.ellipse(cx, cy, 0.5, 0.05) / 0.1) * 0.55, rgb(255, 150 + 20 * k, 130))

    def land(self, s: Sheet, q: Numbers) -> None:
        ground(s, horizon(q) + 0.04 * np.sin(3 * s.u + 6 * q["detail"]), rgb(134, 72, 104), rgb(70, 44, 82))


class Night(Plain):
    air = rgb(192, 202, 252)

    def sky(self, s: Sheet, q: Numbers) -> None:
        seed = q["seed"]
        gradient(s, -1.0, horizon(q), rgb(16, 22, 66), rgb(36, 52, 116), rgb(74, 92, 152))
        self.stars(s, seed)
        x, y = 1.3 * chance(seed, 1) - 0.65, -0.62 + 0.2 * chance(seed, 2)
        d = s.circle(x, y, 0.2)
        s.wash(np.exp(-np.maximum(d, 0) * 5) * 0.5, rgb(250, 236, 170))
        s.fill(np.maximum(d, -s.circle(x + 0.11, y - 0.05, 0.17)), rgb(255, 244, 190))

    def stars(self, s: Sheet, seed: np.ndarray) -> None:
        """One star in each cell of a grid, at a random place and brightness."""
        cu, cv = np.floor(s.u * 3.2), np.floor(s.v * 3.2)
        du = s.u * 3.2 - cu - 0.2 - 0.6 * chance(seed, cu, cv, 1)
        dv = s.v * 3.2 - cv - 0.2 - 0.6 * chance(seed, cu, cv, 2)
        s.wash(np.exp(-(du * du + dv * dv) * 60) * chance(seed, cu, cv, 3), rgb(255, 250, 214))

    def land(self, s: Sheet, q: Numbers) -> None:
        ground(s, horizon(q) + 0.05 * np.sin(4 * s.u + 6 * q["detail"]), rgb(38, 60, 96), rgb(20, 30, 60))


class Sea(Plain):
    """Sky, water with glints, a strip of sand."""

    def sky(self, s: Sheet, q: Numbers) -> None:
        gradient(s, -1.0, horizon(q), rgb(150, 206, 238), rgb(226, 242, 244))

    def land(self, s: Sheet, q: Numbers) -> None:
        top = horizon(q) - 0.1
        ground(s, top, rgb(58, 132, 186), rgb(86, 196, 200))
        depth = np.maximum(s.v - top, 0.02)
        crest = np.sin(26 * np.sqrt(depth) + 0.5 * np.sin(7 * s.u + 40 * q["detail"]))
        wave = crest * np.sin(5 * s.u + 9 * s.v + 12 * q["detail"])
        s.wash(unit(wave * 2 - 0.9) * (s.v > top) * 0.55, rgb(236, 250, 250))
        shore = 0.56 + 0.04 * np.sin(4 * s.u + 20 * q["detail"])
        s.fill(shore - 0.07 - s.v, rgb(244, 250, 246))
        s.fill(shore - s.v, rgb(240, 218, 166))


BACKGROUNDS = {
    "yellow": Yellow(),
    "sunflower field": Field(),
    "sunset": Sunset(),
    "night": Night(),
    "plain": Plain(),
    "sea": Sea(),
}
