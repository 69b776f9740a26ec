"""What the oldest browsers that are served (README) do not understand is in none of our scripts and style sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted((ROOT / "assets" / "live").rglob("*.js"))
SHEETS = sorted([*(ROOT / "assets" / "live").rglob("*.css"), *(ROOT / "app").rglob("*.css")])
# Later than Safari 16.4: what finds it in a script, and an example.
SCRIPT = {
    r"\b(Object|Map)\.groupBy\(": "Object.groupBy(x, f)",
    r"\bPromise\.(withResolvers|try)\(": "Promise.withResolvers()",
    r"\bAbortSignal\.any\(": "AbortSignal.any([a, b])",
    r"\bURL\.(canParse|parse)\(": "URL.canParse(x)",
    r"\.checkVisibility\(": "e.checkVisibility()",
    r"\b(show|hide|toggle)Popover\(|\bpopover[:=]": "e.showPopover()",
    r"\.(union|difference|intersection|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(": "a.union(b)",
    r"\.(values|keys|entries)\(\)\s*\.(map|filter|take|drop|flatMap|toArray|some|every|find|reduce|forEach)\(":
        "map.values().map(f)",
    r"\bIterator\b": "Iterator.from(x)",
    r"\brequestIdleCallback\(": "requestIdleCallback(f)",
    r"\bOffscreenCanvas\(": "new OffscreenCanvas(1, 1)",
    r"\bRegExp\.escape\(|/[dgimsuy]*v[dgimsuy]*[.,;)]": "/[a--b]/v.test(x)",
    r"\bimport[^;\n]*\bwith\s*\{": 'import x from "./x.json" with { type: "json" }',
    r"\.(toBase64|toHex|setHTML|getHTML|moveBefore)\(|\.fromBase64\(": "Uint8Array.fromBase64(x)",
    r"\bcontext\.filter\s*=|\bc\.filter\s*=": 'c.filter = "blur(2px)"',
    r"\b(Float16Array|Temporal|Math\.sumPrecise|Error\.isError)\b": "new Float16Array(1)",
    r"(^|[;{\n])\s*(await )?using \w+ =": "using file = open()",
}  # fmt: skip
SHEET = {
    r"light-dark\(": "color: light-dark(a, b)",
    r"@(scope|starting-style|position-try|property|view-transition|function)\b": "@scope (.a) {}",
    r"\b(text-wrap|field-sizing|interpolate-size|anchor-name|position-anchor|zoom)\s*:": "text-wrap: balance",
    r":(user-valid|user-invalid|popover-open|open|state)\b(?!\w)": "p:user-invalid {}",
    r"\b(sibling-index|if|attr)\(\s*\w+\s+type": "width: attr(x type(<number>))",
    r"\brgb\(from|\boklch\(from|\bhsl\(from": "rgb(from red r g b)",
}


@pytest.mark.parametrize("pattern", [*SCRIPT, *SHEET])
def test_nothing_newer_is_used(pattern: str) -> None:
    example, files = (SCRIPT[pattern], SCRIPTS) if pattern in SCRIPT else (SHEET[pattern], SHEETS)
    assert re.search(pattern, example) and len(files) > 10
    found = [f"{path.name}: {m[0]}" for path in files for m in re.finditer(pattern, path.read_text(encoding="utf-8"))]
    assert not found


def nested(sheet: str) -> list[str]:
    """The rules that stand inside other rules, as only newer browsers read them; inside @media and the like is none."""
    found: list[str] = []
    inside: list[str] = []
    for before, brace in re.findall(r"([^{}]*)([{}])", re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)):
        name = before.split(";")[-1].strip()
        if brace == "{":
            if any(not outer.startswith("@") for outer in inside):
                found.append(name)
            inside.append(name)
        elif inside:
            inside.pop()
    return found


def test_no_rule_is_nested() -> None:
    assert nested("a { color: red; & b { top: 0; } }") == ["& b"]
    assert not nested("@media print { a { top: 0; } @supports (top: 0) { b { top: 0; } } }")
    assert not {path.name: rules for path in SHEETS if (rules := nested(path.read_text(encoding="utf-8")))}


def test_readme_says_which_browsers_are_served() -> None:
    assert "Safari 16.4" in (ROOT / "README.md").read_text(encoding="utf-8")
