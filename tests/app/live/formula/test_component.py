"""Every formula: its signs are explained, and each is found in the lines of the engine that stand beside it."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.live.formula import component
from app.live.formula.component import NAME, Source, Term, colour, pieces

MODULES = [".".join(path.with_suffix("").parts) for path in sorted(Path("app").glob("*/*/formulas.py"))]
SELECTORS = {"noisy": ".one", "time": ".two", "clean": ".three"}  # of functions that serve several experiments
Shown = tuple[str, str, Mapping[str, Term], Source]


@pytest.fixture(scope="module", params=MODULES)
def formulas(request: pytest.FixtureRequest) -> list[Shown]:
    """(key, tex, terms, source) of the formulas of one page."""
    module, shown = importlib.import_module(request.param), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "show", lambda *one: shown.append(one))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__:
                function(*(SELECTORS[p] for p in inspect.signature(function).parameters))
                assert shown, name
    return shown


def test_there_are_formulas() -> None:
    assert len(MODULES) > 5


def test_every_sign_is_explained_and_stands_in_the_lines(formulas: list[Shown]) -> None:
    for key, tex, terms, source in formulas:
        assert set(NAME.findall(tex)) == set(terms), key
        first, lines = source.read()
        assert first > 1 and 1 < len(lines) < 20, key
        found = {nth for line in lines for _, nth in pieces(line, [one.code for one in terms.values()])}
        assert found - {-1} == set(range(len(terms))), (key, found)
        for one in terms.values():
            assert len(one.meaning) > 15 and one.sign and one.lights


def test_pieces_are_the_line_again() -> None:
    line = "return then.alpha * x0 + x01"
    cut = list(pieces(line, [r"then\.alpha", r"(?<!\w)x0(?!\w)", "", "alpha"]))
    assert "".join(text for text, _ in cut) == line
    assert cut == [("return ", -1), ("then.alpha", 0), (" * ", -1), ("x0", 1), (" + x01", -1)]


def test_lines_are_those_of_the_source_without_what_it_says_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text('class A:\n    def f(x):\n        """Says."""\n        y = x\n        return y\n')
    monkeypatch.setattr(component, "ROOT", tmp_path)
    assert Source("a.py", "A.f").read() == (2, ["def f(x):", "    y = x", "    return y"])
    assert Source("a.py", "A.f", "y =", "return").read() == (4, ["y = x", "return y"])
    with pytest.raises(ValueError, match=r"no A\.g"):
        Source("a.py", "A.g").read()


def test_colours_tell_terms_apart() -> None:
    assert re.fullmatch(r"#0000[0-9a-f]{2}", colour(20)) and colour(0) != colour(1)
