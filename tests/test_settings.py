"""docs/settings.md names every setting, with its default, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"(?:LIVE|LAB|GENERATIVE)_[A-Z_]+")
ROW = re.compile(r"^\| `([A-Z_]+)` \| .+ \| (.*)\|$", re.MULTILINE)
PAGE = Path("docs/settings.md").read_text(encoding="utf-8")
OF_TESTS = {"CHROMIUM"}


def constants(tree: ast.AST) -> Iterator[str]:
    """Texts of a program."""
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def read_by(source: str) -> dict[str, str | None]:
    """The settings that a program reads, and the default of each where it is a text."""
    tree = ast.parse(source)
    found: dict[str, str | None] = {text: None for text in constants(tree) if NAME.fullmatch(text)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "os.environ.get" and len(node.args) == 2:
            name, default = (ast.literal_eval(arg) for arg in node.args)
            if name in found:
                found[name] = default
    return found


def all_read() -> dict[str, str | None]:
    files = [path for folder in ("app", "engines") for path in Path(folder).rglob("*.py")]
    return {name: default for path in files for name, default in read_by(path.read_text(encoding="utf-8")).items()}


def test_a_setting_is_found_however_it_is_read() -> None:
    source = 'a = os.environ.get("LIVE_A", "3")\nb = megabytes("LIVE_B", 2)\nLIVE_C = f"set LIVE_D to {a}"'
    assert read_by(source) == {"LIVE_A": "3", "LIVE_B": None}


def test_the_page_names_every_setting_once_and_no_other() -> None:
    named = [name for name, _ in ROW.findall(PAGE)]
    assert sorted(named) == sorted({*all_read(), *OF_TESTS}) and len(named) > 30


def test_the_page_tells_the_default_of_each() -> None:
    told = {name: default.strip().strip("`") for name, default in ROW.findall(PAGE)}
    defaults = {name: default for name, default in all_read().items() if default}
    assert len(defaults) > 20
    assert {name: told[name] for name in defaults} == defaults


def test_what_is_named_elsewhere_is_a_setting() -> None:
    texts = [
        Path(name).read_text(encoding="utf-8") for name in ("README.md", "deploy/README.md", "deploy/compose.yaml")
    ]
    named = {name for text in texts for name in re.findall(r"\b(?:LIVE|LAB)_[A-Z_]+", text)}
    assert named <= set(all_read()) and len(named) > 4
