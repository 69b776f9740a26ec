"""The experiments of every page, read from its folder: what the tests of all of them walk."""

from __future__ import annotations

from pathlib import Path

from app.live.courses.rows import keys_in

CONCEPTS = Path(__file__).resolve().parents[1] / "app" / "concepts"


def keys_of(page: str) -> list[str]:
    """The keys of a page's experiments, in the order of their files; none while it has no frame yet."""
    return [key for path in sorted((CONCEPTS / page).glob("*.py")) for key in keys_in(path)]


PAGES = tuple(sorted(path.parent.name for path in CONCEPTS.glob("*/page.py") if keys_of(path.parent.name)))
ALL = tuple((page, key) for page in PAGES for key in keys_of(page))


def path_of(page: str, key: str, **values: str) -> str:
    """The address of an experiment, after the server's."""
    query = "&".join(f"{name}={value}" for name, value in {"step": key, **values}.items() if value)
    return f"/{'' if page == 'home' else page}?{query}"
