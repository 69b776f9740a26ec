"""Training pictures in the features of their extractor: what decoded pictures are compared with."""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache

import numpy as np

from engines.data import images
from engines.data.pixels import rows_of
from engines.gradual import Gradual
from engines.measures.neighbours import distance_chunks, kth_nearest

COMPARED = 3_000  # training pictures
SLICE = 250  # of them at a time
USUAL = 500  # test pictures that say how far new real pictures are from those


@Gradual
def features(data: str) -> Generator[float, None, np.ndarray]:
    """Of the training pictures, float32 (COMPARED, n_features)."""
    x, parts = images.load(data).images[:COMPARED], []
    for start in range(0, COMPARED, SLICE):
        parts.append(features_of(data, x[start : start + SLICE]))
        yield (start + SLICE) / COMPARED
    return np.concatenate(parts)


@lru_cache(maxsize=4)
def usual_distance(data: str) -> float:
    """The mean distance of new real pictures to the nearest of them."""
    return float(kth_nearest(features_of(data, images.load(data, "test").images[:USUAL]), features(data)).mean())


def features_of(data: str, x: np.ndarray) -> np.ndarray:
    from engines.measures.extractor import shipped  # torch, which whoever asks for COMPARED alone does not need

    return shipped(data).features(x)


def nearest(data: str, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which training picture each of x, rows (n, D) or pictures, is nearest to, and how far that is, each (n,)."""
    found = [(d.argmin(1), d.min(1)) for _, d in distance_chunks(features_of(data, x), features(data))]
    which, apart = zip(*found, strict=True)
    return np.concatenate(which), np.concatenate(apart)


def nearest_label(data: str, x: np.ndarray) -> np.ndarray:
    """The label of the training picture that each of x, rows (n, D) or pictures, is nearest to, (n,)."""
    return images.load(data).labels[nearest(data, x)[0]]


def nearest_pixels(data: str, x: np.ndarray) -> np.ndarray:
    """From each of x, rows (n, D) of pixels from 0 to 1, to the nearest training picture: root mean square, (n,)."""
    rows, lengths = _rows(data)
    squares = (x**2).sum(1)[:, None] - 2 * x @ rows.T + lengths
    return np.sqrt(np.maximum(squares.min(1), 0) / x.shape[1])


@lru_cache(maxsize=4)
def _rows(data: str) -> tuple[np.ndarray, np.ndarray]:
    """The training pictures as rows in [0, 1], and the squares of their lengths."""
    rows = rows_of(images.load(data).images[:COMPARED]) / np.float32(255)
    return rows, (rows**2).sum(1)
