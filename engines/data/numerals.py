"""Numbers as people's programs write them: 1608, 1,608, "1 608", 160.8, 160,8, 1.6e3, −6 with a real minus sign."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Digits can be read in one way only: else a long cell that is no number takes the square of its length.
PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?", re.I | re.A)
GROUPS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.A)  # 1,608 and 1,234,567.8
DECIMAL = re.compile(r"[-+]?(\d+|[1-9]\d{0,2}(\.\d{3})+)?,\d*(e[-+]?\d+)?", re.I | re.A)  # 160,8 and 1.234,5
ONE_GROUP = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}", re.A)  # either of them
POINT = re.compile(r"[-+]?\d+\.(\d{1,2}|\d{4,})", re.A)  # only a decimal point
GAP = re.compile(r"(?<=\d) (?=\d{3}(?!\d))", re.A)
SIGNS = {ord(c): "-" for c in "−‐‑‒–﹣-"}
SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f'’"))  # between groups of three digits
WIDE = {0xFF10 + d: str(d) for d in range(10)} | {ord("．"): ".", ord("，"): ",", ord("＋"): "+"}
MISSING = {"", "-", "–", "?", "na", "n/a", "nan", "null", "none", "inf", "-inf", "+inf", "결측", "없음"}
TABLE = SIGNS | SPACES | WIDE


def plain(cell: str) -> str:
    """The cell with ASCII signs and digits, without what only groups digits."""
    if PLAIN.fullmatch(cell):
        return cell
    return GAP.sub("", cell.translate(TABLE))


def looks(cell: str) -> bool:
    """Whether a cell is a number in some way of writing."""
    if PLAIN.fullmatch(cell):
        return True
    cell = plain(cell)
    if "," not in cell:
        return PLAIN.fullmatch(cell) is not None
    return any(way.fullmatch(cell) and len(cell) > 1 for way in (GROUPS, DECIMAL))


def missing(cell: str) -> bool:
    """Whether a cell says that there is no number."""
    return cell.lower().strip(".#<>") in MISSING


@dataclass(frozen=True)
class Numerals:
    """How one file writes numbers."""

    decimal_comma: bool
    doubt: str = ""  # a cell that could be read either way

    @classmethod
    def of(cls, cells: Iterable[str], *, semicolons: bool) -> Numerals:
        """What the commas of the cells mean. Where all could mean both, programs that separate by semicolon do so
        because the comma is taken."""
        cells = [plain(cell) for cell in cells]
        commas = [cell for cell in cells if "," in cell and looks(cell)]
        if not all(GROUPS.fullmatch(cell) for cell in commas):
            return cls(True)
        if any(not ONE_GROUP.fullmatch(cell) for cell in commas) or any(map(POINT.fullmatch, cells)):
            return cls(False)
        return cls(semicolons and bool(commas), commas[0] if commas else "")

    def read(self, cell: str) -> float:
        """The number; NaN where there is none."""
        cell = plain(cell)
        if "," in cell:
            if self.decimal_comma and DECIMAL.fullmatch(cell):
                cell = cell.replace(".", "").replace(",", ".")
            elif not self.decimal_comma and GROUPS.fullmatch(cell):
                cell = cell.replace(",", "")
        elif self.decimal_comma and re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+", cell):
            cell = cell.replace(".", "")
        return float(cell) if PLAIN.fullmatch(cell) else math.nan
