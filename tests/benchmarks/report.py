"""docs/measurements.md, of which each benchmark writes its own part: what it printed, when, and on how many cores."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measurements.md"
PART = r"<!-- {} -->\n(.*?)<!-- end -->"


def write(name: str, printed: str, page: Path = PAGE) -> None:
    """Put what the benchmark has printed into its part. ValueError where the page has none."""
    text = page.read_text(encoding="utf-8")
    pattern = re.compile(PART.format(re.escape(name)), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{page.name} has no part for {name}: give it one, <!-- {name} --> and <!-- end -->")
    said = f"`{command(name)}`, {date.today()}, {os.cpu_count()} cores:\n\n```text\n{printed.rstrip()}\n```\n"
    page.write_text(pattern.sub(lambda _: f"<!-- {name} -->\n{said}<!-- end -->", text), encoding="utf-8")


def command(name: str) -> str:
    return f"python -m tests.benchmarks {name}"


def parts(text: str) -> dict[str, str]:
    """The parts of the page by name."""
    return dict(re.findall(PART.format("([a-z_]+)"), text, re.DOTALL))


def words(text: str) -> str:
    """The page without its parts, code and addresses: what a person has written."""
    text = re.sub(PART.format("[a-z_]+"), "", text, flags=re.DOTALL)
    text = re.sub(r"^```.*?^```|^    .*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`]*`|\]\([^)]*\)|<!--.*?-->", "", text)
