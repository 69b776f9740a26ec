"""Where a shipped autoencoder's codes lie: axes and bounds for sliders and maps, read from its record.

numpy only: a page can draw its controls before torch is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engines import weights

MAP_SIDE = 21  # cells per side of a 2-D map; odd, so that the origin is one of them
REACH = 3.0  # how far a hand may move from the origin, in units of `scale`: holds 99.7 % of each axis of a prior


@dataclass(frozen=True)
class LatentSpace:
    """origin, scale (d,): the middle and the unit of every axis; plane (2, d): the axes of the 2-D map;
    activity (d,): how much each dimension varies over the data; data: the name of the data set."""

    data: str
    origin: np.ndarray
    scale: np.ndarray
    plane: np.ndarray
    activity: np.ndarray

    def bounds(self, i: int) -> tuple[float, float]:
        """How far a slider of dimension i reaches; a little more, because a browser rounds."""
        reach = REACH * self.scale[i] * (1 + 1e-4)
        return float(self.origin[i] - reach), float(self.origin[i] + reach)

    def from_plane(self, u: np.ndarray) -> np.ndarray:
        """Map coordinates (n, 2) -> z (n, d), kept within reach of the sliders."""
        z = self.origin + u @ self.plane
        return np.clip(z, self.origin - REACH * self.scale, self.origin + REACH * self.scale).astype(np.float32)

    def to_plane(self, z: np.ndarray) -> np.ndarray:
        """z (n, d) -> map coordinates (n, 2) of the nearest points of the plane; its axes are orthogonal."""
        return (z - self.origin) @ (self.plane / (self.plane**2).sum(1, keepdims=True)).T


@lru_cache(maxsize=64)
def space(name: str) -> LatentSpace:
    """The latent space of a shipped autoencoder. ValueError for any other name."""
    record = weights.record(name)
    if "latent" not in record:
        raise ValueError(f"{name} is no autoencoder; choose one of {', '.join(weights.names(kinds=('ae', 'vae')))}")
    latent = {key: np.array(value) for key, value in record["latent"].items()}
    return LatentSpace(data=name.split("-")[1], **latent)
