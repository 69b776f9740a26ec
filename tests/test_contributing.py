"""CONTRIBUTING.md does what it says: a copy of the project to which each of its examples is added shows them all."""

from __future__ import annotations

import ast
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.ui import course
from engines.comparison.models import MODELS
from engines.data.shapes import WORLDS
from engines.diffusion import samplers as diffusion
from engines.gan.losses import LOSSES
from engines.sampling import samplers as sampling

KINDS = {
    "worlds": WORLDS, "losses": LOSSES, "samplers of diffusion": diffusion.SAMPLERS, "samplers": sampling.SAMPLERS,
    "models": MODELS, "pages": [page.path for page in course.PAGES if page.path],
}  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "CONTRIBUTING.md"
LINE = re.compile(
    r"(?:In\s`(?P<file>[^`]+)`,\s(?P<where>in|above)\s`(?P<name>\w+)`|New,\s`(?P<new>[^`]+)`):\n\n```\w+\n(?P<code>.*?)```",
    re.S,
)


class Step(NamedTuple):
    """Code for a file: "in" or "above" a statement of it that has a name, or "new"."""

    file: str
    where: str
    name: str
    code: str


def steps() -> Iterator[Step]:
    """What the guide says, in its order."""
    for found in LINE.finditer(GUIDE.read_text(encoding="utf-8")):
        yield Step(found["file"] or found["new"], found["where"] or "new", found["name"] or "", found["code"])


def names_of(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {t.id for t in targets if isinstance(t, ast.Name)} | {getattr(node, "name", "")}


def follow(step: Step, copy: Path) -> None:
    """Do one step: a new file; or lines before a statement, or before the bracket that ends it."""
    path = copy / step.file
    if step.where == "new":
        assert not path.exists(), path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.code, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (node,) = (n for n in ast.parse("".join(lines)).body if step.name in names_of(n))
    decorated = getattr(node, "decorator_list", [])
    at = node.end_lineno if step.where == "in" else min([node, *decorated], key=lambda n: n.lineno).lineno
    gap = "\n\n" if step.code.startswith("@") else ""
    lines.insert(at - 1, step.code + gap)
    path.write_text("".join(lines), encoding="utf-8")


def test_every_piece_of_code_of_the_guide_is_followed() -> None:
    assert len(list(steps())) == GUIDE.read_text(encoding="utf-8").count("```") / 2 == 19
    assert len({step.file for step in steps() if step.where == "in"}) == 6  # one entry of each kind, in one file


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_of_the_app_lists_a_kind_again(kind: str) -> None:
    """A file may name some of them for what it teaches; half of them beside each other are a second table."""
    known, named = set(KINDS[kind]), {}
    assert len(known) > 4
    for path in (ROOT / "app").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named[str(path.relative_to(ROOT))] = {
            n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value in known
        }
    named.pop("app/ui/course.py")  # where pages are listed
    assert not {name: found for name, found in named.items() if 2 * len(found) > len(known)}


def copied(to: Path) -> Path:
    """A copy of the project to which something may be added: its assets are linked, but for the texts."""
    texts = ("lessons", "courses")
    for folder in ("app", "engines", *(f"assets/{name}" for name in texts)):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (ROOT / "assets").iterdir():
        if folder.name not in texts:
            (to / "assets" / folder.name).symlink_to(folder)
    return to


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is found on the pages of a copy that has one more of each kind."""
    copy = copied(tmp_path_factory.mktemp("grown"))
    for step in steps():
        follow(step, copy)
    done = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", str(ROOT / "tests" / "grown.py"), str(copy)], cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def in_both(label: str) -> list[str]:
    return [label, f"새 {label}"]


def test_a_world_can_be_chosen(grown: dict[str, Any]) -> None:
    found = grown["world"]
    assert found["labels"] == found["elsewhere"] == in_both("Cross") and found["components"] == 60


def test_a_loss_can_be_chosen_and_is_paid(grown: dict[str, Any]) -> None:
    assert grown["loss"]["labels"] == in_both("Squared Hellinger distance")
    assert grown["loss"]["paid"] == pytest.approx([2.0, 1.0])


def test_a_sampler_of_diffusion_can_be_chosen_and_walks(grown: dict[str, Any]) -> None:
    found = grown["diffusion_sampler"]
    assert found["labels"] == found["elsewhere"] == in_both("Renoised: all noise is new") and found["walked"]


def test_a_sampler_of_densities_has_its_sliders_and_steps(grown: dict[str, Any]) -> None:
    found = grown["density_sampler"]
    assert found["labels"] == in_both("Metropolis, heavy tails") and found["bytes"] > 0
    assert found["sliders"] == [[label, 1.0, 30.0, 7.5] for label in in_both("Degrees of freedom")]


def test_a_model_can_be_run(grown: dict[str, Any]) -> None:
    assert grown["model"]["labels"] == in_both("One Gaussian")
    assert grown["model"]["log_density"] == pytest.approx(-math.log(2 * math.pi), abs=0.2)


def test_a_third_language_is_offered_and_english_where_it_is_not_translated(grown: dict[str, Any]) -> None:
    found = grown["language"]
    assert found["offered"] == ["Esperanto", "한국어", "English"] and found["chosen"] == "eo"
    assert found["heading"] == course.PAGES[0].heading()  # in English
    assert found["experiments"][-1].endswith("La mapo") and found["experiments"][-2].endswith("Two views")
    two, families = found["lessons"]
    assert "Ĉiu punkto" in two and "Ĉiu" not in families
    assert (ROOT / "assets/lessons/en/home_families.md").read_text(encoding="utf-8").split()[0] in families


def test_a_course_is_on_the_shelf_and_leads(grown: dict[str, Any]) -> None:
    """In English also where the language has no file of it; in the order of the names."""
    found = grown["courses"]
    assert all("Two ways to lose variety" in titles and len(titles) == 4 for titles in found["titles"])
    assert found["aims"] and found["led"] == {"step": "seeds", "gan_seeds_cure": "packing", "at": "1"}


def test_a_page_has_its_door_and_its_experiment(grown: dict[str, Any]) -> None:
    found = grown["page"]
    assert found["headings"] == in_both("Flows: noise bent into data") and found["values"] == [3, 3]
    assert found["doors"] == [f"**{label}**" for label in in_both("Flows")]
