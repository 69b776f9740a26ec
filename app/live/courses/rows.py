"""The experiments of every page, read from its folder without running any of it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from app.ui import course
from app.ui.sources import parsed

CONCEPTS = Path(__file__).resolve().parents[2] / "concepts"


@cache
def keys_of(folder: str) -> tuple[str, ...]:
    """The keys of a page's experiments in the order of its row, the first of which its link need not name."""
    _, page = parsed(CONCEPTS / folder / "page.py")
    names = [node.id for node in ast.walk(page) if isinstance(node, ast.Name)]
    parts = [name for name in dict.fromkeys(names) if (CONCEPTS / folder / f"{name}.py").exists()]
    return tuple(key for part in parts for key in keys_in(CONCEPTS / folder / f"{part}.py"))


def rows() -> dict[str, tuple[str, ...]]:
    """Path of a page -> the keys of its experiments."""
    return {page.path: keys_of(page.path or "home") for page in course.PAGES}


def keys_in(path: Path) -> list[str]:
    """The keys of the experiments that a file holds."""
    calls = (
        n for n in ast.walk(parsed(path)[1]) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Experiment"
    )
    first = ([*call.args[:1], *(k.value for k in call.keywords if k.arg == "key")] for call in calls)
    return [key.value for keys in first for key in keys if isinstance(key, ast.Constant)]
