"""Who may import whom, and what may not be in the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

# What each package may import of the project, besides itself. A package is the longest of these names that fits.
GROUND = {"engines.core", "engines.gradual", "engines.statistics"}
MAY_IMPORT: dict[str, set[str]] = {
    "engines.core": set(),
    "engines.gradual": set(),
    "engines.statistics": set(),
    "engines.nets": GROUND,
    "engines.data": GROUND | {"engines.nets"},
    "engines.markov": GROUND | {"engines.nets"},
    "engines.autoencoder": GROUND | {"engines.nets", "engines.data"},
    "engines.sampling": GROUND | {"engines.data"},
    "engines.classical": GROUND | {"engines.data"},
    "engines.measures": GROUND | {"engines.data", "engines.nets"},
    "engines.gan": GROUND | {"engines.data", "engines.nets", "engines.measures"},
    "engines.diffusion": GROUND | {"engines.data", "engines.nets", "engines.measures"},
    "engines.comparison": {"engines"},
    "engines.shipped": {"engines"},
    "engines.library": {"engines"},
    "app.main": {"app.live.channel"},
    "app.shell": {"app.live.courses", "app.live.rooms", "app.live.share", "app.live.take", "app.ui"},
    "app.locale": {"app.ui.code", "app.ui.language"},
    "app.ui": {"engines"},
    "app.live.channel": {"app.ui.crowd", "app.ui.kept", "app.ui.language", "app.ui.moment", "engines.core"},
    "app.live.state": {"app.live.channel"},
    "app.live.formula": {"app.live.channel", "app.ui"},
    "app.live.world": {"app.live.channel", "app.ui", "engines"},
    "app.live": {"app.live.channel", "app.live.formula", "app.live.state", "app.live.world", "app.ui", "engines"},
    "app.concepts": {"app.live", "app.ui", "engines"},
}
# Inside `classical` models stand side by side; only these are made of others.
MADE_OF_OTHERS = {"digit_densities", "singularity", "class_mixtures", "projected_mixture", "cats"}
CLASSICAL_MODELS = {"kernel_density", "logistic_regression", "mixture", "naive_bayes"}
LIVE_SCRIPTS = Path("assets/live")
SHARED_SCRIPTS = {"channel", "drawing"}

MOST_LINES = 300  # of a file that a person has written
LEFT_WHOLE: dict[str, str] = {}  # a longer file, and why it is one thing

SOURCES = sorted(p for root in ("engines", "app") for p in Path(root).rglob("*.py") if p.name != "__init__.py")
SCRIPTS = sorted(LIVE_SCRIPTS.glob("*/*.js"))


def module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def fits(name: str, packages: set[str]) -> bool:
    return any(name == p or name.startswith(f"{p}.") for p in packages)


def package(name: str) -> str:
    """The package that a module belongs to: an instrument and a page are packages of their own."""
    parts = name.split(".")
    deep = parts[:2] in (["app", "live"], ["app", "concepts"])
    return ".".join(parts[: 3 if deep else 2])


def rule(name: str) -> str:
    """The row of the table for a module: the longest that fits."""
    return max((row for row in MAY_IMPORT if fits(name, {row})), key=len)


@cache
def imported(path: Path) -> set[str]:
    """Dotted names of everything a file imports, also inside functions."""
    return names_in(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def names_in(nodes: Iterable[ast.AST]) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def ours(path: Path) -> set[str]:
    """The modules of the project that a file imports."""
    return {name for name in imported(path) if name in MODULES}


MODULES = {module(path) for path in SOURCES}


def test_there_is_something_to_check() -> None:
    assert len(SOURCES) > 150 and len(SCRIPTS) > 30
    assert {rule(name) for name in MODULES} == set(MAY_IMPORT), "a row of the table fits no file"
    assert sum(len(ours(path)) for path in SOURCES) > 400


def test_a_module_imports_what_its_package_may() -> None:
    def allowed(name: str) -> set[str]:
        return MAY_IMPORT[rule(name)] | {package(name)}

    assert not {
        (str(path), other) for path in SOURCES for other in ours(path) if not fits(other, allowed(module(path)))
    }


def importers(of: set[str], paths: list[Path]) -> set[tuple[str, str]]:
    """Those of some files that import one of these, and what they import."""
    assert paths
    return {(str(path), name) for path in paths for name in imported(path) if fits(name, of)}


def test_engines_know_nothing_of_the_app() -> None:
    assert not importers({"app", "streamlit"}, [p for p in SOURCES if p.parts[0] == "engines"])


@pytest.mark.parametrize("model", sorted(CLASSICAL_MODELS))
def test_classical_models_stand_side_by_side(model: str) -> None:
    others = [p for p in SOURCES if p.parts[:2] == ("engines", "classical") and p.stem not in MADE_OF_OTHERS | {model}]
    assert not importers({f"engines.classical.{model}"}, others)


def test_pages_never_import_torch() -> None:
    assert not importers({"torch", "torchvision"}, [p for p in SOURCES if p.parts[:2] == ("app", "concepts")])


def test_services_run_without_streamlit() -> None:
    assert not importers({"streamlit"}, [p for p in SOURCES if p.name == "service.py"])


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """A way from a module through its imports back to itself; empty where there is none."""
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        found = next(filter(None, (visit(other, [*way, name]) for other in sorted(graph[name] - done))), [])
        done.add(name)
        return found

    return next(filter(None, (visit(name, []) for name in graph)), [])


def test_no_module_imports_itself_through_others() -> None:
    """Not inside a function either, where it would only be found out by whoever changes one of the two."""
    graph = {module(path): needed(path.read_text(encoding="utf-8")) & MODULES for path in SOURCES}
    assert not circle(graph), " -> ".join(circle(graph))


def test_a_circle_is_found_also_where_a_function_closes_it() -> None:
    imports = {
        "a": "if TYPE_CHECKING:\n    import c\nelse:\n    import b",
        "b": "def f():\n    with open(x):\n        from c import d",
        "c": "if TYPE_CHECKING:\n    from a import x\n    import b",
    }
    assert [needed(text) for text in imports.values()] == [{"b"}, {"c", "c.d"}, set()]
    graph = {"a": {"b"}, "b": {"c"}, "c": set()}
    assert not circle(graph) and circle(graph | {"c": {"b"}}) == ["b", "c", "b"]


def needed(source: str) -> set[str]:
    """Dotted names of what a file imports when it runs, wherever in it: not those that only its types are told by."""

    def runs(node: ast.AST) -> Iterator[ast.AST]:
        yield node
        types = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for child in node.orelse if types else ast.iter_child_nodes(node):
            yield from runs(child)

    return names_in(runs(ast.parse(source)))


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in SCRIPTS}))
def test_a_script_imports_its_own_folder_and_what_all_share(folder: str) -> None:
    for path in (path for path in SCRIPTS if path.parent.name == folder):
        assert_it_imports_what_it_may(path)


def assert_it_imports_what_it_may(path: Path) -> None:
    folders = set()
    for target in re.findall(r"(?:from|import)\s*\(?\s*\"(\.[^\"]+)\"", path.read_text(encoding="utf-8")):
        there = (path.parent / target).resolve()
        assert there.exists(), f"{path} imports {target}, which is not there"
        folders.add(there.parent.name)
    allowed = {"channel": {"channel"}, "drawing": SHARED_SCRIPTS}.get(path.parent.name)
    assert folders <= (allowed or SHARED_SCRIPTS | {path.parent.name}), path


@pytest.mark.parametrize(
    "statement",
    [
        "import app.live.channel.routes",
        "import app.live.latent.component",
        "import engines.nets.latent_space",
        "from engines.comparison import run; run.load().summary()",
    ],
)
def test_torch_is_not_imported_before_it_is_needed(statement: str) -> None:
    code = f"{statement}; import sys; sys.exit('torch' in sys.modules or 'sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code]).returncode == 0


def test_no_pickles_no_notebooks_no_large_files() -> None:
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True).stdout.split("\n")
    for path in map(Path, filter(None, tracked)):
        assert path.suffix not in {".pkl", ".pt", ".pth", ".ipynb", ".pyc"}, path
        assert not path.exists() or path.stat().st_size <= 5 * 2**20, path


def long_files(root: Path, most: int = MOST_LINES) -> dict[str, int]:
    """Files that a person has written below `root` and that are too long, with their lines."""
    found = [p for folder in ("app", "engines", "assets", "tests") for p in (root / folder).rglob("*")]
    written = [p for p in found if p.suffix in {".py", ".js", ".css"} and p.is_file()]
    lines = {str(p.relative_to(root)): len(p.read_text(encoding="utf-8").splitlines()) for p in written}
    return {name: n for name, n in lines.items() if n > most}


def test_no_file_is_longer_than_one_thing_needs() -> None:
    long = long_files(Path())
    assert set(long) == set(LEFT_WHOLE), f"part these, or say why they are one thing: {long}"
    assert all(LEFT_WHOLE.values())


def test_a_long_file_of_any_kind_is_found(tmp_path: Path) -> None:
    assert len(long_files(Path(), most=0)) > 400, "there is nothing to check"
    for name in ("app/live/a.py", "engines/b.py", "assets/live/c.js", "assets/d.css", "tests/engines/e.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n" * (MOST_LINES + 1))
        assert name in long_files(tmp_path)
    (tmp_path / "engines/b.py").write_text("x\n" * MOST_LINES)
    assert "engines/b.py" not in long_files(tmp_path)


def test_every_chart_is_shown_by_the_one_function_that_keeps_it_still() -> None:
    callers = [path.name for path in Path("app").rglob("*.py") if "plotly_chart(" in path.read_text(encoding="utf-8")]
    assert callers == ["charts.py"]


WIDGETS = {
    "button", "checkbox", "color_picker", "data_editor", "expander", "feedback", "file_uploader", "multiselect",
    "number_input", "pills", "radio", "segmented_control", "select_slider", "selectbox", "slider", "text_area",
    "text_input", "toggle",
}  # fmt: skip


def test_every_widget_notes_that_it_has_changed() -> None:
    """See app/ui/moment.py; and no part of a page is made without it."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
    calls = [(path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    widgets = [(path, call) for path, call in calls if ast.unparse(call.func) in {f"st.{name}" for name in WIDGETS}]
    silent = [f"{path}:{call.lineno}" for path, call in widgets if not notes(call)]
    assert len(widgets) > 15 and silent == [f"app/ui/heard.py:{silent[0].split(':')[1]}"]  # which nobody changes
    assert [str(path) for path in SOURCES if "st.fragment" in path.read_text(encoding="utf-8")] == ["app/ui/moment.py"]


def notes(call: ast.Call) -> bool:
    said = [ast.unparse(word.value) for word in call.keywords if word.arg in (None, "on_change", "on_click")]
    return any(text.startswith(("moment.noted(", "link.at_once(")) for text in said)


TYPED = {"courses/page.py", "gan/noise.py", "home/words.py"}  # which show what a person has typed


def test_what_a_page_says_explains_its_terms() -> None:
    """By `say` and `caption` of app/ui/terms.py, not by Streamlit's own."""
    root = Path("app/concepts")
    bare = {str(path.relative_to(root)) for path in root.rglob("*.py")
            if re.search(r"\.(markdown|caption)\(", path.read_text(encoding="utf-8"))}  # fmt: skip
    assert bare == TYPED


OTHER_MAPS = {
    "runs/views.js": "D's judgement, whose scale stands beside it",
    "world/editor.js": "it says so at its edge",
}


def test_every_map_of_a_density_says_what_its_colour_is() -> None:
    """The root of the density: see `drawWords` of assets/live/drawing/field.js."""
    root = Path("assets/live")
    calls = {str(path.relative_to(root)): re.findall(r"\.drawHeat\((.*)\);", path.read_text(encoding="utf-8"))
             for path in root.rglob("*.js")}  # fmt: skip
    drawn = {file: found for file, found in calls.items() if found}
    silent = {file for file, found in drawn.items() if not all("text.colours" in words for words in found)}
    assert len(drawn) > 5 and silent == set(OTHER_MAPS)
    components = [
        path for path in Path("app").rglob("*.py") if '"colours": t("colour: √p(x)' in path.read_text("utf-8")
    ]
    assert len(components) == len(drawn) - 1  # of the editor, too
