"""Who may import whom, and what may not be in the repository."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ENGINES = sorted(Path("engines").glob("*.py"))
PAGES = sorted(Path("app/concepts").glob("*.py"))
LIVE = sorted(Path("app/live").glob("*.py"))
MODEL_ENGINES = {
    "discriminative", "naive_bayes", "mixture", "autoencoder", "gan", "diffusion", "samplers", "markov",
    "kernel_density",
}  # fmt: skip


def imported(path: Path) -> set[str]:
    """Dotted names of everything a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imports_any(path: Path, *packages: str) -> set[str]:
    return {n for n in imported(path) if any(n == p or n.startswith(f"{p}.") for p in packages)}


@pytest.mark.parametrize("path", ENGINES, ids=str)
def test_engines_know_nothing_of_the_app(path: Path) -> None:
    assert not imports_any(path, "app", "streamlit")
    others = MODEL_ENGINES - {path.stem}
    if path.stem in MODEL_ENGINES:
        assert not imports_any(path, *(f"engines.{name}" for name in others))


def test_no_engine_imports_itself_through_others() -> None:
    """What is read inside functions and for types only counts, too."""
    known = {f"engines.{path.stem}": imports_any(path, "engines") for path in ENGINES}
    left = {name: used & known.keys() for name, used in known.items()}
    while free := {name for name, used in left.items() if not used}:
        left = {name: used - free for name, used in left.items() if name not in free}
    assert len(known) > 30 and not left


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_never_import_torch(path: Path) -> None:
    assert not imports_any(path, "torch", "torchvision")


@pytest.mark.parametrize("path", LIVE, ids=str)
def test_live_never_imports_pages(path: Path) -> None:
    assert not imports_any(path, "app.concepts")


@pytest.mark.parametrize(
    "statement",
    [
        "import app.live.routes",
        "import app.live.components",
        "import app.ui.autoencoder_parts, engines.latent_space",
        "from engines import comparison; comparison.load().summary()",
    ],
)
def test_torch_is_not_imported_before_it_is_needed(statement: str) -> None:
    code = f"{statement}; import sys; sys.exit('torch' in sys.modules or 'sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code]).returncode == 0


def test_no_pickles_no_notebooks_no_large_files() -> None:
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True).stdout.split("\n")
    assert tracked != [""], "git lists no files here"
    for path in map(Path, filter(None, tracked)):
        assert path.suffix not in {".pkl", ".pt", ".pth", ".ipynb", ".pyc"}, path
        assert not path.exists() or path.stat().st_size <= 5 * 2**20, path


def test_every_chart_is_shown_by_the_one_function_that_keeps_it_still() -> None:
    callers = [path.name for path in Path("app").rglob("*.py") if "plotly_chart(" in path.read_text(encoding="utf-8")]
    assert callers == ["charts.py"]
