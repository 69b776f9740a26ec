"""Every refusal of the engines has its sentence in the session's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.ui import errors
from app.ui import language as i18n
from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture
from engines.core import Diverged, Refused
from engines.data import own_worlds
from engines.data.postcards import factors
from engines.data.postcards import table as postcards_table
from engines.data.postcards.requests import understand
from engines.data.spelling import spelled
from engines.data.worlds import World
from engines.measures.two_sample import median_distance

ENGINES = sorted(Path("engines").rglob("*.py"))


def called(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def codes(tree: ast.AST) -> list[ast.expr]:
    """What stands in the place of the code wherever a file makes a Refused, by itself or as a kind of it."""
    found = [n.args[0] for n in ast.walk(tree) if isinstance(n, ast.Call) and called(n.func) == "Refused"]
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef) and "Refused" in map(called, kind.bases):
            found += [n.args[0] for n in ast.walk(kind) if isinstance(n, ast.Call) and called(n.func) == "__init__"]
    return found


def test_every_code_of_the_engines_has_a_sentence_and_every_sentence_a_code() -> None:
    found = [code for path in ENGINES for code in codes(ast.parse(path.read_text(encoding="utf-8")))]
    assert len(found) > 15 and all(isinstance(code, ast.Constant) for code in found)
    assert {code.value for code in found} == set(errors.SENTENCES)


def mixture(X: list, **settings: float) -> None:
    GaussianMixture(MixtureConfig(**{"n_components": 1, "reg_covar": 0.0} | settings)).start(np.array(X, float))


def collapse() -> None:
    GaussianMixture(MixtureConfig(n_components=1)).start_collapsing(np.zeros((4, 2)))


def diverge() -> None:
    raise Diverged("loss became nan at step 1: the updates were too large. Start again with a lower lr")


REFUSED = {
    "point-count": lambda: own_worlds.from_points([[1.0, 2.0]]),
    "empty-drawing": lambda: own_worlds.from_drawing(np.zeros((3, 3))),
    "no-weight": lambda: World([0.0], [[0.0, 0.0]], [np.eye(2)]),
    "no-weight of a table": lambda: postcards_table.JointTable(np.zeros(factors.SHAPE)),
    "too-many-components": lambda: mixture([[0, 0], [1, 2]], n_components=3),
    "components-on-points": lambda: mixture([[0, 0], [1, 2]], n_components=2),
    "no-spread": lambda: mixture([[0, 0], [0, 2]]),
    "no-lonely-point": collapse,
    "no-bandwidth": lambda: median_distance(np.zeros((5, 2))),
    "long-request": lambda: understand("고양이" * 100),
    "long-word": lambda: spelled("가나다라마바사아자차"),
    "diverged": diverge,
}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("name", "refused"), REFUSED.items(), ids=REFUSED.keys())
def test_a_refusal_is_said_in_the_persons_language(
    language: str, name: str, refused: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: language)
    with pytest.raises(Refused) as error:
        refused()
    assert error.value.code == name.split()[0]
    said = errors.explain(error.value)
    assert bool(re.search("[가-힣]", said)) == (language == "ko") and "{" not in said


def test_the_column_that_is_said_counts_from_one() -> None:
    with pytest.raises(Refused) as error:
        mixture([[0, 1], [1, 1]])
    assert "column 2" in errors.explain(error.value)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_was_not_meant_for_a_person_is_said_in_general(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: language)
    for error in (ValueError("k is 7; give 1 to 3"), Refused("of another program", "k is 7")):
        said = errors.explain(error)
        assert "k is 7" not in said and bool(re.search("[가-힣]", said)) == (language == "ko")
