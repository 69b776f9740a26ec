"""The engines as a package: what pyproject.toml promises, and a clean environment that has them without the app."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.test_architecture import SOURCES, imported

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = {Requirement(line).name: Requirement(line) for line in PROJECT["project"]["dependencies"]}
IMPORTED_AS = {"PIL": "pillow", "sklearn": "scikit-learn"}
WHERE_ASKED = {"torchvision", "pyarrow"}  # full image sets, and a table as Parquet: what asks for them says so
MOST_MEGABYTES = 60  # of the wheel; most of it are weights and pictures


def test_every_package_of_the_engines_is_installed() -> None:
    found = {".".join(path.parent.parts) for path in map(Path, SOURCES) if path.parts[0] == "engines"}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found | {"engines.assets"}
    assert all((ROOT / name.replace(".", "/") / "__init__.py").exists() for name in found)


def test_what_engines_import_is_declared() -> None:
    engines = [path for path in SOURCES if path.parts[0] == "engines"]
    names = {name.split(".")[0] for path in engines for name in imported(path)} - sys.stdlib_module_names - {"engines"}
    assert {IMPORTED_AS.get(name, name) for name in names} - WHERE_ASKED == set(DECLARED)


def test_the_library_and_the_app_ask_for_the_same_versions() -> None:
    lines = [line.split("#")[0] for name in ("requirements.txt", "requirements-dev.txt")
             for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]  # fmt: skip
    app = {one.name: one for one in map(Requirement, (line for line in lines if re.match(r"\w", line)))}
    shared = set(app) & set(DECLARED)
    assert shared >= {"torch", "numpy", "scipy", "scikit-learn", "safetensors", "tqdm"}
    assert all(app[name].specifier == DECLARED[name].specifier for name in shared)


def snippets() -> list[tuple[str, str]]:
    """The README's examples of the library, and what each is said to print."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", text, re.S)
    assert found, "there is nothing to check"
    return found


# ---- in a clean environment ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what git would hold, as `pip install .` builds it."""
    copy = tmp_path_factory.mktemp("source")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file() and not name.startswith(("app/", "tests/", "assets/lessons/", "assets/live/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        "out",
        ".",
    ]
    subprocess.run(pip, cwd=copy, check=True)
    (found,) = (copy / "out").glob("*.whl")
    return found


def closure(names: set[str]) -> set[str]:
    """These distributions and all that they need."""
    found: set[str] = set()
    while names:
        name = names.pop()
        found.add(name)
        for line in metadata.requires(name) or []:
            needed = Requirement(line)
            if (needed.marker is None or needed.marker.evaluate({"extra": ""})) and needed.name not in found:
                names.add(needed.name)
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the package and what it declares, linked from here instead of downloaded, and nothing else."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home, with_pip=False)
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    here = Path(sysconfig.get_path("purelib"))
    for name in closure(set(DECLARED)):
        for top in {file.parts[0] for file in metadata.files(name) or []} - {"..", "__pycache__"}:
            if not (site / top).exists():
                (site / top).symlink_to(here / top)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True)
    return python


def printed(python: Path, folder: Path, *arguments: str) -> str:
    """What a Python says, in a folder of its own, with warnings as errors."""
    command = [str(python), "-W", "error", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=900)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.slow
def test_the_wheel_is_as_large_as_its_weights(wheel: Path) -> None:
    assert 40 < wheel.stat().st_size / 1e6 < MOST_MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize(("code", "said"), snippets())
def test_what_the_readme_shows_runs_with_the_package_alone(code: str, said: str, python: Path, tmp_path: Path) -> None:
    assert printed(python, tmp_path, "-c", code) == said


@pytest.mark.slow
def test_every_engine_is_there_with_its_assets_and_nothing_of_the_app(python: Path, tmp_path: Path) -> None:
    code = """
import importlib, pkgutil, sys
from importlib.util import find_spec
assert not any(map(find_spec, ("streamlit", "plotly", "app", "assets", "tests")))
import engines, genlab
for module in pkgutil.walk_packages(engines.__path__, "engines."):
    importlib.import_module(module.name)
from engines import classical, comparison, shipped
from engines.autoencoder import sweep
from engines.classical import cats, digit_densities
from engines.comparison.run import load
from engines.core import ASSETS
from engines.data import letters
from engines.diffusion import curve_records
from engines.gan import histories
from engines.markov import melody, words
from engines.measures import combining, extractor
assert ASSETS.parts[-3:] == ("site-packages", "engines", "assets"), ASSETS
for folder in (sweep.FOLDER, cats.FOLDER, digit_densities.RECORD, letters.FOLDER, curve_records.FILE,
               histories.FOLDER, combining.FOLDER):
    assert folder.exists(), folder
assert load().rows
for name in genlab.weights():
    assert len(genlab.pretrained(name).sample(1, seed=0)) == 1, name
assert [len(genlab.pictures(name, "test").images) for name in ("digits", "fashion")] == [2000, 2000]
print(genlab.__file__)
"""
    assert "site-packages" in printed(python, tmp_path, "-c", code)


@pytest.mark.slow
def test_the_command_is_there_under_both_names(python: Path, tmp_path: Path) -> None:
    assert printed(python, tmp_path, "-m", "genlab", "list", "worlds").startswith("blobs")
    assert printed(python, tmp_path, str(python.with_name("genlab")), "--help").startswith("usage: genlab")
    printed(python, tmp_path, "-m", "genlab", "train", "mixture", "--data", "ring", "--out", "m.safetensors")
    assert printed(python, tmp_path, "-m", "genlab", "sample", "m.safetensors", "-n", "2").count("\n") == 3
    run = subprocess.run([str(python), "-m", "genlab", "train", "kde", "--data", "x", "--out", "m"], cwd=tmp_path,
                         capture_output=True, text=True)  # fmt: skip
    assert run.returncode == 2 and run.stdout == "" and run.stderr.count("\n") == 1


@pytest.mark.slow
def test_every_script_to_take_home_runs_with_the_package_alone(python: Path, tmp_path: Path) -> None:
    """As it is; with the settings of a page: tests/app/concepts/taken."""
    scripts = sorted(map(str, (ROOT / "assets" / "notebooks").glob("*.py")))
    assert len(scripts) > 30
    code = (
        "import runpy, sys\nfor path in sys.argv[1:]:\n    print(path)\n    runpy.run_path(path, run_name='__main__')"
    )
    said = printed(python, tmp_path, "-c", code, *scripts)
    assert said.count("\n") > 4 * len(scripts) and len(list(tmp_path.glob("*.png"))) > 10
