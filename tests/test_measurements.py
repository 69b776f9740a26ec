"""No figure without the command that prints it: docs/measurements.md is written by the benchmarks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.benchmarks import report
from tests.benchmarks.__main__ import LONG, NAMED, QUICK, about

README = Path("README.md")
FIGURE = re.compile(r"\d[\d.,]*\s?(?:ms|s|seconds|MB|GB|%|frames|nats|fps)\b")


def text() -> str:
    return report.PAGE.read_text(encoding="utf-8")


def test_every_benchmark_has_its_part_and_nothing_else_has() -> None:
    parts = report.parts(text())
    assert list(sorted(parts)) == sorted((*QUICK, *LONG, *NAMED)) and len(parts) > 15
    for name, part in parts.items():
        assert part.startswith(f"`{report.command(name)}`, ") and len(re.findall(r"```", part)) == 2
        assert re.search(r"\d", part.split("```")[1]) and len(about(name)) > 10


def test_whoever_writes_by_hand_writes_no_figure() -> None:
    assert not re.findall(r"[^\n]*\d[^\n]*", report.words(text()))
    without_commands = re.sub(r"^    .*$|`[^`]*`", "", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert not FIGURE.findall(without_commands.replace("some 5 GB", ""))  # what pip's torch weighs is not ours


def test_a_figure_by_hand_is_found() -> None:
    said = "Takes 5 s.\n\n`a 5`\n\n    5\n\n<!-- drag -->\n5 ms\n<!-- end -->\n"
    assert re.findall(r"\d", report.words(said)) == ["5"]
    assert FIGURE.findall("it takes 5 ms, in 2026") == ["5 ms"]


def test_a_benchmark_writes_its_own_part_alone(tmp_path: Path) -> None:
    page = tmp_path / "measurements.md"
    page.write_text("# A\n<!-- em -->\nold\n<!-- end -->\n<!-- drag -->\nold\n<!-- end -->\nend\n", encoding="utf-8")
    report.write("em", "new \\1 5 ms\n", page)
    now = page.read_text(encoding="utf-8")
    assert "new \\1 5 ms" in report.parts(now)["em"] and report.parts(now)["drag"] == "old\n" and now.endswith("end\n")
    with pytest.raises(ValueError, match="no part for runs"):
        report.write("runs", "5", page)
