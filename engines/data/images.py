"""Image data sets: embedded subsets of MNIST and Fashion-MNIST, the full sets when asked for, painted postcards."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engines.core import ASSETS
from engines.data.postcards import cards as postcards
from engines.gradual import Gradual

EMBEDDED = ASSETS / "data"
SPLITS = {"train": "train", "test": "t10k"}  # the prefixes of the published IDX files
KINDS = ("images-idx3", "labels-idx1")

DIGITS = tuple("0123456789")
CLOTHES = (
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where one data set comes from: its torchvision class and folder, class names, installed copies."""

    torchvision: str
    classes: tuple[str, ...]
    installed: tuple[str, ...] = ()


SOURCES = {
    "digits": Source("MNIST", DIGITS),
    "fashion": Source("FashionMNIST", CLOTHES, ("/usr/share/datasets/fashion-mnist",)),
}
POSTCARDS = {"train": (10_000, 0), "test": (2_000, 1)}  # how many, and the seed


@dataclass(frozen=True)
class ImageSet:
    """Pictures with labels.

    images: uint8 (n, 28, 28), 0 is background, or (n, 32, 32, 3) for postcards; labels: uint8 (n,), a postcard's
    subject; classes: the label's names in English; note: empty, or why this is not the set that was asked for;
    factors: what postcards show.
    """

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    note: str = ""
    factors: postcards.Factors | None = None


def read_idx(path: Path) -> np.ndarray:
    """An IDX file of unsigned bytes, gzipped or raw (format: yann.lecun.com/exdb/mnist)."""
    raw = path.read_bytes()
    try:
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
        if raw[:3] != b"\x00\x00\x08":
            raise ValueError("its first bytes are others")
        shape = np.frombuffer(raw, ">u4", count=raw[3], offset=4)
        return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)
    except (ValueError, IndexError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path.name} is not a whole IDX file of unsigned bytes: {error}") from error


def write_idx(path: Path, array: np.ndarray) -> None:
    """Write unsigned bytes as a gzipped IDX file, byte for byte the same every time."""
    header = b"\x00\x00\x08" + bytes([array.ndim]) + np.array(array.shape, ">u4").tobytes()
    path.write_bytes(gzip.compress(header + np.ascontiguousarray(array, np.uint8).tobytes(), 9, mtime=0))


def load(name: str, split: str = "train") -> ImageSet:
    """The embedded subset: the first 10,000 training or 2,000 test images; as many "postcards" are painted."""
    if name == "postcards" and split in POSTCARDS:
        return painted(split)
    source = _source(name, split)
    return ImageSet(*_read_pair(EMBEDDED / name, split), source.classes)


def load_full(name: str, split: str = "train", root: str | Path | None = None) -> ImageSet:
    """The whole set (60,000 or 10,000 images): an installed copy, else torchvision's folder, downloaded if it must.

    `root` is torchvision's data folder (default: $GENERATIVE_DATA or ~/.cache/generative). Without the set and
    without a network the embedded subset comes back, with the reason in `note`.
    """
    if name == "postcards":
        return load(name, split)  # there is no larger set: any number can be painted
    source = _source(name, split)
    root = Path(root or os.environ.get("GENERATIVE_DATA") or Path.home() / ".cache" / "generative")
    folder = root / source.torchvision / "raw"
    try:
        found = next((f for f in (*map(Path, source.installed), folder) if _holds(f, split)), None)
        if found is None:
            _download(source, root)
        return ImageSet(*_read_pair(found or folder, split), source.classes)
    except (OSError, RuntimeError, ValueError) as error:
        subset = load(name, split)
        note = (
            f"The full {source.torchvision} set could not be had ({error}); these are its first {len(subset.images):,} "
            f"{split} images. Connect to the internet once, or put the IDX files into {folder}."
        )
        return ImageSet(subset.images, subset.labels, subset.classes, note)


@Gradual
def painted(split: str) -> Generator[float, None, ImageSet]:
    """The postcards of a split, painted on first use (some ten seconds for train), the same every time."""
    n, seed = POSTCARDS[split]
    factors, images = postcards.draw_factors(n, seed=seed), postcards.blank(n)
    yield from postcards.rendering(factors, images)
    images.flags.writeable = False
    labels = factors["subject"].astype(np.uint8)
    return ImageSet(images, labels, postcards.KINDS["subject"], factors=factors)


def _source(name: str, split: str) -> Source:
    if name not in SOURCES and name != "postcards":
        raise ValueError(f"unknown data set {name!r}; choose one of {', '.join((*SOURCES, 'postcards'))}")
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}; choose train or test")
    return SOURCES[name]


def _download(source: Source, root: Path) -> None:
    import torchvision.datasets  # slow to import, needed only here

    getattr(torchvision.datasets, source.torchvision)(root, download=True)


def find_idx(folder: Path, split: str, kind: str) -> Path:
    """The raw or gzipped IDX file of one split under its published name."""
    stem = f"{SPLITS[split]}-{kind}-ubyte"
    for path in (folder / stem, folder / f"{stem}.gz"):
        if path.exists():
            return path
    raise FileNotFoundError(f"{stem} is missing from {folder}")


def _holds(folder: Path, split: str) -> bool:
    try:
        return all(find_idx(folder, split, kind) for kind in KINDS)
    except FileNotFoundError:  # also a folder that an interrupted download left empty
        return False


def _read_pair(folder: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of one split."""
    images, labels = (read_idx(find_idx(folder, split, kind)) for kind in KINDS)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError(f"{folder} holds images of shape {images.shape} and labels of shape {labels.shape}")
    return images, labels
