"""Sources of Python as trees: read without running them."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path
from threading import Lock

_PARSING = (
    Lock()
)  # of two threads that parse at once, Python 3.11 fails one: "AST constructor recursion depth mismatch"


def parsed(path: Path) -> tuple[str, ast.Module]:
    """A file's text and its tree; of the same file the same again."""
    with _PARSING:
        return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(128)
def _parsed(path: Path, changed: int) -> tuple[str, ast.Module]:
    text = path.read_text(encoding="utf-8")
    return text, ast.parse(text)
