"""A formula with its signs explained, beside the lines of the engine that compute it and the picture that it governs.

The lines are read from the engine's source when they are shown, so they cannot be others than those that run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import streamlit as st

from app.live.channel.mount import mount
from app.ui.language import t
from app.ui.sources import parsed

ROOT = Path(__file__).resolve().parents[3]
NAME = re.compile(r"\[\[(\w+)\]\]")  # of a term, where it stands in a formula


@dataclass(frozen=True)
class Term:
    """tex: how the formula writes it; sign: the same in plain letters; meaning: in the session's language; code: how
    the engine writes it, a regular expression; lights: the parts of the picture that it governs, selectors of CSS."""

    tex: str
    sign: str
    meaning: str
    code: str = ""
    lights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A function of an engine, "engines/gan/losses.py" and "softplus" or "Class.method"; of it the lines from the one
    that holds `first` to the one that holds `last`, by default all but what it says of itself."""

    path: str
    name: str
    first: str = ""
    last: str = ""

    def read(self) -> tuple[int, list[str]]:
        """The number of the first line, and the lines. ValueError where there are none."""
        text, tree = parsed(ROOT / self.path)
        node = _found(tree, self.name.split("."))
        lines = text.splitlines()
        body = node.body[1:] if _says(node) and len(node.body) > 1 else node.body
        low, high = (node.lineno - 1, node.end_lineno) if not self.first else (body[0].lineno - 1, node.end_lineno)
        if self.first:
            low += next(i for i, line in enumerate(lines[low:high]) if self.first in line)
            high = low + 1 + next(i for i, line in enumerate(lines[low:high]) if self.last in line)
        kept = lines[low:high]
        if not self.first and _says(node):  # the docstring is for those who use it, not for those who read the formula
            said = node.body[0]
            kept = lines[low : said.lineno - 1] + lines[said.end_lineno : high]
        return low + 1, dedent("\n".join(kept)).splitlines()


def show(key: str, tex: str, terms: Mapping[str, Term], source: Source) -> None:
    """A formula in which [[name]] stands for a term, its legend and its source."""
    names = list(terms)
    coloured = NAME.sub(lambda m: rf"\textcolor{{{colour(names.index(m[1]))}}}{{{terms[m[1]].tex}}}", tex)
    first, lines = source.read()
    with st.container(key=f"formula_{key}", gap="small"):
        st.latex(coloured)
        data = {
            "terms": [{"sign": one.sign, "meaning": one.meaning, "lights": list(one.lights)} for one in terms.values()],
            "lines": [list(pieces(line, [one.code for one in terms.values()])) for line in lines],
            "where": f"{source.path}:{first}",
        }
        mount("formula/formula", key=f"formula-{key}", data=data, text=_text())


def _text() -> dict[str, str]:
    return {
        "begin": t(
            "Point at a sign, or choose one below: what it means, where the program has it, and which part"
            " of the picture it governs."
        ),
        "signs": t("Signs"),
        "program": t("The lines of the program that compute this"),
    }


def colour(nth: int) -> str:
    """By which the browser knows the term again in what KaTeX draws; nobody sees it: see formula.js."""
    return f"#0000{nth + 1:02x}"


def pieces(line: str, codes: list[str]) -> Iterator[tuple[str, int]]:
    """A line in pieces: its text, and which term it is, or -1."""
    at = 0
    while at < len(line):
        found = [
            (m.start(), -m.end(), nth)
            for nth, code in enumerate(codes)
            if code and (m := re.compile(code).search(line, at))
        ]
        if not found:
            break
        start, end, nth = min(found)
        if start > at:
            yield line[at:start], -1
        yield line[start:-end], nth
        at = -end
    if at < len(line):
        yield line[at:], -1


def _found(tree: Any, names: list[str]) -> Any:
    for name in names:
        tree = next((node for node in tree.body if getattr(node, "name", None) == name), None)
        if tree is None:
            raise ValueError(f"there is no {'.'.join(names)}")
    return tree


def _says(node: Any) -> bool:
    return ast.get_docstring(node) is not None
