"""The script that builds the embedded subsets."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from assets.data import make
from engines.data import images
from tests.engines.data.idx_files import idx_bytes, put


@pytest.fixture
def workshop(tmp_path: Path, pair: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source folder of 7 + 7 pictures of which 3 and 2 are to be kept, with its checksums."""
    source = tmp_path / "source"
    for split in ("train", "test"):
        put(source, split, *pair)
    sums = [hashlib.sha256(idx_bytes(array)).hexdigest() for array in pair]
    for key in make.SHA256:
        monkeypatch.setitem(make.SHA256, key, sums[make.KINDS.index(key[2])])
    monkeypatch.setattr(make, "COUNTS", {"train": (7, 3), "test": (7, 2)})
    monkeypatch.setattr(make, "EMBEDDED", tmp_path / "embedded")
    monkeypatch.setattr(images, "EMBEDDED", tmp_path / "embedded")
    return source


def test_the_script_keeps_the_first_rows_and_a_second_run_changes_nothing(
    workshop: Path, pair: tuple[np.ndarray, np.ndarray]
) -> None:
    make.build("digits", workshop)
    for split, kept in (("train", 3), ("test", 2)):
        data = images.load("digits", split)
        assert np.array_equal(data.images, pair[0][:kept])
        assert np.array_equal(data.labels, pair[1][:kept])
    first = {path.name: path.read_bytes() for path in (images.EMBEDDED / "digits").iterdir()}
    make.build("digits", workshop)
    assert {path.name: path.read_bytes() for path in (images.EMBEDDED / "digits").iterdir()} == first
    assert len(first) == 4


def test_the_script_refuses_a_source_that_is_not_the_published_one(
    workshop: Path, pair: tuple[np.ndarray, np.ndarray]
) -> None:
    put(workshop, "train", pair[0] ^ 1, pair[1])
    with pytest.raises(SystemExit, match="train-images-idx3-ubyte.*SHA-256"):
        make.build("digits", workshop)
    assert not list(images.EMBEDDED.rglob("*-ubyte.gz"))


@pytest.mark.usefixtures("offline")
def test_the_script_can_keep_the_full_set_for_training(
    workshop: Path, tmp_path: Path, pair: tuple[np.ndarray, np.ndarray]
) -> None:
    make.keep_full(workshop, tmp_path / "full")
    assert np.array_equal(images.load_full("digits", root=tmp_path / "full").images, pair[0])
