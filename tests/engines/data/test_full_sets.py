"""The full image sets: found, downloaded, and clear words offline."""

from __future__ import annotations

import dataclasses
import gzip
from pathlib import Path

import numpy as np
import pytest

from engines.data import images
from tests.engines.data.idx_files import SETS, idx_bytes, put


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(("name", "folder"), [("digits", "MNIST"), ("fashion", "FashionMNIST")])
@pytest.mark.parametrize("split", ["train", "test"])
def test_torchvisions_folder_is_read_without_a_network(
    tmp_path: Path, pair: tuple[np.ndarray, np.ndarray], name: str, folder: str, split: str
) -> None:
    put(tmp_path / folder / "raw", split, *pair)
    data = images.load_full(name, split, root=tmp_path)
    assert np.array_equal(data.images, pair[0])
    assert np.array_equal(data.labels, pair[1])
    assert (data.note, data.classes) == ("", images.load(name, split).classes)


@pytest.mark.usefixtures("offline")
def test_the_data_folder_may_come_from_the_environment(
    tmp_path: Path, pair: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "MNIST" / "raw", "test", *pair)
    monkeypatch.setenv("GENERATIVE_DATA", str(tmp_path))
    assert np.array_equal(images.load_full("digits", "test").images, pair[0])


@pytest.mark.usefixtures("offline")
def test_an_installed_copy_is_preferred(
    tmp_path: Path, pair: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = dataclasses.replace(images.SOURCES["fashion"], installed=(str(tmp_path / "system"),))
    monkeypatch.setitem(images.SOURCES, "fashion", source)
    (tmp_path / "system").mkdir()
    for kind, array in zip(("images-idx3", "labels-idx1"), pair, strict=True):
        (tmp_path / "system" / f"t10k-{kind}-ubyte.gz").write_bytes(gzip.compress(idx_bytes(array)))
    put(tmp_path / "FashionMNIST" / "raw", "test", pair[0][:1], pair[1][:1])
    assert np.array_equal(images.load_full("fashion", "test", root=tmp_path).images, pair[0])


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(("name", "split"), SETS)
def test_offline_gives_the_embedded_subset_and_says_why_and_what_to_do(tmp_path: Path, name: str, split: str) -> None:
    data, subset = images.load_full(name, split, root=tmp_path), images.load(name, split)
    assert np.array_equal(data.images, subset.images)
    assert np.array_equal(data.labels, subset.labels)
    assert data.classes == subset.classes
    folder = tmp_path / images.SOURCES[name].torchvision / "raw"
    for part in ("no route to host", f"{len(subset.images):,} {split}", "Connect", str(folder)):
        assert part in data.note


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("damage", ["empty folder", "no labels", "cut", "not IDX", "fewer labels", "swapped"])
def test_a_broken_folder_gives_the_embedded_subset_and_a_reason(
    tmp_path: Path, pair: tuple[np.ndarray, np.ndarray], damage: str
) -> None:
    raw = tmp_path / "MNIST" / "raw"
    put(raw, "test", *pair)
    pictures, labels = raw / "t10k-images-idx3-ubyte", raw / "t10k-labels-idx1-ubyte"
    if damage == "empty folder":
        pictures.unlink()
    if damage in ("empty folder", "no labels"):
        labels.unlink()
    elif damage == "cut":
        pictures.write_bytes(pictures.read_bytes()[:-100])
    elif damage == "not IDX":
        pictures.write_bytes(b"<html></html>")
    elif damage == "fewer labels":
        labels.write_bytes(idx_bytes(pair[1][:-1]))
    else:
        put(raw, "test", pair[1], pair[0])
    data = images.load_full("digits", "test", root=tmp_path)
    assert np.array_equal(data.images, images.load("digits", "test").images)
    assert str(raw) in data.note


@pytest.mark.parametrize("leftover", [False, True])
def test_a_missing_set_is_downloaded_even_after_a_failed_attempt(
    tmp_path: Path, pair: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch, leftover: bool
) -> None:
    raw = tmp_path / "MNIST" / "raw"
    if leftover:
        raw.mkdir(parents=True)  # torchvision makes the folder before it connects
    monkeypatch.setattr(images, "_download", lambda source, root: put(root / source.torchvision / "raw", "test", *pair))
    data = images.load_full("digits", "test", root=tmp_path)
    assert (data.note, np.array_equal(data.images, pair[0])) == ("", True)
