"""Every change of a picture's layout, once: rows and squares, channels, bytes and shares of 1, sheets of many pictures.

Pictures are channels last, (n, H, W) or (n, H, W, C), as files and screens have them. Networks and densities read rows
(n, C*H*W), channel after channel. A shape is (C, H, W).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor  # torch is imported where a network asks

Shape = tuple[int, int, int]

SHAPES: dict[str, Shape] = {
    "digits": (1, 28, 28), "fashion": (1, 28, 28), "postcards": (3, 32, 32), "letters": (1, 32, 32),
}  # fmt: skip


def rows_of(X: np.ndarray, shape: Shape | None = None) -> np.ndarray:
    """A copy of pictures, or of rows, as rows. With a shape, ValueError for pictures of another and for pixels that are
    neither bytes nor in [0, 1]."""
    X = np.asarray(X)
    if shape is not None:
        _check_shape(X.shape, shape)
    elif X.ndim < 2:
        raise ValueError(f"X has shape {X.shape}; give at least one row")
    rows = np.moveaxis(X, -1, 1) if X.ndim == 4 else X
    rows = np.array(rows, order="C").reshape(len(X), math.prod(X.shape[1:]))
    if shape is not None:
        _check_levels(rows)
    return rows


def tensor_of(X: np.ndarray | Tensor, shape: Shape | None = None) -> Tensor:
    """`rows_of` for a network. A tensor of rows is taken as it is, not copied: many models may train on the same."""
    import torch

    if not isinstance(X, torch.Tensor):
        return torch.from_numpy(rows_of(X, shape))
    if X.ndim != 2:
        return torch.from_numpy(rows_of(X.numpy(), shape))
    if shape is not None:
        _check_shape(tuple(X.shape), shape)
        _check_levels(X.numpy())
    return X


def _check_shape(found: tuple[int, ...], shape: Shape) -> None:
    size = math.prod(shape)
    if not found or not found[0] or found[1:] not in (_last(shape), (size,)):
        sides = ", ".join(map(str, _last(shape)))
        raise ValueError(f"pictures have shape {found}; give at least one, (n, {sides}) or flat (n, {size})")


def _check_levels(rows: np.ndarray) -> None:
    if rows.dtype != np.uint8 and not ((rows >= 0) & (rows <= 1)).all():
        raise ValueError("X holds numbers outside [0, 1]; give pictures as bytes, or from 0 to 1")


def pictures_of(rows: np.ndarray, shape: Shape) -> np.ndarray:
    """Rows as pictures, (n, H, W) or (n, H, W, C)."""
    squares = np.asarray(rows).reshape(-1, *shape)
    return squares[:, 0] if shape[0] == 1 else np.moveaxis(squares, 1, -1)


def _last(shape: Shape) -> tuple[int, ...]:
    return shape[1:] if shape[0] == 1 else (*shape[1:], shape[0])


# ---- levels ----------------------------------------------------------------------------------------------------------


def to_bytes(x: np.ndarray) -> np.ndarray:
    """Pixels in [0, 1] as bytes, as a screen shows them: what is outside is cut; bytes stay."""
    return x if x.dtype == np.uint8 else np.rint(np.clip(x, 0, 1) * 255).astype(np.uint8)


def to_unit(x: np.ndarray) -> np.ndarray:
    """Bytes as float64 in [0, 1]; other numbers stay what they are."""
    return x / 255 if x.dtype == np.uint8 else x.astype(float)


def binarise(images: np.ndarray, *, seed: int | None = None) -> np.ndarray:
    """Pictures of bytes as rows of 0 and 1, (n, D): one Bernoulli draw per pixel, or without a seed a cut at one half.

    A draw is what the autoencoder's likelihoods use (dynamic binarisation, Burda et al. 2016).
    """
    grey = to_unit(_byte_rows(images))
    threshold = 0.5 if seed is None else np.random.default_rng(seed).random(grey.shape)
    return (grey > threshold).astype(float)


def dequantise(images: np.ndarray, *, seed: int) -> np.ndarray:
    """Pictures of bytes as rows (byte + u) / 256 in [0, 1), u uniform, (n, D).

    The mean log-density of such rows, less D log 256, is a lower bound of the bytes' log-probability.
    """
    values = _byte_rows(images)
    return (values + np.random.default_rng(seed).random(values.shape)) / 256


def quantise(rows: np.ndarray) -> np.ndarray:
    """The bytes that `dequantise` made such rows of; what is outside [0, 1) is cut."""
    return np.floor(np.clip(rows, 0, 1 - 1e-9) * 256).astype(np.uint8)


def _byte_rows(images: np.ndarray) -> np.ndarray:
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim < 2 or images.size == 0:
        raise ValueError(f"images are {images.dtype} of shape {images.shape}; give at least one of bytes (uint8)")
    return rows_of(images)


# ---- many pictures as one --------------------------------------------------------------------------------------------


def sheet(pictures: np.ndarray, columns: int, *, scale: int = 1, gap: int = 1, between: int = 0) -> np.ndarray:
    """Tile n pictures, floats in [0, 1] or uint8, into one of uint8, row by row.

    The gaps have the grey level `between`.
    """
    levels = to_bytes(pictures)
    n, h, w, *colours = levels.shape
    rows = max(1, -(-n // columns))
    out = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap, *colours), between, np.uint8)
    for i, picture in enumerate(levels):
        y, x = (i // columns) * (h + gap), (i % columns) * (w + gap)
        out[y : y + h, x : x + w] = picture
    return out.repeat(scale, 0).repeat(scale, 1)


def tiles(sheet: np.ndarray, side: int) -> np.ndarray:
    """The pictures (n, side, side) or (n, side, side, C) of a sheet without gaps, row by row."""
    height, width, *colours = sheet.shape
    blocks = sheet.reshape(height // side, side, width // side, side, *colours).swapaxes(1, 2)
    return blocks.reshape(-1, side, side, *colours)


def as_pictures(data: str, X: np.ndarray) -> np.ndarray:
    """(n, H, W) or (n, H, W, 3), from that or from flat rows, which are channels first as networks give them.

    Floats are cut to [0, 1]: what a screen would show. ValueError for another shape or a data set without extractor.
    """
    if data not in SHAPES:
        raise ValueError(f"data is {data!r}; choose one of {', '.join(SHAPES)}")
    X = np.asarray(X)
    return pictures_of(rows_of(X if X.dtype == np.uint8 else X.clip(0, 1), SHAPES[data]), SHAPES[data])
