"""The code of every experiment prints what its page computes, with the engines alone."""

from __future__ import annotations

import ast
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import nbformat
import pytest

from app.ui import code
from app.ui.kept import written
from tests.app.concepts.taken import (
    autoencoder_cases,
    classical_cases,
    compare_cases,
    diffusion_cases,
    gan_cases,
    home_cases,
    probability_cases,
)
from tests.app.concepts.taken.case import Case
from tests.app.concepts.taken.taking import Menu, numbers, printed
from tests.experiments import ALL

PAGES = (home_cases, probability_cases, classical_cases, autoencoder_cases, gan_cases, diffusion_cases, compare_cases)
CASES = [case for page in PAGES for case in page.CASES]
QUICK = (("home", "cat"), ("probability", "signs"), ("classical", "em"), ("gan", "watch"))  # the others take longer
TAKEN_ALONG = {"engines", "numpy", "scipy", "PIL", "safetensors"}  # besides what comes with Python


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> Menu:
    return Menu(monkeypatch)


def test_every_experiment_has_a_case() -> None:
    assert {(case.page, case.key) for case in CASES} == set(ALL)
    assert {path.stem for path in code.SCRIPTS.glob("*.py")} > {"film", "measured"}


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[] if (case.page, case.key) in QUICK else pytest.mark.slow,
                  id=f"{case.page}-{case.key}-{i}") for i, case in enumerate(CASES)],
)  # fmt: skip
def test_the_code_prints_the_numbers_of_the_page(case: Case, menu: Menu, tmp_path: Path) -> None:
    taken = menu.of(case.page, case.key, case.step, **case.link)
    found, expected = printed(taken["files"]["py"], tmp_path), case.expected(menu.at)
    assert expected
    for label, values in expected.items():
        told = numbers(found[label])[: len(values)]
        assert told == (pytest.approx(values, rel=case.near) if case.near else values), label


def test_what_is_taken_home_is_named_after_experiment_and_seed(menu: Menu) -> None:
    assert menu.of("gan", "watch", 5, gan_seed="3")["name"] == "gan-watch-seed3"
    assert menu.of("home", "cat", home_cat="4")["name"] == "home-cat-seed4"
    assert menu.of("gan", "rule")["name"] == "gan-rule"


def test_a_run_is_trained_as_far_as_it_has_come(menu: Menu) -> None:
    for step, trained in ((5, 5), (0, 1), (None, 500), (10**8, 20_000)):
        assert f"\nSTEPS = {trained}\n" in menu.of("gan", "watch", step)["files"]["py"]


def test_the_notebook_has_the_same_cells(menu: Menu) -> None:
    files = menu.of("classical", "em")["files"]
    nbformat.validate(nbformat.reads(files["ipynb"], as_version=4))
    cells = json.loads(files["ipynb"])["cells"]
    program = [text for cell in cells if cell["cell_type"] == "code" for text in ("".join(cell["source"]),)]
    assert len(program) == len(code.cells("classical_em")) and all(text in files["py"] for text in program)
    assert "".join(cells[0]["source"]).startswith("# The steps of EM\n")


def test_code_speaks_the_language_of_the_page(menu: Menu) -> None:
    korean = menu.of("probability", "signs", language="ko")["files"]["py"]
    assert "# %% 설정" in korean and 'print(f"꼭대기의 밀도: {density}")' in korean and "Settings" not in korean


@pytest.mark.parametrize("script", sorted(path.stem for path in code.SCRIPTS.glob("*.py")))
def test_a_script_needs_the_engines_alone(script: str) -> None:
    tree = ast.parse((code.SCRIPTS / f"{script}.py").read_text(encoding="utf-8"))
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {(n.module if isinstance(n, ast.ImportFrom) else n.names[0].name).split(".")[0] for n in imports}
    assert names <= TAKEN_ALONG | {"math", "base64", "pathlib", "dataclasses"}
    assert code.SETTINGS in dict(code.cells(script))


def test_every_setting_of_a_script_is_given() -> None:
    for script in (path.stem for path in code.SCRIPTS.glob("*.py")):
        names = code.settings_of(script)
        given = code.Code(script, dict.fromkeys(names, 1))
        assert names and f"{names[-1]} = 1" in code.script(given, "", "")
        with pytest.raises(ValueError, match="settings"):
            code.script(code.Code(script, {"X": 1}), "", "")


@pytest.mark.parametrize("script", sorted(path.stem for path in code.SCRIPTS.glob("*.py")))
def test_what_a_script_computes_needs_nothing_that_its_settings_import(script: str) -> None:
    """A setting brings its own imports, and those of others are gone with them."""
    parts = dict(code.cells(script))
    brought = {a.asname or a.name for n in ast.parse(parts.pop(code.SETTINGS)).body if isinstance(n, ast.ImportFrom)
               for a in n.names}  # fmt: skip
    used = {n.id for text in parts.values() for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    assert not brought & used


DRAWN = b64encode(bytes([0, 255]) * 392).decode()  # of 28 x 28


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "key", "link"),
    [
        ("autoencoder", "encode", {"encoded_digits": {"bytes": DRAWN}}),
        ("autoencoder", "walk", {"walk_ends_digits": [{"bytes": DRAWN}, 7, 3]}),
        ("autoencoder", "walk", {"walk_ends_digits": [{"bytes": DRAWN}, 7, 3], "autoencoder_walk_kind": "plane"}),
        ("autoencoder", "walk", {"walk_ends_digits": [{"bytes": DRAWN}, 7, 3], "autoencoder_walk_kind": "shift"}),
        ("diffusion", "freeze", {"frozen_diffusion-digits": {"bytes": DRAWN}}),
    ],
)
def test_what_a_person_has_drawn_goes_along(
    page: str, key: str, link: dict[str, Any], menu: Menu, tmp_path: Path
) -> None:
    program = menu.of(page, key, 5, **{n: v if isinstance(v, str) else written(v) for n, v in link.items()})["files"][
        "py"
    ]
    assert DRAWN in program and printed(program, tmp_path)
