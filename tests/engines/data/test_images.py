"""The image sets: exactly the published pictures, IDX files read as others read them, and clear words offline."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from assets.data import make
from engines.data import images

# SHA-256 of the embedded pixels and labels. They were compared with the first rows of the published files, whose
# own checksums stand in assets/data/make.py.
SHA256 = {
    ("digits", "train"): (
        "2f7182bf021ffc5c1f62db987487f14d899b5c639f421a80f3095affc09a7db2",
        "2f345bad07338ec537641465e169cc4b7288a44244f251211c7f842641e7d927",
    ),
    ("digits", "test"): (
        "170ff6838184f9ec6aaa1bbb5932ed59b7463585418d2da081525165ef21edae",
        "949a3782a9c308bf8ca08ff720810fe1de358fe09887727264c684c785d1ec53",
    ),
    ("fashion", "train"): (
        "2929ae1c7b89e0ee6587bbe4911fd5f0a5dafe21ae6ed9b737173cbfe20c12c9",
        "1022e4632874e71bb84d924c475e6a3428a2deeb8c5a0f612a015c97e4fce7f0",
    ),
    ("fashion", "test"): (
        "09bbac78738f0229a68f7ca74e62665d7fb34f45ea7a3509ab5c4a202c1370de",
        "a86243d2b2400909bc0a82f5fd5c9df83bf827852a1543e3dc70af890035a9d4",
    ),
}
FIRST_LABELS = {  # as every tutorial prints them
    ("digits", "train"): [5, 0, 4, 1, 9, 2, 1, 3, 1, 4],
    ("digits", "test"): [7, 2, 1, 0, 4, 1, 4, 9, 5, 9],
    ("fashion", "train"): [9, 0, 0, 3, 0, 2, 7, 2, 5, 5],
    ("fashion", "test"): [9, 2, 1, 1, 6, 1, 4, 6, 5, 7],
}
SETS = list(SHA256)
MEAN_AND_SD = {"digits": (0.1307, 0.3081), "fashion": (0.2860, 0.3530)}  # of the full training sets, published


def idx_bytes(array: np.ndarray) -> bytes:
    """An IDX file of unsigned bytes, written from its specification and not with the engine."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def put(folder: Path, split: str, pictures: np.ndarray, labels: np.ndarray) -> None:
    """The two files of one split, uncompressed, under their published names."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = {"train": "train", "test": "t10k"}[split]
    (folder / f"{stem}-images-idx3-ubyte").write_bytes(idx_bytes(pictures))
    (folder / f"{stem}-labels-idx1-ubyte").write_bytes(idx_bytes(labels))


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (7, 28, 28), np.uint8), rng.integers(0, 10, 7, np.uint8)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network and no copy installed by the system."""

    def refuse(source: images.Source, root: Path) -> NoReturn:
        raise RuntimeError("no route to host")

    monkeypatch.setattr(images, "_download", refuse)
    for name, source in images.SOURCES.items():
        monkeypatch.setitem(images.SOURCES, name, dataclasses.replace(source, installed=()))


# ---- the embedded subsets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "split"), SETS)
def test_the_embedded_set_is_the_published_one(name: str, split: str) -> None:
    data = images.load(name, split)
    n = {"train": 10_000, "test": 2_000}[split]
    assert (data.images.shape, data.images.dtype) == ((n, 28, 28), np.uint8)
    assert (data.labels.shape, data.labels.dtype) == ((n,), np.uint8)
    assert data.labels[:10].tolist() == FIRST_LABELS[name, split]
    found = [hashlib.sha256(a.tobytes()).hexdigest() for a in (data.images, data.labels)]
    assert found == list(SHA256[name, split])
    assert data.note == ""


@pytest.mark.parametrize(("name", "split"), SETS)
def test_classes_are_named_and_balanced(name: str, split: str) -> None:
    data = images.load(name, split)
    counts = np.bincount(data.labels, minlength=10)
    assert len(set(data.classes)) == len(data.classes) == len(counts) == 10
    # MNIST's rarest digit, the 5, holds 9 %, the 1 holds 11 %; Fashion-MNIST was drawn even.
    assert np.all(np.abs(counts / len(data.labels) - 0.1) < {"digits": 0.02, "fashion": 0.012}[name])


def test_the_first_ten_thousand_digits_hold_the_known_counts() -> None:
    counts = np.bincount(images.load("digits").labels).tolist()
    assert counts == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]


@pytest.mark.parametrize("name", ["digits", "fashion"])
def test_brightness_is_that_of_the_full_set(name: str) -> None:
    pictures = images.load(name).images / 255
    assert (pictures.mean(), pictures.std()) == pytest.approx(MEAN_AND_SD[name], abs=0.002)


@pytest.mark.parametrize("name", ["digits", "fashion"])
def test_no_test_picture_is_in_the_training_set(name: str) -> None:
    train = {picture.tobytes() for picture in images.load(name).images}
    assert not train & {picture.tobytes() for picture in images.load(name, "test").images}


def test_labels_mean_what_they_say() -> None:
    """Trousers and boots are told by their shape: a gap between the legs; ink at the foot of the picture."""
    data = images.load("fashion")
    mean = {c: data.images[data.labels == i].mean(0) for i, c in enumerate(data.classes)}
    gap = {c: m[20:, 10:18].mean() - m[20:, 13:15].mean() for c, m in mean.items()}
    assert max(gap, key=gap.__getitem__) == "trouser"
    width = {c: (m.mean(1) > 20).sum() for c, m in mean.items()}
    assert min(width, key=width.__getitem__) in ("sandal", "sneaker")  # the flat ones
    digits = images.load("digits")
    ink = [digits.images[digits.labels == k].mean() for k in range(10)]
    assert (digits.classes[int(np.argmin(ink))], digits.classes[int(np.argmax(ink))]) == ("1", "0")


def test_embedded_data_stays_below_ten_megabytes() -> None:
    assert 0 < sum(f.stat().st_size for f in images.EMBEDDED.rglob("*") if f.is_file()) <= 10_000_000


@pytest.mark.parametrize("load", [images.load, images.load_full])
def test_unknown_names_are_answered_with_the_known_ones(load: Callable[..., images.ImageSet]) -> None:
    with pytest.raises(ValueError, match="'cats'.*digits, fashion"):
        load("cats")
    with pytest.raises(ValueError, match="'validation'.*train or test"):
        load("digits", "validation")


# ---- IDX files ------------------------------------------------------------------------------------------------------


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


# ---- the full sets --------------------------------------------------------------------------------------------------


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


# ---- the script that builds the subsets -----------------------------------------------------------------------------


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


def test_postcards_are_an_image_set_with_their_factors() -> None:
    cards = images.load("postcards", "test")
    assert cards.images.shape == (2000, 32, 32, 3) and cards.images.dtype == np.uint8
    assert (cards.labels == cards.factors["subject"]).all()
    assert cards.classes[int(cards.labels[0])] == cards.factors.names(0)["subject"]
    assert images.load("postcards", "test") is cards  # painted once


def test_an_unknown_split_of_postcards_is_refused() -> None:
    with pytest.raises(ValueError, match="train or test"):
        images.load("postcards", "validation")
