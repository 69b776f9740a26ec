"""The experiments of every page, read from its folder: what the tests of all of them walk."""

from __future__ import annotations

import ast
from pathlib import Path

CONCEPTS = Path(__file__).resolve().parents[1] / "app" / "concepts"


def keys_of(page: str) -> list[str]:
    """The keys of a page's experiments, in the order of their files; none while it has no frame yet."""
    found = []
    for path in sorted((CONCEPTS / page).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Experiment":
                keys = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "key")]
                found += [key.value for key in keys if isinstance(key, ast.Constant)]
    return found


PAGES = tuple(sorted(path.parent.name for path in CONCEPTS.glob("*/page.py")))
ALL = tuple((page, key) for page in PAGES for key in keys_of(page))


def path_of(page: str, key: str, **values: str) -> str:
    """The address of an experiment, after the server's."""
    query = "&".join(f"{name}={value}" for name, value in {"step": key, **values}.items() if value)
    return f"/{'' if page == 'home' else page}?{query}"
