"""Where the codes of a shipped autoencoder lie, or the noise of a GAN: axes and bounds for sliders and maps.

numpy only: a page can draw its controls before torch is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from engines.nets import weights

MAP_SIDE = 21  # cells per side of a 2-D map; odd, so that the origin is one of them
REACH = 3.0  # how far a hand may move from the origin, in units of `scale`: holds 99.7 % of each axis of a prior


@dataclass(frozen=True)
class LatentSpace:
    """origin, scale (d,): the middle and the unit of every axis; plane (2, d): the axes of the 2-D map;
    activity (d,): mean squared change of the decoded pixels, of training pictures, when an axis goes from -1 to +1
    scale; data: the name of the data set."""

    data: str
    origin: np.ndarray
    scale: np.ndarray
    plane: np.ndarray
    activity: np.ndarray

    def bounds(self, i: int) -> tuple[float, float]:
        """How far a slider of dimension i reaches; a little more, because a browser rounds."""
        reach = REACH * self.scale[i] * (1 + 1e-4)
        return float(self.origin[i] - reach), float(self.origin[i] + reach)

    def turned(self, axes: tuple[int, int] | None) -> LatentSpace:
        """The same space with a map of two of its own axes; None leaves it as it is."""
        return self if axes is None else replace(self, plane=np.diag(self.scale)[list(axes)])

    def beside_plane(self, z: np.ndarray) -> np.ndarray:
        """From the plane through the middle to the one through z (d,), parallel to it; orthogonal to both axes."""
        return z - self.origin - self.to_plane(z[None])[0] @ self.plane

    def from_plane(self, u: np.ndarray, beside: np.ndarray | float = 0.0) -> np.ndarray:
        """Map coordinates (n, 2) -> z (n, d) on the plane or `beside` it, kept within reach of the sliders."""
        z = self.origin + beside + u @ self.plane
        return np.clip(z, self.origin - REACH * self.scale, self.origin + REACH * self.scale).astype(np.float32)

    def to_plane(self, z: np.ndarray) -> np.ndarray:
        """z (n, d) -> map coordinates (n, 2) of the nearest points of the plane; its axes are orthogonal."""
        return (z - self.origin) @ (self.plane / (self.plane**2).sum(1, keepdims=True)).T

    def sweeps(self, z: np.ndarray, n: int) -> np.ndarray:
        """Where each slider leads from z (d,): (d, n, d), of which [i] is z with axis i over its whole reach."""
        found = np.repeat(np.asarray(z, np.float32)[None, None], len(z), 0).repeat(n, 1)
        for i, unit in enumerate(self.scale):
            found[i, :, i] = self.origin[i] + unit * np.linspace(-REACH, REACH, n)
        return found


@lru_cache(maxsize=64)
def space(name: str) -> LatentSpace:
    """The latent space of a shipped autoencoder or GAN. ValueError for any other name."""
    record = weights.record(name)
    if name.startswith("gan-"):
        return noise_space(weights.data_of(name), record["config"]["noise_dim"])
    if "latent" not in record:
        raise ValueError(
            f"{name} has no latent space; choose one of {', '.join(weights.names(kinds=('ae', 'vae', 'gan')))}"
        )
    latent = {key: np.array(value) for key, value in record["latent"].items()}
    return LatentSpace(data=weights.data_of(name), **latent)


def noise_space(data: str, d: int) -> LatentSpace:
    """A plane through the noise z ~ N(0, I) of a GAN: around one draw, along two others.

    In many dimensions draws lie near the sphere of radius sqrt(d), so the middle is on it, not at 0, and the reach
    leads as far as to another draw.
    """
    draws = np.random.default_rng(0).standard_normal((3, d))
    directions = np.linalg.qr(draws.T)[0].T  # orthonormal, (3, d)
    plane = directions[1:] * d**0.5 / REACH
    scale = np.ones(d) * max(1.0, float(np.abs(plane).max()) * 2)
    return LatentSpace(data, directions[0] * d**0.5, scale, plane, np.ones(d))
