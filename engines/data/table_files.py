"""A person's file as a table: text in any dialect that spreadsheets and programs write becomes columns of numbers.

What is left out, guessed or read with doubt is told in the table's notes; what cannot be read is refused with the
remedy.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from engines.core import Refused
from engines.data import numerals
from engines.data.numerals import Numerals
from engines.data.tables import MAX_ROWS, Note, Table, few_rows

MAX_BYTES, MAX_COLUMNS = 5_000_000, 100  # of an upload
MAX_VALUE = 1e12
SEPARATORS = ";\t, "
TRIED = 200  # lines that choose the separator
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
MISFITS = 0.1  # the share of lines above which it is not they that are wrong, but our reading
INDEX = re.compile(r"|#|(unnamed.*|index|id|no\.?|nr\.?|row|번호|순번|연번)", re.I)
CLASS = re.compile(
    r"class|label|target|species|group|cluster|category|type|분류|종류|품종|범주|라벨|클래스|그룹|반", re.I
)
MAX_CLASSES = 20

Row = tuple[int, list[str]]  # the line's number and its cells


def read_table(data: bytes) -> Table:
    """The columns of numbers in a file of at most `MAX_BYTES`, `MAX_ROWS` rows and `MAX_COLUMNS` columns.

    Separated by comma, semicolon, tab or spaces; with or without a header, index, classes, thousands, decimal commas;
    in UTF-8, UTF-16 (Excel's "Unicode text"), CP949 (Korean Excel) or CP1252. Refused where two columns are not found.
    """
    if len(data) > MAX_BYTES:
        size, most = len(data) / 1e6, MAX_BYTES / 1e6
        raise Refused("file-too-large", f"the file has {size:.1f} MB; give at most {most:g} MB", size=size, most=most)
    lines = decode(data).splitlines()
    if lines and lines[0].lower().startswith("sep="):  # for Excel
        lines[0] = ""
    separator = separator_of(lines)
    rows = rows_of(lines, separator)
    if len(rows) > MAX_ROWS + TRIED:
        raise many_rows(len(rows))
    width, numeric = shape_of(rows)
    rows, header, notes = body_of(rows, width, numeric)
    return _table(rows, header, [c for c in range(width) if numeric[c]], notes, semicolons=separator == ";")


def decode(data: bytes) -> str:
    """The file as text."""
    if data.startswith(WORKBOOKS):
        raise Refused("workbook", "the file is a workbook; save its sheet as CSV (UTF-8) and try again")
    encodings = ["utf-8-sig", "cp949", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:200]:
        encodings = ["utf-16-le" if data[1:200:2].count(0) > data[:200:2].count(0) else "utf-16-be"]
    for encoding in encodings:
        try:
            text = data.decode(encoding).rstrip("\x1a\0")
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1b]", text) and (re.search(r"\d", text) or "16" not in encoding):
            return text
    raise Refused("not-text", "the file is not text; save the table as CSV (UTF-8) and try again")


def separator_of(lines: Sequence[str]) -> str:
    """The separator by which the first lines fall best into numbers, as many in one line as in the next."""
    tried = [line for line in lines if line.strip()][:TRIED]

    def fits(separator: str) -> float:
        shares: Counter[int] = Counter()
        for _, cells in rows_of(tried, separator):
            n = sum(map(numerals.looks, cells))
            shares[len(cells)] += n / len(cells) if n > 1 else 0
        return max(shares.values(), default=0)

    return max(SEPARATORS, key=fits)


def rows_of(lines: Sequence[str], separator: str) -> list[Row]:
    """The cells of every line that holds something, without quotation marks and the spaces around them."""
    if separator == " ":
        lines = [" ".join(line.split()) for line in lines]
    reader, rows = csv.reader(lines, delimiter=separator, skipinitialspace=True), []
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise Refused("too-many-columns", f"line {reader.line_num} has {len(cells)} columns; give at most "
                              f"{MAX_COLUMNS}", line=reader.line_num, n=len(cells), most=MAX_COLUMNS)  # fmt: skip
            if any(map(str.strip, cells)):
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:  # a cell without end
        raise no_columns(0) from error
    return rows


def shape_of(rows: Sequence[Row]) -> tuple[int, list[bool]]:
    """How many columns most lines have, and in which of them most cells are numbers."""
    counts = [(len(cells), sum(map(numerals.looks, cells))) for _, cells in rows]
    widths = Counter(w for w, n in counts if n > 1) or Counter(w for w, n in counts if n)
    if not widths:
        raise no_columns(0)
    width = max(widths, key=lambda w: (widths[w], w))
    filled, numbers = [0] * width, [0] * width
    for _, cells in rows:
        for c, cell in enumerate(cells[:width]):
            filled[c] += not numerals.missing(cell)
            numbers[c] += numerals.looks(cell)
    return width, [n > 0 and 2 * n >= f for n, f in zip(numbers, filled, strict=True)]


def body_of(rows: Sequence[Row], width: int, numeric: Sequence[bool]) -> tuple[list[Row], list[str], list[Note]]:
    """The lines of the table, its header ("" where a column has none) and a note of the lines that are left out."""
    fitted = [(i, _stripped(cells)) for i, cells in rows]
    start = next((at for at, (_, cells) in enumerate(fitted) if _is_first(cells, numeric)), len(fitted))
    header, titles = _header(fitted[:start], fitted[start:], width)
    body, left_out = [], list(titles)
    for i, cells in fitted[start:]:
        n_numbers = sum(numerals.looks(cell) for c, cell in enumerate(cells[:width]) if numeric[c])
        if len(cells) <= width and n_numbers:
            body.append((i, cells + [""] * (width - len(cells))))
        else:
            left_out.append((i, cells))
    misfits = [(i, len(cells)) for i, cells in left_out if len(cells) > width]
    if len(misfits) > max(1, MISFITS * len(body)):
        raise uneven(*misfits[0], width)
    first = {"n": len(left_out), "line": left_out[0][0], "cell": left_out[0][1][0]} if left_out else {}
    return body, header, [Note("lines-left-out", first)] if left_out else []


def _stripped(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, which Excel writes and forgets as it likes."""
    n = max((c + 1 for c, cell in enumerate(cells) if cell), default=0)
    return cells[:n]


def _is_first(cells: Sequence[str], numeric: Sequence[bool]) -> bool:
    """Whether a line belongs to the table already: no word stands over numbers."""
    there = [cell for cell, is_numeric in zip(cells, numeric, strict=False) if is_numeric and cell]
    return any(map(numerals.looks, there)) and all(numerals.looks(c) or numerals.missing(c) for c in there)


def _header(above: list[Row], body: list[Row], width: int) -> tuple[list[str], list[Row]]:
    """The names, and the lines above them that are titles or remarks."""
    if not above:
        return [""] * width, []
    line, names = above[-1]
    remark = names[0].startswith("#")
    if remark:  # as numpy writes it
        names = names[1:] if names[0] == "#" else [names[0].lstrip("# "), *names[1:]]
    used = max((len(cells) for _, cells in body if len(cells) <= width), default=0)
    if len(names) == used - 1 and used > 2 and _counts([cells[0] for _, cells in body]):
        names = ["", *names]  # R leaves out the name of its row names
    if len(names) >= used:
        if len(names) > width:
            raise uneven(line, len(names), width)
        return names + [""] * (width - len(names)), above[:-1]
    if remark or len(names) <= 1:
        return [""] * width, above
    raise uneven(line, len(names), used)


def _counts(cells: Sequence[str]) -> bool:
    return all(cell == str(i) for i, cell in enumerate(cells, 1))


def _table(rows: list[Row], header: list[str], kept: list[int], notes: list[Note], *, semicolons: bool) -> Table:
    if len(rows) > MAX_ROWS:
        raise many_rows(len(rows))
    columns = list(zip(*(cells for _, cells in rows), strict=True))
    if len(kept) < 2:
        raise no_columns(len(kept))
    if len(rows) < 2:
        raise few_rows(len(rows))
    writing = Numerals.of((cell for c in kept for cell in columns[c]), semicolons=semicolons)
    if writing.doubt:
        notes = [*notes, Note("commas", {"cell": writing.doubt, "number": writing.read(writing.doubt)})]
    values = np.array([[writing.read(cell) for cell in columns[c]] for c in kept]).T
    values[~(np.abs(values) <= MAX_VALUE)] = np.nan
    gaps = {(int(r), int(c)): columns[kept[c]][r] for r, c in np.argwhere(np.isnan(values))}
    roles = {c: role for c in range(len(columns)) if (role := _role(columns[c], header[c], c, c in kept, kept))}
    notes = [*notes, *(Note(role, {"column": c + 1, "name": header[c]}) for c, role in roles.items())]
    candidates = [k for k, c in enumerate(kept) if c not in roles and np.nanstd(values[:, k]) > 0]
    others = [k for k in reversed(range(len(kept))) if k not in candidates]
    i, j = sorted((candidates + others)[:2])
    lines = np.array([line for line, _ in rows])
    return Table(tuple(header[c] for c in kept), tuple(c + 1 for c in kept), values, (i, j), tuple(notes), lines, gaps)


def _role(cells: Sequence[str], name: str, c: int, numeric: bool, kept: Sequence[int]) -> str:
    """What a column is if it is not a quantity: an index, a class, text; "" for quantities and empty columns."""
    there = [cell for cell in cells if cell]
    classes = len(set(there))
    if not there:
        return ""
    if not numeric:
        return "class-column" if classes <= min(MAX_CLASSES, len(there) / 2) else "text-column"
    if len(kept) < 3 or not all(cell.isdecimal() for cell in there):
        return ""
    whole = [int(cell) for cell in there]
    steps = np.diff(np.array(whole, dtype=float))
    if c == 0 and ((steps == 1).all() or (INDEX.fullmatch(name) and (steps > 0).all())):
        return "index-column"
    if classes > min(MAX_CLASSES, len(there) / 5) or classes < 2:
        return ""
    last = c == kept[-1] and (not name or classes == 2)
    return "class-column" if CLASS.search(name) or last else ""


def many_rows(n: int) -> Refused:
    return Refused("many-rows", f"the file has {n} rows of numbers; give 2 to {MAX_ROWS}", n=n, most=MAX_ROWS)


def no_columns(n: int) -> Refused:
    return Refused("few-columns", f"the file has {n} columns of numbers; give at least two, separated by a comma", n=n)


def uneven(line: int, n: int, width: int) -> Refused:
    return Refused(
        "uneven-lines", f"line {line} has {n} columns, others have {width}; give every line as many, separated by ; or "
        "a tab where the comma belongs to numbers", line=line, n=n, width=width,
    )  # fmt: skip
