"""The components' modules: named all at once, kept for as long as nothing in them has changed."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
import requests

from app.live.channel import modules
from app.live.channel.document import SCRIPTS
from app.live.runs.component import VIEWS
from tests.served import Server

LIVE_JS = "channel/live.js"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, code in {"a": 'import { b } from "./in/b.js";', "in/b": 'export { c } from "../c.js";', "c": ""}.items():
        (tmp_path / f"{name}.js").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.js").write_text(code)
    (tmp_path / "other.js").write_text("")
    monkeypatch.setattr(modules, "ASSETS", tmp_path)
    modules.needed.cache_clear()
    yield tmp_path
    modules.needed.cache_clear()


def test_all_that_a_module_needs_is_named_itself_first(folder: Path) -> None:
    assert modules.needed("a") == ("a.js", "in/b.js", "c.js")
    assert modules.needed("c") == ("c.js",)


def test_the_edition_is_another_one_a_second_after_any_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(4))
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    modules._edition.cache_clear()
    seen = [modules.edition()]
    assert modules.edition() == seen[0]
    (folder / "in/b.js").write_text("export const b = 12;")
    seen.append(modules.edition())
    (folder / "c.js").unlink()
    seen.append(modules.edition())
    assert len(set(seen)) == 3


@pytest.mark.parametrize(("before", "kept"), [("{now}/", True), ("@an-old-one/", False), ("", False)])
def test_only_the_present_edition_is_kept(server: Server, before: str, kept: bool) -> None:
    answer = requests.get(f"{server.url}/live-assets/{before.format(now=modules.edition())}{LIVE_JS}", timeout=10)
    assert answer.status_code == 200 and "export class Live" in answer.text
    assert ("immutable" in answer.headers["cache-control"]) == kept != ("no-cache" in answer.headers["cache-control"])


CODE = """// a
/** What it
 * does. */
export const a = "http://b; // no comment"; // one that stays: there is a text before it
const c = { d: 1, // gone
  e: `// of a line`, // stays
}; // gone
"""


def test_comments_are_not_sent(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(CODE)
    sent = modules.small(tmp_path / "a.js", 0).decode()
    assert "What it" not in sent and "gone" not in sent
    for kept in ('"http://b; // no comment"', "`// of a line`", "const c = { d: 1,\n", "};\n"):
        assert kept in sent


def test_no_text_over_several_lines_looks_like_a_comment() -> None:
    """Such a text is a template, between backticks; its lines would be taken for comments."""
    files, inside = sorted(modules.ASSETS.rglob("*.js")), []
    for path in files:
        for nth, template in enumerate(path.read_text(encoding="utf-8").split("`")):
            if nth % 2 and "\n" in template:
                inside.append(template)
                assert "//" not in template and "/*" not in template, path
    assert len(files) > 50 and inside


def test_the_sent_module_can_be_kept_and_asked_for_again(server: Server) -> None:
    address = f"{server.url}/live-assets/{modules.edition()}/{LIVE_JS}"
    first = requests.get(address, timeout=10)
    assert first.content == modules.small(modules.ASSETS / LIVE_JS, 0) and "javascript" in first.headers["Content-Type"]
    again = requests.get(address, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)
    assert again.status_code == 304 and not again.content


ON_EVERY_PAGE = ("rooms/panel", "share/link", "share/presenter", "take/menu")


@pytest.mark.parametrize("view", sorted(set(VIEWS.values())))
def test_a_training_with_its_formulas_brings_at_most_sixty_kilobytes(view: str) -> None:
    """The heaviest experiments; what a page really asks for: `python -m tests.benchmarks.pages`."""
    names = {f"channel/{name}.js" for name in SCRIPTS}
    for component in (*ON_EVERY_PAGE, "runs/player", f"runs/{view}", "formula/formula"):
        names |= set(modules.needed(component))
    assert len(names) > 40 and f"runs/{view}.js" in names
    others = {f"runs/{other}.js" for other in VIEWS.values()} - {f"runs/{view}.js"}
    assert not names & others
    assert sum(len(gzip.compress(modules.small(modules.ASSETS / name, 0))) for name in names) <= 60_000
