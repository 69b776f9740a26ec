"""Sources are parsed once, by one thread at a time."""

from __future__ import annotations

import ast
import gc
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.ui import sources

FILES = sorted((Path(__file__).resolve().parents[3] / "engines").rglob("*.py"))
MANY = 12


@pytest.fixture
def disturbed() -> Iterator[None]:
    """Another thread has a turn in the middle of what C does, as where rubbish is collected there."""

    def give_way(phase: str, info: dict[str, int]) -> None:
        time.sleep(0)

    usual = gc.get_threshold()
    gc.set_threshold(50)
    gc.callbacks.append(give_way)
    yield
    gc.callbacks.remove(give_way)
    gc.set_threshold(*usual)


def test_a_class_that_opens_one_link_parses_its_sources_without_a_fault(disturbed: None) -> None:
    sources._parsed.cache_clear()
    with ThreadPoolExecutor(MANY) as people:
        found = list(people.map(lambda n: [sources.parsed(path) for path in FILES[n::MANY] + FILES[:20]], range(MANY)))
    assert all(isinstance(tree, ast.Module) for one in found for _, tree in one)


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n")
    assert sources.parsed(file)[1] is sources.parsed(file)[1]
    file.write_text("y = 22\n")
    os.utime(file, ns=(1, 1))
    assert sources.parsed(file)[0] == "y = 22\n"
