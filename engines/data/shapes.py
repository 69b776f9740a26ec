"""Shapes as Gaussian components: narrow ones along a curve, moment-matched ones over points; and the named shapes.

Every shape is `(weights (K,), means (K, 2), covariances (K, 2, 2))`, the arguments of `worlds.World`, some 4 units
wide. Each named shape is a configuration whose `components()` are that. `WORLDS` lists them: an entry there is all
that a new world needs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from engines.core import Bounds, Config, bounded, msgid
from engines.data.geometry import Components, along, along_strokes, join, resample, round_blobs, smooth
from engines.data.worlds import World


def detail(default: int) -> int:
    return bounded(default, 10, 400, unit="components", why="more follow the curve more closely and cost more time")


def thickness(default: float) -> float:
    return bounded(default, 0.01, 0.5, why="standard deviation across the line")


@dataclass(frozen=True)
class Shape(Config):
    """A named world's parameters; lengths in the units of the plane."""

    def components(self) -> Components:
        raise NotImplementedError


@dataclass(frozen=True)
class Blobs(Shape):
    distance: float = bounded(2.4, 0.0, 8.0, why="between the two means, along x1")
    sigma: float = bounded(0.5, 0.01, 3.0, why="standard deviation of each blob")
    correlation: float = bounded(0.0, -0.95, 0.95, why="of x1 and x2 inside each blob")
    share: float = bounded(0.5, 0.0, 1.0, why="weight of the left blob")

    def components(self) -> Components:
        half = self.distance / 2
        w, means, S = round_blobs([[-half, 0], [half, 0]], self.sigma, [self.share, 1 - self.share])
        return w, means, S + self.correlation * self.sigma**2 * np.array([[0, 1], [1, 0]])


@dataclass(frozen=True)
class Line(Shape):
    length: float = bounded(3.6, 0.1, 8.0)
    angle: float = bounded(30.0, -90.0, 90.0, unit="degrees")
    thickness: float = thickness(0.1)
    detail: int = detail(40)

    def components(self) -> Components:
        a = math.radians(self.angle)
        half = self.length / 2 * np.array([math.cos(a), math.sin(a)])
        return along(resample(np.array([-half, half]), self.detail), self.thickness)


@dataclass(frozen=True)
class Ring(Shape):
    n_modes: int = bounded(8, 1, 64)
    radius: float = bounded(1.5, 0.0, 4.0)
    sigma: float = bounded(0.12, 0.001, 1.0, why="the literature has 0.01; wider modes can be seen")

    def components(self) -> Components:
        t = 2 * np.pi * np.arange(self.n_modes) / self.n_modes
        return round_blobs(self.radius * np.column_stack([np.cos(t), np.sin(t)]), self.sigma)


@dataclass(frozen=True)
class Grid(Shape):
    side: int = bounded(5, 1, 10, unit="modes per side")
    spacing: float = bounded(0.8, 0.1, 4.0)
    sigma: float = bounded(0.08, 0.001, 1.0, why="the literature has spacing 2 and 0.05; wider modes can be seen")

    def components(self) -> Components:
        at = self.spacing * (np.arange(self.side) - (self.side - 1) / 2)
        return round_blobs(np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2), self.sigma)


@dataclass(frozen=True)
class Moons(Shape):
    """Two interleaved half circles; the first half of the components is the upper moon."""

    radius: float = bounded(1.2, 0.2, 3.0)
    reach: float = bounded(0.5, -1.0, 1.0, unit="radii", why="how deep each moon's end reaches into the other")
    thickness: float = thickness(0.12)
    detail: int = detail(60)

    def components(self) -> Components:
        t = np.linspace(0, np.pi, self.detail // 2 + 1)
        arc = self.radius * np.column_stack([np.cos(t), np.sin(t)])
        shift = self.radius * np.array([0.5, self.reach / 2])
        return join([along(arc - shift, self.thickness), along(shift - arc, self.thickness)], [0.5, 0.5])


@dataclass(frozen=True)
class Spiral(Shape):
    arms: int = bounded(2, 1, 5)
    turns: float = bounded(1.25, 0.25, 3.0)
    radius: float = bounded(1.9, 0.5, 4.0)
    thickness: float = thickness(0.08)
    detail: int = detail(120)

    def components(self) -> Components:
        t = np.linspace(0.1, 1, 400)
        parts = []
        for arm in range(self.arms):
            angle = 2 * np.pi * (self.turns * t + arm / self.arms)
            curve = self.radius * t[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
            parts.append(along(resample(curve, max(2, self.detail // self.arms)), self.thickness))
        return join(parts, np.ones(self.arms))


@dataclass(frozen=True)
class Pinwheel(Shape):
    """Blades bent by their radius (Johnson et al. 2016, arXiv:1603.06277)."""

    blades: int = bounded(5, 2, 8)
    twist: float = bounded(0.35, -1.0, 1.0, why="turns by twist * exp(radius), in radians")
    length: float = bounded(0.3, 0.05, 0.4, why="standard deviation along a blade, whose middle is at 1")
    thickness: float = bounded(0.07, 0.01, 0.3, why="standard deviation across a blade")
    detail: int = detail(100)

    def components(self) -> Components:
        u = np.linspace(-2.5, 2.5, max(4, self.detail // self.blades) + 1)
        r = 1 + self.length * u
        mass = np.exp(-((u[1:] + u[:-1]) ** 2) / 8)  # of each piece of the normal law along the blade
        parts = []
        for blade in range(self.blades):
            angle = 2 * np.pi * blade / self.blades + self.twist * np.exp(r)
            _, means, S = along(1.1 * r[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), self.thickness)
            parts.append((mass / mass.sum(), means, S))
        return join(parts, np.ones(self.blades))


@dataclass(frozen=True)
class Checkerboard(Shape):
    cells: int = bounded(4, 2, 8, unit="cells per side")
    side: float = bounded(4.0, 1.0, 8.0)

    def components(self) -> Components:
        fine = max(2, 20 // self.cells)  # components per side of one cell: some 200 in all
        at = np.arange(self.cells * fine)
        rows, columns = np.meshgrid(at, at, indexing="ij")
        black = (rows // fine + columns // fine) % 2 == 0
        step = self.side / len(at)
        means = (np.column_stack([columns[black], rows[black]]) + 0.5) * step - self.side / 2
        return round_blobs(means, 0.45 * step)  # a little below OVERLAP, for sharper edges


@dataclass(frozen=True)
class SwissRoll(Shape):
    turns: float = bounded(1.5, 0.5, 3.0)
    radius: float = bounded(1.9, 0.5, 4.0)
    thickness: float = thickness(0.07)
    detail: int = detail(120)

    def components(self) -> Components:
        """Equal weight for equal angles, so the roll is densest inside, like scikit-learn's from above."""
        t = 1.5 * np.pi + 2 * np.pi * self.turns * np.linspace(0, 1, self.detail + 1)
        return along(self.radius * (t / t[-1])[:, None] * np.column_stack([np.cos(t), np.sin(t)]), self.thickness)


@dataclass(frozen=True)
class Cat(Shape):
    thickness: float = bounded(0.03, 0.005, 0.2, why="standard deviation across the pencil line")
    detail: int = bounded(200, 50, 400, unit="components", why="fewer than 100 lose the face")

    def components(self) -> Components:
        return along_strokes(cat(), self.thickness, self.detail)


# ---- a sitting cat, seen from the front, with its tail to the right; mirrored halves ---------------------------------

_HEAD = [(0.0, 1.32), (0.17, 1.31), (0.32, 1.27)]
_EAR = [(0.32, 1.27), (0.70, 1.90), (0.80, 1.02)]
_CHEEK = [(0.80, 1.02), (0.90, 0.72), (0.86, 0.45), (0.68, 0.22), (0.42, 0.08)]
_BODY = [(0.42, 0.08), (0.56, -0.30), (0.76, -0.80), (0.86, -1.25), (0.78, -1.60), (0.55, -1.74), (0.30, -1.76)]
_PAW = [(0.30, -1.76), (0.10, -1.74), (0.05, -1.58), (0.16, -1.46), (0.22, -1.10), (0.24, -0.75)]
_EYE = [(0.24, 0.80), (0.36, 0.92), (0.49, 0.80), (0.36, 0.72), (0.24, 0.80)]
_WHISKERS = [[(0.52, 0.55), (1.16, 0.68)], [(0.52, 0.43), (1.16, 0.36)]]
_MOUTH = [(0.0, 0.52), (0.0, 0.42), (0.08, 0.34), (0.18, 0.34), (0.26, 0.42)]
_NOSE = [(0.0, 0.54), (0.07, 0.60), (0.0, 0.60)]
_TAIL = [(0.84, -1.40), (1.25, -1.50), (1.58, -1.25), (1.52, -0.85), (1.28, -0.55), (1.36, -0.20), (1.66, -0.16)]


def cat() -> list[np.ndarray]:
    """The cat's lines, each (m, 2), within 2 units of the origin."""
    half = [smooth(line) for line in (_HEAD, _CHEEK, _BODY, _PAW, _EYE, _MOUTH)]
    half += [np.array(line) for line in (_EAR, _NOSE, *_WHISKERS)]
    return [*half, *(line * [-1, 1] for line in half), smooth(_TAIL)]


# ---- the named worlds ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A world with a name: its shape, what people call it, and half the side of the square that shows it."""

    shape: Shape
    label: str
    half: float = 3.0


WORLDS: dict[str, Named] = {
    "blobs": Named(Blobs(), msgid("Two blobs")),
    "line": Named(Line(), msgid("Line")),
    "ring": Named(Ring(), msgid("Ring")),
    "grid": Named(Grid(), msgid("Grid of 25")),
    "moons": Named(Moons(), msgid("Two moons")),
    "spiral": Named(Spiral(), msgid("Spiral")),
    "pinwheel": Named(Pinwheel(), msgid("Pinwheel")),
    "checkerboard": Named(Checkerboard(), msgid("Checkerboard")),
    "swiss-roll": Named(SwissRoll(), msgid("Swiss roll")),
    "cat": Named(Cat(), msgid("Cat")),
    # Exactly those of the mode-collapse literature (Lin et al. 2018, arXiv:1712.04086).
    "pacgan-ring": Named(
        Ring(n_modes=8, radius=1.0, sigma=0.01), msgid("Ring of the GAN papers: radius 1, σ 0.01"), half=1.5
    ),
    "pacgan-grid": Named(
        Grid(side=5, spacing=2.0, sigma=0.05), msgid("Grid of the GAN papers: spacing 2, σ 0.05"), half=5.5
    ),
}


def build(name: str, **settings: Any) -> World:
    """A named world, with other settings of its shape, e.g. `build("ring", n_modes=5)`."""
    Bounds(choices=tuple(WORLDS)).check("world", name)
    return World(*WORLDS[name].shape.replace(**settings).components())
