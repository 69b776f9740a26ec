"""docs/faults.md names tests that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`( ‡)?")


def test_every_row_has_its_test_and_says_whether_it_is_a_slow_one(root: Path) -> None:
    text = (root / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = [
        line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| fault |", "| who "))
    ]
    assert len(rows) > 20
    for row in rows:
        found = NAMED.search(row)
        assert found, row
        path, name, slow = found.groups()
        tests = {
            one.name: one for one in ast.parse((root / path).read_text(encoding="utf-8")).body if hasattr(one, "name")
        }
        assert name in tests, name
        marks = {ast.unparse(mark) for mark in tests[name].decorator_list}
        assert ("pytest.mark.slow" in marks) == bool(slow), name
