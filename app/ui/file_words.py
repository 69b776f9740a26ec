"""What is said of a person's file, in their language: why it is refused, and how it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.ui.language import t
from engines.data.tables import Note

LONGEST = 30  # characters of a cell that are repeated


def _few_columns(v: Mapping[str, Any]) -> str:
    if v["n"]:
        return t("The file has only one column of numbers; give at least two, separated by a comma.")
    return t("The file holds no columns of numbers; give at least two, separated by a comma.")


def _row_count(v: Mapping[str, Any]) -> str:
    return t("The file has {n} rows of numbers; give 2 to {most}, two numbers in each.",
             n=f"{v['n']:,}", most=f"{v['most']:,}")  # fmt: skip


# By the code of `engines.core.Refused`, Markdown of its values: what is wrong with a file, and what to do.
REFUSALS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "file-too-large": lambda v: t(
        "The file has {size} MB; give at most {most} MB.", size=f"{v['size']:.1f}", most=f"{v['most']:g}"
    ),
    "too-many-pixels": lambda v: t(
        "The picture has {width} × {height} pixels; give at most {most} million in all.",
        width=v["width"], height=v["height"], most=f"{v['most'] / 1e6:g}",
    ),
    "heic": lambda v: t(
        "HEIC and AVIF pictures are not read. Save it as JPEG or PNG and try again; on an iPhone choose"
        " “Most Compatible” in the camera's formats."
    ),
    "no-picture": lambda v: t("This file is no picture that can be read. Save it as PNG or JPEG and try again."),
    "only-paper": lambda v: t(
        "Nothing is drawn on this picture. Draw thicker or darker, or photograph it from nearer."
    ),
    "workbook": lambda v: t(
        "This is a workbook of a spreadsheet program; save its sheet as CSV (UTF-8) and give that."
    ),
    "not-text": lambda v: t("The file is not text; save the table as CSV (UTF-8) and try again."),
    "too-many-columns": lambda v: t("Line {line} has more than {most} columns; keep only those that you need.", **v),
    "few-columns": _few_columns,
    "uneven-lines": lambda v: t(
        "Line {line} has {n} columns, where others have {width}; give every line as many. Where numbers hold"
        " commas, separate the columns by semicolons or tabs.", **v,
    ),
    "many-rows": _row_count,
    "few-rows": _row_count,
    "constant-column": lambda v: t("{column} is {value} in every row; choose a column that varies.",
                                   column=column(v), value=f"{v['value']:g}"),
}  # fmt: skip


def remark(note: Note) -> str:
    """Markdown: one sentence about how a table was read."""
    v = dict(note.values)
    if "cell" in v:
        v["cell"] = verbatim(v["cell"]) if v["cell"] else t("an empty cell")
    if "column" in v:
        v["column"] = column(v)
    match note.code:
        case "lines-left-out" if v["n"] == 1:
            return t("Line {line}, {cell}, is no row of the table and is left out.", **v)
        case "lines-left-out":
            return t("{n} lines are no rows of the table and are left out; the first is line {line}, {cell}.", **v)
        case "rows-left-out" if v["n"] == 1:
            return t("Line {line} is left out: {cell} in {column}, where a number is needed.", **v)
        case "rows-left-out":
            return t("{n} rows are left out, because a number is missing; the first is line {line}: {cell} in"
                     " {column}.", **v)  # fmt: skip
        case "index-column":
            return t("{column} only counts the rows, so it is not proposed.", **v)
        case "class-column":
            return t("{column} holds classes, so it is not proposed.", **v)
        case "text-column":
            return t("{column} holds text and is left out.", **v)
        case "commas":
            return t("{cell} is read as {number}.", cell=v["cell"], number=f"{v['number']:.15g}")
    v["value"] = f"{v['value']:.15g}"  # an outlier
    if v["n"] == 1:
        return t("{value} in {column} (line {line}) lies far from all others and squeezes them together. If it is a"
                 " mistake, delete it and give the file again.", **v)  # fmt: skip
    return t("{n} values of {column} lie far from all others and squeeze them together; the farthest is {value} (line"
             " {line}). If they are mistakes, delete them and give the file again.", **v)  # fmt: skip


def column(values: dict) -> str:
    """What a column is called: by its name in the file, or by its number."""
    return verbatim(values["name"]) if values["name"] else t("Column {n}", n=values["column"])


def verbatim(text: str) -> str:
    """A person's own text in Markdown, where nothing in it means anything."""
    text = " ".join(text.replace("`", "'").split())
    return f"`{text[:LONGEST]}…`" if len(text) > LONGEST else f"`{text}`"
