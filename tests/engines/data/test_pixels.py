"""Layouts of pictures: what goes one way comes back, and every pixel is where it should be."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from engines.data.pixels import (  # fmt: skip
    binarise,
    dequantise,
    pictures_of,
    quantise,
    rows_of,
    sheet,
    tensor_of,
    tiles,
    to_bytes,
    to_unit,
)

SHAPES = [(1, 28, 28), (3, 32, 32), (1, 8, 4), (3, 4, 8)]


def some(shape: tuple[int, int, int], n: int = 4) -> np.ndarray:
    c, h, w = shape
    return np.random.default_rng(0).integers(0, 256, (n, h, w, c) if c > 1 else (n, h, w), np.uint8)


@pytest.mark.parametrize("shape", SHAPES)
def test_rows_and_pictures_are_the_same_pixels(shape: tuple[int, int, int]) -> None:
    X = some(shape)
    rows = rows_of(X, shape)
    assert rows.shape == (4, math.prod(shape)) and rows.dtype == np.uint8
    assert np.array_equal(pictures_of(rows, shape), X)
    assert np.array_equal(rows_of(rows, shape), rows) and np.array_equal(rows_of(X / 255, shape), rows / 255)
    rows[:] = 0
    assert X.any()  # it was a copy


def test_many_networks_may_share_one_tensor_of_rows() -> None:
    X = some((3, 4, 8))
    rows = tensor_of(X, (3, 4, 8))
    assert np.array_equal(rows.numpy(), rows_of(X)) and tensor_of(rows, (3, 4, 8)) is rows
    assert np.array_equal(tensor_of(torch.from_numpy(X), (3, 4, 8)), rows)  # of pictures it makes rows
    with pytest.raises(ValueError, match="pictures have shape"):
        tensor_of(rows, (1, 4, 8))


def test_rows_hold_one_channel_after_the_other() -> None:
    X = np.zeros((2, 4, 5, 3), np.uint8)
    X[..., 1] = 9
    assert np.array_equal(rows_of(X)[0].reshape(3, 20)[:, 0], [0, 9, 0])


@pytest.mark.parametrize("shape", SHAPES)
def test_pictures_that_are_none_are_refused_in_words(shape: tuple[int, int, int]) -> None:
    X = some(shape)
    for wrong in (X[:, 1:], X[:0], X.swapaxes(1, 2)[:, :, 1:]):
        with pytest.raises(ValueError, match="pictures have shape .*; give at least one, "):
            rows_of(wrong, shape)
    with pytest.raises(ValueError, match="as bytes, or from 0 to 1"):
        rows_of(X.astype(float), shape)
    with pytest.raises(ValueError, match="X has shape"):
        rows_of(X[0, 0, :, 0] if X.ndim == 4 else X[0, 0])


def test_bytes_and_shares_of_one_are_there_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8)
    assert np.array_equal(to_bytes(to_unit(levels)), levels) and to_bytes(levels) is levels
    assert to_bytes(np.array([-0.2, 0.5, 1.7])).tolist() == [0, 128, 255]
    assert to_unit(np.array([0.25, 2.0])).tolist() == [0.25, 2.0]


def test_a_dequantised_byte_stays_in_its_cell() -> None:
    X = some((3, 8, 8))
    rows = dequantise(X, seed=0)
    assert np.array_equal(quantise(rows), rows_of(X)) and rows.std() > 0 and (rows * 256 % 1).std() > 0.2
    assert quantise(np.array([-1.0, 1.0, 3.0])).tolist() == [0, 255, 255]
    for wrong in (np.zeros((2, 4)), np.zeros((0, 4), np.uint8)):
        with pytest.raises(ValueError, match="uint8"):
            dequantise(wrong, seed=0)


def test_binarising_draws_or_cuts() -> None:
    grey = np.full((20_000, 1, 1), 51, np.uint8)  # a fifth
    assert abs(binarise(grey, seed=0).mean() - 0.2) < 4.5 * 0.4 / math.sqrt(20_000)
    assert binarise(grey).sum() == 0 and binarise(grey + 100).mean() == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sheet_is_read_row_by_row(shape: tuple[int, int, int]) -> None:
    X = some(shape, 7)
    h, w = X.shape[1:3]
    tiled = sheet(X, 3, gap=2, between=5)
    assert tiled.shape[:2] == (3 * h + 4, 3 * w + 4)
    assert np.array_equal(tiled[h + 2 : 2 * h + 2, w + 2 : 2 * w + 2], X[4])
    assert (tiled[h : h + 2] == 5).all() and (tiled[-h:, w:] == 5).all()
    assert np.array_equal(sheet(X, 3, gap=2, scale=2, between=5)[::2, ::2], tiled)
    assert np.array_equal(sheet(to_unit(X), 3, gap=2, between=5), tiled)


def test_tiles_are_the_pictures_of_a_sheet() -> None:
    for X in (some((1, 6, 6), 12), some((3, 6, 6), 12)):
        assert np.array_equal(tiles(sheet(X, 4, gap=0), 6), X)


def test_a_sheet_of_nothing_is_empty_paper() -> None:
    assert not sheet(np.zeros((0, 4, 4, 3), np.uint8), 2).any()
