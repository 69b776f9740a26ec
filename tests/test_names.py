"""One name for one thing: an instrument in Python, JavaScript, route, component and test; an experiment in its file."""

from __future__ import annotations

import re
from pathlib import Path

from app.live.channel.services import SERVICES, class_of
from tests.experiments import ALL, CONCEPTS, PAGES, keys_of

LIVE, SCRIPTS, TESTS = Path("app/live"), Path("assets/live"), Path("tests/app/live")
SILENT = {"measuring", "state"}  # a line of text, and what outlives the server: neither draws
SHARED = {"drawing", "course"}  # scripts that no one instrument has: what all draw with, and the ticks of the course
MOUNT = re.compile(r'\bmount\(\s*"([a-z_]+)/([a-z_-]+)"')


def folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.is_dir() and path.name != "__pycache__"}


def instruments() -> set[str]:
    """Folders of app/live: the channel, which all share, and one for each instrument."""
    return folders(LIVE)


def mounted() -> set[tuple[str, str, str]]:
    """The folder of Python that mounts a component, and the component's folder and file."""
    found = {(path, *one) for path in LIVE.rglob("*.py") for one in MOUNT.findall(path.read_text(encoding="utf-8"))}
    return {(path.relative_to(LIVE).parts[0], folder, file) for path, folder, file in found}


def names_of(folder: str, file: str) -> set[str]:
    """What the component folder/file may be called on the page: runs/player is the run-player."""
    whole = folder.replace("_", "-")
    return {whole, file, f"{whole}-{file}", f"{whole.removesuffix('s')}-{file}"}


def test_an_instrument_has_one_name_in_python_and_javascript_and_in_its_tests() -> None:
    assert len(instruments()) > 10
    assert folders(SCRIPTS) - SHARED == instruments() - SILENT
    assert folders(TESTS) == instruments()
    for name in instruments():
        assert list((TESTS / name).glob("test_*.py")), f"nothing tests {name}"


def test_a_route_and_its_service_have_the_name_of_the_instrument() -> None:
    services = {path.parent.name: path.read_text(encoding="utf-8") for path in LIVE.glob("*/service.py")}
    assert set(services) - {"channel"} == set(SERVICES)
    for name in SERVICES:
        assert f"\nclass {class_of(name)}" in services[name]
        assert (TESTS / name / "test_service.py").exists()
    asked = re.compile(r'\.connect\("([a-z_]+)"\)')
    for path in SCRIPTS.rglob("*.js"):
        routes = set(asked.findall(path.read_text(encoding="utf-8")))
        assert routes <= {path.parent.name}, f"{path} asks {routes}"


def test_a_service_is_tested_in_the_folder_of_its_name() -> None:
    of_service = re.compile(r"\b(?:from|import) app\.live\.([a-z_]+)(?: import service\b|\.service\b)")
    for path in TESTS.glob("*/*.py"):
        others = set(of_service.findall(path.read_text(encoding="utf-8"))) - {path.parent.name, "channel", "world"}
        assert not others, f"{path} is about {others}"


def test_a_component_is_called_on_the_page_as_its_file_is() -> None:
    called = re.compile(r'(?:\bsuper\(parent, |constructor\(parent, name = )"([a-z-]+)"')
    assert len(mounted()) > 15
    for python, folder, file in mounted():
        assert python == folder
        said = set(called.findall((SCRIPTS / folder / f"{file}.js").read_text(encoding="utf-8")))
        assert said and said <= names_of(folder, file), f"{folder}/{file}.js calls itself {said}"


def test_a_file_that_holds_an_experiment_has_its_key_for_a_name() -> None:
    assert len(PAGES) > 5
    for page in PAGES:
        assert keys_of(page)
        for key in keys_of(page):
            holds = re.compile(rf'\bExperiment\(\s*(?:key=)?"{key}"')
            assert holds.search((CONCEPTS / page / f"{key}.py").read_text(encoding="utf-8"))


def test_a_link_leads_to_an_experiment_that_is_there() -> None:
    """Those in tests, lessons, the README and docs; an unknown key would open the first of its page."""
    address = re.compile(r"/([a-z]*)\?(?:[^\"'`\s)]*&)?step=([a-z_]+)")
    asked = re.compile(r'\b\w+\(\s*(?:\w+, \w+, )?"([a-z]+)",[^()\n]*\bstep="([a-z_]+)"')
    files = [
        *Path("tests").rglob("*.py"),
        *Path("app").rglob("*.py"),
        *Path("assets/lessons").rglob("*.md"),
        Path("README.md"),
        *Path("docs").rglob("*.md"),
    ]
    links = [
        (path, *link) for path in files for way in (address, asked) for link in way.findall(path.read_text("utf-8"))
    ]
    assert len(links) > 100
    assert not [(str(path), page, key) for path, page, key in links if (page or "home", key) not in ALL]
