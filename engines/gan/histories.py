"""Recorded training: the same noise through the generator at each of some 60 moments, to be scrubbed at once.

assets/histories/NAME.webp is one picture: each moment is a block of ROWS x COLUMNS tiles, the blocks below one another
in order of time, so that a browser can show any moment by moving the picture. NAME.json has the moments' steps and
metrics. Both are written by the command that trains the weights of the same name.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engines.core import ASSETS
from engines.data.pixels import sheet, tiles

FOLDER = ASSETS / "histories"
ROWS, COLUMNS = 5, 8
QUALITY = {1: 90, 3: 82}  # of WebP, by channels: no eye sees the loss, and a file stays below a megabyte


@dataclass(frozen=True, eq=False)
class History:
    """steps: int (T,), turns done, rising from 0. pictures: uint8 (T, n, H, W) or (T, n, H, W, 3), of noise that is
    the same at every moment. metrics: name -> float (T,), NaN where a moment was not measured; see the engine."""

    name: str
    steps: np.ndarray
    pictures: np.ndarray
    metrics: Mapping[str, np.ndarray]


def names(folder: Path = FOLDER) -> list[str]:
    """The names of all recorded histories."""
    return sorted(path.stem for path in folder.glob("*.json"))


def history(name: str, folder: Path = FOLDER) -> History:
    """The named history, e.g. "gan-digits". ValueError for an unknown name."""
    from PIL import Image

    record = meta(name, folder)
    with Image.open(strip(name, folder)) as image:
        found = tiles(np.asarray(image.convert("RGB" if record["channels"] == 3 else "L")), record["size"])
    pictures = found.reshape(len(record["steps"]), ROWS * COLUMNS, *found.shape[1:])
    metrics = {key: np.array(values, float) for key, values in record["metrics"].items()}
    return History(name, np.array(record["steps"]), pictures, metrics)


def meta(name: str, folder: Path = FOLDER) -> dict:
    """The JSON alone: steps, size, channels, rows, columns, metrics, and what else the engine notes, e.g.
    frechet_samples. ValueError for an unknown name."""
    if name not in names(folder):
        raise ValueError(f"no history called {name!r}; choose one of {', '.join(names(folder))}")
    return json.loads((folder / f"{name}.json").read_text())


def strip(name: str, folder: Path = FOLDER) -> Path:
    """The WebP file, for a browser: COLUMNS * size wide, T * ROWS * size high."""
    return folder / f"{name}.webp"


def save(
    name: str,
    steps: Sequence[int],
    pictures: np.ndarray,
    metrics: Mapping[str, Sequence[float | None]],
    notes: Mapping[str, object] | None = None,
    folder: Path = FOLDER,
) -> None:
    """Write a history; pictures as in `History`, None in metrics where a moment was not measured, notes for `meta`."""
    from PIL import Image

    T, n, size = pictures.shape[:3]
    if n != ROWS * COLUMNS or len(steps) != T or any(len(values) != T for values in metrics.values()):
        raise ValueError(f"pictures have shape {pictures.shape}; give ({len(steps)}, {ROWS * COLUMNS}, H, H[, 3])")
    channels = pictures.shape[4] if pictures.ndim == 5 else 1
    strip_ = sheet(pictures.reshape(T * n, *pictures.shape[2:]), COLUMNS, gap=0)
    buffer = io.BytesIO()
    Image.fromarray(strip_).save(buffer, "WEBP", quality=QUALITY[channels], method=6)
    record = {"steps": list(map(int, steps)), "size": size, "channels": channels, "rows": ROWS, "columns": COLUMNS}
    record |= notes or {}
    folder.mkdir(exist_ok=True)
    strip(name, folder).write_bytes(buffer.getvalue())
    (folder / f"{name}.json").write_text(json.dumps(record | {"metrics": dict(metrics)}) + "\n")
