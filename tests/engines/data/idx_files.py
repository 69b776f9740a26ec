"""Image sets written as the published files are."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

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
SETS = list(SHA256)


def idx_bytes(array: np.ndarray) -> bytes:
    """An IDX file of unsigned bytes, written from its specification and not with the engine."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def put(folder: Path, split: str, pictures: np.ndarray, labels: np.ndarray) -> None:
    """The two files of one split, uncompressed, under their published names."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = {"train": "train", "test": "t10k"}[split]
    (folder / f"{stem}-images-idx3-ubyte").write_bytes(idx_bytes(pictures))
    (folder / f"{stem}-labels-idx1-ubyte").write_bytes(idx_bytes(labels))
