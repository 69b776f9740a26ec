"""Rows of numbers in files: CSV with or without a header, and .npy; pictures also as a PNG of many."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

SEPARATORS = ",;\t"


class Rows(NamedTuple):
    """X (n, d), or pictures; the columns' names, none where the file has none; the labels (n,) of a named column."""

    X: np.ndarray
    columns: tuple[str, ...] = ()
    y: np.ndarray | None = None


def read(path: Path, label: str = "") -> Rows:
    """A .npy or a CSV file. ValueError names the line and the cell that cannot be read; OSError where there is none."""
    if path.suffix == ".npy":
        if label:
            raise ValueError(f"{path.name} has no columns with names; give labels in a CSV file")
        try:
            return Rows(np.load(path, allow_pickle=False))
        except ValueError as error:
            raise ValueError(f"{path.name} is no array of numbers in numpy's format: {error}") from error
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is no text in UTF-8; save it as CSV (UTF-8) or .npy") from error
    return _parsed(path.name, lines, label)


def _parsed(name: str, lines: Sequence[str], label: str) -> Rows:
    separator = max(SEPARATORS, key="".join(lines[:2]).count)
    cells = [(n, row) for n, row in enumerate(csv.reader(lines, delimiter=separator), 1) if any(map(str.strip, row))]
    header = tuple(cell.strip() for cell in cells.pop(0)[1]) if cells and not any(map(_is_number, cells[0][1])) else ()
    if not cells:
        raise ValueError(f"{name} holds no rows of numbers")
    if label and label not in header:
        raise ValueError(
            f"{name} has no column {label!r}; " + (f"it has {', '.join(header)}" if header else "no header")
        )
    at = header.index(label) if label else -1
    width, X, y = len(header or cells[0][1]), [], []
    for n, row in cells:
        if len(row) != width:
            raise ValueError(f"{name}, line {n}: {len(row)} cells where others have {width}")
        y.append(row[at].strip())
        X.append([_number(name, n, cell) for j, cell in enumerate(row) if j != at or not label])
    columns = tuple(cell for j, cell in enumerate(header) if j != at or not label)
    return Rows(np.array(X), columns, np.array(y) if label else None)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(name: str, line: int, cell: str) -> float:
    if not _is_number(cell):
        raise ValueError(
            f"{name}, line {line}: {cell!r} is no number; name a column of labels with --label, or drop it"
        )
    return float(cell)


def need_place(path: Path | None, kinds: Sequence[str]) -> None:
    """ValueError, before the work is done, where it could not be written: another kind of file, or no such folder."""
    if path is not None and path.suffix not in kinds:
        raise ValueError(f"{path.name} is no {' or '.join(kinds)} file; choose such a name")
    if path is not None and not path.parent.is_dir():
        raise ValueError(f"there is no folder {path.parent}")


def write(X: np.ndarray, path: Path | None, columns: Sequence[str] = ()) -> None:
    """Rows as CSV, exact to the last bit, or .npy; pictures as .npy or PNG. None writes CSV to standard output."""
    if path is not None and path.suffix == ".npy":
        np.save(path, X)
    elif X.ndim > 2:
        _write_pictures(X, path)
    elif path is None:
        _write_csv(X, sys.stdout, columns)
    elif path.suffix == ".png":
        raise ValueError("these samples are no pictures; give --out a .csv or .npy file")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            _write_csv(X, file, columns)


def _write_csv(X: np.ndarray, file, columns: Sequence[str]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns or [f"x{j}" for j in range(1, X.shape[1] + 1)])
    writer.writerows([str(value) for value in row] for row in X)  # numpy's shortest text that reads as the same number


def _write_pictures(X: np.ndarray, path: Path | None) -> None:
    if path is None or path.suffix != ".png":
        raise ValueError("these samples are pictures; give --out a .png or .npy file")
    from PIL import Image

    from engines.data.pixels import sheet

    Image.fromarray(sheet(X, max(1, round(len(X) ** 0.5)))).save(path)
