"""The thousand-and-first cat: a mixture fitted to 1,000 postcards of cats, and how far its draws are from each of them.

The pictures' first principal coordinates t (n, R) follow a Gaussian mixture; a new cat is centre + t @ basis. Only
numpy is imported: the fit is done once, by `python -m assets.cats.make`, and shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from engines.core import ASSETS
from engines.data.pixels import tiles, to_bytes

FOLDER = ASSETS / "cats"
EVENT = {"subject": "cat sitting", "background": "yellow", "style": "plain"}  # what every one of the cats is
PLACE = {"x": 0.0, "y": 0.0}  # all sit in the middle, as faces are aligned: directions of pixels cannot move things
N_CATS = 1_000
TRAIN_SEED, HELD_OUT_SEED = 0, 1
N_SHOWN = 40  # held-out cats that are shipped as pictures
SIDE = 32
COLUMNS = 40  # pictures per row of the shipped sheet


@dataclass(frozen=True, eq=False)
class CatModel:
    """centre (D,), basis (R, D), D = 32 * 32 * 3, in units of white; weights (K,), means (K, R), and the
    Cholesky factors L of the covariances L L^T, (K, R, R).
    """

    centre: np.ndarray
    basis: np.ndarray
    weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        """New cats, uint8 (n_samples, 32, 32, 3): a component, its coordinates, their pixels cut to [0, 1]."""
        rng = np.random.default_rng(seed)
        k = rng.choice(len(self.weights), n_samples, p=self.weights)
        eps = rng.standard_normal((n_samples, self.means.shape[1]))
        t = self.means[k] + np.einsum("nij,nj->ni", self.factors[k], eps)
        pixels = self.centre + t @ self.basis
        return to_bytes(pixels).reshape(-1, SIDE, SIDE, 3)


@dataclass(frozen=True, eq=False)
class Distances:
    """Distance to the nearest training cat: of held-out real cats and of the model's draws, (n,) each, ascending."""

    held_out: np.ndarray
    drawn: np.ndarray


@cache
def shipped() -> tuple[CatModel, Distances]:
    """The fitted model and what was measured of it."""
    from safetensors.numpy import load_file

    arrays = {name: array.astype(np.float64) for name, array in load_file(FOLDER / "mixture.safetensors").items()}
    distances = Distances(arrays.pop("held_out"), arrays.pop("drawn"))
    arrays["weights"] /= arrays["weights"].sum()
    return CatModel(**arrays), distances


@cache
def pictures() -> tuple[np.ndarray, np.ndarray]:
    """The training cats, uint8 (1000, 32, 32, 3), and the first held-out ones, (40, 32, 32, 3)."""
    from PIL import Image

    sheet = np.asarray(Image.open(FOLDER / "cats.webp").convert("RGB"))
    rows = tiles(sheet, SIDE)
    return rows[:N_CATS], rows[N_CATS : N_CATS + N_SHOWN]


def nearest(picture: np.ndarray, among: np.ndarray, k: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """The k rows of `among` (n, ...) nearest to one uint8 picture, and their distances, nearest first.

    The distance is the root of the mean squared difference of all colour values, in levels of 0 to 255.
    """
    differences = among.reshape(len(among), -1).astype(np.float32) - picture.reshape(-1).astype(np.float32)
    distances = np.sqrt(np.einsum("nd,nd->n", differences, differences) / differences.shape[1])
    rows = np.argsort(distances, kind="stable")[:k]
    return rows, distances[rows]
