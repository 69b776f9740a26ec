"""IDX files, read as others read them, and refused by name where they are damaged."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engines.data import images
from tests.engines.data.idx_files import idx_bytes, put


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5)))
@settings(deadline=None, derandomize=True)
def test_idx_round_trip(tmp_path_factory: pytest.TempPathFactory, array: np.ndarray) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip-ubyte.gz"
    images.write_idx(path, array)
    assert gzip.decompress(path.read_bytes()) == idx_bytes(array)
    found = images.read_idx(path)
    assert (found.shape, found.dtype) == (array.shape, np.uint8)
    assert np.array_equal(found, array)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path, pair: tuple[np.ndarray, np.ndarray]) -> None:
    images.write_idx(tmp_path / "a.gz", pair[0])
    images.write_idx(tmp_path / "b.gz", np.asfortranarray(pair[0]))  # the memory layout must not matter
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_idx_is_read_as_torchvision_reads_it(tmp_path: Path, pair: tuple[np.ndarray, np.ndarray]) -> None:
    from torchvision.datasets.mnist import read_image_file, read_label_file

    put(tmp_path, "test", *pair)
    pictures, labels = (images.find_idx(tmp_path, "test", kind) for kind in ("images-idx3", "labels-idx1"))
    assert np.array_equal(images.read_idx(pictures), read_image_file(str(pictures)).numpy())
    assert np.array_equal(images.read_idx(labels), read_label_file(str(labels)).numpy())


@given(st.integers(0, 15 + 12 - 1))
@settings(deadline=None, derandomize=True)
def test_a_file_cut_anywhere_is_refused_by_name(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "cut-idx2-ubyte"
    path.write_bytes(idx_bytes(np.arange(15, dtype=np.uint8).reshape(3, 5))[:length])
    with pytest.raises(ValueError, match="cut-idx2-ubyte"):
        images.read_idx(path)


@pytest.mark.parametrize("damage", ["cut gzip", "not gzip", "flipped gzip", "longer", "floats", "html", "empty"])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, pair: tuple[np.ndarray, np.ndarray], damage: str) -> None:
    whole = idx_bytes(pair[0])
    packed = gzip.compress(whole)
    suffix, content = {
        "cut gzip": (".gz", packed[: len(packed) // 2]),
        "not gzip": (".gz", whole),
        "flipped gzip": (".gz", packed[:200] + bytes([packed[200] ^ 255]) + packed[201:]),
        "longer": ("", whole + b"\x00"),
        "floats": ("", whole[:2] + b"\x0d" + whole[3:]),
        "html": ("", b"<html>504 Gateway Time-out</html>"),
        "empty": ("", b""),
    }[damage]
    path = tmp_path / f"damaged-ubyte{suffix}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="damaged-ubyte"):
        images.read_idx(path)
